package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"forecourt/internal/process"
)

// serverLog is the name of the server's log.
const serverLog = "server.log"

// serverUser is the database user of the program, so that its connections can be told from those of the test.
const serverUser = "soak"

// server is the running program. metrics is the URL of its metrics.
type server struct {
	*process.Process
	metrics string
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

// program runs a command of the program, and returns its output.
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
	api, err := process.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	metrics, err := process.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	v := &server{metrics: "http://" + metrics + "/metrics", Process: &process.Process{
		Name: "the server", Binary: s.Binary, Args: []string{"serve"}, Dir: s.dir, Env: append(settings, "LISTEN_ADDR="+api, "METRICS_ADDR="+metrics),
		Log: filepath.Join(s.dir, serverLog), URL: "http://" + api,
	}}
	v.Died = func() { s.fault("the server has ended by itself:\n%s", v.LogEnd()) }
	if err := v.Start(); err != nil {
		return nil, err
	}
	if err := v.Ready(ctx, time.Minute); err != nil {
		return nil, errors.Join(err, v.Stop())
	}
	return v, nil
}
