package main_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// stockSource makes a database with a stock of so many vehicles, and returns its path.
func stockSource(t *testing.T, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "source.db")
	mustExec(t, openDB(t, path), "PRAGMA journal_mode(wal)", `CREATE TABLE vehicles_stock (id INTEGER PRIMARY KEY, stock_number TEXT NOT NULL, vin TEXT, make TEXT NOT NULL, model TEXT NOT NULL, trim TEXT, year INTEGER,
		color TEXT, body_type TEXT, fuel_type TEXT, transmission TEXT, drivetrain TEXT, mileage INTEGER, mileage_unit TEXT, price NUMERIC, currency TEXT, item_condition TEXT, location TEXT,
		status TEXT NOT NULL, listing_url TEXT, listed_at TEXT, updated_at TEXT NOT NULL)`,
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO vehicles_stock (id, stock_number, make, model, year, color, price, status, updated_at) SELECT i, 'S' || i, 'Make ' || (i %% 7), 'Model ' || (i %% 31), 2000 + i %% 25, 'red', i * 10, 'available', '2026-11-01 10:00:00' FROM n`, rows))
	return path
}

// process is a program that runs beside the test.
type process struct {
	t       *testing.T
	command *exec.Cmd
	mu      sync.Mutex
	output  bytes.Buffer
}

func (p *process) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Write(data)
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

func startProcess(t *testing.T, settings []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, command: exec.CommandContext(t.Context(), binary, args...)}
	p.command.Env, p.command.Dir, p.command.Stdout, p.command.Stderr = settings, t.TempDir(), p, p
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.command.Process.Kill() // It may have ended.
		_ = p.command.Wait()
		if t.Failed() {
			t.Logf("%v wrote:\n%s", args, p.text())
		}
	})
	return p
}

func (p *process) signal(signal syscall.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// end ends the program as an operator does, and waits for it.
func (p *process) end() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	if err := p.command.Wait(); err != nil {
		p.t.Errorf("it ended with %v:\n%s", err, p.text())
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("it never holds that " + what)
}

// followingServer is a running server.
type followingServer struct {
	*process
	address string
}

func startFollowing(t *testing.T, settings []string) *followingServer {
	t.Helper()
	address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	return &followingServer{startProcess(t, append(settings, "API_KEY=0123456789abcdef-test-only", "LISTEN_ADDR="+address, "PUBLIC_URL=http://cars.example.com", "RATE_LIMIT=0"), "serve", "--follow"), "http://" + address}
}

func (s *followingServer) get(path string) (status int, header http.Header, body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.address+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("X-API-Key", "0123456789abcdef-test-only")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, err.Error()
	}
	return response.StatusCode, response.Header, string(text)
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
