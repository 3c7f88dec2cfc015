package main_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// onTerminal runs the program with a terminal as standard error. It returns what the terminal shows, the exit code and
// the time.
func onTerminal(t *testing.T, settings []string, args ...string) (shown string, code int, took time.Duration) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	command := exec.CommandContext(ctx, binary, args...)
	command.Env, command.Dir, command.Stderr = settings, t.TempDir(), terminal
	text := make(chan string)
	go func() {
		all, _ := io.ReadAll(screen) // Closing the terminal ends it with an error.
		text <- string(all)
	}()
	begin := time.Now()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if err := terminal.Close(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // The exit code says how it ended.
	took = time.Since(begin)
	return <-text, command.ProcessState.ExitCode(), took
}

// TestWrongPortOnTerminal: a person at a terminal does not wait for useless retries. Without a terminal the server may
// still be starting.
func TestWrongPortOnTerminal(t *testing.T) {
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := closed.Addr().(*net.TCPAddr).Port
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	settings := []string{"SOURCE_USER=x", "SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", port), "SYNC_RETRIES=2", "SYNC_RETRY_DELAY=1ms"}
	shown, code, took := onTerminal(t, settings, "sync")
	if code != 3 || strings.Contains(shown, "tried again") || !strings.Contains(shown, "check SOURCE_HOST and SOURCE_PORT") {
		t.Errorf("exit code %d after %s: %s", code, took, shown)
	}
	forecourt(t, settings, "sync").want(t, 3, "sync is tried again")
}
