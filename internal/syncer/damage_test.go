package syncer_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/syncer"
)

// damageFixture makes a copy of three kinds of views, with runs and a log, and returns the entries of the log.
func damageFixture(t *testing.T) (f *fixture, views []syncer.View, log []changelog.Change) {
	t.Helper()
	f = newFixture(t, "CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT, price REAL)", "CREATE TABLE pairs (a INT, b TEXT, v, PRIMARY KEY (a, b))", "CREATE TABLE bag (x, y)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO cars SELECT i, 'a car with the name ' || i, i * 1.5 FROM n",
		"INSERT INTO pairs SELECT id / 10, 'key ' || id, name FROM cars", "INSERT INTO bag SELECT name, price FROM cars")
	f.opts.KeepChanges = time.Hour
	views = []syncer.View{{Name: "cars"}, {Name: "pairs"}, {Name: "bag"}}
	f.sync(views...)
	f.exec("UPDATE cars SET price = price + 1 WHERE id % 7 = 0", "DELETE FROM pairs WHERE a = 3", "INSERT INTO bag VALUES ('new', 1)")
	f.sync(views...)
	if _, err := open(t, f.cache).ExecContext(t.Context(), "CREATE INDEX mine ON cars (price)"); err != nil {
		t.Fatal(err)
	}
	f.sync(views...)
	return f, views, changes(t, f.cache)
}

