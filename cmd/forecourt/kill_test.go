package main_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	killRows  = 20000
	killTimes = 50
	// readerWord makes the test program a reader of the cache, in a process of its own.
	readerWord = "read-the-cache-in-a-loop"
	readerDone = "reads without a fault:"
)

// readLoop reads both copies until it is interrupted. It exits with 1 at the first fault: an error, an empty table, or
// a mixture of old and new rows. For every tenth read it opens the file again, as a newly started tool would.
func readLoop(path string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	reads, longest := 0, time.Duration(0)
	fail := func(format string, args ...any) {
		fmt.Printf(format+"\n", args...)
		os.Exit(1)
	}
	for ctx.Err() == nil {
		// Python's sqlite3 and most other tools also wait five seconds for a lock.
		db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
		if err != nil {
			fail("open: %v", err)
		}
		db.SetMaxOpenConns(1)
		for range 10 {
			for _, table := range []string{"cars", "bag"} {
				begin := time.Now()
				var rows, least, most int
				err := db.QueryRow("SELECT COUNT(*), MIN(version), MAX(version) FROM "+table).Scan(&rows, &least, &most)
				if err != nil {
					fail("read %s: %v", table, err)
				}
				if rows != killRows || least != most {
					fail("%s is a mixture: %d rows of versions %d to %d", table, rows, least, most)
				}
				longest = max(longest, time.Since(begin))
				reads++
			}
		}
		if err := db.Close(); err != nil {
			fail("close: %v", err)
		}
		if reads == 20 {
			fmt.Println("reading")
		}
	}
	fmt.Printf("%d %s longest %s\n", reads, readerDone, longest.Round(time.Millisecond))
}

// TestKilledSyncLeavesTheOldCopy kills the sync 50 times at random moments, while another process reads in a loop. That
// process must see the old rows or the new ones, and nothing else. The views are published in both ways: by key, and as
// a whole.
func TestKilledSyncLeavesTheOldCopy(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "source.db"), filepath.Join(dir, "cache.db")
	source := openDB(t, from)
	mustExec(t, source, "CREATE TABLE base (id INTEGER PRIMARY KEY, version INTEGER, filler TEXT)",
		fmt.Sprintf("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO base SELECT i, 0, hex(randomblob(60)) FROM n", killRows),
		"CREATE VIEW cars AS SELECT * FROM base", "CREATE VIEW bag AS SELECT version, filler FROM base")
	settings := []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + from, "CACHE_PATH=" + to, "SYNC_VIEWS=cars:id,bag", "SYNC_CHANGES_DAYS=0"}
	forecourt(t, settings, "sync").want(t, 0, "bag: published: 20,000 rows")
	size := fileSize(t, to)

	mustExec(t, source, "UPDATE base SET version = 1")
	begin := time.Now()
	forecourt(t, settings, "sync").want(t, 0, "published")
	whole := time.Since(begin)

	reader, finish := startReader(t, to)
	killed := 0
	for version := 2; version < 2+killTimes; version++ {
		mustExec(t, source, fmt.Sprintf("UPDATE base SET version = %d", version))
		if killedSync(t, dir, settings, rand.N(whole)) {
			killed++
		}
	}
	t.Logf("killed %d of %d times; a whole run takes %s", killed, killTimes, whole.Round(time.Millisecond))
	if killed < killTimes/2 {
		t.Errorf("only %d of %d runs were killed", killed, killTimes)
	}
	finish()
	t.Log(reader.String())
	if !strings.Contains(reader.String(), readerDone) {
		t.Errorf("the reader saw a fault: %s", reader)
	}
	forecourt(t, settings, "sync").want(t, 0, "cars: ")
	sameTable(t, source, openDB(t, to), "cars")
	sameTable(t, source, openDB(t, to), "bag")
	if now := fileSize(t, to); now > size*5/4 {
		t.Errorf("the cache has grown from %d to %d bytes", size, now)
	}
	checkNothingLeft(t, dir)
}

// killedSync starts a sync and kills it after a time. It reports whether the sync was still running.
func killedSync(t *testing.T, dir string, settings []string, after time.Duration) bool {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, "sync")
	command.Env, command.Dir = settings, dir
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = command.Process.Kill() })
	err := command.Wait()
	timer.Stop()
	exit := new(exec.ExitError)
	if killed := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled(); killed || err == nil {
		return killed
	}
	t.Fatalf("the sync failed by itself: %v", err)
	return false
}

// startReader starts another process that reads the cache. finish stops it and waits for its end.
func startReader(t *testing.T, path string) (output *strings.Builder, finish func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), self, readerWord, path)
	command.Stderr = os.Stderr
	pipe, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	output = &strings.Builder{}
	lines := bufio.NewScanner(pipe)
	if !lines.Scan() || lines.Text() != "reading" {
		t.Fatalf("the reader did not begin: %s", lines.Text())
	}
	return output, func() {
		_ = command.Process.Signal(os.Interrupt) // It may have ended with a fault.
		for lines.Scan() {
			output.WriteString(lines.Text() + "\n")
		}
		_ = command.Wait() // Its output says how it ended.
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// sameTable compares a table in two files, in any order of the rows.
func sameTable(t *testing.T, a, b *sql.DB, table string) {
	t.Helper()
	sum := func(db *sql.DB) (text string) {
		err := db.QueryRowContext(t.Context(), "SELECT group_concat(row, x'0a') FROM (SELECT version || ' ' || filler AS row FROM "+table+" ORDER BY 1)").Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if sum(a) != sum(b) {
		t.Errorf("%s differs from the source", table)
	}
}

// checkNothingLeft finds files that the killed runs left beside the cache.
func checkNothingLeft(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		switch entry.Name() {
		case "source.db", "cache.db", "cache.db-wal", "cache.db-shm", "cache.db.lock", "cache.db.seal":
		default:
			t.Errorf("%s is left behind", entry.Name())
		}
	}
}
