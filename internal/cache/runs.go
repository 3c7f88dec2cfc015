package cache

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

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

// ownTables are the cache's own.
var ownTables = []string{"sync_runs", "hashed_views", "row_hashes", "row_hash_deltas", "row_changes", versionTable}

// Reserved tells whether a table's name belongs to the cache or to SQLite itself, so that no view can be copied to it.
func Reserved(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(ownTables, name) || strings.HasPrefix(name, "sqlite_")
}
