package syncer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/cache/verification"
	"forecourt/internal/syncer"
)

// many makes a table of 3,000 rows, whose hashes fill several pages.
var many = []string{
	"CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT, price NUMERIC)",
	"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO cars SELECT i, 'car ' || i, i / 4.0 FROM n",
}

// TestEditedCopyIsRepaired: another program edits the copy, in each possible way, with and without a change of the
// number of rows.
func TestEditedCopyIsRepaired(t *testing.T) {
	f := newFixture(t, append(many, "CREATE VIEW bag AS SELECT name, price FROM cars")...)
	views := []syncer.View{{Name: "cars"}, {Name: "bag"}}
	f.sync(views...)
	mine := open(t, f.cache)
	for _, edit := range []string{
		"UPDATE %s SET name = 'edited' WHERE name = 'car 7'",
		"DELETE FROM %s WHERE name = 'car 8'",
		"INSERT INTO %s (name) VALUES ('mine')",
		"INSERT INTO %s (name) VALUES ('mine'); DELETE FROM %[1]s WHERE name = 'car 9'",
		"UPDATE %s SET price = price || 'x' WHERE price > 700",
		"DROP TRIGGER forecourt_edited_update_%[1]s; UPDATE %[1]s SET name = 'unnoticed' WHERE name = 'car 10'",
	} {
		for _, view := range views {
			if _, err := mine.ExecContext(t.Context(), fmt.Sprintf(strings.ReplaceAll(edit, "%s", "%[1]s"), view.Name)); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range f.sync(views...) {
			if r.Outcome != syncer.Published || len(r.Notices) != 1 || r.Err != nil {
				t.Errorf("after %s: %+v", edit, r)
			}
			f.equal(r.View)
		}
		for _, r := range f.sync(views...) {
			if r.Outcome != syncer.Unchanged || len(r.Notices) != 0 || r.Unchanged != 3000 {
				t.Errorf("again after %s: %+v", edit, r)
			}
		}
	}
}

// verified checks that a copy matches the hashes that the last run kept.
func verified(t *testing.T, path, view string) {
	t.Helper()
	store, err := cache.Open(t.Context(), path, cache.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	v, err := verification.Verify(t.Context(), store, view)
	if err != nil || v.Problem != "" {
		t.Errorf("%+v (%v)", v, err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}

// TestOwnWritesAreNotEdits, whatever a run writes.
func TestOwnWritesAreNotEdits(t *testing.T) {
	f := newFixture(t, many...)
	cars := syncer.View{Name: "cars"}
	f.opts.AllowShrink = true
	f.sync(cars)
	for _, step := range []struct{ sql, want string }{
		{"UPDATE cars SET name = 'x' WHERE id % 700 = 0", "published 0 4 0 2996"},
		{"UPDATE cars SET name = name || 'y'", "published 0 3000 0 0"},
		{"DELETE FROM cars WHERE id BETWEEN 100 AND 600", "published 0 0 501 2499"},
		{"UPDATE cars SET id = -id WHERE id < 50", "published 49 0 49 2450"},
		{"DELETE FROM cars", "published 0 0 2499 0"},
		{"SELECT 1", "unchanged 0 0 0 0"},
		{"INSERT INTO cars VALUES (1, 'a', 1), (2, 'b', 2)", "published 2 0 0 0"},
		{"UPDATE cars SET price = 2.5 WHERE id = 2", "published 0 1 0 1"},
	} {
		f.exec(step.sql)
		r := f.sync(cars)[0]
		if got := fmt.Sprintf("%s %d %d %d %d", r.Outcome, r.Inserted, r.Updated, r.Deleted, r.Unchanged); got != step.want || r.Err != nil || len(r.Notices) > 0 {
			t.Errorf("after %s: got %s, want %s (%+v)", step.sql, got, step.want, r)
		}
		f.equal("cars")
	}
}

// TestSmallRefreshLeavesTheSchemaAlone: other programs' prepared statements stay valid. Triggers of an older version
// are replaced.
func TestSmallRefreshLeavesTheSchemaAlone(t *testing.T) {
	f := newFixture(t, many...)
	cars := syncer.View{Name: "cars"}
	freed := 0
	f.opts.FreeMemory = func() { freed++ }
	f.sync(cars)
	mine := open(t, f.cache)
	schema := func() (version int) {
		t.Helper()
		if err := mine.QueryRowContext(t.Context(), "PRAGMA schema_version").Scan(&version); err != nil {
			t.Fatal(err)
		}
		return version
	}
	before := schema()
	step := func(change string, want int64) {
		t.Helper()
		f.exec(change)
		if r := f.sync(cars)[0]; r.Inserted+r.Updated+r.Deleted != want || len(r.Notices) > 0 || r.Err != nil {
			t.Errorf("after %s: %+v", change, r)
		}
		f.equal("cars")
		verified(t, f.cache, "cars")
	}
	step("UPDATE cars SET name = 'x' WHERE id % 700 = 0", 4)
	step("DELETE FROM cars WHERE id = 9", 1)
	step("INSERT INTO cars (name) VALUES ('new')", 1)
	if f.sync(cars); freed != 3 {
		t.Errorf("memory was given back %d times for 3 small changes", freed)
	}
	if after := schema(); after != before {
		t.Errorf("the schema was %d, and is %d", before, after)
	}
	const old = "CREATE TRIGGER forecourt_edited_update_cars AFTER UPDATE ON cars BEGIN UPDATE forecourt_hashed_views SET shape = NULL WHERE view = 'cars'; END"
	if _, err := mine.ExecContext(t.Context(), "DROP TRIGGER forecourt_edited_update_cars; "+old); err != nil {
		t.Fatal(err)
	}
	step("UPDATE cars SET name = 'y' WHERE id = 5", 1)
	var left int
	if err := mine.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND instr(sql, ' WHEN ') = 0").Scan(&left); err != nil || left > 0 {
		t.Errorf("%d old triggers are left (%v)", left, err)
	}
	if _, err := mine.ExecContext(t.Context(), "UPDATE cars SET name = 'edited' WHERE id = 6"); err != nil {
		t.Fatal(err)
	}
	if r := f.sync(cars)[0]; r.Updated != 1 || len(r.Notices) != 1 {
		t.Errorf("after an edit: %+v", r)
	}
}

// TestRowsInAnyOrder: the source sends the rows in a different order each time.
func TestRowsInAnyOrder(t *testing.T) {
	f := newFixture(t, append(many, "CREATE VIEW v AS SELECT * FROM cars ORDER BY id % 97, id DESC")...)
	view := syncer.View{Name: "v", Key: []string{"name"}}
	f.sync(view)
	for i, order := range []string{"id % 89", "name DESC", "price", "id * 7919 % 3001"} {
		f.exec("DROP VIEW v", "CREATE VIEW v AS SELECT * FROM cars ORDER BY "+order, fmt.Sprintf("UPDATE cars SET price = -1 WHERE id = %d", 10+i),
			fmt.Sprintf("DELETE FROM cars WHERE id = %d", 1000+i))
		if r := f.sync(view)[0]; r.Updated != 1 || r.Deleted != 1 || r.Inserted != 0 || len(r.Notices) > 0 || r.Err != nil {
			t.Errorf("by %s: %+v", order, r)
		}
		f.equal("v")
	}
}

// TestKeptHashesFindDoubledKeys: both rows have a known key, both a new one, or one of each.
func TestKeptHashesFindDoubledKeys(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (k, v)", "INSERT INTO base VALUES (1, 'a'), (2, 'b'), (3, 'c')", "CREATE VIEW v AS SELECT * FROM base")
	view := syncer.View{Name: "v", Key: []string{"k"}}
	f.sync(view)
	for _, c := range []struct{ values, problem string }{
		{"(1, 'a')", "two rows have 1"}, {"(1, 'other')", "two rows have 1"}, {"(1.0, 'other')", "two rows have 1"},
		{"(9, 'x'), (9, 'x')", "two rows have 9"}, {"('s', 1), ('s', 2)", "two rows have 's'"}, {"(NULL, 1)", "a row has NULL as its key"},
	} {
		f.exec("INSERT INTO base VALUES " + c.values)
		r := f.sync(view)[0]
		if key := new(publication.KeyError); !errors.As(r.Err, &key) || key.Problem != c.problem {
			t.Errorf("%s: %+v", c.values, r)
		}
		f.exec("DELETE FROM base WHERE rowid > 3")
	}
	if r := f.sync(view)[0]; r.Outcome != syncer.Unchanged {
		t.Errorf("after all: %+v", r)
	}
}

// TestValuesThatSQLiteConverts: the parts of a compound view send values that the column's type converts, run after
// run.
func TestValuesThatSQLiteConverts(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, t TEXT, r REAL, x)",
		"INSERT INTO a VALUES (1, 1, 'a', 1.5, 1)",
		"CREATE VIEW v AS SELECT id, n, t, r, x FROM a UNION ALL SELECT 2, '7', 8, 9, 1.0 UNION ALL SELECT 3, 5.0, '5', '6', '1' UNION ALL SELECT 4, 1e300, x'00', -0.0, -0.0")
	view := syncer.View{Name: "v", Key: []string{"id"}}
	f.sync(view)
	for range 2 {
		if r := f.sync(view)[0]; r.Outcome != syncer.Unchanged || len(r.Notices) > 0 || r.Err != nil {
			t.Errorf("again: %+v", r)
		}
	}
	f.exec("UPDATE a SET x = 1.0") // Equal, but of another type.
	if r := f.sync(view)[0]; r.Updated != 1 {
		t.Errorf("another type: %+v", r)
	}
	f.exec("UPDATE a SET n = 2")
	if r := f.sync(view)[0]; r.Updated != 1 || r.Unchanged != 3 {
		t.Errorf("another value: %+v", r)
	}
}
