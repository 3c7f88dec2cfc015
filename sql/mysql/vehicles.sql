-- name: InsertVehicle :exec
-- InsertVehicle adds a vehicle to a source whose vehicles_stock is a table, as the tests' is.
INSERT INTO vehicles_stock (
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
