package syncer_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// fixture is an empty source file and an empty cache.
type fixture struct {
	t      *testing.T
	source *sql.DB
	path   string
	cache  string
	opts   syncer.Options
}

func newFixture(t *testing.T, statements ...string) *fixture {
	t.Helper()
	dir := t.TempDir()
	f := &fixture{t: t, path: filepath.Join(dir, "source.db"), cache: filepath.Join(dir, "cache.db")}
	f.source = open(t, f.path)
	f.exec(statements...)
	f.opts = syncer.Options{CachePath: f.cache, Now: time.Now, Log: slog.New(slog.DiscardHandler), RetryDelay: time.Millisecond}
	return f
}

func open(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func (f *fixture) exec(statements ...string) {
	f.t.Helper()
	for _, statement := range statements {
		if _, err := f.source.ExecContext(f.t.Context(), statement); err != nil {
			f.t.Fatalf("%s: %v", statement, err)
		}
	}
}

// sync runs the views and returns their reports.
func (f *fixture) sync(views ...syncer.View) []syncer.Report {
	f.t.Helper()
	from, err := source.OpenSQLite(f.path, time.Now)
	if err != nil {
		f.t.Fatal(err)
	}
	defer from.Close()
	var reports []syncer.Report
	err = syncer.New(from, f.opts).Run(f.t.Context(), views, func(r syncer.Report) { reports = append(reports, r) })
	if err != nil {
		f.t.Fatal(err)
	}
	return reports
}

func TestKeyedViewIsMerged(t *testing.T) {
	f := newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT, price REAL)",
		"INSERT INTO cars WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i, 'car ' || i, i * 1.5 FROM n")
	for _, step := range []struct {
		sql  string
		want string
	}{
		{"SELECT 1", "published 10 10 0 0"},
		{"SELECT 1", "unchanged 10 0 0 0"},
		{"UPDATE cars SET name = NULL WHERE id = 3", "published 10 0 1 0"},
		{"DELETE FROM cars WHERE id IN (1, 10)", "published 8 0 0 2"},
		{"INSERT INTO cars VALUES (1, 'again', -0.0), (99, '', 2)", "published 10 2 0 0"},
	} {
		f.exec(step.sql)
		r := f.sync(syncer.View{Name: "cars"})[0]
		if got := fmt.Sprintf("%s %d %d %d %d", r.Outcome, r.Rows, r.Inserted, r.Updated, r.Deleted); got != step.want || r.Err != nil {
			t.Errorf("after %s: got %s, want %s (%v)", step.sql, got, step.want, r.Err)
		}
	}
}

func TestViewWithoutKeyIsReplaced(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (a, b)", "INSERT INTO base VALUES (1, 'x'), (1, 'x'), (NULL, x'00'), (1.5, '')",
		"CREATE VIEW bag AS SELECT * FROM base")
	bag := syncer.View{Name: "bag"}
	check := func(want string) {
		t.Helper()
		r := f.sync(bag)[0]
		if got := fmt.Sprintf("%s %d %d %d %d", r.Outcome, r.Rows, r.Inserted, r.Updated, r.Deleted); got != want || r.Err != nil {
			t.Errorf("got %s, want %s (%v)", got, want, r.Err)
		}
		f.equal("bag")
	}
	check("published 4 4 0 0")
	check("unchanged 4 0 0 0")
	f.exec("UPDATE base SET b = 'y' WHERE a = 1.5")
	check("published 4 4 0 4")
	f.exec("DELETE FROM base WHERE a IS NULL")
	check("published 3 3 0 4")
	f.exec("UPDATE base SET a = a") // The rows are written again, with the same content.
	check("unchanged 3 0 0 0")
}

// equal compares a view with its copy: every value and its type, in any order of the rows.
func (f *fixture) equal(view string) {
	f.t.Helper()
	want, got := contents(f.t, f.source, view), contents(f.t, open(f.t, f.cache), view)
	if diff := cmp.Diff(want, got); diff != "" {
		f.t.Errorf("%s (-source +copy):\n%s", view, diff)
	}
}

