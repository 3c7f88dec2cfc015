-- +goose Up
-- The index by updated_at goes: every change of a row moves its entry, so that a refresh of few rows wrote pages all over
-- it (docs/decisions/0002-no-index-by-time.md). Searches in that order use the index in memory.
DROP INDEX vehicles_stock_updated_at;

-- What has changed in row_hashes since its pages were written, the oldest first: small changes, spread over all pages, are kept
-- together (internal/rowhash).
CREATE TABLE row_hash_deltas (
  id    INTEGER PRIMARY KEY,
  view  TEXT    NOT NULL,
  delta BLOB    NOT NULL
);

-- +goose Down
DROP TABLE row_hash_deltas;
CREATE INDEX vehicles_stock_updated_at ON vehicles_stock (updated_at);
