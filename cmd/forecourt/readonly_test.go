package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCopyOpensWithoutWriting opens a copy as the README says for read-only file systems: nothing is written beside it.
func TestCopyOpensWithoutWriting(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil || !strings.Contains(string(readme), "sqlite3 'file:forecourt.db?immutable=1'") {
		t.Errorf("the README does not say how (%v)", err)
	}
	_, copied := servedStock(t)
	text, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "forecourt.db"), text, 0o400); err != nil {
		t.Fatal(err)
	}
	rows := 0
	if err := openDB(t, "file:"+filepath.Join(dir, "forecourt.db")+"?immutable=1").QueryRowContext(t.Context(), "SELECT COUNT(*) FROM vehicles_stock").Scan(&rows); err != nil || rows != 300 {
		t.Errorf("%d rows, %v", rows, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("beside the copy: %v (%v)", files, err)
	}
}
