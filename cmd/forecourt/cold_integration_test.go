//go:build integration

package main_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"
)

// TestPausedSource pauses MySQL before the server starts, and again when the server has answered live, but has prepared
// no statement of most kinds.
func TestPausedSource(t *testing.T) {
	docker, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer docker.Close()
	ctx, id := t.Context(), server.Container.GetContainerID()
	s := newStock(t, 200)
	forecourt(t, s.settings, "sync").want(t, 0, "published")
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = unpause(context.Background(), docker, id) }) // It may run already.
	check(pause(ctx, docker, id))
	_, api, _ := startServer(t, s.with("API_KEY="+demandKey, "READ_FROM=auto", "LIVE_TIMEOUT=500ms", "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0"))
	answeredByCopy(t, api)
	check(unpause(ctx, docker, id))
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if status, body, err := send(t, api, "/cars/1"); err == nil && status == http.StatusOK && strings.Contains(body, `"source":"live"`) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it never answers live")
		}
	}
	check(pause(ctx, docker, id))
	answeredByCopy(t, api)
	check(unpause(ctx, docker, id))
}
