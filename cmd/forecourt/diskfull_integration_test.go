//go:build integration

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"forecourt/internal/testdb"
)

// TestDiskFull runs the program in a container whose disk for the cache has 8 MB. What fits is copied. What does not
// fit gives an error that says so, and the old copy stays whole.
func TestDiskFull(t *testing.T) {
	static := filepath.Join(t.TempDir(), "forecourt")
	buildStatic(t, static)
	dir := t.TempDir()
	source := func(name string, rows int) testcontainers.ContainerFile {
		path := filepath.Join(dir, name)
		mustExec(t, openDB(t, path), "CREATE TABLE cars (id INTEGER PRIMARY KEY, filler TEXT)",
			fmt.Sprintf("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO cars SELECT i, hex(randomblob(500)) FROM n", rows))
		return testcontainers.ContainerFile{HostFilePath: path, ContainerFilePath: "/" + name, FileMode: 0o644}
	}
	machine, err := testcontainers.Run(t.Context(), testdb.Image,
		testcontainers.WithFiles(source("small.db", 2000), source("large.db", 20000), testcontainers.ContainerFile{HostFilePath: static, ContainerFilePath: "/forecourt", FileMode: 0o755}),
		testcontainers.WithEntrypoint("sleep", "600"), testcontainers.WithCmd(),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) { c.Tmpfs = map[string]string{"/data": "size=8m"} }),
		testcontainers.WithWaitStrategy(wait.ForExec([]string{"test", "-d", "/data"})),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := testcontainers.TerminateContainer(machine); err != nil {
			t.Error(err)
		}
	})
	sync := func(source string, code int, want string) {
		t.Helper()
		output := runIn(t, machine, code, "/forecourt", "sync", "--source-type=sqlite", "--source-database=/"+source, "--view=cars", "--cache-path=/data/cache.db")
		if !strings.Contains(output, want) {
			t.Errorf("%s: the output has no %q: %s", source, want, output)
		}
	}
	sync("large.db", 1, "make room")
	sync("small.db", 0, "published: 2,000 rows")
	sync("large.db", 1, "make room")
	sync("small.db", 0, "unchanged: 2,000 rows")
	if left := runIn(t, machine, 0, "ls", "/data"); strings.Contains(left, ".new") {
		t.Errorf("left behind: %s", left)
	}
}

func buildStatic(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(binary) // Built without cgo, it is static.
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
}

// runIn runs a command in a container and returns what it printed.
func runIn(t *testing.T, machine testcontainers.Container, wantCode int, command ...string) string {
	t.Helper()
	code, output := tryIn(t, machine, command...)
	if code != wantCode {
		t.Errorf("%v: exit code %d, want %d: %s", command, code, wantCode, output)
	}
	return output
}