// contents returns a table's rows as text, sorted.
func contents(t *testing.T, db *sql.DB, view string) []string {
	t.Helper()
	var columns []string
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM pragma_table_info(?)", view)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		// quote() would cut a text at a NUL.
		columns = append(columns, strings.ReplaceAll(`typeof("?") || CASE typeof("?") WHEN 'text' THEN hex("?") ELSE quote("?") END`, "?", strings.ReplaceAll(name, `"`, `""`)))
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	data, err := db.QueryContext(t.Context(), "SELECT "+strings.Join(columns, "||','||")+` FROM "`+view+`" ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	var all []string
	for data.Next() {
		var text string
		if err := data.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if data.Err() != nil {
		t.Fatal(data.Err())
	}
	return all
}

func TestTableIsMadeAnewWhenColumnsChange(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (id INTEGER PRIMARY KEY, a TEXT, b TEXT)", "INSERT INTO base VALUES (1, 'x', 'y')",
		"CREATE VIEW v AS SELECT id, a FROM base")
	view := syncer.View{Name: "v", Key: []string{"id"}}
	f.sync(view)
	f.exec("DROP VIEW v", "CREATE VIEW v AS SELECT id, a, b FROM base")
	r := f.sync(view)[0]
	if r.Outcome != syncer.Published || len(r.Notices) != 1 {
		t.Errorf("after a column was added: %+v", r)
	}
	f.equal("v")
	f.exec("DROP VIEW v", "CREATE VIEW v AS SELECT id, b FROM base")
	f.sync(view)
	f.equal("v")
}

func TestGuards(t *testing.T) {
	f := newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY)", "INSERT INTO cars VALUES (1), (2), (3), (4)",
		"CREATE VIEW bag AS SELECT id FROM cars")
	cars, bag := syncer.View{Name: "cars"}, syncer.View{Name: "bag"}
	f.sync(cars, bag)
	for _, step := range []struct {
		sql     string
		refused bool
	}{
		{"DELETE FROM cars WHERE id > 2", false},     // Half is not more than half.
		{"DELETE FROM cars", true},                   // All.
		{"INSERT INTO cars VALUES (11), (12)", true}, // All, by other keys: only a view with a key shows it.
	} {
		f.exec(step.sql)
		for _, r := range f.sync(cars, bag) {
			refused := step.refused && (r.View == "cars" || r.Rows == 0)
			if (r.Outcome == syncer.Refused) != refused || errors.As(r.Err, new(*syncer.ShrinkError)) != refused {
				t.Errorf("%s after %s: %+v", r.View, step.sql, r)
			}
		}
	}
	if got := contents(t, open(t, f.cache), "cars"); len(got) != 2 {
		t.Errorf("the refused run changed the copy: %v", got)
	}
	f.opts.AllowShrink = true
	if r := f.sync(cars)[0]; r.Outcome != syncer.Published || r.Deleted != 2 || r.Inserted != 2 {
		t.Errorf("with AllowShrink: %+v", r)
	}
	f.equal("cars")
}

func TestKeysThatDoNotIdentify(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (k, v)", "INSERT INTO base VALUES (1, 'a'), (2, 'b'), (3, 'c')", "CREATE VIEW v AS SELECT * FROM base")
	view := syncer.View{Name: "v", Key: []string{"k"}}
	keyError := func(name, problem string) {
		t.Helper()
		r := f.sync(view)[0]
		if key := new(publication.KeyError); r.Outcome != syncer.Failed || !errors.As(r.Err, &key) || key.Problem != problem {
			t.Errorf("%s: %+v", name, r)
		}
	}
	f.exec("INSERT INTO base VALUES (2, 'again')")
	keyError("first load", "two rows have 2")
	f.exec("DELETE FROM base WHERE v = 'again'")
	f.sync(view)
	// A repeated key replaces one that is gone, so that the number of rows stays right.
	f.exec("UPDATE base SET k = 1 WHERE k = 3")
	keyError("doubled", "two rows have 1")
	f.exec("UPDATE base SET k = NULL WHERE v = 'c'")
	keyError("NULL", "a row has NULL as its key")
	f.exec("UPDATE base SET k = 'text' WHERE v = 'c'", "INSERT INTO base VALUES ('text', 'd')")
	keyError("text", "two rows have 'text'")
	f.exec("UPDATE base SET k = x'00ff' WHERE v = 'd'")
	if r := f.sync(view)[0]; r.Err != nil || r.Inserted != 2 || r.Deleted != 1 {
		t.Errorf("with keys of all types: %+v", r)
	}
	f.equal("v")
	view.Key = []string{"nothing"}
	if r := f.sync(view)[0]; !errors.As(r.Err, new(*source.ViewError)) {
		t.Errorf("a key that is no column: %+v", r)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	f := newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO cars VALUES (1, 'a'), (2, 'b'), (3, 'c')",
		"CREATE VIEW bag AS SELECT name FROM cars")
	cars, bag := syncer.View{Name: "cars"}, syncer.View{Name: "bag"}
	f.opts.DryRun = true
	if r := f.sync(cars)[0]; r.Outcome != syncer.Published || r.Inserted != 3 || !r.DryRun {
		t.Errorf("without a cache: %+v", r)
	}
	if _, err := os.Stat(f.cache); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a dry run made the cache: %v", err)
	}
	f.opts.DryRun = false
	f.sync(cars, bag)
	before, err := os.ReadFile(f.cache)
	if err != nil {
		t.Fatal(err)
	}
	f.exec("UPDATE cars SET name = 'x' WHERE id = 1", "DELETE FROM cars WHERE id = 2", "INSERT INTO cars VALUES (9, NULL)")
	f.opts.DryRun = true
	reports := f.sync(cars, bag)
	if r := reports[0]; r.Inserted != 1 || r.Updated != 1 || r.Deleted != 1 || r.Rows != 3 {
		t.Errorf("cars: %+v", r)
	}
	if r := reports[1]; r.Outcome != syncer.Published || r.Rows != 3 {
		t.Errorf("bag: %+v", r)
	}
	f.exec("DELETE FROM cars")
	if r := f.sync(cars)[0]; r.Outcome != syncer.Refused {
		t.Errorf("a dry run of an empty view: %+v", r)
	}
	after, err := os.ReadFile(f.cache)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("a dry run changed the cache")
	}
}

// TestOneFailingViewDoesNotStopTheOthers also checks which runs are recorded.
func TestOneFailingViewDoesNotStopTheOthers(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (x)", "CREATE TABLE c (x)", "INSERT INTO c VALUES (1)")
	reports := f.sync(syncer.View{Name: "a"}, syncer.View{Name: "missing"}, syncer.View{Name: "c"})
	var outcomes []syncer.Outcome
	for _, r := range reports {
		outcomes = append(outcomes, r.Outcome)
	}
	if diff := cmp.Diff([]syncer.Outcome{syncer.Published, syncer.Failed, syncer.Published}, outcomes); diff != "" {
		t.Error(diff)
	}
	var recorded string
	err := open(t, f.cache).QueryRowContext(t.Context(), "SELECT group_concat(view || ' ' || outcome || ' ' || ifnull(row_count, '-') || ' ' || (error IS NULL), ', ' ORDER BY id) FROM forecourt_sync_runs").Scan(&recorded)
	if want := "a published 0 1, missing failed - 0, c published 1 1"; err != nil || recorded != want {
		t.Errorf("recorded %q, want %q (%v)", recorded, want, err)
	}
}

func TestForeignTableIsLeftAlone(t *testing.T) {
	f := newFixture(t, "CREATE TABLE notes (x)", "INSERT INTO notes VALUES (1)", "CREATE TABLE a (x)")
	f.sync(syncer.View{Name: "a"})
	mine := open(t, f.cache)
	if _, err := mine.ExecContext(t.Context(), "CREATE TABLE notes (mine)"); err != nil {
		t.Fatal(err)
	}
	if r := f.sync(syncer.View{Name: "notes"})[0]; !errors.Is(r.Err, cache.ErrForeign) {
		t.Errorf("a table that somebody else made: %+v", r)
	}
}

func TestCheckViews(t *testing.T) {
	for _, bad := range [][]syncer.View{
		{{Name: ""}}, {{Name: "forecourt_sync_runs"}}, {{Name: "SQLITE_x"}}, {{Name: "forecourt_migrations"}}, {{Name: "a"}, {Name: "A"}},
	} {
		if syncer.CheckViews(bad) == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	if err := syncer.CheckViews([]syncer.View{{Name: "a"}, {Name: "Vehicles_Stock", Key: []string{"vin"}}}); err != nil {
		t.Error(err)
	}
}

// TestVerification reads a view that is not deterministic, so that the numbers of rows counted and sent differ.
func TestVerification(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (id INTEGER PRIMARY KEY)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO base SELECT i FROM n",
		"CREATE VIEW dice AS SELECT id FROM base WHERE id > (SELECT abs(random()) % 10000)", "CREATE VIEW v AS SELECT id FROM base")
	for _, view := range []syncer.View{{Name: "dice"}, {Name: "dice", Key: []string{"id"}}} {
		r := f.sync(view)[0]
		if r.Outcome != syncer.Failed || !errors.As(r.Err, new(*syncer.VerifyError)) {
			t.Errorf("%v: %+v", view, r)
		}
	}
	f.sync(syncer.View{Name: "v", Key: []string{"id"}})
	f.exec("DROP VIEW v", "CREATE VIEW v AS SELECT id FROM base WHERE id > (SELECT abs(random()) % 10000)")
	if r := f.sync(syncer.View{Name: "v", Key: []string{"id"}})[0]; !errors.As(r.Err, new(*syncer.VerifyError)) {
		t.Errorf("a merge: %+v", r)
	}
	if got := contents(t, open(t, f.cache), "v"); len(got) != 10000 {
		t.Errorf("the copy was changed: %d rows", len(got))
	}
}

// flaky fails with transient faults a given number of times.
type flaky struct {
	syncer.Source
	faults int
}

func (f *flaky) Snapshot(ctx context.Context, view string, since source.Since) (*source.Snapshot, error) {
	if f.faults--; f.faults >= 0 {
		return nil, &source.ConnectionError{Source: "flaky", Advice: "wait", Transient: true, Err: io.ErrUnexpectedEOF}
	}
	return f.Source.Snapshot(ctx, view, since)
}

func TestTransientFaultsAreRetried(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY)", "INSERT INTO a VALUES (1)")
	f.opts.Retries = 3
	for _, c := range []struct {
		faults, attempts int
		outcome          syncer.Outcome
	}{{4, 4, syncer.Failed}, {3, 4, syncer.Published}, {1, 2, syncer.Unchanged}, {0, 1, syncer.Unchanged}} {
		from, err := source.OpenSQLite(f.path, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		var r syncer.Report
		err = syncer.New(&flaky{Source: from, faults: c.faults}, f.opts).Run(t.Context(), []syncer.View{{Name: "a"}}, func(report syncer.Report) { r = report })
		if err != nil || r.Outcome != c.outcome || r.Attempts != c.attempts {
			t.Errorf("%+v: %+v (%v)", c, r, err)
		}
		if err := from.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestMergeHandlesManyChanges changes so many rows that the indexes are made anew. It also checks that users' indexes
// stay.
func TestMergeHandlesManyChanges(t *testing.T) {
	f := newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, price NUMERIC, blob BLOB)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO cars SELECT i, 'car ' || i, i / 4.0, randomblob(20) FROM n")
	cars := syncer.View{Name: "cars"}
	f.sync(cars)
	mine := open(t, f.cache)
	if _, err := mine.ExecContext(t.Context(), "CREATE INDEX mine ON cars (name)"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"UPDATE cars SET name = upper(name)", // Equal to a column that ignores case, but another value.
		"UPDATE cars SET price = price + 1 WHERE id % 2 = 0",
		"UPDATE cars SET blob = NULL WHERE id % 100 = 0",
		"DELETE FROM cars WHERE id % 3 = 0",
		"INSERT INTO cars SELECT id + 10000, name, price, blob FROM cars WHERE id % 5 = 0",
		"UPDATE cars SET price = CAST(price AS TEXT) || 'x' WHERE id = 1",
	} {
		f.exec(statement)
		if r := f.sync(cars)[0]; r.Outcome != syncer.Published {
			t.Errorf("%s: %+v", statement, r)
		}
		f.equal("cars")
	}
	var check, index string
	if err := mine.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&check); err != nil || check != "ok" {
		t.Errorf("integrity_check: %s (%v)", check, err)
	}
	if err := mine.QueryRowContext(t.Context(), "SELECT name FROM sqlite_schema WHERE name = 'mine'").Scan(&index); err != nil {
		t.Errorf("the user's index is gone: %v", err)
	}
}
