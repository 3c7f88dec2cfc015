-- The search of the cache. sql/mysql/stock.sql explains the holes.

-- name: SearchVehicles :many
-- SearchVehicles returns vehicles that meet a condition, in an order.
SELECT s.*
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY /* order( */ id /* )order */
LIMIT /* limit( */ 1 /* )limit */ OFFSET 0;

-- name: ListVehiclesAt :many
-- ListVehiclesAt returns the vehicle at a place of an order, counted from 0, or none if there are not as many.
SELECT s.*
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE 1 = 1
ORDER BY /* order( */ id /* )order */
LIMIT 1 OFFSET /* place( */ 0 /* )place */ + 0;

-- name: SearchAndCountVehicles :many
-- SearchAndCountVehicles returns vehicles that meet a condition, in an order. Each row also has the number of
-- vehicles that meet another condition, up to a limit. One statement costs the server and the network less than two.
SELECT sqlc.embed(s), CAST((
  SELECT COUNT(*)
  FROM (
    SELECT 1
    FROM /* stock( */ forecourt_stock /* )stock */ AS s
    WHERE /* counted( */ 1 = 1 /* )counted */
    LIMIT /* most( */ 1 /* )most */
  ) AS found
) AS INTEGER) AS vehicles
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY /* order( */ id /* )order */
LIMIT /* limit( */ 1 /* )limit */ OFFSET 0;

-- name: CountVehicles :many
-- CountVehicles returns how many vehicles meet a condition, up to a limit.
SELECT COUNT(*) AS vehicles
FROM (
  SELECT 1
  FROM /* stock( */ forecourt_stock /* )stock */ AS s
  WHERE /* where( */ 1 = 1 /* )where */
  LIMIT /* limit( */ 1 /* )limit */
) AS found;

-- name: CountValues :many
-- CountValues returns every value of a field, the value of the field that it belongs to, and the number of vehicles.
SELECT
  CAST(COALESCE(/* of( */ make /* )of */, '') AS TEXT) AS of_value,
  CAST(/* value( */ model /* )value */ AS TEXT) AS value,
  COUNT(*) AS vehicles
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ model IS NOT NULL /* )where */
GROUP BY /* group( */ make, model /* )group */
ORDER BY of_value, value;

-- name: GetExtent :many
-- GetExtent returns the number of vehicles, and the least and the greatest value of a field.
SELECT
  COUNT(*) AS vehicles,
  CAST(COALESCE(MIN(/* low( */ price /* )low */), '') AS TEXT) AS low,
  CAST(COALESCE(MAX(/* high( */ price /* )high */), '') AS TEXT) AS high
FROM /* stock( */ forecourt_stock /* )stock */ AS s;

-- name: ListExtents :many
-- ListExtents returns, for each unit of a field, the number of vehicles with a value, and the least and the greatest value.
SELECT
  CAST(COALESCE(/* unit( */ currency /* )unit */, '') AS TEXT) AS unit,
  COUNT(*) AS vehicles,
  CAST(COALESCE(MIN(/* low( */ price /* )low */), '') AS TEXT) AS low,
  CAST(COALESCE(MAX(/* high( */ price /* )high */), '') AS TEXT) AS high
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ price IS NOT NULL /* )where */
GROUP BY /* group( */ currency /* )group */
ORDER BY unit;

-- name: ListSnapshotVehicles :many
-- ListSnapshotVehicles returns vehicles that meet a condition, each with the snapshot that it comes from.
SELECT sqlc.embed(s), copy.fingerprint, copy.snapshot_at
FROM (
  SELECT r.fingerprint, r.snapshot_at
  FROM forecourt_sync_runs AS r
  WHERE r.view = /* view( */ '' /* )view */
    AND r.outcome IN ('published', 'unchanged')
  ORDER BY r.id DESC
  LIMIT 1
) AS copy
CROSS JOIN /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY s.id;
