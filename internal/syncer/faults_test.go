package syncer_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// TestFailedFirstRunLeavesNoFile: nobody may see an empty table before the first copy is complete.
func TestFailedFirstRunLeavesNoFile(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (x)")
	if r := f.sync(syncer.View{Name: "missing"})[0]; r.Outcome != syncer.Failed {
		t.Errorf("%+v", r)
	}
	for _, suffix := range []string{"", ".new"} {
		if _, err := os.Stat(f.cache + suffix); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("cache%s is there: %v", suffix, err)
		}
	}
}

// TestEmptyFileBecomesTheCache: programs such as touch and mktemp create empty files.
func TestEmptyFileBecomesTheCache(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (x)", "INSERT INTO a VALUES (1)")
	if err := os.WriteFile(f.cache, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.cache+".new", []byte("left by a killed run"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := f.sync(syncer.View{Name: "a"})[0]; r.Outcome != syncer.Published {
		t.Errorf("%+v", r)
	}
	f.equal("a")
	if _, err := os.Stat(f.cache + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a killed run has left is still there: %v", err)
	}
}

// TestSQLiteValuesKeepTheirClass copies types of SQLite that another table would convert, and computed columns.
func TestSQLiteValuesKeepTheirClass(t *testing.T) {
	f := newFixture(t, "CREATE TABLE v (id INTEGER PRIMARY KEY, a ANY, b TEXT, c REAL, d BLOB) STRICT",
		"INSERT INTO v VALUES (1, '007', '1e3', 5, x''), (2, 7, '', -0.5, x'00'), (3, '1e3', NULL, NULL, NULL)",
		"CREATE TABLE w (r INTEGER, g TEXT GENERATED ALWAYS AS (r || 'x') STORED, h AS (r + 1))", "INSERT INTO w (r) VALUES (1)")
	for _, r := range f.sync(syncer.View{Name: "v"}, syncer.View{Name: "w"}) {
		if r.Err != nil {
			t.Errorf("%+v", r)
		}
	}
	f.equal("v")
	var g string
	var h int
	if err := open(t, f.cache).QueryRowContext(t.Context(), "SELECT g, h FROM w").Scan(&g, &h); err != nil || g != "1x" || h != 2 {
		t.Errorf("computed columns: %q, %d (%v)", g, h, err)
	}
	for _, r := range f.sync(syncer.View{Name: "v"}) {
		if r.Outcome != syncer.Unchanged {
			t.Errorf("again: %+v", r)
		}
	}
}

// TestDamagedSourceIsNotTheCachesFault: the advice must not be to delete the good copy.
func TestDamagedSourceIsNotTheCachesFault(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, x)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO a SELECT i, hex(randomblob(100)) FROM n")
	f.sync(syncer.View{Name: "a"})
	if err := f.source.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(f.path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for page := int64(20); page < 200; page++ {
		if _, err := file.WriteAt([]byte(strings.Repeat("damage", 100)), page*4096); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	r := f.sync(syncer.View{Name: "a"})[0]
	if !errors.As(r.Err, new(*source.ConnectionError)) || errors.As(r.Err, new(*cache.Error)) {
		t.Errorf("%+v", r)
	}
}

// TestOtherPrograms: other programs may use goose in the same file.
func TestOtherPrograms(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (x)")
	mine := open(t, f.cache)
	for _, statement := range []string{"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER, tstamp TEXT)", "CREATE TABLE customers (name)"} {
		if _, err := mine.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	from, err := source.OpenSQLite(f.path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	err = syncer.New(from, f.opts).Run(t.Context(), []syncer.View{{Name: "a"}}, func(r syncer.Report) { t.Errorf("%+v", r) })
	if !errors.Is(err, cache.ErrForeign) {
		t.Errorf("got %v", err)
	}
}

// TestUsersIndexes: indexes that users have made stay as long as the rows and columns allow them. They never stop a
// sync.
func TestUsersIndexes(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (id INTEGER PRIMARY KEY, a, b)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO base SELECT i, i, i FROM n",
		"CREATE VIEW v AS SELECT * FROM base")
	view := syncer.View{Name: "v", Key: []string{"id"}}
	f.sync(view)
	mine := open(t, f.cache)
	for _, statement := range []string{"CREATE UNIQUE INDEX one ON v (a)", "CREATE INDEX two ON v (b)"} {
		if _, err := mine.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	indexes := func() (names string) {
		t.Helper()
		if err := mine.QueryRowContext(t.Context(), "SELECT coalesce(group_concat(name), '') FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'v'").Scan(&names); err != nil {
			t.Fatal(err)
		}
		return names
	}
	f.exec("UPDATE base SET a = 3 - id WHERE id IN (1, 2)") // The two values are swapped.
	if r := f.sync(view)[0]; r.Outcome != syncer.Published || indexes() != "one,two" {
		t.Errorf("after a swap: %+v, %s", r, indexes())
	}
	f.exec("UPDATE base SET a = 7 WHERE id = 8")
	if r := f.sync(view)[0]; r.Outcome != syncer.Published || len(r.Notices) != 1 || indexes() != "two" {
		t.Errorf("after a doubled value: %+v, %s", r, indexes())
	}
	f.exec("DROP VIEW v", "CREATE VIEW v AS SELECT id, a FROM base")
	if r := f.sync(view)[0]; r.Outcome != syncer.Published || len(r.Notices) != 2 || indexes() != "" {
		t.Errorf("after the column went: %+v, %s", r, indexes())
	}
	f.equal("v")
}

// TestDryRunSeesKeys: without a copy, a dry run finds what a real run would find.
func TestDryRunSeesKeys(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (k)", "INSERT INTO base VALUES (2), (1), (2)", "CREATE VIEW v AS SELECT * FROM base")
	f.opts.DryRun = true
	view := syncer.View{Name: "v", Key: []string{"k"}}
	if r := f.sync(view)[0]; !errors.As(r.Err, new(*publication.KeyError)) {
		t.Errorf("without a cache: %+v", r)
	}
	f.exec("UPDATE base SET k = 3 WHERE rowid = 3")
	f.opts.DryRun = false
	f.sync(view)
	f.exec("UPDATE base SET k = 2 WHERE rowid = 3")
	f.opts.DryRun = true
	if r := f.sync(view)[0]; !errors.As(r.Err, new(*publication.KeyError)) {
		t.Errorf("with a copy: %+v", r)
	}
}

// TestDroppedTableComesBack, also when the view is still empty.
func TestDroppedTableComesBack(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (x)", "CREATE VIEW v AS SELECT * FROM base")
	view := syncer.View{Name: "v"}
	f.sync(view)
	if _, err := open(t, f.cache).ExecContext(t.Context(), "DROP TABLE v"); err != nil {
		t.Fatal(err)
	}
	if r := f.sync(view)[0]; r.Outcome != syncer.Published {
		t.Errorf("%+v", r)
	}
	f.equal("v")
	if r := f.sync(view)[0]; r.Outcome != syncer.Unchanged {
		t.Errorf("%+v", r)
	}
}

// TestSignalAfterTheCommit: a run is stopped after its commit, while a reader keeps it from emptying the write-ahead
// log. It must be reported as published.
func TestSignalAfterTheCommit(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY)", "INSERT INTO a VALUES (1)")
	f.sync(syncer.View{Name: "a"})
	f.exec("INSERT INTO a VALUES (2)")
	reader, err := open(t, f.cache).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	var rows int
	if err := reader.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM a").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	from, err := source.OpenSQLite(f.path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	ctx, stop := context.WithCancel(t.Context())
	other := open(t, f.cache)
	go func() { // Stops the run as soon as the new rows are visible.
		for seen := 0; seen < 2 && other.QueryRow("SELECT COUNT(*) FROM a").Scan(&seen) == nil; {
		}
		stop()
	}()
	var r syncer.Report
	err = syncer.New(from, f.opts).Run(ctx, []syncer.View{{Name: "a"}}, func(report syncer.Report) { r = report })
	if err != nil || r.Outcome != syncer.Published || r.Err != nil {
		t.Errorf("%+v (%v)", r, err)
	}
}
