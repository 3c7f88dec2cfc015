-- +goose Up
-- The shape in which the search reads the stock. This view is empty, and the default of a cache that nobody has mapped: the
-- search puts a table of this shape in its place, which it writes from the owner's mapping (internal/mapping). sqlc types
-- its rows by it. own is a JSON array of the owner's own fields, as texts.
CREATE VIEW forecourt_stock AS
SELECT
  CAST(NULL AS INTEGER) AS id,
  CAST(NULL AS TEXT)    AS stock_number,
  CAST(NULL AS TEXT)    AS vin,
  CAST(NULL AS TEXT)    AS make,
  CAST(NULL AS TEXT)    AS model,
  CAST(NULL AS TEXT)    AS trim,
  CAST(NULL AS INTEGER) AS year,
  CAST(NULL AS TEXT)    AS color,
  CAST(NULL AS TEXT)    AS body_type,
  CAST(NULL AS TEXT)    AS fuel_type,
  CAST(NULL AS TEXT)    AS transmission,
  CAST(NULL AS TEXT)    AS drivetrain,
  CAST(NULL AS INTEGER) AS mileage,
  CAST(NULL AS TEXT)    AS mileage_unit,
  CAST(NULL AS NUMERIC) AS price,
  CAST(NULL AS TEXT)    AS currency,
  CAST(NULL AS TEXT)    AS item_condition,
  CAST(NULL AS TEXT)    AS location,
  CAST(NULL AS TEXT)    AS status,
  CAST(NULL AS TEXT)    AS listing_url,
  CAST(NULL AS TEXT)    AS listed_at,
  CAST(NULL AS TEXT)    AS updated_at,
  CAST(NULL AS TEXT)    AS own
WHERE 0;

-- +goose Down
DROP VIEW forecourt_stock;
