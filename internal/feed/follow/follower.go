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

// Options say what is followed, and into which file.
type Options struct {
	Feed *feed.Feed
	// CachePath is the cache's file, Cache says how it is opened.
	CachePath string
	Cache     cache.Options
	// Views are those that are followed; nil is all that the feed has.
	Views []string
	// Indexes says which indexes the copy of a view has. It may be nil.
	Indexes func(view string, columns []rowset.Column) []string
	// Mapping is the hash of the reader's stock.yaml; another one than the writer's is logged.
	Mapping string
	// KeepChanges and MaxChanges bound the log of changes, as in syncer.Options.
	KeepChanges time.Duration
	MaxChanges  int64
	Now         func() time.Time
	Log         *slog.Logger
}

// Follower keeps the copies in one cache equal to a feed. Its State may be asked at any time; one of its other methods
// is called at a time.
type Follower struct {
	Options

	mu      sync.Mutex
	state   map[string]State
	waiting map[string]string
	told    map[string]bool

	copier *copier
	newest map[string]*feed.Snapshot
	// renew names the views whose copies must be replaced by a snapshot.
	renew map[string]bool
	// applied counts what was written, tidied and sealed say how much of it was there at those times.
	applied, tidied, sealed int
	sealedAt                time.Time
}

// State is where a follower stands with a view.
type State struct {
	View string
	// Sequence is the last segment in the copy, and Position where it is in the stream.
	Sequence, Position int64
	// AsOf is of when the copy is, and Lag how much later it was here.
	AsOf time.Time
	Lag  time.Duration
	// Waiting tells that the follower cannot go on without another snapshot.
	Waiting bool
	// Snapshots and Segments count what was applied.
	Snapshots, Segments int64
}

// New returns a follower.
func New(o Options) *Follower {
	return &Follower{Options: o, state: map[string]State{}, waiting: map[string]string{}, told: map[string]bool{}, renew: map[string]bool{}}
}

// States returns where the follower stands, for every view, in no order.
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

// CatchUp brings the copies of an open cache, whose lock the caller holds, to where the feed is now. The views in from
// are replaced by a snapshot, even if they stand somewhere.
func (f *Follower) CatchUp(ctx context.Context, store *cache.Cache, replace []string) error {
	f.copier = f.newCopier(store)
	for {
		err := f.session(ctx, true, replace)
		if !errors.Is(err, errAgain) {
			return err
		}
		replace = nil
	}
}

func (f *Follower) newCopier(store *cache.Cache) *copier {
	return &copier{store: store, indexes: f.Indexes, log: f.KeepChanges > 0, maxLog: f.MaxChanges, now: f.Now}
}

// Run keeps the copies equal to the feed until the context ends. It holds the cache's lock. The error says why it could
// not: the cache cannot be written, or another program holds its lock.
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

// First waits until there is a copy, and takes the first one from the feed when there is none.
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

// open opens the cache for work, and leaves it sealed.
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
	// firstPause is the pause after a session that has failed; it doubles up to lastPause.
	firstPause = 200 * time.Millisecond
	lastPause  = 5 * time.Second
)

// repeat begins a new session whenever one has ended.
func (f *Follower) repeat(ctx context.Context) error {
	pause := firstPause
	for {
		before := f.applied
		err := f.session(ctx, false, nil)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // It was told to end.
		case errors.Is(err, errAgain):
			continue
		case errors.Is(err, cache.ErrDamaged):
			return err
		case f.applied > before:
			pause = firstPause
		}
		if f.Feed.Connected() { // Or the disk is full: then the copy stays as it is until there is room.
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

// fatal tells whether another try is no use: the file cannot be written.
func fatal(err error) bool { return errors.As(err, new(*cache.Error)) }

const (
	// tidyAfter is after how many messages old runs and changes are forgotten, and sealEvery how often the file is
	// sealed.
	tidyAfter = 60
	sealEvery = 30 * time.Second
)

// tidy seals the file, and forgets old runs and changes, once in a while.
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

// forget gives up old runs and changes, and empties the write-ahead log: what is seen without a change only adds to it.
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

// note keeps where a copy stands, for States.
func (f *Follower) note(place sqlitedb.FeedPlace, snapshots, segments int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	state := f.state[place.View]
	state.View, state.Sequence, state.Position = place.View, place.Sequence, place.Position
	if asOf, err := time.Parse(time.RFC3339, place.AsOf); err == nil { // Our own statements write it so.
		state.AsOf = asOf
		if snapshots+segments > 0 {
			state.Lag = f.Now().Sub(asOf)
		}
	}
	state.Snapshots += snapshots
	state.Segments += segments
	f.state[place.View] = state
}

// once logs a warning once.
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
