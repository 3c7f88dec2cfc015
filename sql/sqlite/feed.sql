-- name: GetPlace :one
-- GetPlace returns which segment of the feed a copy has last.
SELECT view, feed, sequence, position, fingerprint, as_of, schema
FROM forecourt_feed_places
WHERE view = ?;

-- name: ListPlaces :many
-- ListPlaces returns which segment of the feed each copy has last.
SELECT view, feed, sequence, position, fingerprint, as_of, schema
FROM forecourt_feed_places
ORDER BY view;

-- name: SetPlace :exec
-- SetPlace records which segment of the feed a copy has last.
INSERT INTO forecourt_feed_places (view, feed, sequence, position, fingerprint, as_of, schema)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (view) DO UPDATE
SET feed = excluded.feed,
    sequence = excluded.sequence,
    position = excluded.position,
    fingerprint = excluded.fingerprint,
    as_of = excluded.as_of,
    schema = excluded.schema;

-- name: AddRefresh :one
-- AddRefresh adds a refresh to the outbox, and returns its id.
INSERT INTO forecourt_feed_outbox (view, name, run_id, before, after, row_count, as_of, mode, host, position, log_end, schema, changed, gone, bytes, sha256)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id;

-- name: SetRefreshContent :exec
-- SetRefreshContent records the size and the hash of all parts of a refresh, and how many rows they have.
UPDATE forecourt_feed_outbox
SET before = sqlc.arg(before),
    changed = sqlc.arg(changed),
    gone = sqlc.arg(gone),
    bytes = sqlc.arg(bytes),
    sha256 = sqlc.arg(sha256)
WHERE id = sqlc.arg(id);

-- name: AddRefreshPart :exec
-- AddRefreshPart adds a part of the rows of a refresh.
INSERT INTO forecourt_feed_outbox_parts (refresh, number, data)
VALUES (?, ?, ?);

-- name: ListRefreshes :many
-- ListRefreshes returns the refreshes of a view that were not handed over, the oldest first.
SELECT id, view, name, run_id, before, after, row_count, as_of, mode, host, position, log_end, schema, changed, gone, bytes, sha256
FROM forecourt_feed_outbox
WHERE view = ?
ORDER BY id;

-- name: GetRefreshPart :one
-- GetRefreshPart returns a part of the rows of a refresh.
SELECT data
FROM forecourt_feed_outbox_parts
WHERE refresh = ?
  AND number = ?;

-- name: DeletePartsOf :exec
-- DeletePartsOf deletes the rows of one refresh.
DELETE FROM forecourt_feed_outbox_parts
WHERE refresh = ?;

-- name: DeleteRefreshParts :exec
-- DeleteRefreshParts deletes the rows of the refreshes of a view up to an id.
DELETE FROM forecourt_feed_outbox_parts
WHERE refresh IN (
  SELECT o.id
  FROM forecourt_feed_outbox AS o
  WHERE o.view = sqlc.arg(view)
    AND o.id <= sqlc.arg(id)
);

-- name: DeleteRefreshes :exec
-- DeleteRefreshes deletes the refreshes of a view up to an id. Call DeleteRefreshParts first.
DELETE FROM forecourt_feed_outbox
WHERE view = sqlc.arg(view)
  AND id <= sqlc.arg(id);

-- name: SumOutbox :many
-- SumOutbox returns how many refreshes of each view wait to be handed over, how large they are, and of when the oldest is.
SELECT
  view,
  COUNT(*) AS refreshes,
  CAST(SUM(bytes) AS INTEGER) AS bytes,
  CAST(MIN(as_of) AS TEXT) AS oldest
FROM forecourt_feed_outbox
GROUP BY view
ORDER BY view;
