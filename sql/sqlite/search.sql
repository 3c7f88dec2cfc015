-- The search of the cache. Every optional predicate is one line, AND (argument IS NULL OR predicate): internal/stock
-- takes the lines out whose argument is NULL before SQLite plans the query. lower() folds ASCII alone; internal/stock
-- passes the other cases of other letters along. A page has two parts: rows that have the sort's value, then those that
-- have none.

-- name: SearchByPrice :many
-- SearchByPrice returns vehicles that match, the cheapest first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE price IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS REAL) IS NULL OR price >= CAST(sqlc.narg(after_value) AS REAL))
  AND (CAST(sqlc.narg(after_value) AS REAL) IS NULL OR price > CAST(sqlc.narg(after_value) AS REAL) OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY price ASC, id ASC
LIMIT sqlc.arg(max_rows);

-- name: SearchByPriceDesc :many
-- SearchByPriceDesc returns vehicles that match, the dearest first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE price IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS REAL) IS NULL OR price <= CAST(sqlc.narg(after_value) AS REAL))
  AND (CAST(sqlc.narg(after_value) AS REAL) IS NULL OR price < CAST(sqlc.narg(after_value) AS REAL) OR id < CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY price DESC, id DESC
LIMIT sqlc.arg(max_rows);

-- name: SearchByYear :many
-- SearchByYear returns vehicles that match, the oldest first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE year IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(after_value) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR year > CAST(sqlc.narg(after_value) AS INTEGER) OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY year ASC, id ASC
LIMIT sqlc.arg(max_rows);

-- name: SearchByYearDesc :many
-- SearchByYearDesc returns vehicles that match, the newest model year first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE year IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(after_value) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR year < CAST(sqlc.narg(after_value) AS INTEGER) OR id < CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY year DESC, id DESC
LIMIT sqlc.arg(max_rows);

-- name: SearchByMileage :many
-- SearchByMileage returns vehicles that match, the lowest mileage first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE mileage IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(after_value) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR mileage > CAST(sqlc.narg(after_value) AS INTEGER) OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY mileage ASC, id ASC
LIMIT sqlc.arg(max_rows);

-- name: SearchByMileageDesc :many
-- SearchByMileageDesc returns vehicles that match, the highest mileage first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE mileage IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(after_value) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS INTEGER) IS NULL OR mileage < CAST(sqlc.narg(after_value) AS INTEGER) OR id < CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY mileage DESC, id DESC
LIMIT sqlc.arg(max_rows);

-- name: SearchByListedAtDesc :many
-- SearchByListedAtDesc returns vehicles that match, the last listed first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE listed_at IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS TEXT) IS NULL OR listed_at <= CAST(sqlc.narg(after_value) AS TEXT))
  AND (CAST(sqlc.narg(after_value) AS TEXT) IS NULL OR listed_at < CAST(sqlc.narg(after_value) AS TEXT) OR id < CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY listed_at DESC, id DESC
LIMIT sqlc.arg(max_rows);

-- name: SearchByUpdatedAtDesc :many
-- SearchByUpdatedAtDesc returns vehicles that match, the last changed first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE updated_at IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_value) AS TEXT) IS NULL OR updated_at <= CAST(sqlc.narg(after_value) AS TEXT))
  AND (CAST(sqlc.narg(after_value) AS TEXT) IS NULL OR updated_at < CAST(sqlc.narg(after_value) AS TEXT) OR id < CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY updated_at DESC, id DESC
LIMIT sqlc.arg(max_rows);

-- name: SearchWithoutPrice :many
-- SearchWithoutPrice returns vehicles that match and have no price, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE price IS NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_id) AS INTEGER) IS NULL OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: SearchWithoutYear :many
-- SearchWithoutYear returns vehicles that match and have no year, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE year IS NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_id) AS INTEGER) IS NULL OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: SearchWithoutMileage :many
-- SearchWithoutMileage returns vehicles that match and have no mileage, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE mileage IS NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_id) AS INTEGER) IS NULL OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: SearchWithoutListedAt :many
-- SearchWithoutListedAt returns vehicles that match and have no listed_at, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE listed_at IS NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  AND (CAST(sqlc.narg(after_id) AS INTEGER) IS NULL OR id > CAST(sqlc.narg(after_id) AS INTEGER))
ORDER BY id
LIMIT sqlc.arg(max_rows);

