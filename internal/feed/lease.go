package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"forecourt/internal/rowset"
)

// Lease decides which one of several writers works. It is a key that expires soon unless it is renewed. It only saves
// work: Publisher is what keeps two writers from publishing over each other.
type Lease struct {
	feed   *Feed
	log    *slog.Logger
	ttl    time.Duration
	holder []byte

	mu       sync.Mutex
	store    jetstream.KeyValue
	revision uint64
	until    time.Time
	other    string
}

// LeaseTime is how long a lease is valid without a renewal. A new writer waits about that long if the last one has
// died.
const LeaseTime = 3 * time.Second

const (
	// renewPart is how many times a lease is renewed within LeaseTime.
	renewPart = 4
	leaseKey  = "writer"
)

// NewLease returns a lease that is not held. The name of the writer is for people.
func (f *Feed) NewLease(writer string) (*Lease, error) {
	holder, err := json.Marshal(map[string]string{"writer": writer})
	return &Lease{feed: f, log: f.options.Log, ttl: LeaseTime, holder: holder}, err
}

// open looks for the bucket of the leases, and makes it if there is none. The caller holds mu.
func (l *Lease) open(ctx context.Context) error {
	if l.store != nil {
		return nil
	}
	name := l.feed.leaseBucket()
	store, err := l.feed.js.KeyValue(ctx, name)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		store, err = l.feed.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: name, Description: "Who writes a feed of Forecourt, and which snapshots readers want", TTL: l.ttl, Replicas: l.feed.options.Replicas, Storage: jetstream.FileStorage,
		})
		if errors.Is(err, jetstream.ErrBucketExists) {
			store, err = l.feed.js.KeyValue(ctx, name)
		}
	}
	if err == nil {
		var status jetstream.KeyValueStatus
		if status, err = store.Status(ctx); err == nil {
			l.store, l.ttl = store, status.TTL() // An older version may have made it with another one.
		}
	}
	return explain("open the feed's lease", err)
}

// Try takes or renews the lease, and reports whether this writer holds it. After an error nobody knows.
func (l *Lease) Try(ctx context.Context) (held bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.open(ctx); err != nil {
		return false, err
	}
	began := time.Now()
	ctx, stop := context.WithTimeout(ctx, l.ttl/2)
	defer stop()
	var revision uint64
	if l.revision > 0 {
		if revision, err = l.store.Update(ctx, leaseKey, l.holder, l.revision); wrongLast(err) {
			l.revision, l.until = 0, time.Time{}
		}
	}
	if l.revision == 0 {
		revision, err = l.store.Create(ctx, leaseKey, l.holder)
		if errors.Is(err, jetstream.ErrKeyExists) {
			l.look(ctx)
			return false, nil
		}
	}
	if err != nil {
		l.feed.Revive(context.WithoutCancel(ctx))
		return false, explain("take the feed's lease", err)
	}
	l.revision, l.until, l.other = revision, began.Add(l.ttl), ""
	return true, nil
}

// look finds out who holds the lease, for messages.
func (l *Lease) look(ctx context.Context) {
	if holder, err := holderOf(ctx, l.store); err == nil {
		l.other = holder
	}
}

// Held reports whether this writer held the lease at the last try, and the lease has not expired since.
func (l *Lease) Held() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.until)
}

// Other returns the name of the writer that last held the lease instead, or "" if it is unknown.
func (l *Lease) Other() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.other
}

// Keep renews the lease until the context ends or another writer holds it.
func (l *Lease) Keep(ctx context.Context) {
	ticker := time.NewTicker(l.ttl / renewPart)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if held, err := l.Try(ctx); err == nil && !held {
			l.log.Warn("another writer has taken the feed over", "writer", l.Other())
			return
		}
	}
}

// Release releases the lease, so that another writer need not wait.
func (l *Lease) Release(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.revision == 0 {
		return nil
	}
	err := l.store.Delete(ctx, leaseKey, jetstream.LastRevision(l.revision))
	l.revision, l.until = 0, time.Time{}
	if err != nil && !wrongLast(err) {
		return explain("give the feed's lease back", err)
	}
	return nil
}

// wanted is the request of a reader that cannot go on.
type wanted struct {
	Not string `json:"not"`
}

// Want asks the writer for a snapshot of a view. not is the object of a snapshot that is of no use. The request
// expires with LeaseTime.
func (f *Feed) Want(ctx context.Context, view, not string) error {
	store, err := f.js.KeyValue(ctx, f.leaseBucket())
	if err != nil {
		return explain("ask for a snapshot", err)
	}
	text, err := json.Marshal(wanted{not})
	if err == nil {
		_, err = store.Put(ctx, wantKey(view), text)
	}
	return explain("ask for a snapshot", err)
}

func wantKey(view string) string { return "want." + fmt.Sprintf("%x", rowset.FoldName(view)) }

// Wanted reports whether a reader has asked for another snapshot of a view than the newest one.
func (f *Feed) Wanted(ctx context.Context, view string, newest *Snapshot) (bool, error) {
	store, err := f.js.KeyValue(ctx, f.leaseBucket())
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return false, nil
	}
	if err != nil {
		return false, explain("look which snapshots are wanted", err)
	}
	entry, err := store.Get(ctx, wantKey(view))
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return false, nil
	}
	if err != nil {
		return false, explain("look which snapshots are wanted", err)
	}
	var asked wanted
	if err := json.Unmarshal(entry.Value(), &asked); err != nil {
		return false, nil //nolint:nilerr // A request that cannot be read is none.
	}
	return newest == nil || asked.Not == newest.Object, nil
}
