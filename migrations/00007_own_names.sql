-- +goose Up
-- Views may have any name that does not begin with forecourt_ or sqlite_: the cache's own tables and indexes get the first
-- prefix, and stay out of the way (docs/decisions/0003-names.md). goose's table is renamed by internal/cache, before goose
-- looks for it.
ALTER TABLE sync_runs RENAME TO forecourt_sync_runs;
ALTER TABLE hashed_views RENAME TO forecourt_hashed_views;
ALTER TABLE row_hashes RENAME TO forecourt_row_hashes;
ALTER TABLE row_hash_deltas RENAME TO forecourt_row_hash_deltas;
ALTER TABLE row_changes RENAME TO forecourt_row_changes;

DROP INDEX sync_runs_view;
CREATE INDEX forecourt_sync_runs_view ON forecourt_sync_runs (view, id);
DROP INDEX row_changes_changed_at;
CREATE INDEX forecourt_row_changes_changed_at ON forecourt_row_changes (changed_at);
DROP INDEX vehicles_stock_make_model_year;
CREATE INDEX forecourt_stock_make_model_year ON vehicles_stock (lower(make), lower(model), year);
DROP INDEX vehicles_stock_price;
CREATE INDEX forecourt_stock_price ON vehicles_stock (price);
DROP INDEX vehicles_stock_mileage;
CREATE INDEX forecourt_stock_mileage ON vehicles_stock (mileage);

-- Of how many columns the key is. That of more than one is a JSON array of their values.
ALTER TABLE forecourt_row_changes ADD COLUMN key_columns INTEGER NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE forecourt_row_changes DROP COLUMN key_columns;
DROP INDEX forecourt_stock_mileage;
CREATE INDEX vehicles_stock_mileage ON vehicles_stock (mileage);
DROP INDEX forecourt_stock_price;
CREATE INDEX vehicles_stock_price ON vehicles_stock (price);
DROP INDEX forecourt_stock_make_model_year;
CREATE INDEX vehicles_stock_make_model_year ON vehicles_stock (lower(make), lower(model), year);
DROP INDEX forecourt_row_changes_changed_at;
CREATE INDEX row_changes_changed_at ON forecourt_row_changes (changed_at);
DROP INDEX forecourt_sync_runs_view;
CREATE INDEX sync_runs_view ON forecourt_sync_runs (view, id);
ALTER TABLE forecourt_row_changes RENAME TO row_changes;
ALTER TABLE forecourt_row_hash_deltas RENAME TO row_hash_deltas;
ALTER TABLE forecourt_row_hashes RENAME TO row_hashes;
ALTER TABLE forecourt_hashed_views RENAME TO hashed_views;
ALTER TABLE forecourt_sync_runs RENAME TO sync_runs;
