package main_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledSyncKeepsTheLog kills syncs that change few rows, at random moments. After each, the kept hashes must match
// the copy. At the end the log of changes, applied to the first copy, must give the last one.
func TestKilledSyncKeepsTheLog(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "source.db"), filepath.Join(dir, "cache.db")
	source := openDB(t, from)
	mustExec(t, source, "CREATE TABLE cars (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, filler TEXT NOT NULL)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO cars SELECT i, 0, 'word ' || i FROM n")
	settings := []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + from, "CACHE_PATH=" + to, "SYNC_VIEWS=cars"}
	forecourt(t, settings, "sync").want(t, 0, "cars: published: 30,000 rows")
	old := openDB(t, filepath.Join(dir, "old.db"))
	old.SetMaxOpenConns(1)
	mustExec(t, old, "PRAGMA synchronous = off")
	mustExec(t, old, "ATTACH '"+to+"' AS c", "CREATE TABLE cars AS SELECT * FROM c.cars", "CREATE UNIQUE INDEX cars_id ON cars (id)")

	killed := 0
	whole := 500 * time.Millisecond
	for version := 1; version <= 30; version++ {
		mustExec(t, source, fmt.Sprintf("UPDATE cars SET version = %d WHERE id %% 300 = %[1]d", version), fmt.Sprintf("UPDATE cars SET filler = filler || '.' WHERE id = %d", version),
			fmt.Sprintf("DELETE FROM cars WHERE id BETWEEN %d AND %d", 100*version, 100*version+5), fmt.Sprintf("INSERT INTO cars VALUES (%d, 0, 'new')", 40000+version))
		begin := time.Now()
		if killedSync(t, dir, settings, rand.N(whole)) {
			killed++
		} else {
			whole = time.Since(begin)
		}
		forecourt(t, settings, "verify").want(t, 0, "ok    cars")
	}
	t.Logf("killed %d of 30 times", killed)
	if killed < 5 {
		t.Errorf("only %d of 30 runs were killed", killed)
	}
	forecourt(t, settings, "sync").want(t, 0, "cars: ")
	sameTable(t, source, openDB(t, to), "cars")
	replay(t, old)
	sameTable(t, source, old, "cars")
}

// replay applies the log of the attached cache, in its order, to the table cars.
func replay(t *testing.T, old *sql.DB) {
	t.Helper()
	var changes int
	if err := old.QueryRowContext(t.Context(), "SELECT MAX(id) FROM c.forecourt_row_changes").Scan(&changes); err != nil {
		t.Fatal(err)
	}
	for id := range changes + 1 {
		row := fmt.Sprintf("c.forecourt_row_changes WHERE id = %d AND what = ", id)
		mustExec(t, old,
			"DELETE FROM cars WHERE id = (SELECT key FROM "+row+"'deleted')",
			"INSERT INTO cars SELECT new ->> 'id', new ->> 'version', new ->> 'filler' FROM "+row+"'inserted'",
			"UPDATE cars SET version = coalesce(l.new ->> 'version', version), filler = coalesce(l.new ->> 'filler', filler) FROM (SELECT * FROM "+row+"'updated') AS l WHERE cars.id = l.key")
	}
}
