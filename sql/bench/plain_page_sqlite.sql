SELECT id, stock_number, vin, make, model, trim, year, color, body_type, fuel_type, transmission, drivetrain, mileage,
       mileage_unit, price, currency, item_condition, location, status, listing_url, listed_at, updated_at
FROM vehicles_stock
WHERE lower(make) = ? AND lower(model) = ? AND year = ?
ORDER BY updated_at DESC, id DESC
LIMIT 21
