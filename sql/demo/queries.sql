-- name: AddLocation :one
-- AddLocation adds a place where vehicles stand, and returns its id.
INSERT INTO location (name)
VALUES (?)
RETURNING id;

-- name: AddVehicle :exec
-- AddVehicle adds a vehicle to the dealer's stock.
INSERT INTO vehicle (
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price_cents, currency, item_condition, location_id, status, listing_url, listed_at, updated_at
) VALUES (
  ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
  ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
);
