package syncer_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// TestIncremental: rows from the last cursor value on are read. Deletions are found by the next full run.
func TestIncremental(t *testing.T) {
	f := newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT, at TEXT)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO cars SELECT i, 'car', '2026-11-01 10:00:00' FROM n")
	cars := syncer.View{Name: "cars", Key: []string{"id"}, Cursor: "at"}
	f.opts.FullAfter, f.opts.KeepChanges = 3, time.Hour
	run := func(want string) {
		t.Helper()
		r := f.sync(cars)[0]
		if got := fmt.Sprintf("%s %s %d: %d %d %d %d", r.Mode, r.Outcome, r.Rows, r.Inserted, r.Updated, r.Deleted, r.Unchanged); got != want || r.Err != nil {
			t.Errorf("got %s, want %s (%v)", got, want, r.Err)
		}
		verified(t, f.cache, "cars")
	}
	run("snapshot published 1000: 1000 0 0 0")
	run("incremental unchanged 1000: 0 0 0 1000")
	// A row with the same time, a later one, one within the overlap, a deletion, and a change that the cursor does not
	// show.
	f.exec("UPDATE cars SET name = 'x' WHERE id = 1", "INSERT INTO cars VALUES (2000, 'new', '2026-11-02 10:00:00.5')",
		"UPDATE cars SET name = 'late', at = '2026-11-01 09:56:00' WHERE id = 2",
		"UPDATE cars SET name = 'hidden', at = '2026-10-01 00:00:00' WHERE id = 3", "DELETE FROM cars WHERE id = 4")
	run("incremental published 1001: 1 2 0 998")
	f.exec("UPDATE cars SET name = 'y', at = '2026-11-02 10:00:00.5' WHERE id = 5")
	run("incremental published 1001: 0 1 0 1000")
	run("snapshot published 1000: 0 1 1 999")
	f.equal("cars")
	run("incremental unchanged 1000: 0 0 0 1000")

	// After an edit of the copy by another program, all rows are read.
	if _, err := open(t, f.cache).ExecContext(t.Context(), "UPDATE cars SET name = 'mine' WHERE id = 7"); err != nil {
		t.Fatal(err)
	}
	run("snapshot published 1000: 0 1 0 999")
	f.equal("cars")

	// All rows are read after FullEvery, too.
	f.opts.FullAfter, f.opts.FullEvery = 0, time.Hour
	run("incremental unchanged 1000: 0 0 0 1000")
	f.opts.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	run("snapshot unchanged 1000: 0 0 0 1000")
	f.opts.FullEvery = 0

	// A dry run is incremental, too.
	f.exec("INSERT INTO cars VALUES (3000, 'newer', '2026-11-03 00:00:00')")
	f.opts.DryRun = true
	if r := f.sync(cars)[0]; r.Mode != syncer.IncrementalMode || r.Inserted != 1 || r.Rows != 1001 || r.Err != nil {
		t.Errorf("dry run: %+v", r)
	}
	f.opts.DryRun = false
	run("incremental published 1001: 1 0 0 1000")
	f.equal("cars")
}

// TestIncrementalFingerprint: after incremental runs the fingerprint equals that of a full run.
func TestIncrementalFingerprint(t *testing.T) {
	f := newFixture(t, many...)
	f.exec("ALTER TABLE cars ADD COLUMN version INTEGER NOT NULL DEFAULT 0")
	view := syncer.View{Name: "cars", Key: []string{"id"}, Cursor: "version"}
	f.sync(view)
	for version := range 5 {
		f.exec(fmt.Sprintf("UPDATE cars SET version = %d, name = 'v' || version WHERE id %% 100 = %[1]d", version+1),
			fmt.Sprintf("INSERT INTO cars VALUES (%d, 'new', 1.5, %d)", 5000+version, version+1))
		partial := f.sync(view)[0]
		view.Cursor = ""
		whole := f.sync(view)[0]
		view.Cursor = "version"
		if partial.Mode != syncer.IncrementalMode || whole.Outcome != syncer.Unchanged || partial.Fingerprint != whole.Fingerprint || partial.Updated != 30 || partial.Inserted != 1 {
			t.Errorf("version %d: %+v, then %+v", version, partial, whole)
		}
	}
}

// TestCursorsThatCannotBe: an unsuitable cursor is reported before any row is read.
func TestCursorsThatCannotBe(t *testing.T) {
	f := newFixture(t, "CREATE TABLE base (k, at)", "INSERT INTO base VALUES (1, 'x')", "CREATE VIEW v AS SELECT * FROM base")
	for _, view := range []syncer.View{{Name: "v", Key: []string{"k"}, Cursor: "nothing"}, {Name: "v", Cursor: "at"}} {
		if r := f.sync(view)[0]; !errors.As(r.Err, new(*source.ViewError)) {
			t.Errorf("%+v: %+v", view, r)
		}
	}
	f.exec("DELETE FROM base")
	view := syncer.View{Name: "v", Key: []string{"k"}, Cursor: "at"}
	for range 2 { // A view without rows has no last value.
		if r := f.sync(view)[0]; r.Err != nil || r.Mode != syncer.SnapshotMode {
			t.Errorf("%+v", r)
		}
	}
}
