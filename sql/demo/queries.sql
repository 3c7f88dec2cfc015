-- name: AddLocation :one
-- AddLocation adds a location, and returns its id.
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

-- name: RemoveVehicles :execrows
-- RemoveVehicles removes one vehicle in so many from the stock, by its id.
DELETE FROM vehicle
WHERE id % CAST(sqlc.arg(every) AS INTEGER) = CAST(sqlc.arg(rest) AS INTEGER);

-- name: LowerPrices :exec
-- LowerPrices lowers one price in so many by a twentieth, in whole hundreds.
UPDATE vehicle
SET price_cents = (price_cents - price_cents / 20) / 10000 * 10000,
  updated_at = sqlc.arg(updated_at)
WHERE id % CAST(sqlc.arg(every) AS INTEGER) = CAST(sqlc.arg(rest) AS INTEGER)
  AND price_cents > 300000;

-- name: RaisePrices :exec
-- RaisePrices raises one price in so many by 500.
UPDATE vehicle
SET price_cents = price_cents + 50000,
  updated_at = sqlc.arg(updated_at)
WHERE id % CAST(sqlc.arg(every) AS INTEGER) = CAST(sqlc.arg(rest) AS INTEGER)
  AND price_cents > 0;

-- name: ReserveVehicles :exec
-- ReserveVehicles reserves one available vehicle in so many.
UPDATE vehicle
SET status = 'reserved',
  updated_at = sqlc.arg(updated_at)
WHERE id % CAST(sqlc.arg(every) AS INTEGER) = CAST(sqlc.arg(rest) AS INTEGER)
  AND status = 'available';

-- name: ListLocations :many
-- ListLocations returns all locations.
SELECT id, name
FROM location
ORDER BY id;
