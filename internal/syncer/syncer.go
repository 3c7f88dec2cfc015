// Package syncer copies views from a source to the cache: each call of Run makes one run over all views.
package syncer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/verification"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// Source is where the views are read from.
type Source interface {
	// Snapshot begins a snapshot of a view, which should not be older than what the copy has.
	Snapshot(ctx context.Context, view string, since source.Since) (*source.Snapshot, error)
}

// Options say how a run is made.
type Options struct {
	// CachePath is the cache's file.
	CachePath string
	// Cache says how it is opened.
	Cache cache.Options
	// AllowShrink lets a run remove more than half of the rows.
	AllowShrink bool
	// AllowOlder lets a run read a server that lacks changes which the copy already has.
	AllowOlder bool
	// DryRun reads, checks and reports, and writes nothing.
	DryRun bool
	// KeepChanges is how long the log of changes is kept; 0 keeps none.
	KeepChanges time.Duration
	// MaxChanges is about how many bytes it may take: the oldest changes go first; 0 is no limit.
	MaxChanges int64
	// FullAfter and FullEvery say when a view with a cursor is read completely again: after so many incremental runs, or
	// after so long. 0 means never.
	FullAfter int64
	FullEvery time.Duration
	// Retries is how often a view is read again after a transient fault.
	Retries int
	// RetryDelay is the first pause before a retry. Each further pause is half as long again, with jitter.
	RetryDelay time.Duration
	// GiveUp reports whether to fail at once after the first attempt, although its fault is transient. It may be nil.
	GiveUp func(err error) bool
	// Now is the clock.
	Now func() time.Time
	// Log gets a line for each retry.
	Log *slog.Logger
	// FreeMemory is called before a small number of rows is written. It may release memory that reading has used. It may
	// be nil.
	FreeMemory func()
	// RestUpTo is how long a run may rest while it reads all rows of a view that has a copy: two thirds of the time, in
	// moments, so that searches on the same machine and on the source's hardly notice. 0 means that it reads as fast as
	// it can.
	RestUpTo time.Duration
	// Feed takes the refreshes. It may be nil.
	Feed Feed
	// Look examines a view's columns before it is copied, and says what the copy needs. If it returns an error, the view
	// is not copied. It may be nil.
	Look func(view string, columns []rowset.Column) (Needs, error)
	// Progress is told how many of a view's rows were read, and how many the copy has, -1 if there is none. One goroutine
	// calls it. It may be nil.
	Progress func(view string, rows, before int64)
}

// Needs says what a view's copy needs beside its rows.
type Needs struct {
	// Notice is added to the run's report, if it is not "".
	Notice string
	// Key names the columns that identify a row, for views whose key neither the settings nor the source declare.
	Key []string
	// Numbers names columns that must hold numbers. It matters for sources whose columns hold values of any type.
	Numbers []string
	// Indexes are the indexes of the copy, as in publication.Copy.Indexes.
	Indexes []string
}

// Syncer copies views. It is not safe for concurrent use.
type Syncer struct {
	source Source
	Options
	// cursors is how far the views with a cursor were read, by the names of their tables.
	cursors map[string]cursorState
	// tidied is when old runs and changes were last removed, by table.
	tidied map[string]time.Time
}

// New returns a syncer.
func New(from Source, o Options) *Syncer {
	return &Syncer{source: from, Options: o, cursors: map[string]cursorState{}, tidied: map[string]time.Time{}}
}

// Run copies the views, one after the other, and passes the report of each to tell as soon as it is done. A view that
// fails does not keep the others from being copied. The error says why no view could be copied at all: the cache could
// not be opened, or another run holds its lock.
func (s *Syncer) Run(ctx context.Context, views []View, tell func(Report)) (err error) {
	if s.DryRun {
		return s.dryRun(ctx, views, tell)
	}
	lock, err := cache.TakeLock(s.CachePath)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	store, err := cache.OpenForRun(ctx, s.CachePath, s.Cache, verification.DistrustChanged)
	if err != nil {
		return err
	}
	if err := s.beginFeed(ctx, store); err != nil {
		return errors.Join(err, store.Close())
	}
	if store.Damage() != nil {
		s.repair(ctx, store, views, tell)
	} else {
		for _, view := range views {
			if tell(s.view(ctx, store, view)); ctx.Err() != nil {
				break
			}
		}
	}
	whole := store.Damage() == nil
	var kept error
	if whole && ctx.Err() == nil {
		kept = s.handOver(ctx, store)
		if err := store.GiveBack(context.WithoutCancel(ctx)); err != nil {
			s.Log.Warn("the space that is free in the file stays there", "error", err)
		}
	}
	if err = errors.Join(err, store.Close()); err != nil || !whole {
		return err
	}
	// Without a seal, the next run checks the whole file instead.
	if err := s.seal(context.WithoutCancel(ctx)); err != nil {
		s.Log.Warn("the file is not sealed: damage to it is only found by a full check", "error", err)
	}
	return kept
}

func (s *Syncer) seal(ctx context.Context) error {
	if s.Cache.Patrol != nil {
		return s.Cache.Patrol.Seal(ctx)
	}
	return cache.Seal(ctx, s.CachePath)
}

// repair copies all views into a new file. If all succeed, the new file replaces the damaged one. The reports are
// passed on only after that, because it decides their outcome.
func (s *Syncer) repair(ctx context.Context, store *cache.Cache, views []View, tell func(Report)) {
	damage := store.Damage()
	why := damage
	if known := new(cache.Error); errors.As(damage, &known) {
		why = known.Err
	}
	s.Log.Warn("the views are copied anew", "error", why)
	var reports []Report
	var names []string
	var failed error
	for _, view := range views {
		report := s.view(ctx, store, view)
		reports, names = append(reports, report), append(names, report.View)
		if report.Err != nil && failed == nil {
			failed = fmt.Errorf("view %s failed: %w", report.View, report.Err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	var lost []string
	if failed == nil && ctx.Err() == nil {
		lost, failed = store.TakePlace(ctx, names)
	}
	for i := range reports {
		report := &reports[i]
		switch {
		case failed == nil:
			report.notice("the copy was damaged, and was replaced by a new file, copied from the source: " + why.Error())
			for _, text := range lost {
				report.notice("not in the new file: " + text)
			}
		case report.Err == nil:
			report.fail(fmt.Errorf("%w; it was not repaired, because %w", damage, failed))
		}
		tell(*report)
	}
}

func (s *Syncer) dryRun(ctx context.Context, views []View, tell func(Report)) error {
	if _, err := cache.Examine(ctx, s.CachePath); err != nil {
		return err
	}
	store, err := cache.Open(ctx, s.CachePath, cache.Options{ReadOnly: true})
	if errors.Is(err, cache.ErrMissing) {
		store, err = cache.OpenScratch(ctx)
	}
	if err != nil {
		return err
	}
	for _, view := range views {
		tell(s.view(ctx, store, view))
	}
	return store.Close()
}

// recordFailure records a failed run in the cache. If that fails, it is only logged.
func (s *Syncer) recordFailure(ctx context.Context, store *cache.Cache, report Report) {
	if s.DryRun || store.Damage() != nil {
		return
	}
	if err := store.RecordRun(context.WithoutCancel(ctx), report.record(s.Now())); err != nil {
		s.Log.Warn("the failed run is not recorded in the cache", "view", report.View, "error", err)
	}
}
