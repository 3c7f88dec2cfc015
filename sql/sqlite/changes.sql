-- name: NextRunID :one
-- NextRunID returns the id that the next run will have, in a transaction that writes.
SELECT CAST(COALESCE(MAX(seq), 0) + 1 AS INTEGER) AS id
FROM sqlite_sequence
WHERE name = 'forecourt_sync_runs';

-- name: AddReset :exec
-- AddReset tells that all rows of a view were replaced.
INSERT INTO forecourt_row_changes (view, what, changed_at, run_id)
VALUES (?, 'reset', ?, ?);

-- name: ListChanges :many
-- ListChanges returns up to limit changes behind the one with the id after, of all views or of one, and from a time on; the
-- oldest first.
SELECT id, view, key, key_columns, what, changed_at, run_id, old, new
FROM forecourt_row_changes
WHERE id > sqlc.arg(after)
  AND changed_at >= sqlc.arg(since)
  AND (CAST(sqlc.narg(view) AS TEXT) IS NULL OR view = CAST(sqlc.narg(view) AS TEXT))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: ForgetChanges :exec
-- ForgetChanges removes the changes from before a time.
DELETE FROM forecourt_row_changes
WHERE changed_at < ?;

-- name: ListStockChanges :many
-- ListStockChanges returns what happened to vehicles, the latest first, behind the change before_id. A kind is arrived, left,
-- price_drop, price_rise or updated. Optional predicates are lines, as in search.sql.
SELECT
  c.id, CAST(c.key AS INTEGER) AS vehicle_id, c.changed_at, c.old, c.new,
  CAST(CASE c.what WHEN 'inserted' THEN 'arrived' WHEN 'deleted' THEN 'left' ELSE CASE WHEN c.new ->> 'price' < c.old ->> 'price' THEN 'price_drop' WHEN c.new ->> 'price' > c.old ->> 'price' THEN 'price_rise' ELSE 'updated' END END AS TEXT) AS kind
FROM forecourt_row_changes AS c
LEFT JOIN vehicles_stock AS v ON v.id = c.key
WHERE c.view = 'vehicles_stock'
  AND c.what <> 'reset'
  AND (CAST(sqlc.narg(before_id) AS INTEGER) IS NULL OR c.id < CAST(sqlc.narg(before_id) AS INTEGER))
  AND (CAST(sqlc.narg(since) AS TEXT) IS NULL OR c.changed_at >= CAST(sqlc.narg(since) AS TEXT))
  AND (CAST(sqlc.narg(kinds) AS TEXT) IS NULL OR CASE c.what WHEN 'inserted' THEN 'arrived' WHEN 'deleted' THEN 'left' ELSE CASE WHEN c.new ->> 'price' < c.old ->> 'price' THEN 'price_drop' WHEN c.new ->> 'price' > c.old ->> 'price' THEN 'price_rise' ELSE 'updated' END END IN (SELECT value FROM json_each(CAST(sqlc.narg(kinds) AS TEXT))))
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(COALESCE(v.make, c.new ->> 'make', c.old ->> 'make')) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(COALESCE(v.model, c.new ->> 'model', c.old ->> 'model')) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
ORDER BY c.id DESC
LIMIT sqlc.arg(max_rows);

-- name: GetStockChangesBegin :one
-- GetStockChangesBegin returns since when the log tells every change of vehicles: since the last reset, or the oldest change.
SELECT CAST(COALESCE(MAX(CASE WHEN what = 'reset' THEN changed_at END), MIN(changed_at), '') AS TEXT) AS since
FROM forecourt_row_changes
WHERE view = 'vehicles_stock';
