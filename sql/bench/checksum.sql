-- What the server would compute in each run to protect the rows on a line without TLS (docs/decisions/0006-no-checksum.md).
SELECT COUNT(*), SUM(CRC32(CONCAT_WS(0x1f,
    IFNULL(CONVERT(id USING utf8mb4), '~'), IFNULL(CONVERT(stock_number USING utf8mb4), '~'),
    IFNULL(CONVERT(vin USING utf8mb4), '~'), IFNULL(CONVERT(make USING utf8mb4), '~'),
    IFNULL(CONVERT(model USING utf8mb4), '~'), IFNULL(CONVERT(trim USING utf8mb4), '~'),
    IFNULL(CONVERT(year USING utf8mb4), '~'), IFNULL(CONVERT(color USING utf8mb4), '~'),
    IFNULL(CONVERT(body_type USING utf8mb4), '~'), IFNULL(CONVERT(fuel_type USING utf8mb4), '~'),
    IFNULL(CONVERT(transmission USING utf8mb4), '~'), IFNULL(CONVERT(drivetrain USING utf8mb4), '~'),
    IFNULL(CONVERT(mileage USING utf8mb4), '~'), IFNULL(CONVERT(mileage_unit USING utf8mb4), '~'),
    IFNULL(CONVERT(price USING utf8mb4), '~'), IFNULL(CONVERT(currency USING utf8mb4), '~'),
    IFNULL(CONVERT(item_condition USING utf8mb4), '~'), IFNULL(CONVERT(location USING utf8mb4), '~'),
    IFNULL(CONVERT(status USING utf8mb4), '~'), IFNULL(CONVERT(listing_url USING utf8mb4), '~'),
    IFNULL(CONVERT(listed_at USING utf8mb4), '~'), IFNULL(CONVERT(updated_at USING utf8mb4), '~'))))
FROM vehicles_stock
