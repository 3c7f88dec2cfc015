package cache

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"forecourt/db/sqlitedb"
)

// TimeFormat is the form of times in the cache: RFC 3339 in UTC with microseconds, which sorts as text.
const TimeFormat = "2006-01-02T15:04:05.000000Z"

// Run is what the cache keeps of one view's run: a row of forecourt_sync_runs, whose columns the migrations explain.
// Times are in TimeFormat; what is not known is nil. The cache gives the ID, which grows with every run.
type Run sqlitedb.SyncRun

// Record writes a run with db, which is a connection or a transaction.
func (r *Run) Record(ctx context.Context, db sqlitedb.DBTX) error {
	return sqlitedb.New(db).RecordRun(ctx, sqlitedb.RecordRunParams{
		View: r.View, Outcome: r.Outcome, StartedAt: r.StartedAt, DurationSeconds: r.DurationSeconds, SnapshotAt: r.SnapshotAt,
		RowCount: r.RowCount, Inserted: r.Inserted, Updated: r.Updated, Deleted: r.Deleted, Unchanged: r.Unchanged,
		Fingerprint: r.Fingerprint, Notice: r.Notice, Error: r.Error, Mode: r.Mode,
		Host: r.Host, Position: r.Position,
	})
}

func asRuns(rows []sqlitedb.SyncRun) []Run {
	runs := make([]Run, len(rows))
	for i, row := range rows {
		runs[i] = Run(row)
	}
	return runs
}

// keptRuns is how many runs of a view are kept.
const keptRuns = 1000

// RecordRun records a run that has published nothing.
func (c *Cache) RecordRun(ctx context.Context, run Run) error {
	return failure(ctx, c.path, run.Record(ctx, current{c}))
}

// ForgetOldRuns deletes the old runs of a view, but never the last one that left the copy equal to the source.
func (c *Cache) ForgetOldRuns(ctx context.Context, view string) error {
	return failure(ctx, c.path, c.queries().DeleteOldRuns(ctx, sqlitedb.DeleteOldRunsParams{View: view, Keep: keptRuns}))
}

// Copies returns, for every view that was ever copied, the last run that left the copy equal to the source.
func (c *Cache) Copies(ctx context.Context) ([]Run, error) {
	copies, err := c.queries().ListCopies(ctx)
	return asRuns(copies), failure(ctx, c.path, err)
}

// Runs returns the newest runs of all views, the newest first.
func (c *Cache) Runs(ctx context.Context, limit int64) ([]Run, error) {
	runs, err := c.queries().ListRuns(ctx, limit)
	return asRuns(runs), failure(ctx, c.path, err)
}

// LastCopy returns the last run that left the view's copy equal to the source, and false if there is none.
func (c *Cache) LastCopy(ctx context.Context, view string) (Run, bool, error) {
	run, err := c.queries().GetCopy(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, false, nil
	}
	return Run(run), err == nil, failure(ctx, c.path, err)
}

// Fingerprints returns the fingerprints of all contents that the view's copy had, as far as the runs are kept.
func (c *Cache) Fingerprints(ctx context.Context, view string) ([]string, error) {
	list, err := c.queries().ListFingerprints(ctx, view)
	return list, failure(ctx, c.path, err)
}

// SinceFull returns the last run that compared the whole view with its copy, and the number of incremental runs since
// then. ok is false if there is no such run.
func (c *Cache) SinceFull(ctx context.Context, view string) (full Run, incremental int64, ok bool, err error) {
	row, err := c.queries().GetFullCopy(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return full, 0, false, nil
	}
	if err == nil {
		incremental, err = c.queries().CountIncrementalRuns(ctx, sqlitedb.CountIncrementalRunsParams{View: view, ID: row.ID})
	}
	return Run(row), incremental, err == nil, failure(ctx, c.path, err)
}

// NameOf returns the name under which the cache has a view. It may differ in case, which SQLite ignores in the names of
// tables. For a view that was never copied, it returns the name as it is.
func (c *Cache) NameOf(ctx context.Context, view string) (string, error) {
	name, err := c.queries().GetViewName(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return view, nil
	}
	return name, failure(ctx, c.path, err)
}

// Distrust makes the next run compare the view's copy with the source by value, and repair it. The caller must hold the
// lock.
func (c *Cache) Distrust(ctx context.Context, view string) error {
	return failure(ctx, c.path, c.queries().DistrustView(ctx, view))
}

// RaiseLog makes the next id of the log of changes greater than this one.
func RaiseLog(ctx context.Context, db sqlitedb.DBTX, id int64) error {
	for _, statement := range raiseSequence {
		if _, err := db.ExecContext(ctx, statement, rowChanges, id); err != nil {
			return err
		}
	}
	return nil
}

// Standing says how far a copy is in a feed.
type Standing struct {
	View string
	// Feed is the id of the feed, or "" if no feed has had this copy yet.
	Feed string
	// Sequence is the number of the last segment in the copy, and Position its position in the stream.
	Sequence, Position int64
	Fingerprint        string
	// AsOf is when the source was read for these rows, in TimeFormat.
	AsOf string
	// Waiting is how many refreshes wait in the outbox, and WaitingBytes how large they are. WaitingSince is the time
	// of the oldest, in TimeFormat.
	Waiting, WaitingBytes int64
	WaitingSince          string
}

// Standings returns how far the copies are in a feed, by view. It returns none if there is no feed.
func (c *Cache) Standings(ctx context.Context) ([]Standing, error) {
	places, err := c.queries().ListPlaces(ctx)
	if err != nil {
		return nil, failure(ctx, c.path, err)
	}
	waiting, err := c.queries().SumOutbox(ctx)
	if err != nil {
		return nil, failure(ctx, c.path, err)
	}
	list := make([]Standing, 0, len(places))
	for _, p := range places {
		list = append(list, Standing{View: p.View, Feed: p.Feed, Sequence: p.Sequence, Position: p.Position, Fingerprint: p.Fingerprint, AsOf: p.AsOf})
	}
	for _, w := range waiting {
		at := slices.IndexFunc(list, func(s Standing) bool { return s.View == w.View })
		if at < 0 {
			at = len(list)
			list = append(list, Standing{View: w.View})
		}
		list[at].Waiting, list[at].WaitingBytes, list[at].WaitingSince = w.Refreshes, w.Bytes, w.Oldest
	}
	slices.SortFunc(list, func(a, b Standing) int { return strings.Compare(a.View, b.View) })
	return list, nil
}
