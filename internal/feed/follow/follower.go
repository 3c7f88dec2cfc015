package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/verification"
	"forecourt/internal/feed"
	"forecourt/internal/rowset"
)

// Options say which views are followed, and into which file.
type Options struct {
	Feed *feed.Feed
	// CachePath is the path of the cache, and Cache says how it is opened.
	CachePath string
	Cache     cache.Options
	// Views are the views to follow; nil means all views of the feed.
	Views []string
	// Indexes returns the indexes that the copy of a view has. It may be nil.
	Indexes func(view string, columns []rowset.Column) []string
	// Mapping is the hash of the reader's stock.yaml. If the writer has another one, that is logged.
	Mapping string
	// KeepChanges and MaxChanges limit the log of changes, as in syncer.Options.
	KeepChanges time.Duration
	MaxChanges  int64
	Now         func() time.Time
	Log         *slog.Logger
}

// Follower keeps the copies in one cache equal to a feed. States may be called at any time, but only one of the other
// methods at a time.
type Follower struct {
	Options

	mu      sync.Mutex
	state   map[string]State
	waiting map[string]string
	told    map[string]bool

	copier *copier
	newest map[string]*feed.Snapshot
	// renew has the views whose copies must be replaced by a snapshot.
	renew map[string]bool
	// applied is the number of messages that were applied. tidied and sealed are its values when the file was last
	// tidied and sealed.
	applied, tidied, sealed int
	sealedAt                time.Time
}

// State is how far a view has followed the feed.
type State struct {
	View string
	// Sequence is the number of the last segment in the copy, and Position its position in the stream.
	Sequence, Position int64
	// AsOf is when the source was read, and Lag how much later the copy had these rows.
	AsOf time.Time
	Lag  time.Duration
	// Waiting means that the view cannot go on without a new snapshot.
	Waiting bool
	// Snapshots and Segments are the numbers of those that were applied.
	Snapshots, Segments int64
}

// New returns a follower.
func New(o Options) *Follower {
	return &Follower{Options: o, state: map[string]State{}, waiting: map[string]string{}, told: map[string]bool{}, renew: map[string]bool{}}
}

// States returns the states of all views, in no order.
func (f *Follower) States() []State {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []State
	for view, state := range f.state {
		_, state.Waiting = f.waiting[view]
		all = append(all, state)
	}
	return all
}

// CatchUp brings the copies of an open cache to where the feed is now. The caller holds the lock of the cache. The
// views in replace get a snapshot, wherever they are.
func (f *Follower) CatchUp(ctx context.Context, store *cache.Cache, replace []string) error {
	f.copier = f.newCopier(store)
	for {
		err := f.session(ctx, true, replace)
		if err == nil {
			return f.seeLast(ctx)
		}
		if !errors.Is(err, errAgain) {
			return err
		}
		replace = nil
	}
}

func (f *Follower) newCopier(store *cache.Cache) *copier {
	return &copier{store: store, indexes: f.Indexes, log: f.KeepChanges > 0, maxLog: f.MaxChanges, now: f.Now}
}

// Run keeps the copies equal to the feed until the context ends. It holds the lock of the cache meanwhile. It returns
// an error if the cache cannot be written, or if another program holds the lock.
func (f *Follower) Run(ctx context.Context) (err error) {
	return f.open(ctx, func(store *cache.Cache) error {
		f.copier = f.newCopier(store)
		return f.repeat(ctx)
	})
}

// Once brings the copies to where the feed is now.
func (f *Follower) Once(ctx context.Context) error {
	return f.open(ctx, func(store *cache.Cache) error { return f.CatchUp(ctx, store, nil) })
}

