-- The search of the source. A hole is a part of a query between two comments that name it, such as where( and )where.
-- Only sqlc reads what is between them here. internal/stock fills the hole from the catalogue and the owner's mapping
-- (docs/decisions/0007-holes.md).

-- name: SearchVehicles :many
-- SearchVehicles returns vehicles that meet a condition, in an order.
SELECT s.*
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY /* order( */ id /* )order */
LIMIT /* limit( */ 1 /* )limit */;

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
) AS SIGNED) AS vehicles
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY /* order( */ id /* )order */
LIMIT /* limit( */ 1 /* )limit */;

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
  CONCAT(COALESCE(/* of( */ make /* )of */, ''), '') AS of_value,
  CONCAT(/* value( */ model /* )value */, '') AS value,
  COUNT(*) AS vehicles
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ model IS NOT NULL /* )where */
GROUP BY /* group( */ make, model /* )group */
ORDER BY of_value, value;

-- name: GetExtent :many
-- GetExtent returns the number of vehicles, and the least and the greatest value of a field.
SELECT
  COUNT(*) AS vehicles,
  CONCAT(COALESCE(MIN(/* low( */ price /* )low */), ''), '') AS low,
  CONCAT(COALESCE(MAX(/* high( */ price /* )high */), ''), '') AS high
FROM /* stock( */ forecourt_stock /* )stock */ AS s;

-- name: ListExtents :many
-- ListExtents returns, for each unit of a field, the number of vehicles with a value, and the least and the greatest value.
SELECT
  CONCAT(COALESCE(/* unit( */ currency /* )unit */, ''), '') AS unit,
  COUNT(*) AS vehicles,
  CONCAT(COALESCE(MIN(/* low( */ price /* )low */), ''), '') AS low,
  CONCAT(COALESCE(MAX(/* high( */ price /* )high */), ''), '') AS high
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ price IS NOT NULL /* )where */
GROUP BY /* group( */ currency /* )group */
ORDER BY unit;
