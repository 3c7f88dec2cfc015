// Package cache owns the SQLite file that holds the copies of views: it opens, migrates, locks, seals and repairs the
// file.
package cache

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"modernc.org/sqlite"

	"forecourt/db/sqlitedb"
)

// Cache is an open cache file. It is safe for concurrent use.
type Cache struct {
	path    string
	options Options
	// versions is the name of goose's table.
	versions string

	// mu guards the fields below. They change when a draft takes its name, because it is then opened again.
	mu sync.RWMutex
	db *sql.DB
	// draft means that the file does not have its name yet.
	draft bool
	// repair is set for a draft that will replace a damaged file.
	repair *repair
}

// Options say how a file is opened.
type Options struct {
	// ReadOnly opens a file that must exist, and never changes it.
	ReadOnly bool
	// BusyTimeout is how long to wait for the locks of other programs; 0 means 5 s.
	BusyTimeout time.Duration
	// Driver opens the connections, which then have its functions; nil means plain SQLite. Make only one for the program,
	// because modernc.org/sqlite never forgets what was registered on a driver.
	Driver *sqlite.Driver

	// Mode is the mode of a new file; 0 means that only its owner may read and write it.
	Mode os.FileMode
	// Watch ends connections to a file that is no longer the cache. It may be nil.
	Watch *Watch
	// Patrol examines and seals the file in a program that makes many runs. It is nil for a single run.
	Patrol *Patrol
}

// Open opens the cache at path. Unless it is read-only, a missing file is created, and an old one is migrated to this
// program's version. Errors are an *Error, which says what to do.
func Open(ctx context.Context, path string, o Options) (*Cache, error) {
	if err := checkPath(path, o.ReadOnly); err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		if err := removeDraft(path); err != nil { // A killed run may have left it; the caller holds the lock.
			return nil, failure(ctx, path, err)
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return openDraft(ctx, path, o)
		}
	}
	c := connect(path, o)
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(failure(ctx, path, err), c.Close())
	}
	return c, nil
}

// inMemory is the path of a cache that has no file (https://www.sqlite.org/inmemorydb.html).
const inMemory = ":memory:"

// OpenScratch opens an empty cache in memory, for the preview of a copy that does not exist yet.
func OpenScratch(ctx context.Context) (*Cache, error) {
	c := connect(inMemory, Options{})
	c.db.SetMaxOpenConns(1) // Each connection to memory is a database of its own.
	c.db.SetConnMaxLifetime(0)
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(failure(ctx, inMemory, err), c.db.Close())
	}
	return c, nil
}

// checkPath finds mistakes that SQLite would only report as "unable to open database file".
func checkPath(path string, readOnly bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return &Error{Path: path, Advice: "set CACHE_PATH to a file", Err: errors.New("not a regular file")}
	case errors.Is(err, os.ErrNotExist) && readOnly:
		return &Error{Path: path, Advice: "run `forecourt sync` first, or set CACHE_PATH", Err: ErrMissing}
	case errors.Is(err, os.ErrNotExist):
		if folder, err := os.Stat(filepath.Dir(path)); err != nil || !folder.IsDir() {
			return &Error{Path: path, Advice: "make the folder, or set CACHE_PATH", Err: errors.New("its folder does not exist")}
		}
		return nil
	case err != nil:
		return &Error{Path: path, Advice: "set CACHE_PATH to a file that this user may open", Err: err}
	}
	return nil
}

// prepare migrates a file of this program, and refuses any other.
func (c *Cache) prepare(ctx context.Context) error {
	if err := c.checkOwner(ctx, c.options.ReadOnly); err != nil {
		return err
	}
	return c.migrate(ctx, c.options.ReadOnly)
}

// checkOwner refuses a file with tables of another program. An empty file is taken.
func (c *Cache) checkOwner(ctx context.Context, readOnly bool) error {
	tables, err := c.queries().ListTables(ctx)
	if err != nil {
		return err
	}
	has := func(name string) bool { return slices.Contains(tables, name) }
	c.versions = versionTable
	ours := has(versionTable)
	// Other programs use goose, too. After all migrations were undone, a file of ours has only goose's table.
	if !ours && has(oldVersionTable) && (has(oldSyncRuns) || has("vehicles_stock") || len(tables) == 1) {
		ours, c.versions = true, oldVersionTable
	}
	if !ours && len(tables) > 0 {
		return &Error{Path: c.path, Advice: "set CACHE_PATH to another file", Err: ErrForeign}
	}
	if !ours && readOnly {
		return &Error{Path: c.path, Advice: "run `forecourt sync` first, or set CACHE_PATH", Err: ErrMissing}
	}
	return nil
}

// Close closes the file. A draft without a name is removed, so that nobody ever sees an empty table.
func (c *Cache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	if !c.draft {
		err = c.options.Patrol.note() // Closing the last connection moves the log into the file.
	}
	err = errors.Join(err, c.db.Close())
	if c.draft {
		err = errors.Join(err, removeDraft(c.path))
	}
	return err
}

// Path returns the path that was given to Open.
func (c *Cache) Path() string { return c.path }

// DB returns the connections, for the queries that sqlc generated. The connections of a draft are closed when it takes
// its name.
func (c *Cache) DB() *sql.DB {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.db
}

// queries runs sqlc's queries on the connections that the cache has when each query begins.
func (c *Cache) queries() *sqlitedb.Queries { return sqlitedb.New(current{c}) }

// current begins each statement on the current connections. No draft can take its name meanwhile.
type current struct{ cache *Cache }

func (q current) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	q.cache.mu.RLock()
	defer q.cache.mu.RUnlock()
	return q.cache.db.ExecContext(ctx, query, args...)
}

func (q current) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	q.cache.mu.RLock()
	defer q.cache.mu.RUnlock()
	return q.cache.db.PrepareContext(ctx, query) //nolint:sqlclosecheck // Whoever has asked closes it.
}

func (q current) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	q.cache.mu.RLock()
	defer q.cache.mu.RUnlock()
	return q.cache.db.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // Whoever has asked closes it.
}

func (q current) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	q.cache.mu.RLock()
	defer q.cache.mu.RUnlock()
	return q.cache.db.QueryRowContext(ctx, query, args...)
}
