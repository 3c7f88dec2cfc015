// Package handover hands the refreshes of a cache over to a feed, in their order, each once.
package handover

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/feed"
	"forecourt/internal/feed/follow"
)

// Options say what is handed over.
type Options struct {
	Feed  *feed.Feed
	Lease *feed.Lease
	// Follower brings the copies to where the feed is, when this writer takes over.
	Follower *follow.Follower
	// Views are those that are handed over.
	Views []string
	// Name is this writer's, for people.
	Name string
	// Mapping is the hash of the stock.yaml, "" without one.
	Mapping string
	// KeepFor is how long segments stay in the feed that a snapshot has made needless, MaxBytes how much they may be; 0
	// is no limit.
	KeepFor  time.Duration
	MaxBytes int64
	Now      func() time.Time
	Log      *slog.Logger
}

// Writer hands over what one cache has published. Its methods are called by one goroutine at a time, which holds the
// cache's lock.
type Writer struct {
	Options
	// publisher is nil until the writer has begun.
	publisher *feed.Publisher
	id        string
	heads     map[string]feed.Head
	schemas   map[string]feed.Schema

	// snapshots are on their way in the background. mu guards what they change.
	snapshots sync.WaitGroup
	mu        sync.Mutex
	busy      map[string]bool
	newest    map[string]*feed.Snapshot
	tidied    time.Time
	// ending is the context of snapshots, which end ends.
	ending context.Context //nolint:containedctx // It lives as long as the writer.
	end    context.CancelFunc
	// stop ends the work of this writer, when another one has taken over; it may be nil.
	stop func()
}

// New returns a writer that has not begun.
func New(o Options) *Writer {
	ending, end := context.WithCancel(context.Background())
	return &Writer{Options: o, ending: ending, end: end, schemas: map[string]feed.Schema{}, busy: map[string]bool{}, newest: map[string]*feed.Snapshot{}}
}

// The outcomes of runs, as syncer.Outcome has them.
const (
	outcomePublished = "published"
)

// Begin makes this writer the only one, and brings the copies to where the feed is, if they are not there. It does so
// once, and again after another writer was in between.
func (w *Writer) Begin(ctx context.Context, store *cache.Cache) error {
	if w.publisher != nil {
		return nil
	}
	if !w.Feed.Reached(ctx) {
		return feed.ErrAway
	}
	id, err := w.Feed.Create(ctx)
	if err != nil {
		return err
	}
	views, err := w.names(ctx, store)
	if err != nil {
		return err
	}
	publisher, heads, err := w.Feed.Begin(ctx, w.Name, views)
	if err != nil {
		return err
	}
	w.id, w.heads = id, heads
	for view, head := range heads {
		w.setNewest(view, head.Snapshot)
	}
	var behind, replace []string
	for _, view := range views {
		state, err := w.settle(ctx, store, view)
		if err != nil {
			return err
		}
		switch state {
		case stateBehind:
			behind = append(behind, view)
		case stateOther:
			behind, replace = append(behind, view), append(replace, view)
		}
	}
	if len(behind) > 0 {
		w.Follower.Views = behind
		w.Log.Info("the copies are brought to where the feed is", "views", strings.Join(behind, ", "))
		if err := w.Follower.CatchUp(ctx, store, replace); err != nil {
			return fmt.Errorf("bring the copies to where the feed is: %w", err)
		}
	}
	w.publisher = publisher
	return nil
}

