-- name: AddDemand :exec
-- AddDemand counts requests for a value on a day.
INSERT INTO demand (day, parameter, value, outcome, requests, empty)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (day, parameter, value, outcome) DO UPDATE
SET
  requests = requests + excluded.requests,
  empty = empty + excluded.empty;

-- name: DropDemandBefore :exec
-- DropDemandBefore deletes the counts from before a day.
DELETE FROM demand
WHERE day < ?;

-- name: CountDemand :one
-- CountDemand returns how many rows there are.
SELECT COUNT(*)
FROM demand;

-- name: DropRareDemand :exec
-- DropRareDemand deletes some of the rows, the rarest and oldest first.
DELETE FROM demand
WHERE (day, parameter, value, outcome) IN (
  SELECT d.day, d.parameter, d.value, d.outcome
  FROM demand AS d
  ORDER BY d.requests, d.day, d.parameter, d.value, d.outcome
  LIMIT ?
);

-- name: ListDemand :many
-- ListDemand sums up what was asked for since a day, the most wanted first. outcomes is a JSON array.
SELECT
  parameter, value, outcome,
  CAST(SUM(requests) AS INTEGER) AS requests,
  CAST(SUM(empty) AS INTEGER) AS empty
FROM demand
WHERE day >= sqlc.arg(since)
  AND outcome IN (SELECT value FROM json_each(CAST(sqlc.arg(outcomes) AS TEXT)))
GROUP BY parameter, value, outcome
ORDER BY SUM(requests) DESC, parameter, value, outcome
LIMIT sqlc.arg(max_rows);

-- name: ListEmptyDemand :many
-- ListEmptyDemand sums up the known values whose requests found nothing since a day, the most frequent first.
SELECT
  parameter, value, outcome,
  CAST(SUM(requests) AS INTEGER) AS requests,
  CAST(SUM(empty) AS INTEGER) AS empty
FROM demand
WHERE day >= sqlc.arg(since)
  AND outcome IN ('exact', 'interpreted')
  AND empty > 0
GROUP BY parameter, value, outcome
ORDER BY SUM(empty) DESC, parameter, value, outcome
LIMIT sqlc.arg(max_rows);

-- name: ListDemandByWeek :many
-- ListDemandByWeek sums up what was asked for since a day, by how it was read and by week. Weeks begin on Mondays.
SELECT
  CAST(date(day, 'weekday 0', '-6 days') AS TEXT) AS week,
  outcome,
  CAST(SUM(requests) AS INTEGER) AS requests
FROM demand
WHERE day >= ?
GROUP BY week, outcome
ORDER BY week, outcome;
