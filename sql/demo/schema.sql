-- The demo's source: a small dealer database, with the view that the contract asks for.
CREATE TABLE location (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE vehicle (
  id             INTEGER PRIMARY KEY,
  stock_number   TEXT    NOT NULL UNIQUE,
  vin            TEXT,
  make           TEXT    NOT NULL,
  model          TEXT    NOT NULL,
  trim           TEXT,
  year           INTEGER,
  color          TEXT,
  body_type      TEXT,
  fuel_type      TEXT,
  transmission   TEXT,
  drivetrain     TEXT,
  mileage        INTEGER,
  mileage_unit   TEXT,
  price_cents    INTEGER,
  currency       TEXT,
  item_condition TEXT,
  location_id    INTEGER REFERENCES location (id),
  status         TEXT    NOT NULL,
  listing_url    TEXT,
  listed_at      TEXT,
  updated_at     TEXT    NOT NULL
);

CREATE VIEW vehicles_stock AS
SELECT
  v.id, v.stock_number, v.vin, v.make, v.model, v.trim, v.year, v.color, v.body_type, v.fuel_type, v.transmission,
  v.drivetrain, v.mileage, v.mileage_unit, v.price_cents / 100.0 AS price, v.currency, v.item_condition,
  l.name AS location, v.status, v.listing_url, v.listed_at, v.updated_at
FROM vehicle AS v
LEFT JOIN location AS l ON l.id = v.location_id;
