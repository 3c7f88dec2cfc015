package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// writeUsage is how often the counts are written.
const writeUsage = 5 * time.Second

// KeyUse is how a key was used.
type KeyUse struct {
	Admitted int64     `json:"admitted"`
	Refused  int64     `json:"refused"`
	LastUsed time.Time `json:"last_used,omitzero"`
}

// Usage counts by name how keys are used. It is safe for concurrent use.
type Usage struct {
	path string
	now  func() time.Time

	mu      sync.Mutex
	keys    map[string]*KeyUse
	changed bool
}

// ReadUsage reads the counts. A missing file means that no key was used.
func ReadUsage(path string) (map[string]*KeyUse, error) {
	keys := map[string]*KeyUse{}
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

// OpenUsage continues the counts of a file. If it cannot be read, they begin at 0, and the error says why.
func OpenUsage(path string, now func() time.Time) (*Usage, error) {
	keys, err := ReadUsage(path)
	if err != nil {
		keys = map[string]*KeyUse{}
	}
	return &Usage{path: path, now: now, keys: keys}, err
}

// Run writes the counts every few seconds, and when the context ends. It calls warn for the first time that they cannot
// be written.
func (u *Usage) Run(ctx context.Context, warn func(error)) {
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
			warn(err)
		}
	}
}

// Count counts a request with a valid key as n requests, which a limit has admitted or refused.
func (u *Usage) Count(key Key, n int, admitted bool) {
	now := u.now()
	u.mu.Lock()
	defer u.mu.Unlock()
	use := u.keys[key.Name]
	if use == nil {
		use = &KeyUse{}
		u.keys[key.Name] = use
	}
	if admitted {
		use.Admitted += int64(n)
	} else {
		use.Refused += int64(n)
	}
	use.LastUsed, u.changed = now, true
}

func (u *Usage) write() error {
	u.mu.Lock()
	text, err := json.MarshalIndent(u.keys, "", "  ")
	changed := u.changed
	u.changed = false
	u.mu.Unlock()
	if err != nil || !changed {
		return err
	}
	return WriteWhole(u.path, append(text, '\n'))
}
