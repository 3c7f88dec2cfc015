//go:build integration

package chaos_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forecourt/internal/chaos"
	"forecourt/internal/testbin"
)

// TestChaos runs writers and readers for a short time under faults: no reader may show what it must not.
func TestChaos(t *testing.T) {
	dir := t.TempDir()
	if err := testbin.Build(t.Context(), dir, "-tags=clock", "../../cmd/forecourt"); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err := chaos.Run(t.Context(), chaos.Options{For: 45 * time.Second, Vehicles: 2000, Readers: 3, Binary: filepath.Join(dir, "forecourt"), Out: &out, Log: t.Output()})
	if err != nil {
		t.Error(err)
	}
	t.Log(out.String())
	if !strings.Contains(out.String(), "from a commit at the source to the slowest reader") {
		t.Error("the figures are missing")
	}
}
