package chaos

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"forecourt/internal/process"
)

// TestARestartEndsWhenTheProgramIsReady, also if the time of the faults ends before. Otherwise the program is searched
// while it starts, and its refusals count as failures.
func TestARestartEndsWhenTheProgramIsReady(t *testing.T) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if end(); asked < 5 {
			asked++
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	p := &program{Process: &process.Process{Name: "a reader", Binary: sleep, Args: []string{"60"}, Dir: t.TempDir(), Log: filepath.Join(t.TempDir(), "log"), URL: server.URL}}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	if err := (&chaos{}).restart(ctx, p, time.Millisecond); err != nil || asked < 5 || p.isDown() {
		t.Errorf("the restart ends with %v, after %d questions whether the program is ready, and lasts: %v", err, asked, p.isDown())
	}
}
