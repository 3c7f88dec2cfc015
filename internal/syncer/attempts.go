package syncer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/source"
)

// view copies one view, and tries again after transient faults.
func (s *Syncer) view(ctx context.Context, store *cache.Cache, view View) Report {
	report := Report{View: view.Name, DryRun: s.DryRun, Mode: SnapshotMode, Rows: -1, StartedAt: s.Now()}
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = s.RetryDelay
	table, err := store.NameOf(ctx, view.Name)
	if err != nil {
		report.fail(err)
		return report
	}
	report.View = table
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		report.Attempts++
		report.behind = nil
		err := s.attempt(ctx, store, view, &report)
		if err != nil && (!transient(err) || report.Attempts == 1 && s.GiveUp != nil && s.GiveUp(err)) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	},
		backoff.WithBackOff(pause), backoff.WithMaxTries(uint(s.Retries)+1), backoff.WithMaxElapsedTime(0),
		backoff.WithNotify(func(err error, wait time.Duration) {
			s.Log.Warn("sync is tried again", "view", view.Name, "attempt", report.Attempts, "wait", wait.Round(time.Millisecond), "error", err)
		}))
	if permanent := new(backoff.PermanentError); errors.As(err, &permanent) {
		err = permanent.Unwrap()
	}
	report.Duration = s.Now().Sub(report.StartedAt)
	if err == nil {
		return report
	}
	report.fail(err)
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		s.recordFailure(ctx, store, report)
	}
	return report
}

// attempt reads and publishes a view, in the way that turns out to be possible.
func (s *Syncer) attempt(ctx context.Context, store *cache.Cache, view View, report *Report) error {
	r := &run{Syncer: s, store: store, view: view, table: report.View, report: report, mayGuess: true}
	err := r.attempt(ctx)
	if key := new(publication.KeyError); r.guessed && errors.As(err, &key) {
		r = &run{Syncer: s, store: store, view: view, table: report.View, report: report}
		if err = r.attempt(ctx); err == nil {
			report.notice(fmt.Sprintf("column %s is not a key (%s): the rows are replaced as a whole", key.Column, key.Problem))
		}
	}
	if errors.Is(err, errWideKey) {
		r = &run{Syncer: s, store: store, view: view, table: report.View, report: report, mayGuess: true, wide: true}
		err = r.attempt(ctx)
	}
	if errors.Is(err, publication.ErrNeedsAll) { // The run itself has found that out.
		r = &run{Syncer: s, store: store, view: View{Name: view.Name, Key: view.Key}, table: report.View, report: report}
		err = r.attempt(ctx)
	}
	if behind := new(source.BehindError); errors.As(err, &behind) && behind.Host != "" { // The run itself has found that out.
		report.behind = append(report.behind, behind.Host)
		return s.attempt(ctx, store, view, report)
	}
	if errors.As(err, new(*source.ConnectionError)) {
		report.failed = r.host()
	}
	return err
}

// fail makes the report that of a run that has published nothing.
func (r *Report) fail(err error) {
	r.Outcome, r.Err = Failed, err
	if errors.As(err, new(*ShrinkError)) || errors.As(err, new(*source.BehindError)) {
		r.Outcome = Refused
	}
	r.Inserted, r.Updated, r.Deleted, r.Unchanged = 0, 0, 0, 0
}

// transient reports whether another attempt may succeed: a server that is behind may catch up.
func transient(err error) bool {
	connection := new(source.ConnectionError)
	return errors.As(err, &connection) && connection.Transient || errors.As(err, new(*source.BehindError))
}
