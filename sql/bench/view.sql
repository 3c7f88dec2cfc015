CREATE VIEW vehicles_stock AS SELECT * FROM stock