func changes(t *testing.T, path string) (all []changelog.Change) {
	t.Helper()
	store, err := cache.Open(t.Context(), path, cache.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := changelog.Read(t.Context(), store, changelog.Filter{}, func(c changelog.Change) error { all = append(all, c); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// copyFile copies a file if it exists.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// flip changes one byte of a file.
func flip(t *testing.T, path string, at int64, mask byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	var b [1]byte
	_, err = file.ReadAt(b[:], at)
	b[0] ^= mask
	if err == nil {
		_, err = file.WriteAt(b[:], at)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestFlippedBytesAreRepaired: whichever byte of the file is wrong, the next run reports it and replaces the file. A
// reader that has the old file open can go on reading it.
func TestFlippedBytesAreRepaired(t *testing.T) {
	t.Parallel()
	f, views, log := damageFixture(t)
	random := rand.New(rand.NewPCG(3, 3))
	info, err := os.Stat(f.cache)
	if err != nil {
		t.Fatal(err)
	}
	whole, lostLogs := f.cache, 0
	positions := []int64{0, 18, 24, 28, 40, 92, 96, 100, 103, info.Size() - 1}
	for range 50 {
		positions = append(positions, random.Int64N(info.Size()))
	}
	for _, at := range positions {
		f.cache = filepath.Join(t.TempDir(), "flipped.db")
		f.opts.CachePath = f.cache
		copyFile(t, whole, f.cache)
		copyFile(t, whole+".seal", f.cache+".seal")
		reader := open(t, f.cache)
		// This opens the file; the result does not matter.
		_ = reader.QueryRowContext(t.Context(), "SELECT 1 FROM cars").Scan(new(int))
		flip(t, f.cache, at, byte(1+random.IntN(255)))
		if _, err := cache.Examine(t.Context(), f.cache); !errors.Is(err, cache.ErrDamaged) {
			t.Errorf("byte %d: before the run: %v", at, err)
		}
		for _, r := range f.sync(views...) {
			if r.Err != nil || r.Outcome != syncer.Published || !strings.Contains(strings.Join(r.Notices, "; "), "was damaged, and was replaced") {
				t.Fatalf("byte %d: %+v", at, r)
			}
		}
		for _, view := range views {
			f.equal(view.Name)
			verified(t, f.cache, view.Name)
		}
		if state, err := cache.Examine(t.Context(), f.cache); state != cache.Whole || err != nil {
			t.Errorf("byte %d: after the run: %v, %v", at, state, err)
		}
		now := changes(t, f.cache)
		if kept := now[:len(now)-len(views)]; len(kept) == 0 {
			lostLogs++
		} else if diff := cmp.Diff(log, kept); diff != "" {
			t.Errorf("byte %d: the log is another one: %s", at, diff)
		}
		if first := now[len(now)-len(views)]; first.What != "reset" || first.ID <= log[len(log)-1].ID {
			t.Errorf("byte %d: the log does not go on: %+v", at, first)
		}
		if r := f.sync(views...); r[0].Outcome != syncer.Unchanged || r[1].Outcome != syncer.Unchanged || r[2].Outcome != syncer.Unchanged {
			t.Errorf("byte %d: the run after: %+v", at, r)
		}
	}
	if lostLogs > len(positions)/4 {
		t.Errorf("the log was lost %d times in %d", lostLogs, len(positions))
	}
}

// TestDamagedLogIsNoticed: when the write-ahead log has lost its end, SQLite silently shows the rows of an earlier run.
func TestDamagedLogIsNoticed(t *testing.T) {
	t.Parallel()
	f, views, _ := damageFixture(t)
	reader := open(t, f.cache)
	reader.SetMaxOpenConns(1)
	tx, err := reader.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM cars").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	f.exec("UPDATE cars SET price = 77 WHERE id > 100", "UPDATE pairs SET v = 'other'")
	f.sync(views...) // The reader keeps the rows in the write-ahead log.
	whole := f.cache
	info, err := os.Stat(whole + "-wal")
	if err != nil || info.Size() == 0 {
		t.Fatalf("there is no write-ahead log (%v)", err)
	}
	random := rand.New(rand.NewPCG(5, 5))
	positions := []int64{-1, -2, 0, 16, 31, 32, 36, 40, 48, info.Size() - 1}
	for range 60 {
		positions = append(positions, random.Int64N(info.Size()))
	}
	noticed := 0
	for _, at := range positions {
		f.cache = filepath.Join(t.TempDir(), "flipped.db")
		f.opts.CachePath = f.cache
		for _, suffix := range []string{"", ".seal", "-wal"} {
			copyFile(t, whole+suffix, f.cache+suffix)
		}
		switch at {
		case -1:
			err = os.Remove(f.cache + "-wal")
		case -2:
			err = os.Truncate(f.cache+"-wal", info.Size()/2)
		default:
			flip(t, f.cache+"-wal", at, byte(1+random.IntN(255)))
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err := cache.Examine(t.Context(), f.cache)
		if errors.Is(err, cache.ErrDamaged) {
			noticed++
		} else if err != nil {
			t.Fatal(err)
		}
		told := f.sync(views...)[0]
		if told.Err != nil || errors.Is(err, cache.ErrDamaged) != strings.Contains(fmt.Sprint(told.Notices), "damaged") {
			t.Errorf("byte %d: %v, and then %+v", at, err, told)
		}
		for _, view := range views {
			f.equal(view.Name)
			verified(t, f.cache, view.Name)
		}
	}
	// Pages behind the last commit may be read by nobody.
	if noticed < len(positions)*9/10 {
		t.Errorf("%d of %d were noticed", noticed, len(positions))
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
}

// TestRunsWithoutTheirSeal: a run that ended before it sealed the file, an edit by another program, and a change of the
// schema by a user are not damage.
func TestRunsWithoutTheirSeal(t *testing.T) {
	t.Parallel()
	f, views, _ := damageFixture(t)
	examine := func(want cache.State) {
		t.Helper()
		if state, err := cache.Examine(t.Context(), f.cache); err != nil || state != want {
			t.Errorf("%v, %v, and not %v", state, err, want)
		}
	}
	quiet := func(notices int) {
		t.Helper()
		for _, r := range f.sync(views...) {
			if r.Err != nil || strings.Contains(fmt.Sprint(r.Notices), "damaged") || r.View == "cars" && len(r.Notices) != notices {
				t.Errorf("%+v", r)
			}
		}
		examine(cache.Whole)
	}
	copyFile(t, f.cache+".seal", f.cache+".before")
	quiet(0)
	copyFile(t, f.cache+".before", f.cache+".seal") // As if the run was killed between its commit and its seal.
	examine(cache.Ahead)
	quiet(0)
	if err := os.Remove(f.cache + ".seal"); err != nil {
		t.Fatal(err)
	}
	examine(cache.Unsealed)
	quiet(0)
	mine := open(t, f.cache)
	for i, statement := range []string{"UPDATE cars SET name = 'edited' WHERE id = 5", "DROP INDEX mine", "VACUUM", "ANALYZE", "CREATE TABLE mine AS SELECT * FROM cars"} {
		notices := max(0, 1-i) // Only the first run gives a notice.
		if _, err := mine.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		examine(cache.Edited)
		quiet(notices)
	}
	flip(t, f.cache+".seal", 100, 1)
	examine(cache.Unsealed)
	quiet(0)
}

// TestRepairNeedsTheSource: a damaged copy stays until all views can be copied, and an empty source does not replace
// it.
func TestRepairNeedsTheSource(t *testing.T) {
	t.Parallel()
	f, views, _ := damageFixture(t)
	flip(t, f.cache, 40_000, 4)
	f.exec("ALTER TABLE bag RENAME TO other")
	for _, r := range f.sync(views...) {
		if r.Outcome != syncer.Failed || r.View != "bag" && !errors.Is(r.Err, cache.ErrDamaged) {
			t.Errorf("without a view: %+v", r)
		}
	}
	f.exec("CREATE VIEW bag AS SELECT * FROM other WHERE false")
	for _, r := range f.sync(views...) {
		if r.Err == nil || r.View == "bag" && r.Outcome != syncer.Refused {
			t.Errorf("with an empty view: %+v", r)
		}
	}
	f.exec("DROP VIEW bag", "ALTER TABLE other RENAME TO bag")
	for _, r := range f.sync(views[:2]...) {
		if r.Err != nil || !strings.Contains(fmt.Sprint(r.Notices), "the copy of bag is gone") {
			t.Errorf("%+v", r)
		}
	}
	var indexes int
	if err := open(t, f.cache).QueryRowContext(t.Context(), "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'mine'").Scan(&indexes); err != nil || indexes != 1 {
		t.Errorf("a user's index is lost (%v)", err)
	}
}

// TestWatchedReader: a reader that stays open gets an error for a damaged file, and then finds the file that has
// replaced it.
func TestWatchedReader(t *testing.T) {
	t.Parallel()
	f, views, _ := damageFixture(t)
	now := time.Now()
	watch := cache.NewWatch(f.cache, func() time.Time { return now })
	if changed, err := watch.Look(t.Context()); !changed || err != nil {
		t.Fatal(changed, err)
	}
	store, err := cache.Open(t.Context(), f.cache, cache.Options{ReadOnly: true, Watch: watch})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	store.DB().SetMaxIdleConns(4)
	price := func() (total float64, err error) {
		err = store.DB().QueryRowContext(t.Context(), "SELECT SUM(price) FROM cars").Scan(&total)
		return total, err
	}
	before, err := price()
	if err != nil {
		t.Fatal(err)
	}
	f.exec("UPDATE cars SET price = price + 1")
	f.sync(views...)
	if now, err := price(); err != nil || now != before+400 {
		t.Errorf("after a refresh: %v, %v", now, err)
	}
	flip(t, f.cache, 50_000, 1)
	now = now.Add(time.Minute) // By then, all pages are read.
	// The refresh has left a new seal.
	if changed, err := watch.Look(t.Context()); !changed || !errors.Is(err, cache.ErrDamaged) {
		t.Errorf("%v, %v", changed, err)
	}
	if _, err := price(); !errors.Is(err, cache.ErrDamaged) {
		t.Errorf("a damaged file is read: %v", err)
	}
	f.exec("UPDATE cars SET price = price + 1")
	f.sync(views...)
	if changed, err := watch.Look(t.Context()); !changed || err != nil {
		t.Errorf("after the repair: %v, %v", changed, err)
	}
	if now, err := price(); err != nil || now != before+800 {
		t.Errorf("after the repair: %v, %v", now, err)
	}
	if changed, err := watch.Look(t.Context()); changed || err != nil {
		t.Errorf("it looked again for nothing: %v", err)
	}
}
