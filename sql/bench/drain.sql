SELECT * FROM vehicles_stock
