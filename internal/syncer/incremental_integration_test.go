//go:build integration

package syncer_test

import (
	"testing"

	"forecourt/internal/syncer"
)

// TestIncrementalFromMySQL: cursors of MySQL's types, with equal values, and microseconds.
func TestIncrementalFromMySQL(t *testing.T) {
	db := server.NewDatabase(t)
	path := t.TempDir() + "/cache.db"
	db.Exec(t, "CREATE TABLE base (id INT PRIMARY KEY, d DATETIME(6), s TIMESTAMP(3) NULL, n BIGINT, day DATE, word VARCHAR(9))",
		"INSERT INTO base VALUES (1, '2026-11-01 10:00:00.000001', '2026-11-01 10:00:00', 1, '2026-11-01', 'a'), (2, NULL, NULL, NULL, NULL, 'b')")
	views := []syncer.View{}
	for _, cursor := range []string{"d", "s", "n", "day"} {
		db.Exec(t, "CREATE VIEW by_"+cursor+" AS SELECT * FROM base")
		views = append(views, syncer.View{Name: "by_" + cursor, Key: []string{"id"}, Cursor: cursor})
	}
	check := func(mode syncer.Mode, inserted, updated, rows int64) {
		t.Helper()
		for _, r := range syncMySQL(t, db.Name, path, views...) {
			if r.Err != nil || r.Mode != mode || r.Inserted != inserted || r.Updated != updated || r.Rows != rows {
				t.Errorf("%+v", r)
			}
			verified(t, path, r.View)
		}
	}
	check(syncer.SnapshotMode, 2, 0, 2)
	check(syncer.IncrementalMode, 0, 0, 2)
	db.Exec(t, "UPDATE base SET word = 'x' WHERE id = 1", "INSERT INTO base VALUES (3, '2026-11-01 10:00:00.000002', '2026-11-01 10:00:00.001', 2, '2026-11-02', 'c')",
		"INSERT INTO base VALUES (4, '2026-10-31', '2026-10-31', 0, '2026-10-31', 'old')")
	check(syncer.IncrementalMode, 1, 1, 3)
	if r := syncMySQL(t, db.Name, path, syncer.View{Name: "by_d", Key: []string{"id"}, Cursor: "word"})[0]; r.Err == nil {
		t.Error("a word is taken for a cursor")
	}
}
