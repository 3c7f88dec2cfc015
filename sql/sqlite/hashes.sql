-- name: GetHashedView :one
-- GetHashedView returns what the last run knew about a copy.
SELECT view, shape, row_count
FROM forecourt_hashed_views
WHERE view = ?;

-- name: SetHashedView :exec
-- SetHashedView records what a run knows about a copy.
INSERT INTO forecourt_hashed_views (view, shape, row_count)
VALUES (?, ?, ?)
ON CONFLICT (view) DO UPDATE
SET shape = excluded.shape,
    row_count = excluded.row_count;

-- name: ListHashPages :many
-- ListHashPages returns a view's pages by first key, without their content.
SELECT id, first_key
FROM forecourt_row_hashes
WHERE view = ?
ORDER BY first_key;

-- name: ListHashPagesFrom :many
-- ListHashPagesFrom returns the content of up to limit pages, beginning with the one that has this first key.
SELECT page
FROM forecourt_row_hashes
WHERE view = ?
  AND first_key >= ?
ORDER BY first_key
LIMIT ?;

-- name: AddHashPage :exec
-- AddHashPage adds a page.
INSERT INTO forecourt_row_hashes (view, first_key, page)
VALUES (?, ?, ?);

-- name: SetHashPage :exec
-- SetHashPage replaces the content of a page.
UPDATE forecourt_row_hashes
SET first_key = sqlc.arg(first_key),
    page = sqlc.arg(page)
WHERE id = sqlc.arg(id);

-- name: SetHashPageContent :exec
-- SetHashPageContent replaces the content of a page whose first key stays the same, so the index is not touched.
UPDATE forecourt_row_hashes
SET page = sqlc.arg(page)
WHERE id = sqlc.arg(id);

-- name: DeleteHashPage :exec
-- DeleteHashPage removes a page.
DELETE FROM forecourt_row_hashes
WHERE id = ?;

-- name: DeleteHashPages :exec
-- DeleteHashPages removes all pages of a view.
DELETE FROM forecourt_row_hashes
WHERE view = ?;

-- name: ListHashDeltas :many
-- ListHashDeltas returns the deltas of a view, the oldest first.
SELECT delta
FROM forecourt_row_hash_deltas
WHERE view = ?
ORDER BY id;

-- name: AddHashDelta :exec
-- AddHashDelta adds the changes of a run.
INSERT INTO forecourt_row_hash_deltas (view, delta)
VALUES (?, ?);

-- name: DeleteHashDeltas :exec
-- DeleteHashDeltas removes the deltas of a view, after they were written into its pages.
DELETE FROM forecourt_row_hash_deltas
WHERE view = ?;

-- name: DistrustView :exec
-- DistrustView records that the hashes of a copy cannot be trusted.
UPDATE forecourt_hashed_views
SET shape = NULL
WHERE view = ?;
