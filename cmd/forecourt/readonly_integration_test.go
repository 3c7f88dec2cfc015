//go:build integration

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"forecourt/internal/testdb"
)

// TestReadOnlyFileSystem reads a properly closed copy on a file system where nothing can be written.
func TestReadOnlyFileSystem(t *testing.T) {
	static := filepath.Join(t.TempDir(), "forecourt")
	buildStatic(t, static)
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "100", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "100")
	for _, name := range []string{"-wal", "-shm", ".demand", ".keyuse", ".lock"} {
		if err := os.Remove(filepath.Join(dir, "forecourt.db"+name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	machine, err := testcontainers.Run(t.Context(), testdb.Image,
		testcontainers.WithFiles(testcontainers.ContainerFile{HostFilePath: static, ContainerFilePath: "/forecourt", FileMode: 0o755}),
		testcontainers.WithEnv(map[string]string{"CACHE_PATH": "/data/forecourt.db", "READ_FROM": "cache", "API_KEY": demandKey, "LISTEN_ADDR": ":8080"}),
		testcontainers.WithEntrypoint("/forecourt", "serve"), testcontainers.WithCmd(), testcontainers.WithExposedPorts("8080/tcp"),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) { c.Binds = []string{dir + ":/data:ro"} }),
		testcontainers.WithWaitStrategyAndDeadline(time.Minute, wait.ForHTTP("/readyz").WithPort("8080/tcp")),
	)
	if machine != nil {
		t.Cleanup(func() {
			if err := testcontainers.TerminateContainer(machine); err != nil {
				t.Error(err)
			}
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	address, err := machine.PortEndpoint(t.Context(), "8080/tcp", "http")
	if err != nil {
		t.Fatal(err)
	}
	if status, body := fetch(t, address+"/cars/"); status != 200 || !strings.Contains(body, `"total":100`) {
		t.Errorf("%d %s", status, body)
	}
	for command, want := range map[string]string{"status": "vehicles_stock", "verify": "100 rows are as the last run left them", "changes": "vehicles_stock  reset"} {
		if output := runIn(t, machine, 0, "/forecourt", command); !strings.Contains(output, want) {
			t.Errorf("%s: %s", command, output)
		}
	}
	if output := runIn(t, machine, 1, "/forecourt", "sync", "--source-type=sqlite", "--source-database=/data/dealer.db"); !strings.Contains(output, "set CACHE_PATH") {
		t.Errorf("sync: %s", output)
	}
}
