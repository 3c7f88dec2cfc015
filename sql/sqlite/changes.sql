-- name: NextRunID :one
-- NextRunID returns the id that the next run will have, in a transaction that writes.
SELECT CAST(COALESCE(MAX(seq), 0) + 1 AS INTEGER) AS id
FROM sqlite_sequence
WHERE name = 'forecourt_sync_runs';

-- name: AddReset :exec
-- AddReset logs that all rows of a view were replaced.
INSERT INTO forecourt_row_changes (view, what, changed_at, run_id)
VALUES (?, 'reset', ?, ?);

-- name: ListChanges :many
-- ListChanges returns up to limit changes with ids greater than after, of all views or of one, from a time on. The oldest
-- comes first.
SELECT id, view, key, key_columns, what, changed_at, run_id, old, new
FROM forecourt_row_changes
WHERE id > sqlc.arg(after)
  AND changed_at >= sqlc.arg(since)
  AND (CAST(sqlc.narg(view) AS TEXT) IS NULL OR view = CAST(sqlc.narg(view) AS TEXT))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: ForgetChanges :exec
-- ForgetChanges removes the changes from before a time. These are the first ones, so the others are not read.
DELETE FROM forecourt_row_changes
WHERE id < COALESCE((
  SELECT c.id
  FROM forecourt_row_changes AS c
  WHERE c.changed_at >= ?
  ORDER BY c.id
  LIMIT 1
), 9223372036854775807);

-- name: ListStockChanges :many
-- ListStockChanges returns the changes of a view that meet a condition, the latest first. n is the changed vehicle as it is now.
SELECT
  c.id,
  CAST(/* vehicle( */ c.key /* )vehicle */ AS TEXT) AS vehicle_id,
  c.changed_at,
  CAST(/* kind( */ c.what /* )kind */ AS TEXT) AS kind,
  CAST(/* here( */ 1 /* )here */ AS INTEGER) AS here
FROM forecourt_row_changes AS c /* joined( */ LEFT JOIN forecourt_stock AS n ON n.id = c.key /* )joined */
WHERE /* where( */ c.what <> 'reset' /* )where */
ORDER BY c.id DESC
LIMIT /* limit( */ 1 /* )limit */ OFFSET 0;

-- name: CountStockChanges :many
-- CountStockChanges returns how many changes of each kind meet a condition, by the day on which they were seen, in UTC.
SELECT
  CAST(substr(c.changed_at, 1, 10) AS TEXT) AS day,
  CAST(/* kind( */ c.what /* )kind */ AS TEXT) AS kind,
  COUNT(*) AS changes
FROM forecourt_row_changes AS c /* joined( */ LEFT JOIN forecourt_stock AS n ON n.id = c.key /* )joined */
WHERE /* where( */ c.what <> 'reset' /* )where */
GROUP BY day, kind
ORDER BY day, kind;

-- name: GetLastChange :one
-- GetLastChange returns the id of the last change, or 0 if there is none.
SELECT CAST(COALESCE(MAX(id), 0) AS INTEGER) AS id
FROM forecourt_row_changes;

-- name: GetChangesBegin :one
-- GetChangesBegin returns since when the log has every change of a view: since the last reset, or since the oldest change.
SELECT CAST(COALESCE(
  (
    SELECT MAX(r.changed_at)
    FROM forecourt_row_changes AS r
    WHERE r.view = sqlc.arg(view)
      AND r.what = 'reset'
  ),
  (
    SELECT c.changed_at
    FROM forecourt_row_changes AS c
    WHERE c.view = sqlc.arg(view)
    ORDER BY c.id
    LIMIT 1
  ),
  ''
) AS TEXT) AS since;

-- name: GetLogEnd :one
-- GetLogEnd returns the greatest id that the log of changes has given.
SELECT CAST(COALESCE(MAX(seq), 0) AS INTEGER) AS id
FROM sqlite_sequence
WHERE name = 'forecourt_row_changes';

-- name: CountChangesSince :one
-- CountChangesSince returns what shows whether the log has every change of a view since a run: how many changes the later runs
-- have made, how many later changes the log has, how many of these are resets, and whether the run is still known, with that fingerprint.
SELECT
  CAST(COALESCE((
    SELECT SUM(r.inserted + r.updated + r.deleted)
    FROM forecourt_sync_runs AS r
    WHERE r.view = sqlc.arg(view)
      AND r.id > sqlc.arg(run)
      AND r.outcome IN ('published', 'unchanged')
  ), 0) AS INTEGER) AS made,
  (
    SELECT COUNT(*)
    FROM forecourt_row_changes AS c
    WHERE c.view = sqlc.arg(view)
      AND c.id > sqlc.arg(log_end)
  ) AS told,
  (
    SELECT COUNT(*)
    FROM forecourt_row_changes AS c
    WHERE c.view = sqlc.arg(view)
      AND c.id > sqlc.arg(log_end)
      AND c.what = 'reset'
  ) AS resets,
  (
    SELECT COUNT(*)
    FROM forecourt_sync_runs AS r
    WHERE r.id = sqlc.arg(run)
      AND r.fingerprint = sqlc.arg(fingerprint)
  ) AS known;

-- name: ListTouched :many
-- ListTouched returns the vehicles of the changes that meet a condition, each of them once.
SELECT DISTINCT CAST(/* vehicle( */ c.key /* )vehicle */ AS TEXT) AS vehicle_id
FROM forecourt_row_changes AS c
WHERE /* where( */ c.what <> 'reset' /* )where */
ORDER BY vehicle_id;
