package syncer_test

import (
	"compress/gzip"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/syncer"
)

// TestFileOfSchema6: testdata/schema6.db.gz was made before the names of the cache's tables got their prefix. The
// migrated file still knows its copies, a user's view and index still work, and the migration can be undone.
func TestFileOfSchema6(t *testing.T) {
	f := newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT, price REAL)", "INSERT INTO cars VALUES (1, 'a', 1.5), (2, 'b', 9.5), (3, 'c', 3.5)",
		"CREATE TABLE pairs (a INT, b TEXT, v, PRIMARY KEY (a, b))", "INSERT INTO pairs VALUES (1, 'x', 'one'), (2, 'y', 'two')",
		"CREATE TABLE bag (x)", "INSERT INTO bag VALUES ('p'), ('q')", "UPDATE cars SET price = 4.5 WHERE id = 3")
	f.opts.KeepChanges = 100 * 365 * 24 * time.Hour
	unpack(t, "testdata/schema6.db.gz", f.cache)
	if _, err := cache.Open(t.Context(), f.cache, cache.Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "forecourt migrate up") {
		t.Errorf("read-only: %v", err)
	}
	views := []syncer.View{{Name: "cars"}, {Name: "pairs"}, {Name: "bag"}}
	reports := f.sync(views...)
	if r := reports[0]; r.Err != nil || r.Updated != 1 || r.Unchanged != 2 || len(r.Notices) > 0 {
		t.Errorf("cars: %+v", r)
	}
	if r := reports[1]; r.Err != nil || r.Rows != 2 || !slices.ContainsFunc(r.Notices, func(s string) bool { return strings.Contains(s, "key") }) {
		t.Errorf("pairs, which had no key: %+v", r)
	}
	if r := reports[2]; r.Err != nil || r.Outcome != syncer.Unchanged || len(r.Notices) > 0 {
		t.Errorf("bag: %+v", r)
	}
	for _, view := range views {
		verified(t, f.cache, view.Name)
	}
	copied := open(t, f.cache)
	var told int
	if err := copied.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM my_changes").Scan(&told); err != nil || told != 6 {
		t.Errorf("a user's view on the log shows %d changes (%v)", told, err)
	}
	if _, err := copied.ExecContext(t.Context(), "UPDATE cars SET name = 'edited' WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	if r := f.sync(views[0])[0]; r.Updated != 1 || len(r.Notices) != 1 {
		t.Errorf("after an edit: %+v", r)
	}
	if err := copied.Close(); err != nil {
		t.Fatal(err)
	}
	for undone := int64(7); undone > 6; { // The sixth step is the last one to go.
		done, err := cache.MigrateDown(t.Context(), f.cache)
		if err != nil || len(done) != 1 {
			t.Fatal(done, err)
		}
		undone = done[0].Version
	}
	var old int
	err := open(t, f.cache).QueryRowContext(t.Context(), "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('goose_db_version', 'sync_runs', 'row_changes', 'my_index') OR name LIKE 'forecourt%'").Scan(&old)
	if err != nil || old != 4 {
		t.Errorf("%d of the old names are there again (%v)", old, err)
	}
	if r := f.sync(views[0])[0]; r.Err != nil || r.Outcome != syncer.Unchanged {
		t.Errorf("down and up again: %+v", r)
	}
}

// unpack decompresses a file.
func unpack(t *testing.T, from, to string) {
	t.Helper()
	packed, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	in, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
