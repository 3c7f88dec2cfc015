// Package handover hands the refreshes of a cache over to a feed, in their order, each once. It decides who may
// write, and when a snapshot is needed. Reading the feed is the task of follow.
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

// Options say which views are handed over, and to which feed.
type Options struct {
	Feed  *feed.Feed
	Lease *feed.Lease
	// Follower brings the copies to where the feed is when this writer takes over.
	Follower *follow.Follower
	// Views are the views to hand over.
	Views []string
	// Name is the name of this writer, for people.
	Name string
	// Mapping is the hash of the stock.yaml, or "" if there is none.
	Mapping string
	// Segments that a snapshot contains stay in the feed for KeepFor, and while the feed has at most MaxBytes. 0 means
	// no limit.
	KeepFor  time.Duration
	MaxBytes int64
	Now      func() time.Time
	Log      *slog.Logger
}

// Writer hands over what one cache has published. Only one goroutine at a time may call its methods, and it must hold
// the lock of the cache.
type Writer struct {
	Options
	// publisher is nil until the writer has begun.
	publisher *feed.Publisher
	id        string
	heads     map[string]feed.Head
	schemas   map[string]feed.Schema
	// tidied is when tidy last did its work.
	tidied time.Time

	// snapshots are stored in the background. mu guards the fields below, which they change.
	snapshots sync.WaitGroup
	mu        sync.Mutex
	// storing has, for each view whose snapshot is being stored, the function that gives it up. After Close, closed keeps
	// further ones from beginning.
	storing map[string]context.CancelFunc
	closed  bool
	newest  map[string]*feed.Snapshot
	// stop ends the work of this writer after another one has taken over. It may be nil.
	stop func()
}

// New returns a writer. It does nothing before Begin.
func New(o Options) *Writer {
	return &Writer{Options: o, schemas: map[string]feed.Schema{}, storing: map[string]context.CancelFunc{}, newest: map[string]*feed.Snapshot{}}
}

// The outcomes of runs, as syncer.Outcome has them.
const (
	outcomePublished = "published"
)

// Begin makes this writer the only one that can publish, and brings the copies to where the feed is. It only does so
// the first time, and again after another writer has published.
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
	if store.Damage() == nil { // Else the run makes a new file.
		w.Follower.Views = w.Views
		if err := w.Follower.See(ctx, store); err != nil {
			return fmt.Errorf("look when the source was read last: %w", err)
		}
	}
	w.publisher = publisher
	return nil
}

// names returns the names of the views as the cache spells them.
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

// state says how a copy relates to the feed.
type state uint8

const (
	// stateReady: what the outbox holds follows the feed's head.
	stateReady state = iota
	// stateBehind: the feed has segments that the copy lacks.
	stateBehind
	// stateOther: the copy is one that the feed never had.
	stateOther
)

// settle finds out how a copy relates to the feed, and removes from the outbox what the feed already has.
func (w *Writer) settle(ctx context.Context, store *cache.Cache, view string) (state, error) {
	head := w.heads[view]
	if head.Header == nil || store.Damage() != nil {
		return stateReady, nil //nolint:nilerr // The run replaces a damaged file, and then hands over a reset.
	}
	queries := sqlitedb.New(store.DB())
	waiting, err := queries.ListRefreshes(ctx, view)
	if err != nil {
		return stateReady, err
	}
	for i := range waiting {
		if waiting[i].Name == head.Name { // The writer was killed before it could record that.
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

// schemaOf returns the hash of a copy's columns and key, or "" if they are unknown.
func (w *Writer) schemaOf(place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh) string {
	if len(waiting) > 0 {
		return hashOf(waiting[len(waiting)-1].Schema)
	}
	return hashOf(place.Schema)
}

// adopt records that the copy has the rows of the last segment.
func (w *Writer) adopt(ctx context.Context, store *cache.Cache, view string, place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh) error {
	head := w.heads[view]
	refresh := sqlitedb.FeedRefresh{View: view, Schema: place.Schema}
	if len(waiting) > 0 {
		refresh = waiting[len(waiting)-1]
	}
	return w.done(ctx, store, &refresh, head.Header, head.Position)
}

// done records that the feed has a refresh, and removes it and the ones before it from the outbox.
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

// Wait waits for the snapshots that are being stored.
func (w *Writer) Wait() { w.snapshots.Wait() }

// snapshotPatience is how long storing a snapshot may still take when the program ends.
const snapshotPatience = 30 * time.Second

// Close waits for the snapshots that are being stored, and gives up those that take longer than snapshotPatience. The
// writer must not be used afterwards.
func (w *Writer) Close() {
	late := time.AfterFunc(snapshotPatience, w.giveUp)
	w.snapshots.Wait()
	late.Stop()
	w.giveUp()
}

// giveUp ends the snapshots that are being stored, and lets no other begin.
func (w *Writer) giveUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, end := range w.storing {
		end()
	}
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
