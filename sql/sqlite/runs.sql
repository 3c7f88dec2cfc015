-- name: RecordRun :exec
-- RecordRun records the report of one view's run.
INSERT INTO forecourt_sync_runs (
  view, outcome, started_at, duration_seconds, snapshot_at, row_count, inserted, updated, deleted,
  unchanged, fingerprint, notice, error, mode, host, position
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: DeleteOldRuns :exec
-- DeleteOldRuns deletes old runs of a view. It keeps the given number of the newest, the last run that changed the copy, and
-- the last one that found it unchanged.
DELETE FROM forecourt_sync_runs
WHERE forecourt_sync_runs.view = sqlc.arg(view)
  AND forecourt_sync_runs.id <= (
    SELECT r.id
    FROM forecourt_sync_runs AS r
    WHERE r.view = sqlc.arg(view)
    ORDER BY r.id DESC
    LIMIT 1 OFFSET sqlc.arg(keep)
  )
  AND forecourt_sync_runs.id NOT IN (
    SELECT COALESCE(MAX(c.id), 0)
    FROM forecourt_sync_runs AS c
    WHERE c.view = sqlc.arg(view)
      AND c.outcome IN ('published', 'unchanged')
    GROUP BY c.outcome
  );

-- name: ListRuns :many
-- ListRuns returns up to limit runs of all views, the newest first. In place of *, sqlc writes the names of all columns.
SELECT *
FROM forecourt_sync_runs
ORDER BY id DESC
LIMIT ?;

-- name: ListCopies :many
-- ListCopies returns, for every view that was ever copied, the last run that left the copy equal to the source.
SELECT *
FROM forecourt_sync_runs
WHERE id IN (
  SELECT MAX(r.id)
  FROM forecourt_sync_runs AS r
  WHERE r.outcome IN ('published', 'unchanged')
  GROUP BY r.view
)
ORDER BY view;

-- name: GetCopy :one
-- GetCopy returns the last run that left the view's copy equal to the source.
SELECT *
FROM forecourt_sync_runs
WHERE view = ?
  AND outcome IN ('published', 'unchanged')
ORDER BY id DESC
LIMIT 1;

-- name: GetOrigin :one
-- GetOrigin returns when the snapshot of a copy was taken, its fingerprint, and when the snapshot was taken that last changed
-- the copy.
SELECT
  r.snapshot_at, r.fingerprint,
  CAST(COALESCE((
    SELECT p.snapshot_at
    FROM forecourt_sync_runs AS p
    WHERE p.view = sqlc.arg(view)
      AND p.outcome = 'published'
    ORDER BY p.id DESC
    LIMIT 1
  ), '') AS TEXT) AS changed_at
FROM forecourt_sync_runs AS r
WHERE r.view = sqlc.arg(view)
  AND r.outcome IN ('published', 'unchanged')
ORDER BY r.id DESC
LIMIT 1;

-- name: GetFullCopy :one
-- GetFullCopy returns the last run that compared the whole view with its copy, and left them equal.
SELECT *
FROM forecourt_sync_runs
WHERE view = ?
  AND outcome IN ('published', 'unchanged')
  AND mode = 'snapshot'
ORDER BY id DESC
LIMIT 1;

-- name: CountIncrementalRuns :one
-- CountIncrementalRuns returns how many incremental runs of a view have succeeded since the run with an id.
SELECT COUNT(*)
FROM forecourt_sync_runs
WHERE view = ?
  AND outcome IN ('published', 'unchanged')
  AND mode = 'incremental'
  AND id > ?;

-- name: ListFingerprints :many
-- ListFingerprints returns the fingerprints of all contents that a view's copy had, as far as the runs are kept.
SELECT DISTINCT COALESCE(fingerprint, '') AS fingerprint
FROM forecourt_sync_runs
WHERE view = ?
  AND outcome IN ('published', 'unchanged')
  AND fingerprint IS NOT NULL
ORDER BY fingerprint;
