//go:build integration

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/exec"
	"github.com/testcontainers/testcontainers-go/wait"

	"forecourt/internal/testdb"
)

// TestDiskFullOfTemporaryFiles: temporary files are on the cache's disk, which becomes full at a different moment for
// each size. The report must always agree with the copy, because SQLite may have committed the rows even though COMMIT
// failed.
func TestDiskFullOfTemporaryFiles(t *testing.T) {
	static := filepath.Join(t.TempDir(), "forecourt")
	buildStatic(t, static)
	dir := t.TempDir()
	file := func(name, columns string, rows int) testcontainers.ContainerFile {
		path := filepath.Join(dir, name)
		mustExec(t, openDB(t, path), "CREATE TABLE cars (id INTEGER PRIMARY KEY, filler TEXT)",
			fmt.Sprintf("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO cars SELECT i, %s FROM n", rows, columns))
		return testcontainers.ContainerFile{HostFilePath: path, ContainerFilePath: "/" + name, FileMode: 0o644}
	}
	sizes := []int{1024, 4096}
	for size := 18 << 10; size < 32<<10; size += 512 {
		sizes = append(sizes, size)
	}
	disks := map[string]string{}
	for _, size := range sizes {
		disks[disk(size)] = fmt.Sprintf("size=%dk", size)
	}
	machine, err := testcontainers.Run(t.Context(), testdb.Image,
		testcontainers.WithFiles(file("small.db", "hex(randomblob(500))", 2000), file("large.db", "hex(randomblob(500))", 4000), file("keys.db", "NULL", 100_000),
			testcontainers.ContainerFile{HostFilePath: static, ContainerFilePath: "/forecourt", FileMode: 0o755}),
		testcontainers.WithEntrypoint("sleep", "600"), testcontainers.WithCmd(),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) { c.Tmpfs = disks }),
		testcontainers.WithWaitStrategy(wait.ForExec([]string{"test", "-d", disk(sizes[0])})),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := testcontainers.TerminateContainer(machine); err != nil {
			t.Error(err)
		}
	})
	all := ""
	for _, size := range sizes {
		before := "there is no cache yet"
		for _, step := range []struct{ source, after string }{{"keys.db", "100,000"}, {"small.db", "2,000"}, {"large.db", "4,000"}} {
			code, output := tryIn(t, machine, "env", "TMPDIR="+disk(size), "/forecourt", "sync", "--allow-shrink", "--source-type=sqlite", "--source-database=/"+step.source, "--view=cars", "--cache-path="+disk(size)+"/c.db")
			all += output
			_, status := tryIn(t, machine, "/forecourt", "status", "--cache-path="+disk(size)+"/c.db")
			switch {
			case code == 0:
				before = step.after
				if strings.Contains(output, "the old copy is whole") {
					t.Errorf("%d KiB, %s: published, and the old copy is whole: %s", size, step.source, output)
				}
			case code != 1 || !strings.Contains(output, "make room"):
				t.Errorf("%d KiB, %s: exit code %d: %s", size, step.source, code, output)
			case strings.Contains(output, "the old copy is whole") != (before != "there is no cache yet"):
				t.Errorf("%d KiB, %s: the copy before had %s rows: %s", size, step.source, before, output)
			}
			if !strings.Contains(status, before) {
				t.Errorf("%d KiB, %s: exit code %d, but the copy has not %s rows: %s\n%s", size, step.source, code, before, output, status)
			}
		}
	}
	for _, want := range []string{"the rows are published, but", ".keys: no space left on device: the disk is full: make room"} {
		if !strings.Contains(all, want) {
			t.Errorf("no size of the disk showed %q", want)
		}
	}
}

func disk(size int) string { return fmt.Sprintf("/disk%d", size) }

// tryIn runs a command in a container, and returns its exit code and what it printed.
func tryIn(t *testing.T, machine testcontainers.Container, command ...string) (code int, output string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	code, reader, err := machine.Exec(ctx, command, exec.Multiplexed())
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := io.Copy(&text, reader); err != nil {
		t.Fatal(err)
	}
	return code, text.String()
}
