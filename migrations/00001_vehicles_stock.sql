-- +goose Up
-- The local copy of the contract (sql/mysql/schema.sql), in the same order. The types are chosen for SQLite's
-- affinities: dates are TEXT, because an affinity of DATETIME would be numeric; id is the row's own key.
CREATE TABLE vehicles_stock (
  id             INTEGER PRIMARY KEY,
  stock_number   TEXT    NOT NULL,
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
  price          NUMERIC,
  currency       TEXT,
  item_condition TEXT,
  location       TEXT,
  status         TEXT    NOT NULL,
  listing_url    TEXT,
  listed_at      TEXT,
  updated_at     TEXT    NOT NULL
);

CREATE INDEX vehicles_stock_make_model_year ON vehicles_stock (lower(make), lower(model), year);
CREATE INDEX vehicles_stock_price ON vehicles_stock (price);
CREATE INDEX vehicles_stock_mileage ON vehicles_stock (mileage);
CREATE INDEX vehicles_stock_updated_at ON vehicles_stock (updated_at);

-- +goose Down
DROP TABLE vehicles_stock;
