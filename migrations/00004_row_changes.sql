-- +goose Up
-- What happened to the rows of views with a key, in the order in which it happened. Of a view without one, and when a table is made or
-- made anew, only 'reset' is told: all rows were replaced.
CREATE TABLE row_changes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  view       TEXT    NOT NULL,
  -- The row's key, as the view has it; NULL for a reset.
  key,
  what       TEXT    NOT NULL CHECK (what IN ('inserted', 'updated', 'deleted', 'reset')),
  -- The source's clock when the snapshot was taken, UTC in ISO 8601.
  changed_at TEXT    NOT NULL,
  -- The run, in sync_runs.
  run_id     INTEGER NOT NULL,
  -- JSON objects. Of an updated row they hold the columns that changed, of an inserted or deleted one all columns. Numbers are
  -- exact; a real number has a point or an exponent; a blob is {"blob": "<hexadecimal>"}.
  old        TEXT,
  new        TEXT
);

CREATE INDEX row_changes_changed_at ON row_changes (changed_at);

-- +goose Down
DROP TABLE row_changes;
