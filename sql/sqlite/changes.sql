-- name: NextRunID :one
-- NextRunID returns the id that the next run will have, in a transaction that writes.
SELECT CAST(COALESCE(MAX(seq), 0) + 1 AS INTEGER) AS id
FROM sqlite_sequence
WHERE name = 'sync_runs';

-- name: AddReset :exec
-- AddReset tells that all rows of a view were replaced.
INSERT INTO row_changes (view, what, changed_at, run_id)
VALUES (?, 'reset', ?, ?);

-- name: ListChanges :many
-- ListChanges returns up to limit changes behind the one with the id after, of all views or of one, and from a time on; the
-- oldest first.
SELECT id, view, key, what, changed_at, run_id, old, new
FROM row_changes
WHERE id > sqlc.arg(after)
  AND changed_at >= sqlc.arg(since)
  AND (CAST(sqlc.narg(view) AS TEXT) IS NULL OR view = CAST(sqlc.narg(view) AS TEXT))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: ForgetChanges :exec
-- ForgetChanges removes the changes from before a time.
DELETE FROM row_changes
WHERE changed_at < ?;
