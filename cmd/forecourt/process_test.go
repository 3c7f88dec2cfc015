package main_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// newSource makes a source of two rows and returns the settings for it.
func newSource(t *testing.T) (settings []string, from, to string) {
	t.Helper()
	dir := t.TempDir()
	from, to = filepath.Join(dir, "source.db"), filepath.Join(dir, "cache.db")
	mustExec(t, openDB(t, from), "CREATE TABLE a (id INTEGER PRIMARY KEY)", "INSERT INTO a VALUES (1), (2)")
	return []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + from, "CACHE_PATH=" + to, "SYNC_VIEWS=a"}, from, to
}

// TestCacheHeldByAnother holds the cache in both ways: by another program's transaction, and by another run.
func TestCacheHeldByAnother(t *testing.T) {
	settings, from, to := newSource(t)
	forecourt(t, settings, "sync").want(t, 0, "published")
	mustExec(t, openDB(t, from), "INSERT INTO a VALUES (3)")

	other := openDB(t, to)
	other.SetMaxOpenConns(1)
	mustExec(t, other, "BEGIN IMMEDIATE")
	forecourt(t, settings, "sync").want(t, 7, "another program holds the cache")
	forecourt(t, settings, "doctor").want(t, 7, "FAIL  cache")
	mustExec(t, other, "ROLLBACK")

	// A run that waits for its server holds the lock.
	hung := hungServer(t)
	waiting := exec.CommandContext(t.Context(), binary, "sync")
	waiting.Env = []string{"SOURCE_USER=x", "SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", hung.port), "CACHE_PATH=" + to, "SOURCE_READ_TIMEOUT=60s"}
	waiting.Dir = t.TempDir()
	if err := waiting.Start(); err != nil {
		t.Fatal(err)
	}
	<-hung.reached
	forecourt(t, settings, "sync").want(t, 7, "another run of `forecourt sync` is at work")
	forecourt(t, settings, "migrate", "up").want(t, 7, "another run")
	if err := waiting.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = waiting.Wait() // It was killed.
	forecourt(t, settings, "sync").want(t, 0, "1 inserted")
}

// hung is a server that accepts a connection and never sends anything.
type hung struct {
	port    int
	reached chan struct{}
}

func hungServer(t *testing.T) hung {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	h := hung{port: listener.Addr().(*net.TCPAddr).Port, reached: make(chan struct{}, 16)}
	go func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			h.reached <- struct{}{}
			t.Cleanup(func() { line.Close() })
		}
	}()
	return h
}

// TestSilentServer: a server that accepts but sends nothing is given up in time.
func TestSilentServer(t *testing.T) {
	h := hungServer(t)
	settings := []string{"SOURCE_USER=x", "SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", h.port), "SOURCE_READ_TIMEOUT=300ms", "SYNC_RETRIES=1", "SYNC_RETRY_DELAY=1ms"}
	result := forecourt(t, settings, "sync")
	result.want(t, 3, "forecourt: failed: source 127.0.0.1")
	result.want(t, 3, "sync is tried again")
}

// TestReadOnlyCache runs as a user who may read the cache but not write it.
func TestReadOnlyCache(t *testing.T) {
	settings, _, to := newSource(t)
	forecourt(t, settings, "sync").want(t, 0, "published")
	dir := filepath.Dir(to)
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Error(err)
		}
	})
	for _, file := range []string{"cache.db", "cache.db.lock"} {
		if err := os.Chmod(filepath.Join(dir, file), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), binary, "sync")
	command.Env = settings
	command.Dir = "/"
	if os.Getuid() == 0 { // Root is not bound by permissions.
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	output, err := command.CombinedOutput()
	if err == nil || command.ProcessState.ExitCode() != 1 || !strings.Contains(string(output), "set CACHE_PATH") {
		t.Errorf("exit code %d: %s", command.ProcessState.ExitCode(), output)
	}
}

// TestEvery runs repeatedly, sees changes, survives a failure, and ends cleanly on SIGTERM.
func TestEvery(t *testing.T) {
	settings, from, _ := newSource(t)
	command := exec.CommandContext(t.Context(), binary, "sync", "--every", "200ms", "--json", "--retries", "0")
	command.Env = settings
	command.Dir = t.TempDir()
	output := &lines{found: make(chan string, 100)}
	command.Stdout = output
	var stderr bytes.Buffer
	command.Stderr = &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	output.wait(t, `"outcome":"published"`)
	output.wait(t, `"outcome":"unchanged"`)
	source := openDB(t, from)
	mustExec(t, source, "ALTER TABLE a RENAME TO b")
	output.wait(t, `"outcome":"failed"`)
	mustExec(t, source, "ALTER TABLE b RENAME TO a", "INSERT INTO a VALUES (3)")
	output.wait(t, `"inserted":1`)
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("SIGTERM: %v\n%s", err, stderr.String())
	}
	if !strings.Contains(stderr.String(), "sync has stopped") {
		t.Errorf("stderr: %s", stderr.String())
	}
}

