-- +goose Up
-- Every run of `forecourt sync`, one row a view. Times are UTC in ISO 8601.
CREATE TABLE sync_runs (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  view             TEXT    NOT NULL,
  outcome          TEXT    NOT NULL CHECK (outcome IN ('published', 'unchanged', 'refused', 'failed')),
  started_at       TEXT    NOT NULL,
  duration_seconds REAL    NOT NULL,
  -- The source's clock when the snapshot was taken; NULL when none was.
  snapshot_at      TEXT,
  -- Rows in the snapshot; NULL when they were not all read.
  row_count        INTEGER,
  inserted         INTEGER NOT NULL,
  updated          INTEGER NOT NULL,
  deleted          INTEGER NOT NULL,
  -- The snapshot's content as 32 hexadecimal digits; equal content has an equal fingerprint, in any order of rows.
  fingerprint      TEXT,
  -- What was noticed (columns left out, a table made anew), and what went wrong.
  notice           TEXT,
  error            TEXT
);

CREATE INDEX sync_runs_view ON sync_runs (view, id);

-- +goose Down
DROP TABLE sync_runs;
