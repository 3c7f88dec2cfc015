package handover_test

import "testing"

// BenchmarkNewReader takes a snapshot of 500,000 rows into a file that is not there yet.
func BenchmarkNewReader(b *testing.B) {
	w := newWorld(b, `CREATE TABLE cars (id INTEGER PRIMARY KEY, make TEXT, model TEXT, year INT, color TEXT, price REAL, mileage INT, fuel TEXT, seen TEXT, note TEXT)`,
		`WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 500000)
		 INSERT INTO cars SELECT id, 'Make ' || (id % 40), 'Model ' || (id % 700), 1990 + id % 35, 'Colour ' || (id % 20), 1000.0 + id * 7919 % 60000,
		   id * 104729 % 200000, 'Fuel ' || (id % 5), '2026-01-01 00:00:' || (id % 60), CASE WHEN id % 3 THEN hex(id * 48271) END FROM n`)
	w.node().mustSync()
	b.ResetTimer()
	for b.Loop() {
		w.node().once()
	}
}
