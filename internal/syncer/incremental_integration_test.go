//go:build integration

package syncer_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/syncer"
)

// TestIncrementalFromMySQL uses cursors of MySQL's types, with equal values and microseconds.
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

// TestCursorOfManyRuns makes run after run in one program: rows whose transaction commits late are found, those that
// are minutes late by the run of each minute that goes far back. The copy's greatest value is remembered, and forgotten
// when the copy is another one.
func TestCursorOfManyRuns(t *testing.T) {
	db := server.NewDatabase(t)
	path := t.TempDir() + "/cache.db"
	db.Exec(t, "CREATE TABLE cars (id INT PRIMARY KEY, name VARCHAR(9), at DATETIME(6))", "INSERT INTO cars VALUES (1, 'a', '2026-11-01 10:00:00')")
	now := time.Now()
	s := syncer.New(openMySQL(t, db.Name), syncer.Options{
		CachePath: path, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Cache: cache.Options{Patrol: cache.NewPatrol(path, true, func() time.Time { return now })},
	})
	run := func(want string) {
		t.Helper()
		now = now.Add(time.Second)
		err := s.Run(t.Context(), []syncer.View{{Name: "cars", Key: []string{"id"}, Cursor: "at"}}, func(r syncer.Report) {
			if got := fmt.Sprintf("%s %s +%d ~%d -%d =%d", r.Mode, r.Outcome, r.Inserted, r.Updated, r.Deleted, r.Rows); got != want || r.Err != nil {
				t.Errorf("got %s, want %s (%v)", got, want, r.Err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		verified(t, path, "cars")
	}
	add := func(id int, at string) {
		t.Helper()
		db.Exec(t, fmt.Sprintf("INSERT INTO cars VALUES (%d, 'b', '2026-11-01 %s')", id, at))
	}
	run("snapshot published +1 ~0 -0 =1")
	run("incremental unchanged +0 ~0 -0 =1") // It goes far back.
	add(2, "10:10:00")
	add(3, "10:09:55") // Older than the last value now, but read in the same run.
	run("incremental published +2 ~0 -0 =3")
	add(4, "10:09:52") // A little late.
	run("incremental published +1 ~0 -0 =4")
	add(5, "10:05:30") // Minutes late.
	run("incremental unchanged +0 ~0 -0 =4")
	now = now.Add(time.Minute)
	run("incremental published +1 ~0 -0 =5")
	add(6, "10:20:00")
	run("incremental published +1 ~0 -0 =6")
	// A run of another program with the greatest value less than before: what was remembered does not hold.
	db.Exec(t, "DELETE FROM cars WHERE id = 6")
	if r := syncMySQL(t, db.Name, path, syncer.View{Name: "cars", Key: []string{"id"}})[0]; r.Err != nil || r.Deleted != 1 {
		t.Fatalf("%+v", r)
	}
	add(7, "10:10:01")
	run("incremental published +1 ~0 -0 =6")
}

// TestUnsignedCursor uses a BIGINT UNSIGNED with values below and above SQLite's greatest integer.
func TestUnsignedCursor(t *testing.T) {
	db := server.NewDatabase(t)
	path := t.TempDir() + "/cache.db"
	db.Exec(t, "CREATE TABLE cars (id INT PRIMARY KEY, version BIGINT UNSIGNED)", "INSERT INTO cars VALUES (1, 9), (2, 2)")
	view := syncer.View{Name: "cars", Key: []string{"id"}, Cursor: "version"}
	if r := syncMySQL(t, db.Name, path, view)[0]; r.Err != nil || r.Mode != syncer.SnapshotMode {
		t.Fatalf("%+v", r)
	}
	for id, version := range []string{"10", "9223372036854775807", "9223372036854775808", "18446744073709551615"} {
		db.Exec(t, fmt.Sprintf("INSERT INTO cars VALUES (%d, %s)", id+3, version), "UPDATE cars SET version = 1 WHERE id = 2")
		r := syncMySQL(t, db.Name, path, view)[0]
		if r.Err != nil || r.Mode != syncer.IncrementalMode || r.Inserted != 1 || r.Updated != 0 {
			t.Errorf("%s: %+v", version, r)
		}
	}
}

// TestCompositeKeyOfMySQL: a table's key of several columns is found, in the order of the key, and its rows are updated
// one by one.
func TestCompositeKeyOfMySQL(t *testing.T) {
	db := server.NewDatabase(t)
	path := t.TempDir() + "/cache.db"
	db.Exec(t, "CREATE TABLE stock (n INT, shop VARCHAR(9), price INT, PRIMARY KEY (shop, n))", "INSERT INTO stock VALUES (1, 'a', 1), (2, 'a', 1), (1, 'b', 1)")
	view := syncer.View{Name: "stock"}
	if r := syncMySQL(t, db.Name, path, view)[0]; r.Err != nil || r.Inserted != 3 {
		t.Fatalf("%+v", r)
	}
	db.Exec(t, "UPDATE stock SET price = 2 WHERE n = 1 AND shop = 'b'", "DELETE FROM stock WHERE n = 2", "INSERT INTO stock VALUES (3, 'a', 1)")
	if r := syncMySQL(t, db.Name, path, view)[0]; r.Err != nil || r.Inserted != 1 || r.Updated != 1 || r.Deleted != 1 || r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	verified(t, path, "stock")
	store, err := cache.Open(t.Context(), path, cache.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if key, _, err := store.KeyOf(t.Context(), "stock"); err != nil || len(key) != 2 {
		t.Errorf("the copy's key is %v (%v)", key, err)
	}
}
