-- A part of the rows, spread over the table.
UPDATE stock SET mileage = COALESCE(mileage, 0) + 1, updated_at = UTC_TIMESTAMP(6) WHERE id % ? = ? LIMIT ?
