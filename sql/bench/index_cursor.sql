-- The index that docs/adapting.md advises for a cursor.
CREATE INDEX updated_at ON stock (updated_at)
