-- +goose Up
-- What the last run knew about each copy. A trigger on the copy, made by `forecourt sync`, sets shape to NULL when another
-- program changes a row: the next run then compares by value.
CREATE TABLE hashed_views (
  view      TEXT    NOT NULL PRIMARY KEY,
  -- The columns, the key and the encoding that the hashes were made of; NULL when they are not to be trusted.
  shape     TEXT,
  row_count INTEGER NOT NULL
) WITHOUT ROWID;

-- A 128-bit hash of every row of a view with a key, packed by key, some 200 rows a page (internal/rowhash).
CREATE TABLE row_hashes (
  id        INTEGER PRIMARY KEY,
  view      TEXT    NOT NULL,
  first_key BLOB    NOT NULL,
  page      BLOB    NOT NULL,
  UNIQUE (view, first_key)
);

ALTER TABLE sync_runs ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE sync_runs DROP COLUMN unchanged;
DROP TABLE row_hashes;
DROP TABLE hashed_views;
