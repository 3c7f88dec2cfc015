-- The search of the live source. Every optional predicate is one line, AND (argument = 1 OR predicate) or AND (argument IS
-- NULL OR predicate): internal/stock takes the lines out that ask for nothing. A word is compared twice: by the column's
-- own collation, which an index serves, and by its lower-case bytes, because a collation may also fold accents, and the
-- cache must find the same. A page has two parts: rows that have the sort's value, then those that have none.

-- name: SearchByPrice :many
-- SearchByPrice returns vehicles that match, the cheapest first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE price IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR price >= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR price > sqlc.narg(after_value) OR id > sqlc.narg(after_id))
ORDER BY price ASC, id ASC
LIMIT ?;

-- name: SearchByPriceDesc :many
-- SearchByPriceDesc returns vehicles that match, the dearest first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE price IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR price <= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR price < sqlc.narg(after_value) OR id < sqlc.narg(after_id))
ORDER BY price DESC, id DESC
LIMIT ?;

-- name: SearchByYear :many
-- SearchByYear returns vehicles that match, the oldest first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE year IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR year >= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR year > sqlc.narg(after_value) OR id > sqlc.narg(after_id))
ORDER BY year ASC, id ASC
LIMIT ?;

-- name: SearchByYearDesc :many
-- SearchByYearDesc returns vehicles that match, the newest model year first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE year IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR year <= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR year < sqlc.narg(after_value) OR id < sqlc.narg(after_id))
ORDER BY year DESC, id DESC
LIMIT ?;

-- name: SearchByMileage :many
-- SearchByMileage returns vehicles that match, the lowest mileage first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE mileage IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR mileage >= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR mileage > sqlc.narg(after_value) OR id > sqlc.narg(after_id))
ORDER BY mileage ASC, id ASC
LIMIT ?;

-- name: SearchByMileageDesc :many
-- SearchByMileageDesc returns vehicles that match, the highest mileage first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE mileage IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR mileage <= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR mileage < sqlc.narg(after_value) OR id < sqlc.narg(after_id))
ORDER BY mileage DESC, id DESC
LIMIT ?;

-- name: SearchByListedAtDesc :many
-- SearchByListedAtDesc returns vehicles that match, the last listed first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE listed_at IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR listed_at <= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR listed_at < sqlc.narg(after_value) OR id < sqlc.narg(after_id))
ORDER BY listed_at DESC, id DESC
LIMIT ?;

-- name: SearchByUpdatedAtDesc :many
-- SearchByUpdatedAtDesc returns vehicles that match, the last changed first, behind the given place.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE updated_at IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_value) IS NULL OR updated_at <= sqlc.narg(after_value))
  AND (sqlc.narg(after_value) IS NULL OR updated_at < sqlc.narg(after_value) OR id < sqlc.narg(after_id))
ORDER BY updated_at DESC, id DESC
LIMIT ?;

-- name: SearchWithoutPrice :many
-- SearchWithoutPrice returns vehicles that match and have no price, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE price IS NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_id) IS NULL OR id > sqlc.narg(after_id))
ORDER BY id
LIMIT ?;

-- name: SearchWithoutYear :many
-- SearchWithoutYear returns vehicles that match and have no year, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE year IS NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_id) IS NULL OR id > sqlc.narg(after_id))
ORDER BY id
LIMIT ?;

-- name: SearchWithoutMileage :many
-- SearchWithoutMileage returns vehicles that match and have no mileage, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE mileage IS NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_id) IS NULL OR id > sqlc.narg(after_id))
ORDER BY id
LIMIT ?;

-- name: SearchWithoutListedAt :many
-- SearchWithoutListedAt returns vehicles that match and have no listed_at, in the order of their ids, behind the given one.
SELECT
  id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain,
  mileage, mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE listed_at IS NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  AND (sqlc.narg(after_id) IS NULL OR id > sqlc.narg(after_id))
ORDER BY id
LIMIT ?;

-- name: CountSearch :one
-- CountSearch counts vehicles that match, up to a number.
SELECT COUNT(*)
FROM (
  SELECT id
  FROM vehicles_stock
  WHERE id IS NOT NULL
  AND (sqlc.arg(any_makes) = 1 OR make IN (sqlc.slice(makes)) AND FIND_IN_SET(HEX(CONVERT(LOWER(make) USING utf8mb4)), sqlc.arg(exact_makes)))
  AND (sqlc.arg(any_models) = 1 OR model IN (sqlc.slice(models)) AND FIND_IN_SET(HEX(CONVERT(LOWER(model) USING utf8mb4)), sqlc.arg(exact_models)))
  AND (sqlc.arg(any_trims) = 1 OR trim IN (sqlc.slice(trims)) AND FIND_IN_SET(HEX(CONVERT(LOWER(trim) USING utf8mb4)), sqlc.arg(exact_trims)))
  AND (sqlc.arg(any_colors) = 1 OR color IN (sqlc.slice(colors)) AND FIND_IN_SET(HEX(CONVERT(LOWER(color) USING utf8mb4)), sqlc.arg(exact_colors)))
  AND (sqlc.arg(any_body_types) = 1 OR body_type IN (sqlc.slice(body_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(body_type) USING utf8mb4)), sqlc.arg(exact_body_types)))
  AND (sqlc.arg(any_fuel_types) = 1 OR fuel_type IN (sqlc.slice(fuel_types)) AND FIND_IN_SET(HEX(CONVERT(LOWER(fuel_type) USING utf8mb4)), sqlc.arg(exact_fuel_types)))
  AND (sqlc.arg(any_transmissions) = 1 OR transmission IN (sqlc.slice(transmissions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(transmission) USING utf8mb4)), sqlc.arg(exact_transmissions)))
  AND (sqlc.arg(any_drivetrains) = 1 OR drivetrain IN (sqlc.slice(drivetrains)) AND FIND_IN_SET(HEX(CONVERT(LOWER(drivetrain) USING utf8mb4)), sqlc.arg(exact_drivetrains)))
  AND (sqlc.arg(any_conditions) = 1 OR item_condition IN (sqlc.slice(conditions)) AND FIND_IN_SET(HEX(CONVERT(LOWER(item_condition) USING utf8mb4)), sqlc.arg(exact_conditions)))
  AND (sqlc.arg(any_locations) = 1 OR location IN (sqlc.slice(locations)) AND FIND_IN_SET(HEX(CONVERT(LOWER(location) USING utf8mb4)), sqlc.arg(exact_locations)))
  AND (sqlc.arg(any_statuses) = 1 OR status IN (sqlc.slice(statuses)) AND FIND_IN_SET(HEX(CONVERT(LOWER(status) USING utf8mb4)), sqlc.arg(exact_statuses)))
  AND (sqlc.arg(any_years) = 1 OR year IN (sqlc.slice(years)))
  AND (sqlc.narg(year_min) IS NULL OR year >= sqlc.narg(year_min))
  AND (sqlc.narg(year_max) IS NULL OR year <= sqlc.narg(year_max))
  AND (sqlc.narg(price_min) IS NULL OR price >= sqlc.narg(price_min))
  AND (sqlc.narg(price_max) IS NULL OR price <= sqlc.narg(price_max))
  AND (sqlc.narg(mileage_min) IS NULL OR mileage >= sqlc.narg(mileage_min))
  AND (sqlc.narg(mileage_max) IS NULL OR mileage <= sqlc.narg(mileage_max))
  LIMIT ?
) AS found;
