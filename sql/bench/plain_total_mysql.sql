SELECT COUNT(*)
FROM (SELECT 1 FROM vehicles_stock WHERE make = ? AND model = ? AND year = ? LIMIT 10001) AS found
