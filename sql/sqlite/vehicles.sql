-- name: GetVehicle :one
-- GetVehicle returns the vehicle with the given id.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE id = ?;

-- name: ListVehicles :many
-- ListVehicles returns up to limit vehicles whose id comes after the given one, in the order of their ids.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE id > ?
ORDER BY id
LIMIT ?;

-- name: ListLatestVehicles :many
-- ListLatestVehicles returns up to limit vehicles, the last changed first.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
ORDER BY updated_at DESC, id DESC
LIMIT ?;

-- name: ListSnapshotVehicles :many
-- ListSnapshotVehicles returns the vehicles with the given ids, a JSON array, each with the snapshot that it is of.
SELECT sqlc.embed(vehicles_stock), copy.fingerprint, copy.snapshot_at
FROM (
  SELECT r.fingerprint, r.snapshot_at
  FROM forecourt_sync_runs AS r
  WHERE r.view = sqlc.arg(view)
    AND r.outcome IN ('published', 'unchanged')
  ORDER BY r.id DESC
  LIMIT 1
) AS copy
CROSS JOIN vehicles_stock
WHERE vehicles_stock.id IN (SELECT value FROM json_each(CAST(sqlc.arg(ids) AS TEXT)))
ORDER BY vehicles_stock.id;

-- name: ListFacets :many
-- ListFacets returns what a search filters and sorts by of up to limit vehicles whose id comes after the given one, in
-- the order of their ids.
SELECT
  id, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain, mileage, price, item_condition,
  location, status, listed_at, updated_at
FROM vehicles_stock
WHERE id > ?
ORDER BY id
LIMIT ?;