// First waits until there is a copy. If there is none, it takes one from the feed.
func (f *Follower) First(ctx context.Context) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		if _, err := os.Stat(f.CachePath); err == nil {
			return nil
		}
		err := f.Once(ctx)
		if err != nil && (fatal(err) || ctx.Err() != nil) {
			return err
		}
		if err != nil {
			f.once("there is no copy yet: the first one is waited for", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// open opens the cache, does the work, and seals the cache.
func (f *Follower) open(ctx context.Context, work func(*cache.Cache) error) (err error) {
	lock, err := cache.TakeLock(f.CachePath)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	store, err := cache.OpenForRun(ctx, f.CachePath, f.Cache, verification.DistrustChanged)
	if err != nil {
		return err
	}
	err = work(store)
	whole := store.Damage() == nil
	ending := context.WithoutCancel(ctx)
	if f.applied > f.tidied && whole {
		err = errors.Join(err, f.forget(ending), store.GiveBack(ending))
	}
	if closed := store.Close(); closed != nil || !whole {
		return errors.Join(err, closed)
	}
	return errors.Join(err, f.seal(ending))
}

const (
	// firstPause is the pause after a failed session. It doubles up to lastPause.
	firstPause = 200 * time.Millisecond
	lastPause  = time.Second
)

// repeat begins a new session whenever one has ended.
func (f *Follower) repeat(ctx context.Context) error {
	pause := firstPause
	for {
		before := f.applied
		err := f.session(ctx, false, nil)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // The end of the context is no failure.
		case errors.Is(err, errAgain):
			continue
		case errors.Is(err, cache.ErrDamaged):
			return err
		case f.applied > before:
			pause = firstPause
		}
		f.Feed.Revive(ctx)
		if f.Feed.Connected() { // The disk may be full: then the copy stays as it is until there is room.
			f.once("the feed is read again in a moment", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(2*pause, lastPause)
	}
}

// fatal reports whether another try is useless, because the file cannot be written.
func fatal(err error) bool { return errors.As(err, new(*cache.Error)) }

const (
	// tidyAfter is the number of messages after which old runs and changes are deleted, and sealEvery that after which
	// the file is sealed.
	tidyAfter = 60
	sealEvery = 30 * time.Second
)

// tidy seals the file and deletes old runs and changes, if it is time for that.
func (f *Follower) tidy(ctx context.Context) error {
	if f.applied-f.tidied >= tidyAfter {
		if err := f.forget(ctx); err != nil {
			return err
		}
	}
	if f.applied == f.sealed || f.Now().Sub(f.sealedAt) < sealEvery {
		return nil
	}
	f.sealed, f.sealedAt = f.applied, f.Now()
	return f.seal(ctx)
}

// forget deletes old runs and changes, and empties the write-ahead log, to which messages without changes are also
// written.
func (f *Follower) forget(ctx context.Context) error {
	f.tidied = f.applied
	store := f.copier.store
	for _, state := range f.States() {
		if err := store.ForgetOldRuns(ctx, state.View); err != nil {
			return err
		}
	}
	if err := changelog.Forget(ctx, store, f.Now().Add(-f.KeepChanges), f.MaxChanges); err != nil {
		return err
	}
	conn, err := store.DB().Conn(ctx)
	if err != nil {
		return store.Explain(ctx, err)
	}
	return store.Explain(ctx, errors.Join(store.Checkpoint(ctx, conn), conn.Close()))
}

func (f *Follower) seal(ctx context.Context) error {
	if f.Cache.Patrol != nil {
		return f.Cache.Patrol.Seal(ctx)
	}
	return cache.Seal(ctx, f.CachePath)
}

// note records how far a copy has followed, for States.
func (f *Follower) note(place sqlitedb.FeedPlace, snapshots, segments int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	state := f.state[place.View]
	state.View, state.Sequence, state.Position = place.View, place.Sequence, place.Position
	if asOf, err := time.Parse(time.RFC3339, place.AsOf); err == nil { // It is always in this form, because only we write it.
		state.AsOf = asOf
		if snapshots+segments > 0 {
			state.Lag = f.Now().Sub(asOf)
		}
	}
	state.Snapshots += snapshots
	state.Segments += segments
	f.state[place.View] = state
}

// once logs a warning, but only the first time.
func (f *Follower) once(message string, facts ...any) {
	key := message + fmt.Sprint(facts...)
	f.mu.Lock()
	told := f.told[key]
	f.told[key] = true
	f.mu.Unlock()
	if !told {
		f.Log.Warn(message, facts...)
	}
}
