package soak

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// serverUser is the program's own user, so that its connections can be told from those of the test.
const serverUser = "soak"

// server is the running program.
type server struct {
	command      *exec.Cmd
	url, metrics string
	log          *os.File
}

// settings returns the program's settings.
func (s *soak) settings(ctx context.Context) ([]string, error) {
	host, port, err := s.mysql.Address(ctx)
	if err != nil {
		return nil, err
	}
	return []string{
		"SOURCE_HOST=" + host, fmt.Sprintf("SOURCE_PORT=%d", port), "SOURCE_USER=" + serverUser, "SOURCE_PASSWORD=" + serverUser,
		"SOURCE_SSL_MODE=required", "CACHE_PATH=" + filepath.Join(s.dir, "cache.db"), "API_KEY_FILE=" + filepath.Join(s.dir, "keys.json"),
		"SERVE_SYNC_EVERY=" + syncEvery.String(), "LIVE_TIMEOUT=500ms", "SOURCE_READ_TIMEOUT=5s", "SOURCE_CONNECT_TIMEOUT=2s", "TMPDIR=" + s.dir,
	}, nil
}

// program runs a command of the program to its end, and returns its output.
func (s *soak) program(ctx context.Context, args ...string) (string, error) {
	settings, err := s.settings(ctx)
	if err != nil {
		return "", err
	}
	command := exec.CommandContext(ctx, s.Binary, args...)
	command.Env, command.Dir = settings, s.dir
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return stdout.String(), fmt.Errorf("forecourt %v: %w: %s", args, err, stderr.String())
	}
	return stdout.String(), nil
}

// start copies the stock and starts the server.
func (s *soak) start(ctx context.Context) (*server, error) {
	for _, statement := range []string{"CREATE USER soak IDENTIFIED BY 'soak'", "GRANT SELECT ON vehicles_db.vehicles_stock TO soak"} {
		if _, err := s.source.ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	if _, err := s.program(ctx, "sync"); err != nil {
		return nil, err
	}
	settings, err := s.settings(ctx)
	if err != nil {
		return nil, err
	}
	api, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	metrics, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	v := &server{url: "http://" + api, metrics: "http://" + metrics + "/metrics"}
	if v.log, err = os.Create(filepath.Join(s.dir, "server.log")); err != nil {
		return nil, err
	}
	v.command = exec.CommandContext(ctx, s.Binary, "serve")
	v.command.Env, v.command.Dir = append(slices.Clone(settings), "LISTEN_ADDR="+api, "METRICS_ADDR="+metrics), s.dir
	v.command.Stderr = v.log
	if err := v.command.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(time.Minute); ; {
		response, err := http.Get(v.url + "/readyz") //nolint:noctx // The loop has its own end.
		if err == nil {
			_ = response.Body.Close() // Only the status matters.
			if response.StatusCode == http.StatusOK {
				return v, nil
			}
		}
		if time.Now().After(deadline) || !wait(ctx, 100*time.Millisecond) {
			return nil, fmt.Errorf("the server is not ready: %w\n%s", err, v.logEnd())
		}
	}
}

// stop ends the server as a service manager would.
func (v *server) stop() error {
	if err := v.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := v.command.Wait(); err != nil {
		return fmt.Errorf("the server's end: %w", err)
	}
	return v.log.Close()
}

// logEnd returns the last lines of the server's log.
func (v *server) logEnd() string {
	text, err := os.ReadFile(v.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
