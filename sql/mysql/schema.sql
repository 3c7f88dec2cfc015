-- The contract: vehicles_stock as the source must show it, as a view or as a table.
--
-- sqlc reads this file to type the MySQL queries, the integration tests load it into a real MySQL, and the program
-- embeds it to compare a source with it column by column. One column a line. docs/adapting.md says how to change it.
CREATE TABLE vehicles_stock (
  id             BIGINT UNSIGNED   NOT NULL,
  stock_number   VARCHAR(48)       NOT NULL,
  vin            CHAR(17),
  make           VARCHAR(64)       NOT NULL,
  model          VARCHAR(128)      NOT NULL,
  trim           VARCHAR(128),
  year           SMALLINT UNSIGNED,
  color          VARCHAR(48),
  body_type      VARCHAR(48),
  fuel_type      VARCHAR(48),
  transmission   VARCHAR(48),
  drivetrain     VARCHAR(48),
  mileage        INT UNSIGNED,
  mileage_unit   CHAR(2),
  price          DECIMAL(12,2),
  currency       CHAR(3),
  item_condition VARCHAR(48),
  location       VARCHAR(128),
  status         VARCHAR(16)       NOT NULL,
  listing_url    VARCHAR(512),
  listed_at      DATETIME,
  updated_at     DATETIME(6)       NOT NULL,
  PRIMARY KEY (id)
);
