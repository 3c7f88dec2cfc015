-- +goose Up
-- What happened to one row is looked up by its key, and since when the log tells everything by its last reset: the page of a car
-- shows both, whatever the length of the log. The key comes first, so that no query by the view alone uses the index: that
-- would be slower than reading the log in its order.
CREATE INDEX forecourt_row_changes_key ON forecourt_row_changes (key, view);
CREATE INDEX forecourt_row_changes_reset ON forecourt_row_changes (view, changed_at) WHERE what = 'reset';

-- +goose Down
DROP INDEX forecourt_row_changes_reset;
DROP INDEX forecourt_row_changes_key;
