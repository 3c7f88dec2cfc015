package publication_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
)

// earlyRows is enough for some batches of changed rows.
const earlyRows = 40_000

// few returns a stock, and the same with one row in thirty changed: some in one column, some in another, some in
// both. A few are new or gone.
func (w wideStock) few() (old, next map[int64][]int64) {
	old, next = map[int64][]int64{}, map[int64][]int64{}
	for id := range int64(earlyRows) {
		row := []int64{id % 7, id % 1000, id}
		changed := slices.Clone(row)
		switch id % 30 {
		case 7:
			changed[0] += 100
			if id%4 == 0 {
				changed[1] += 1000
			}
		case 8:
			changed[1] += id % 2 * 2000
		}
		if id%1000 != 3 {
			old[id] = row
		}
		if id%1000 != 4 {
			next[id] = changed
		}
	}
	return old, next
}

// at calls what before batch n of the rows is handed out.
func at(n int, rows rowset.Rows, what func() error) rowset.Rows {
	return func() (*rowset.Batch, error) {
		if n--; n == -1 {
			if err := what(); err != nil {
				return nil, err
			}
		}
		return rows()
	}
}

// lastBatch is the number of the last full batch of the stock.
const lastBatch = earlyRows/256 - 1

// locked reports whether somebody else is writing to the file.
func (f *file) locked() bool {
	f.Helper()
	db, err := sql.Open("sqlite", "file:"+f.Path()+"?_pragma=busy_timeout(0)")
	if err != nil {
		f.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Conn(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	defer tx.Close()
	if _, err = tx.ExecContext(f.Context(), "BEGIN IMMEDIATE"); err == nil {
		_, err = tx.ExecContext(f.Context(), "ROLLBACK")
		if err != nil {
			f.Fatal(err)
		}
		return false
	}
	if !strings.Contains(err.Error(), "SQLITE_BUSY") {
		f.Fatal(err)
	}
	return true
}

// waitLocked waits until rows are written early.
func (f *file) waitLocked() error {
	for range 1000 {
		if f.locked() {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return errors.New("nothing is written while the source is read")
}

// TestFewChangesAreWrittenEarly: while the last rows are read, the first ones are written already. Readers see
// nothing of that, and the result is the same.
func TestFewChangesAreWrittenEarly(t *testing.T) {
	f, w := newFile(t), wideStock{columns: 3}
	old, next := w.few()
	f.publish(w.copy(slices.Sorted(maps.Keys(old)), old))
	for _, statement := range []string{
		"CREATE INDEX mine ON cars (n0, n2)", "CREATE TABLE seen (id INTEGER PRIMARY KEY, n0, n1)",
		"CREATE TRIGGER mine_updates AFTER UPDATE ON cars BEGIN INSERT INTO seen VALUES (new.id, new.n0, new.n1); END",
	} {
		if _, err := f.DB().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	what := w.copy(slices.Sorted(maps.Keys(next)), next)
	what.Rows = at(lastBatch, what.Rows, func() error {
		if err := f.waitLocked(); err != nil {
			return err
		}
		w.want(f, "SELECT SUM(n0) + SUM(n1) FROM cars", sumOf(old))
		return nil
	})
	changes := f.publish(what)
	if want := int64(earlyRows/1000 + earlyRows/1000); changes.Inserted+changes.Deleted != want || changes.Updated != differing(old, next) {
		t.Errorf("%+v", changes)
	}
	if diff := cmp.Diff(next, w.read(f)); diff != "" {
		t.Errorf("copy (-want +got):\n%.2000s", diff)
	}
	if diff := cmp.Diff(next, w.replay(f, old)); diff != "" {
		t.Errorf("old copy and log (-want +got):\n%.2000s", diff)
	}
	w.want(f, "SELECT COUNT(*) FROM seen JOIN cars USING (id, n0, n1)", changes.Updated)
	w.want(f, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", 0)
	if again := f.publish(w.copy(slices.Sorted(maps.Keys(next)), next)); again.Inserted+again.Updated+again.Deleted > 0 || again.Edited {
		t.Errorf("the same rows change %+v", again)
	}
}

func sumOf(rows map[int64][]int64) (sum int64) {
	for _, row := range rows {
		sum += row[0] + row[1]
	}
	return sum
}

// differing counts the rows that both have, with other values.
func differing(a, b map[int64][]int64) (n int64) {
	for id, row := range a {
		if other, both := b[id]; both && !slices.Equal(row, other) {
			n++
		}
	}
	return n
}

// TestEarlyRowsAreUndone: nothing is left of rows that were written early when the guard refuses them, when the source
// fails, or when another program has written meanwhile. The next run writes them.
func TestEarlyRowsAreUndone(t *testing.T) {
	f, w := newFile(t), wideStock{columns: 3}
	old, next := w.few()
	f.publish(w.copy(slices.Sorted(maps.Keys(old)), old))
	if _, err := f.DB().ExecContext(t.Context(), "CREATE TABLE stranger (n)"); err != nil {
		t.Fatal(err)
	}
	unwanted := errors.New("unwanted")
	fresh := func() publication.Copy { return w.copy(slices.Sorted(maps.Keys(next)), next) }
	refused, failing, disturbed := fresh(), fresh(), fresh()
	refused.Rows = at(lastBatch, refused.Rows, f.waitLocked)
	failing.Rows = at(lastBatch, failing.Rows, func() error { return errors.Join(f.waitLocked(), unwanted) })
	disturbed.Rows = at(1, disturbed.Rows, func() error {
		_, err := f.DB().ExecContext(t.Context(), "INSERT INTO stranger VALUES (1)")
		return err
	})
	refuse := func(publication.Changes) (cache.Run, error) { return cache.Run{}, unwanted }
	for name, test := range map[string]struct {
		what   publication.Copy
		decide publication.Decide
		want   string
	}{"the guard refuses": {refused, refuse, "unwanted"}, "the source fails": {failing, accept, "unwanted"}, "another program writes": {disturbed, accept, "database is locked (517)"}} {
		err := publication.Publish(t.Context(), f.Cache, test.what, test.decide)
		if err == nil || !strings.Contains(fmt.Sprintf("%v %v", err, errors.Unwrap(err)), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if f.locked() {
			t.Errorf("%s: the file stays locked", name)
		}
		if diff := cmp.Diff(old, w.read(f)); diff != "" {
			t.Errorf("%s (-want +got):\n%.2000s", name, diff)
		}
	}
	f.publish(fresh())
	if diff := cmp.Diff(next, w.read(f)); diff != "" {
		t.Errorf("copy (-want +got):\n%.2000s", diff)
	}
}

// TestASlowSourceLocksNobodyOut: if it takes long until all rows are read, others can write to the file meanwhile.
func TestASlowSourceLocksNobodyOut(t *testing.T) {
	f, w := newFile(t), wideStock{columns: 3}
	old, _ := w.few()
	next := maps.Clone(old)
	for id := range int64(300) {
		next[id] = []int64{-1, -1, -1}
	}
	f.publish(w.copy(slices.Sorted(maps.Keys(old)), old))
	what := w.copy(slices.Sorted(maps.Keys(next)), next)
	what.Rows = at(0, what.Rows, func() error { time.Sleep(100 * time.Millisecond); return nil })
	what.Rows = at(lastBatch, what.Rows, func() error {
		if f.locked() {
			return errors.New("the file is locked")
		}
		return nil
	})
	f.publish(what)
	if diff := cmp.Diff(next, w.read(f)); diff != "" {
		t.Errorf("copy (-want +got):\n%.2000s", diff)
	}
}
