-- name: GetHashedView :one
-- GetHashedView returns what the last run knew about a copy.
SELECT view, shape, row_count
FROM forecourt_hashed_views
WHERE view = ?;

-- name: SetHashedView :exec
-- SetHashedView keeps what a run knows about a copy.
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
-- ListHashPagesFrom returns the content of up to limit pages, from the one with this first key.
SELECT page
FROM forecourt_row_hashes
WHERE view = ?
  AND first_key >= ?
ORDER BY first_key
LIMIT ?;

-- name: AddHashPage :exec
-- AddHashPage keeps a new page.
INSERT INTO forecourt_row_hashes (view, first_key, page)
VALUES (?, ?, ?);

-- name: SetHashPage :exec
-- SetHashPage puts other content into a page.
UPDATE forecourt_row_hashes
SET first_key = sqlc.arg(first_key),
    page = sqlc.arg(page)
WHERE id = sqlc.arg(id);

-- name: SetHashPageContent :exec
-- SetHashPageContent is SetHashPage for a page that begins with the same key: the index stays as it is.
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
-- ListHashDeltas returns what has changed in a view's pages, the oldest first.
SELECT delta
FROM forecourt_row_hash_deltas
WHERE view = ?
ORDER BY id;

-- name: AddHashDelta :exec
-- AddHashDelta keeps what a run has changed.
INSERT INTO forecourt_row_hash_deltas (view, delta)
VALUES (?, ?);

-- name: DeleteHashDeltas :exec
-- DeleteHashDeltas removes what had changed, when the pages hold it.
DELETE FROM forecourt_row_hash_deltas
WHERE view = ?;

-- name: DistrustView :exec
-- DistrustView says that what is known about a copy is not to be trusted.
UPDATE forecourt_hashed_views
SET shape = NULL
WHERE view = ?;
