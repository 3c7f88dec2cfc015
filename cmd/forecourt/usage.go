package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"forecourt/api/auth"
)

// writeUsage is how often the counts are written.
const writeUsage = 5 * time.Second

// usageFile is the path of the counts. They are beside the cache, because the file of keys may be read-only for the
// server.
func usageFile(cache string) string { return cache + ".keyuse" }

// keyUse is how a key was used.
type keyUse struct {
	Admitted int64     `json:"admitted"`
	Refused  int64     `json:"refused"`
	LastUsed time.Time `json:"last_used,omitzero"`
}

// usage counts by name how keys are used. It is safe for concurrent use.
type usage struct {
	path    string
	now     func() time.Time
	metrics *metrics

	mu      sync.Mutex
	keys    map[string]*keyUse
	changed bool
}

// readUsage reads the counts. A missing file means that no key was used.
func readUsage(path string) (map[string]*keyUse, error) {
	keys := map[string]*keyUse{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return keys, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &keys)
	}
	if err != nil {
		return nil, fmt.Errorf("read the use of keys in %s: %w: remove the file to count from 0", path, err)
	}
	return keys, nil
}

// openUsage continues the counts. It writes them every few seconds, and at the end. If they cannot be written, it warns
// once, and only the metrics count.
func openUsage(ctx context.Context, p *program, path string, metrics *metrics, group *errgroup.Group) *usage {
	u := &usage{path: path, now: p.now, metrics: metrics}
	var err error
	if u.keys, err = readUsage(path); err != nil {
		p.log.Warn("the use of keys is counted from 0", "error", err)
		u.keys = map[string]*keyUse{}
	}
	group.Go(func() error {
		ticker := time.NewTicker(writeUsage)
		defer ticker.Stop()
		failed := false
		for ended := false; !ended; {
			select {
			case <-ctx.Done():
				ended = true
			case <-ticker.C:
			}
			if err := u.write(); err != nil && !failed {
				failed = true
				p.log.Warn("the use of keys is only on /metrics: `forecourt key list` will not show it", "error", err)
			}
		}
		return nil
	})
	return u
}

func (u *usage) used(key auth.Key, n int, admitted bool) {
	now := u.now()
	outcome := "admitted"
	if !admitted {
		outcome = "refused"
	}
	u.metrics.key(key.Name, n, outcome, now)
	u.mu.Lock()
	defer u.mu.Unlock()
	use := u.keys[key.Name]
	if use == nil {
		use = &keyUse{}
		u.keys[key.Name] = use
	}
	if admitted {
		use.Admitted += int64(n)
	} else {
		use.Refused += int64(n)
	}
	use.LastUsed, u.changed = now, true
}

func (u *usage) write() error {
	u.mu.Lock()
	text, err := json.MarshalIndent(u.keys, "", "  ")
	changed := u.changed
	u.changed = false
	u.mu.Unlock()
	if err != nil || !changed {
		return err
	}
	return auth.WriteWhole(u.path, append(text, '\n'))
}