-- name: CountSearch :one
-- CountSearch counts vehicles that match, up to a number.
SELECT COUNT(*)
FROM (
  SELECT id
  FROM vehicles_stock
  WHERE id IS NOT NULL
  AND (CAST(sqlc.narg(makes) AS TEXT) IS NULL OR lower(make) IN (SELECT value FROM json_each(CAST(sqlc.narg(makes) AS TEXT))))
  AND (CAST(sqlc.narg(models) AS TEXT) IS NULL OR lower(model) IN (SELECT value FROM json_each(CAST(sqlc.narg(models) AS TEXT))))
  AND (CAST(sqlc.narg(trims) AS TEXT) IS NULL OR lower(trim) IN (SELECT value FROM json_each(CAST(sqlc.narg(trims) AS TEXT))))
  AND (CAST(sqlc.narg(colors) AS TEXT) IS NULL OR lower(color) IN (SELECT value FROM json_each(CAST(sqlc.narg(colors) AS TEXT))))
  AND (CAST(sqlc.narg(body_types) AS TEXT) IS NULL OR lower(body_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(body_types) AS TEXT))))
  AND (CAST(sqlc.narg(fuel_types) AS TEXT) IS NULL OR lower(fuel_type) IN (SELECT value FROM json_each(CAST(sqlc.narg(fuel_types) AS TEXT))))
  AND (CAST(sqlc.narg(transmissions) AS TEXT) IS NULL OR lower(transmission) IN (SELECT value FROM json_each(CAST(sqlc.narg(transmissions) AS TEXT))))
  AND (CAST(sqlc.narg(drivetrains) AS TEXT) IS NULL OR lower(drivetrain) IN (SELECT value FROM json_each(CAST(sqlc.narg(drivetrains) AS TEXT))))
  AND (CAST(sqlc.narg(conditions) AS TEXT) IS NULL OR lower(item_condition) IN (SELECT value FROM json_each(CAST(sqlc.narg(conditions) AS TEXT))))
  AND (CAST(sqlc.narg(locations) AS TEXT) IS NULL OR lower(location) IN (SELECT value FROM json_each(CAST(sqlc.narg(locations) AS TEXT))))
  AND (CAST(sqlc.narg(statuses) AS TEXT) IS NULL OR lower(status) IN (SELECT value FROM json_each(CAST(sqlc.narg(statuses) AS TEXT))))
  AND (CAST(sqlc.narg(years) AS TEXT) IS NULL OR year IN (SELECT value FROM json_each(CAST(sqlc.narg(years) AS TEXT))))
  AND (CAST(sqlc.narg(year_min) AS INTEGER) IS NULL OR year >= CAST(sqlc.narg(year_min) AS INTEGER))
  AND (CAST(sqlc.narg(year_max) AS INTEGER) IS NULL OR year <= CAST(sqlc.narg(year_max) AS INTEGER))
  AND (CAST(sqlc.narg(price_min) AS REAL) IS NULL OR price >= CAST(sqlc.narg(price_min) AS REAL))
  AND (CAST(sqlc.narg(price_max) AS REAL) IS NULL OR price <= CAST(sqlc.narg(price_max) AS REAL))
  AND (CAST(sqlc.narg(mileage_min) AS INTEGER) IS NULL OR mileage >= CAST(sqlc.narg(mileage_min) AS INTEGER))
  AND (CAST(sqlc.narg(mileage_max) AS INTEGER) IS NULL OR mileage <= CAST(sqlc.narg(mileage_max) AS INTEGER))
  LIMIT sqlc.arg(max_rows)
) AS found;
