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

-- name: InsertVehicle :exec
-- InsertVehicle adds a vehicle to a source whose vehicles_stock is a table, as the tests' is.
INSERT INTO vehicles_stock (
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
