-- A short read of the copy.
SELECT stock_number FROM vehicles_stock WHERE lower(make) = 'toyota' LIMIT 1
