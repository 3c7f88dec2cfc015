-- The index that docs/adapting.md advises for what people ask.
CREATE INDEX make_model_year ON stock (make, model, year, updated_at)
