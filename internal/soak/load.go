package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"forecourt/internal/process"
)

// paths are the requests of the clients, in turn.
var paths = [...]string{
	"/cars/?make=toyota&sort=price", "/cars/?q=a+grey+suv+under+30k", "/cars/?year_min=2020&sort=mileage&limit=50", "/cars/values", "/cars/7",
	"/cars/changes?limit=5", "/cars/?make=ford&model=f150&fields=full", "/cars/?q=toyta",
}

// load is a group of clients that search. Their key can be replaced.
type load struct {
	url    string
	key    atomic.Pointer[string]
	client *http.Client
	fault  func(format string, args ...any)
	// live, copied and other count the answers by the origin of their rows.
	live, copied, other atomic.Int64
}

func newLoad(url, key string, fault func(string, ...any)) *load {
	l := &load{url: url, fault: fault, client: &http.Client{Timeout: 15 * time.Second}}
	l.use(key)
	return l
}

// use replaces the key.
func (l *load) use(key string) { l.key.Store(&key) }

// run sends requests until the context ends. Every answer must be right.
func (l *load) run(ctx context.Context) {
	for n := 0; process.Pause(ctx, 5*time.Millisecond); n++ {
		path := paths[n%len(paths)]
		if err := l.ask(ctx, path); err != nil && ctx.Err() == nil {
			l.fault("GET %s: %v", path, err)
		}
	}
}

func (l *load) ask(ctx context.Context, path string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+path, http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("X-API-Key", *l.key.Load())
	response, err := l.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // The body was read.
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	var answer struct{ Source string }
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusNotModified {
		return fmt.Errorf("%s: %.300s", response.Status, body)
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("a broken answer: %w", err)
	}
	switch answer.Source {
	case "live":
		l.live.Add(1)
	case "cache":
		l.copied.Add(1)
	default:
		l.other.Add(1)
	}
	return nil
}
