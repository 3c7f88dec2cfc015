-- +goose Up
-- Which server a run read, as host:port, and which changes the server had made by then: its GTIDs, or what else it counts
-- them by (internal/source, Position). A run that reads another server compares, so that the copy never goes back in time.
ALTER TABLE forecourt_sync_runs ADD COLUMN host TEXT;
ALTER TABLE forecourt_sync_runs ADD COLUMN position TEXT;

-- +goose Down
ALTER TABLE forecourt_sync_runs DROP COLUMN position;
ALTER TABLE forecourt_sync_runs DROP COLUMN host;
