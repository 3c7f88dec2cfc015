-- Some vehicles leave the stock.
DELETE FROM stock WHERE id % ? = ?
