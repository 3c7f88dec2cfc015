package cache

import (
	"context"
	"database/sql"
	"errors"

	"forecourt/db/sqlitedb"
)

// keptRuns is how many runs of a view are kept.
const keptRuns = 1000

// RecordRun keeps the report of a run that has published nothing, and forgets the oldest.
func (c *Cache) RecordRun(ctx context.Context, run sqlitedb.RecordRunParams) error {
	return failure(ctx, c.path, sqlitedb.New(c.db).RecordRun(ctx, run))
}

// ForgetOldRuns keeps a view's newest runs only, and always the last that left the copy equal to the source.
func (c *Cache) ForgetOldRuns(ctx context.Context, view string) error {
	return failure(ctx, c.path, sqlitedb.New(c.db).DeleteOldRuns(ctx, sqlitedb.DeleteOldRunsParams{View: view, Keep: keptRuns}))
}

// Copies returns, for every view that was ever copied, the last run that left the copy equal to the source.
func (c *Cache) Copies(ctx context.Context) ([]sqlitedb.SyncRun, error) {
	copies, err := sqlitedb.New(c.db).ListCopies(ctx)
	return copies, failure(ctx, c.path, err)
}

// Runs returns the newest runs of all views, the newest first.
func (c *Cache) Runs(ctx context.Context, limit int64) ([]sqlitedb.SyncRun, error) {
	runs, err := sqlitedb.New(c.db).ListRuns(ctx, limit)
	return runs, failure(ctx, c.path, err)
}

// LastCopy returns the last run that left the view's copy equal to the source, and false when there is none.
func (c *Cache) LastCopy(ctx context.Context, view string) (sqlitedb.SyncRun, bool, error) {
	run, err := sqlitedb.New(c.db).GetCopy(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return sqlitedb.SyncRun{}, false, nil
	}
	return run, err == nil, failure(ctx, c.path, err)
}

// SinceFull returns the last run that compared the whole view with its copy, and how many incremental runs there were since; false
// when there is none.
func (c *Cache) SinceFull(ctx context.Context, view string) (full sqlitedb.SyncRun, incremental int64, ok bool, err error) {
	queries := sqlitedb.New(c.db)
	full, err = queries.GetFullCopy(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return full, 0, false, nil
	}
	if err == nil {
		incremental, err = queries.CountIncrementalRuns(ctx, sqlitedb.CountIncrementalRunsParams{View: view, ID: full.ID})
	}
	return full, incremental, err == nil, failure(ctx, c.path, err)
}

// NameOf returns how the cache spells the name of a view, which differs in case when it was copied under that name: SQLite takes the
// two for one table. A view that was never copied keeps its spelling.
func (c *Cache) NameOf(ctx context.Context, view string) (string, error) {
	name, err := sqlitedb.New(c.db).GetViewName(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return view, nil
	}
	return name, failure(ctx, c.path, err)
}