// names returns how the cache spells the views.
func (w *Writer) names(ctx context.Context, store *cache.Cache) ([]string, error) {
	var names []string
	for _, view := range w.Views {
		name, err := store.NameOf(ctx, view)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// state is how a copy stands to the feed.
type state uint8

const (
	// stateReady: what the outbox holds follows on the feed's head.
	stateReady state = iota
	// stateBehind: the feed has segments that the copy lacks.
	stateBehind
	// stateOther: the copy is one that the feed never had.
	stateOther
)

// settle finds out how a copy stands to the feed, and takes out of the outbox what the feed has already.
func (w *Writer) settle(ctx context.Context, store *cache.Cache, view string) (state, error) {
	head := w.heads[view]
	if head.Header == nil || store.Damage() != nil {
		return stateReady, nil //nolint:nilerr // The next segment is a reset; a damaged file is made anew by the run.
	}
	queries := sqlitedb.New(store.DB())
	waiting, err := queries.ListRefreshes(ctx, view)
	if err != nil {
		return stateReady, err
	}
	for i := range waiting {
		if waiting[i].Name == head.Name { // The writer was ended before it could say so.
			return stateReady, w.done(ctx, store, &waiting[i], head.Header, head.Position)
		}
	}
	place, err := queries.GetPlace(ctx, view)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return stateReady, err
	}
	switch {
	case err == nil && place.Feed == w.id && place.Sequence == head.Sequence && place.Fingerprint == head.After:
		return stateReady, nil
	case err == nil && place.Feed == w.id && place.Sequence < head.Sequence && len(waiting) == 0:
		return stateBehind, nil
	}
	last, copied, err := store.LastCopy(ctx, view)
	if err != nil {
		return stateReady, err
	}
	if copied && last.Fingerprint != nil && *last.Fingerprint == head.After && w.schemaOf(place, waiting) == head.Schema {
		return stateReady, w.adopt(ctx, store, view, place, waiting)
	}
	if len(waiting) > 0 {
		w.Log.Warn("another writer was there first: the refreshes that were not handed over are given up", "view", view, "refreshes", len(waiting))
		if err := w.forget(ctx, store, view, waiting[len(waiting)-1].ID); err != nil {
			return stateReady, err
		}
	}
	return stateOther, nil
}

// schemaOf returns the hash of a copy's columns and key, as far as it is known.
func (w *Writer) schemaOf(place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh) string {
	if len(waiting) > 0 {
		return hashOf(waiting[len(waiting)-1].Schema)
	}
	return hashOf(place.Schema)
}

// adopt says that a copy is the one that the feed has last.
func (w *Writer) adopt(ctx context.Context, store *cache.Cache, view string, place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh) error {
	head := w.heads[view]
	refresh := sqlitedb.FeedRefresh{View: view, Schema: place.Schema}
	if len(waiting) > 0 {
		refresh = waiting[len(waiting)-1]
	}
	return w.done(ctx, store, &refresh, head.Header, head.Position)
}

// done records that the feed has a refresh, and takes it and those before it out of the outbox.
func (w *Writer) done(ctx context.Context, store *cache.Cache, refresh *sqlitedb.FeedRefresh, header *feed.Header, position uint64) (err error) {
	defer func() { err = store.Explain(ctx, err) }()
	tx, err := store.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // After a commit there is nothing to undo.
	queries := sqlitedb.New(tx)
	err = errors.Join(forget(ctx, queries, refresh.View, refresh.ID), queries.SetPlace(ctx, sqlitedb.SetPlaceParams{
		View: refresh.View, Feed: w.id, Sequence: header.Sequence, Position: int64(position), Fingerprint: header.After,
		AsOf: header.AsOf.UTC().Format(cache.TimeFormat), Schema: refresh.Schema,
	}))
	if err == nil {
		err = tx.Commit()
	}
	return err
}

func (w *Writer) forget(ctx context.Context, store *cache.Cache, view string, id int64) (err error) {
	defer func() { err = store.Explain(ctx, err) }()
	tx, err := store.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // After a commit there is nothing to undo.
	if err = forget(ctx, sqlitedb.New(tx), view, id); err == nil {
		err = tx.Commit()
	}
	return err
}

func forget(ctx context.Context, queries *sqlitedb.Queries, view string, id int64) error {
	if err := queries.DeleteRefreshParts(ctx, sqlitedb.DeleteRefreshPartsParams{View: view, ID: id}); err != nil {
		return err
	}
	return queries.DeleteRefreshes(ctx, sqlitedb.DeleteRefreshesParams{View: view, ID: id})
}

// Wait waits for snapshots that are on their way.
func (w *Writer) Wait() { w.snapshots.Wait() }

// snapshotPatience is how long a snapshot may still take when the program ends.
const snapshotPatience = 30 * time.Second

// Close waits a while for snapshots that are on their way, and gives up those that take longer. The writer must not be
// used afterwards.
func (w *Writer) Close() {
	late := time.AfterFunc(snapshotPatience, w.end)
	w.snapshots.Wait()
	late.Stop()
	w.end()
}

func (w *Writer) setNewest(view string, s *feed.Snapshot) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.newest[view] = s
}

func (w *Writer) newestOf(view string) *feed.Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newest[view]
}