// TestServeTellsOfFailedSyncs: a server that refreshes its copy says in its log why a refresh failed, goes on
// answering, and refreshes again when the source is back.
func TestServeTellsOfFailedSyncs(t *testing.T) {
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "100", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "100")
	log := watchedServer(t, []string{
		"CACHE_PATH=" + filepath.Join(dir, "forecourt.db"), "READ_FROM=cache", "API_KEY=" + demandKey, "LISTEN_ADDR=127.0.0.1:0",
		"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + filepath.Join(dir, "dealer.db"), "SERVE_SYNC_EVERY=200ms", "SYNC_RETRIES=0",
	})
	listens := log.wait(t, `msg="the API listens"`)
	log.wait(t, `msg="sync is done"`)
	source := openDB(t, filepath.Join(dir, "dealer.db"))
	var view string
	if err := source.QueryRowContext(t.Context(), "SELECT sql FROM sqlite_master WHERE name = 'vehicles_stock'").Scan(&view); err != nil {
		t.Fatal(err)
	}
	mustExec(t, source, "DROP VIEW vehicles_stock")
	line := log.wait(t, "level=ERROR")
	for _, part := range []string{`msg="sync failed; the copy is as it was"`, "view=vehicles_stock", "outcome=failed", "the source has no such view or table", "check SYNC_VIEWS"} {
		if !strings.Contains(line, part) {
			t.Errorf("the log says %s, without %s", line, part)
		}
	}
	address := regexp.MustCompile(`address=(\S+)`).FindStringSubmatch(listens)[1]
	if status, body := fetch(t, "http://"+address+"/cars/"); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	mustExec(t, source, view)
	log.wait(t, `msg="sync is done"`)
}

// lines collects the lines that a program prints.
type lines struct{ found chan string }

func (l *lines) Write(b []byte) (int, error) {
	l.found <- string(b)
	return len(b), nil
}

// watchedServer runs `forecourt serve` until the test ends, and returns its log.
func watchedServer(t *testing.T, settings []string) *lines {
	t.Helper()
	server := exec.CommandContext(t.Context(), binary, "serve")
	server.Env, server.Dir = settings, t.TempDir()
	log := &lines{found: make(chan string, 1000)}
	server.Stderr = log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill() // It may have ended.
		_ = server.Wait()
	})
	return log
}

// wait waits for a line with a text, and returns it.
func (l *lines) wait(t *testing.T, text string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	for {
		select {
		case line := <-l.found:
			if strings.Contains(line, text) {
				return line
			}
		case <-ctx.Done():
			t.Fatalf("%s was not printed", text)
			return ""
		}
	}
}

// TestSignalEndsOneRun stops a run that waits for its server. The run says so, and leaves nothing half-done. SIGHUP is
// what closing a terminal sends.
func TestSignalEndsOneRun(t *testing.T) {
	for signal, name := range map[syscall.Signal]string{syscall.SIGINT: "interrupt", syscall.SIGTERM: "terminated", syscall.SIGHUP: "hangup"} {
		t.Run(name, func(t *testing.T) {
			h := hungServer(t)
			command := exec.CommandContext(t.Context(), binary, "sync")
			command.Env = []string{"SOURCE_USER=x", "SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", h.port)}
			command.Dir = t.TempDir()
			stderr, err := command.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			<-h.reached
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(stderr)
			if err != nil {
				t.Fatal(err)
			}
			_ = command.Wait() // The exit code says how it ended.
			if command.ProcessState.ExitCode() != 1 || !strings.Contains(string(text), "stopped by a signal") || !strings.Contains(string(text), name+" signal received") {
				t.Errorf("exit code %d: %s", command.ProcessState.ExitCode(), text)
			}
		})
	}
}

// TestNohup: a program that was started with nohup survives the end of its terminal.
func TestNohup(t *testing.T) {
	settings, from, _ := newSource(t)
	command := exec.CommandContext(t.Context(), "nohup", binary, "sync", "--every", "100ms", "--json")
	command.Env = append(slices.Clone(settings), "PATH="+os.Getenv("PATH"))
	command.Dir = t.TempDir()
	output := &lines{found: make(chan string, 1000)}
	command.Stdout = output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	output.wait(t, `"outcome":"published"`)
	if err := command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	mustExec(t, openDB(t, from), "INSERT INTO a VALUES (3)")
	output.wait(t, `"inserted":1`)
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
}
