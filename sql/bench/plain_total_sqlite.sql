SELECT COUNT(*)
FROM (SELECT 1 FROM vehicles_stock WHERE lower(make) = ? AND lower(model) = ? AND year = ? LIMIT 10001) AS found
