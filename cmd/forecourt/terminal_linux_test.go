package main_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// onTerminal runs the program with a terminal as standard error. It returns what the terminal shows, the exit code and
// the time.
func onTerminal(t *testing.T, settings []string, args ...string) (shown string, code int, took time.Duration) {
	t.Helper()
	screen, terminal := openTerminal(t)
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

// openTerminal returns a terminal, and the screen that shows what is written to it.
func openTerminal(t *testing.T) (screen, terminal *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return screen, terminal
}

// TestDemoSignsInOnce follows the address that the demo prints: it signs in, and opens on the stock. The second time it
// does not.
func TestDemoSignsInOnce(t *testing.T) {
	screen, terminal := openTerminal(t)
	command := exec.CommandContext(t.Context(), binary, "demo", "--rows", "200", "--listen", "127.0.0.1:0")
	command.Dir, command.Stdin, command.Stdout, command.Stderr = t.TempDir(), terminal, terminal, terminal
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var address string
	for lines := bufio.NewScanner(screen); address == ""; {
		if !lines.Scan() {
			t.Fatalf("the demo prints no address that signs in: %v", lines.Err())
		}
		address = regexp.MustCompile(`http://\S+/sign-in\?ticket=\w+`).FindString(lines.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, screen) }() // The rest of what it prints.
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who          string
		jar          http.CookieJar
		status       int
		opened, says string
	}{
		{"first", jar, http.StatusOK, "/", "200 cars"}, {"the same browser again", jar, http.StatusOK, "/", "200 cars"},
		{"another browser", nil, http.StatusUnauthorized, "/sign-in", "This address signs in once, and was used."},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "text/html")
		answer, err := (&http.Client{Jar: c.jar, Timeout: time.Minute}).Do(request)
		if err != nil {
			t.Fatalf("%s: %v", c.who, err)
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != c.status || answer.Request.URL.Path != c.opened || !strings.Contains(string(text), c.says) {
			t.Errorf("%s: %d %s (%v): %s", c.who, answer.StatusCode, answer.Request.URL, err, text)
		}
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("the demo's end: %v", err)
	}
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
