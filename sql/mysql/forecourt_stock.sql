-- The shape in which the search reads the stock, for sqlc alone: nothing creates it. internal/mapping writes a derived
-- table of this shape from the owner's mapping. own is a JSON array of the owner's own fields, as texts.
CREATE VIEW forecourt_stock AS
SELECT v.*, CAST(NULL AS JSON) AS own
FROM vehicles_stock AS v;
