package main_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestMemoryDoesNotGrow copies ten times as many rows, first into a new file and then with all rows changed. The peak
// memory of the process must stay about the same.
func TestMemoryDoesNotGrow(t *testing.T) {
	few, many := peakMemory(t, 20_000), peakMemory(t, 200_000)
	t.Logf("peak memory: %d MB for 20,000 rows, %d MB for 200,000 rows of 200 bytes", few>>20, many>>20)
	if many > few*3/2 {
		t.Errorf("ten times the rows take %d MB instead of %d MB", many>>20, few>>20)
	}
}

// peakMemory returns the peak memory of a run in bytes.
func peakMemory(t *testing.T, rows int) int64 {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(dir, "source.db")
	source := openDB(t, from)
	mustExec(t, source, "CREATE TABLE cars (id INTEGER PRIMARY KEY, version INTEGER, filler TEXT)",
		fmt.Sprintf("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO cars SELECT i, 0, hex(randomblob(100)) FROM n", rows),
		"CREATE VIEW bag AS SELECT version, filler FROM cars")
	var most int64
	for range 2 {
		command := exec.CommandContext(t.Context(), binary, "sync")
		command.Env = []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + from, "CACHE_PATH=" + filepath.Join(dir, "cache.db"), "SYNC_VIEWS=cars,bag"}
		command.Dir = dir
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, output)
		}
		usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			t.Fatal("the system does not tell the memory of a process")
		}
		most = max(most, usage.Maxrss<<10)
		mustExec(t, source, "UPDATE cars SET version = version + 1")
	}
	return most
}
