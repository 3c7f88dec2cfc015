package process_test

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"forecourt/internal/process"
)

// TestMain is also the program that the tests run. Its first argument says what it does.
func TestMain(m *testing.M) {
	switch what := append(os.Args, "")[1]; what {
	case "serve":
		serve()
	case "fail":
		os.Stderr.WriteString("no such setting\n")
		os.Exit(3)
	case "fail late":
		serve()
		os.Exit(4)
	default:
		os.Exit(m.Run())
	}
}

// serve is ready at once, and ends with SIGTERM.
func serve() {
	terminated, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ready := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{Addr: os.Getenv("ADDRESS"), Handler: ready, ReadHeaderTimeout: time.Second}
	context.AfterFunc(terminated, func() { server.Close() })
	os.Stderr.WriteString("serving\n")
	server.ListenAndServe()
}

// start starts this test's program. The channel is closed when it ends by itself.
func start(t *testing.T, what string) (p *process.Process, died chan struct{}) {
	t.Helper()
	address, err := process.FreeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	died = make(chan struct{})
	p = &process.Process{
		Name: "the program", Binary: os.Args[0], Args: []string{what}, Env: []string{"ADDRESS=" + address}, Dir: dir,
		Log: filepath.Join(dir, "log"), URL: "http://" + address, Died: func() { close(died) },
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Stop() })
	return p, died
}

// TestStartedAgain: a program can be killed, started again and stopped, and none of that counts as its own end.
func TestStartedAgain(t *testing.T) {
	p, died := start(t, "serve")
	if err := p.Ready(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	first := p.PID()
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	if err := p.Ready(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if p.PID() == first {
		t.Errorf("both processes have the number %d", first)
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Errorf("stop it once more: %v", err)
	}
	select {
	case <-died:
		t.Error("it has died by itself, it says")
	default:
	}
	if log := p.LogEnd(); strings.Count(log, "serving") != 2 {
		t.Errorf("the log of two starts: %q", log)
	}
}

// TestPaused: a program that is paused answers nothing until it may go on.
func TestPaused(t *testing.T) {
	p, _ := start(t, "serve")
	if err := p.Ready(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	ready := func() error {
		short, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer stop()
		return p.Ready(short, time.Minute)
	}
	// The system may let it answer once more before it pauses.
	err := ready()
	for deadline := time.Now().Add(time.Minute); err == nil && time.Now().Before(deadline); {
		err = ready()
	}
	if err == nil || !strings.Contains(err.Error(), "the program is not ready") {
		t.Errorf("paused, it is ready: %v", err)
	}
	if err := p.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := p.Ready(t.Context(), time.Minute); err != nil {
		t.Error(err)
	}
}

// TestDied: an end that nobody asked for is told, and why can be read in the log.
func TestDied(t *testing.T) {
	p, died := start(t, "fail")
	<-died
	if log := p.LogEnd(); log != "no such setting\n" {
		t.Errorf("the log: %q", log)
	}
	if err := p.Ready(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "no such setting") {
		t.Errorf("ready: %v", err)
	}
	p.Binary += "-missing"
	if err := p.Start(); err == nil || !strings.Contains(err.Error(), "start the program: ") {
		t.Errorf("start a missing program: %v", err)
	}
}

// TestBadEnd: a program that is stopped must end with 0.
func TestBadEnd(t *testing.T) {
	p, _ := start(t, "fail late")
	if err := p.Ready(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err == nil || err.Error() != "the end of the program: exit status 4" {
		t.Errorf("stop: %v", err)
	}
}

// TestPause ends with its context.
func TestPause(t *testing.T) {
	if !process.Pause(t.Context(), time.Millisecond) {
		t.Error("the pause was cut short")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if process.Pause(ended, time.Hour) {
		t.Error("the pause has passed, it says")
	}
}
