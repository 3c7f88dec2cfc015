-- +goose Up
-- An incremental run reads only the rows from the last cursor value on, and sees no deletions.
ALTER TABLE sync_runs ADD COLUMN mode TEXT NOT NULL DEFAULT 'snapshot' CHECK (mode IN ('snapshot', 'incremental'));

-- +goose Down
ALTER TABLE sync_runs DROP COLUMN mode;
