-- name: CountValues :many
-- CountValues returns every value of the columns that a search filters by, with the number of vehicles; for a model also
-- its make.
SELECT 'make' AS field, '' AS of_make, make AS value, COUNT(*) AS vehicles
FROM vehicles_stock
GROUP BY make
UNION ALL
SELECT 'model', make, model, COUNT(*)
FROM vehicles_stock
GROUP BY make, model
UNION ALL
SELECT 'trim', '', trim, COUNT(*)
FROM vehicles_stock
WHERE trim IS NOT NULL
GROUP BY trim
UNION ALL
SELECT 'color', '', color, COUNT(*)
FROM vehicles_stock
WHERE color IS NOT NULL
GROUP BY color
UNION ALL
SELECT 'body_type', '', body_type, COUNT(*)
FROM vehicles_stock
WHERE body_type IS NOT NULL
GROUP BY body_type
UNION ALL
SELECT 'fuel_type', '', fuel_type, COUNT(*)
FROM vehicles_stock
WHERE fuel_type IS NOT NULL
GROUP BY fuel_type
UNION ALL
SELECT 'transmission', '', transmission, COUNT(*)
FROM vehicles_stock
WHERE transmission IS NOT NULL
GROUP BY transmission
UNION ALL
SELECT 'drivetrain', '', drivetrain, COUNT(*)
FROM vehicles_stock
WHERE drivetrain IS NOT NULL
GROUP BY drivetrain
UNION ALL
SELECT 'condition', '', item_condition, COUNT(*)
FROM vehicles_stock
WHERE item_condition IS NOT NULL
GROUP BY item_condition
UNION ALL
SELECT 'location', '', location, COUNT(*)
FROM vehicles_stock
WHERE location IS NOT NULL
GROUP BY location
UNION ALL
SELECT 'status', '', status, COUNT(*)
FROM vehicles_stock
WHERE status IS NOT NULL
GROUP BY status;

-- name: GetRanges :one
-- GetRanges returns the number of vehicles, and the least and the greatest year, price and mileage.
SELECT
  COUNT(*) AS vehicles,
  MIN(year) AS year_min, MAX(year) AS year_max,
  MIN(price) AS price_min, MAX(price) AS price_max,
  MIN(mileage) AS mileage_min, MAX(mileage) AS mileage_max
FROM vehicles_stock;
