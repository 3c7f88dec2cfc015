package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestServeKeepsItsLocks: a server examines its file after each refresh, and must not lose SQLite's locks in doing so.
// Otherwise another program that opens and closes the copy would take itself for the last user, and remove the
// write-ahead log that the server uses.
func TestServeKeepsItsLocks(t *testing.T) {
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "100", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "100")
	copied := filepath.Join(dir, "forecourt.db")
	_, api, _ := startServer(t, []string{
		"CACHE_PATH=" + copied, "READ_FROM=cache", "API_KEY=" + demandKey, "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0",
		"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + filepath.Join(dir, "dealer.db"), "SERVE_SYNC_EVERY=200ms",
	})
	if status, body := fetch(t, api+"/cars/"); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	for range 3 {
		waitForSeals(t, copied+".seal", 3)
		if !sharedLockHeld(t, copied) {
			t.Fatal("the server has the copy open without a lock")
		}
	}
}

// sharedLockHeld reports whether another process has the file open through SQLite: every connection to a file in WAL
// mode holds a lock on these bytes (https://www.sqlite.org/c3ref/c_lock_exclusive.html, and os.h in SQLite's source for
// their position).
func sharedLockHeld(t *testing.T, path string) bool {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 0x40000002, Len: 510}
	if err := syscall.FcntlFlock(file.Fd(), syscall.F_GETLK, &lock); err != nil {
		t.Fatal(err)
	}
	return lock.Type != syscall.F_UNLCK
}

// waitForSeals waits until that many refreshes are done.
func waitForSeals(t *testing.T, path string, refreshes int) {
	t.Helper()
	deadline := time.After(time.Minute)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	var last os.FileInfo
	for refreshes > 0 {
		select {
		case <-deadline:
			t.Fatal("the copy is not refreshed")
		case <-ticker.C:
		}
		info, err := os.Stat(path)
		if err != nil {
			continue // It is just being replaced.
		}
		if last != nil && !os.SameFile(info, last) {
			refreshes--
		}
		last = info
	}
}
