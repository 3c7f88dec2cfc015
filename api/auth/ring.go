package auth

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// Ring holds the keys from the settings, and those from a file, which it reads again when the file changes. It is safe
// for concurrent use.
type Ring struct {
	fixed *Keys
	path  string
	now   func() time.Time
	file  atomic.Pointer[Keys]
	seen  os.FileInfo // Only Watch uses it after OpenRing.
	told  string
}

// OpenRing reads the keys. list is as for ParseKeys, and path names a file made by `forecourt key`. One of them may be
// "".
func OpenRing(list, path string, now func() time.Time) (*Ring, error) {
	r := &Ring{fixed: &Keys{}, path: path, now: now}
	r.file.Store(&Keys{})
	if list != "" || path == "" {
		keys, err := ParseKeys(list)
		if err != nil {
			return nil, fmt.Errorf("API_KEY: %w", err)
		}
		r.fixed = keys
	}
	if path == "" {
		return r, nil
	}
	if _, err := r.read(); err != nil {
		return nil, fmt.Errorf("API_KEY_FILE: %w: `forecourt key new NAME` makes it", err)
	}
	if r.fixed.Len()+r.file.Load().Len() == 0 {
		return nil, fmt.Errorf("API_KEY_FILE: %s holds no key: `forecourt key new NAME` makes one", path)
	}
	return r, nil
}

// Find reports whether presented is a valid key that has not expired, and returns it.
func (r *Ring) Find(presented string) (Key, bool) {
	return r.FindHash(sha256.Sum256([]byte(presented)))
}

// FindHash is Find for the hash of the presented key.
func (r *Ring) FindHash(hash [sha256.Size]byte) (Key, bool) {
	fixed, ok := r.fixed.FindHash(hash)
	// Both are searched, so that the time does not show which one has the key.
	filed, also := r.file.Load().FindHash(hash)
	if also && !ok {
		fixed, ok = filed, filed.Expires.IsZero() || r.now().Before(filed.Expires)
	}
	if !ok {
		return Key{}, false
	}
	return fixed, true
}

// read reads the file if it has changed.
func (r *Ring) read() (changed bool, err error) {
	info, err := os.Stat(r.path)
	if err != nil {
		return false, err
	}
	if r.seen != nil && os.SameFile(r.seen, info) && r.seen.ModTime().Equal(info.ModTime()) && r.seen.Size() == info.Size() {
		return false, nil
	}
	entries, err := ReadEntries(r.path)
	if err != nil {
		return false, err
	}
	keys, err := newKeys(entries)
	if err != nil {
		return false, err
	}
	r.file.Store(keys)
	r.seen = info
	return true, nil
}

// Watch reads the file again whenever it changes, until the context ends. If it cannot be read, the keys stay as they
// were, and each reason is logged once.
func (r *Ring) Watch(ctx context.Context, every time.Duration, log *slog.Logger) {
	if r.path == "" {
		return
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		changed, err := r.read()
		switch {
		case err != nil && err.Error() != r.told:
			r.told = err.Error()
			log.Error("the file of keys cannot be read: the keys stay as they were", "error", err)
		case err == nil && (changed || r.told != ""):
			r.told = ""
			log.Info("the file of keys was read", "keys", r.file.Load().Len())
		}
	}
}
