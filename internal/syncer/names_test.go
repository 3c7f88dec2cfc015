package syncer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// TestNamesOfViews: a view may have any name that SQLite and the cache do not need for themselves, including names that
// the cache's tables, temporary tables, indexes and triggers have or had.
func TestNamesOfViews(t *testing.T) {
	names := []string{
		"feed", "changes", "gone", "seen", "sync_runs", "hashed_views", "row_hashes", "row_changes", "goose_db_version", "vehicles_stock_price",
		"json_tree", "dbstat", "sqlite", "select", "a,b", "a:b", `say "so"`, "naïve", "x y", "main", "temp", "key", "1",
	}
	f := newFixture(t)
	f.opts.KeepChanges = time.Hour
	var views []syncer.View
	for i, name := range names {
		quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		f.exec("CREATE TABLE "+quoted+" (id INTEGER PRIMARY KEY, v)", fmt.Sprintf("INSERT INTO %s VALUES (1, 'a'), (2, 'b'), (%d, 'c')", quoted, 10+i))
		views = append(views, syncer.View{Name: name})
	}
	if err := syncer.CheckViews(views); err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		for i, r := range f.sync(views...) {
			if r.Err != nil || r.Outcome != syncer.Published || r.Rows != 3 {
				t.Errorf("round %d: %s: %+v", round, names[i], r)
			}
			verified(t, f.cache, names[i])
		}
		for _, name := range names {
			quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
			f.exec("UPDATE "+quoted+" SET v = 'changed' WHERE id = 1", "DELETE FROM "+quoted+" WHERE id = 2", "INSERT OR REPLACE INTO "+quoted+" VALUES (5, 'new')")
		}
		for _, name := range names { // A user's index is made again after the table was.
			if _, err := open(t, f.cache).ExecContext(t.Context(), fmt.Sprintf(`CREATE INDEX IF NOT EXISTS "of %s" ON "%s" (v)`, strings.ReplaceAll(name, `"`, ""), strings.ReplaceAll(name, `"`, `""`))); err != nil {
				t.Fatal(err)
			}
		}
	}
	var indexes int
	if err := open(t, f.cache).QueryRowContext(t.Context(), "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'of %'").Scan(&indexes); err != nil || indexes != len(names) {
		t.Errorf("%d indexes are left of %d (%v)", indexes, len(names), err)
	}
	for _, name := range []string{"forecourt_x", "Forecourt_sync_runs", "sqlite_x", "SQLITE_Stat1", "json_each", "pragma_table_xinfo", "Pragma_x"} {
		if err := syncer.CheckViews([]syncer.View{{Name: name}}); err == nil || !strings.Contains(err.Error(), "give the view another name") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOneTableWhateverTheCase: a view's name in another case means the same table.
func TestOneTableWhateverTheCase(t *testing.T) {
	f := newFixture(t, "CREATE TABLE Cars (id INTEGER PRIMARY KEY, v)", "INSERT INTO Cars VALUES (1, 'a')")
	f.opts.KeepChanges = time.Hour
	f.sync(syncer.View{Name: "Cars"})
	f.exec("UPDATE Cars SET v = 'b'")
	if r := f.sync(syncer.View{Name: "cars"})[0]; r.Err != nil || r.Updated != 1 || r.View != "Cars" || len(r.Notices) > 0 {
		t.Errorf("%+v", r)
	}
	verified(t, f.cache, "CARS")
	store, err := cache.Open(t.Context(), f.cache, cache.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var seen []string
	err = changelog.Read(t.Context(), store, changelog.Filter{View: "cars"}, func(c changelog.Change) error {
		seen = append(seen, c.View+" "+c.What)
		return nil
	})
	if err != nil || !slices.Equal(seen, []string{"Cars reset", "Cars updated"}) {
		t.Errorf("%v, %v", seen, err)
	}
}

// TestMostColumns: a view with as many columns as a copy can have is copied, changed and verified. One more column is
// refused, and the error names the limit.
func TestMostColumns(t *testing.T) {
	var columns, values []string
	for i := range cache.MaxColumns - 1 {
		columns, values = append(columns, fmt.Sprintf("c%d", i)), append(values, fmt.Sprint(i))
	}
	f := newFixture(t, "CREATE TABLE wide (id INTEGER PRIMARY KEY, "+strings.Join(columns, ", ")+")", "CREATE TABLE wider AS SELECT 1 AS one, * FROM wide",
		"INSERT INTO wide VALUES (1, "+strings.Join(values, ", ")+"), (2, "+strings.Join(values, ", ")+")")
	f.opts.KeepChanges = time.Hour
	f.sync(syncer.View{Name: "wide"})
	f.exec("UPDATE wide SET c1993 = 'changed', c0 = 'changed' WHERE id = 1", "INSERT INTO wide (id) VALUES (3)")
	if r := f.sync(syncer.View{Name: "wide"})[0]; r.Err != nil || r.Updated != 1 || r.Inserted != 1 {
		t.Errorf("%+v", r)
	}
	verified(t, f.cache, "wide")
	if r := f.sync(syncer.View{Name: "wider"})[0]; !errors.As(r.Err, new(*source.ViewError)) || !strings.Contains(r.Err.Error(), "has 1996 columns, and a copy can have 1995") {
		t.Errorf("%+v", r)
	}
}
