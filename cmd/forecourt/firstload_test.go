package main_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledFirstLoadLeavesNothing kills first loads. Afterwards there is no cache or a whole one, and the next run
// removes the leftovers.
func TestKilledFirstLoadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "source.db"), filepath.Join(dir, "cache.db")
	mustExec(t, openDB(t, from), "CREATE TABLE cars (id INTEGER PRIMARY KEY, filler TEXT)",
		fmt.Sprintf("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO cars SELECT i, hex(randomblob(60)) FROM n", killRows))
	settings := []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + from, "CACHE_PATH=" + to, "SYNC_VIEWS=cars"}
	begin := time.Now()
	forecourt(t, settings, "sync").want(t, 0, "20,000 rows")
	whole := time.Since(begin)
	missing := 0
	for range 10 {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(to + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		}
		command := exec.CommandContext(t.Context(), binary, "sync")
		command.Env, command.Dir = settings, dir
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(rand.N(whole), func() { _ = command.Process.Kill() })
		_ = command.Wait() // It was killed or has ended.
		timer.Stop()
		if _, err := os.Stat(to); errors.Is(err, fs.ErrNotExist) {
			missing++
			continue
		}
		var rows int
		if err := openDB(t, to).QueryRowContext(t.Context(), "SELECT COUNT(*) FROM cars").Scan(&rows); err != nil || rows != killRows {
			t.Fatalf("the cache has %d rows (%v)", rows, err)
		}
	}
	t.Logf("%d of 10 runs were killed before there was a cache", missing)
	forecourt(t, settings, "sync").want(t, 0, "20,000 rows")
	checkNothingLeft(t, dir)
}
