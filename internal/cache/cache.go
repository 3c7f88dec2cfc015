// Package cache keeps the local copies of views in one SQLite file.
package cache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"modernc.org/sqlite"

	"forecourt/db/sqlitedb"
)

// Cache is an open cache file. It is safe for concurrent use, but only one Publish runs at a time.
type Cache struct {
	path string
	db   *sql.DB
	feed *feedModule
	log  *changeLog

	options Options
	// versions names goose's table.
	versions string
	// repair is set for a fresh file that takes a damaged one's place.
	repair *repair
}

// Options say how a file is opened.
type Options struct {
	// ReadOnly opens a file that must exist, and never changes it.
	ReadOnly bool
	// BusyTimeout is how long to wait for other programs' locks; 0 means 5 s.
	BusyTimeout time.Duration
	// Functions adds SQL functions to the file's connections; it may be nil.
	Functions func(*sqlite.Driver) error

	// Mode is a new file's; 0 means that its owner alone may read and write it.
	Mode os.FileMode
	// Watch ends connections to a file that is not the cache any more; it may be nil.
	Watch *Watch
	// fresh tells that the file does not have its name yet.
	fresh bool
}

// pageSize is the size of a new file's pages: larger ones load faster, smaller ones write less when few rows change.
const pageSize = "page_size(8192)"

// pageCacheKB is the page cache in KiB. A small one makes CREATE INDEX sort in small runs, which a second thread takes:
// it is faster, and needs less memory, than a large one (docs/performance.md).
const pageCacheKB = 2000

// writeCacheKB is the page cache while few rows are changed: with the small one, most pages would go to the write-ahead log
// several times.
const writeCacheKB = 16000

// Open opens the cache at path. Unless it is opened read-only, it is created when missing, and migrated to this
// program's version. Errors are an *Error, which says what to do.
func Open(ctx context.Context, path string, o Options) (*Cache, error) {
	if err := checkPath(path, o.ReadOnly); err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		if err := removeFresh(path); err != nil { // A killed run may have left it; whoever writes holds the lock.
			return nil, failure(ctx, path, err)
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return openFresh(ctx, path, o)
		}
	}
	c, err := connect(path, o)
	if err != nil {
		return nil, failure(ctx, path, err)
	}
	if err := c.prepare(ctx, o.ReadOnly); err != nil {
		return nil, errors.Join(failure(ctx, path, err), c.Close())
	}
	return c, nil
}

// checkPath catches what SQLite would only call "unable to open database file".
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

func connect(path string, o Options) (*Cache, error) {
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	query := url.Values{"_pragma": {pageSize, fmt.Sprintf("busy_timeout(%d)", o.BusyTimeout.Milliseconds())}}
	file := path
	if o.ReadOnly {
		query.Set("mode", "ro")
		if untouchable(path) {
			query.Set("immutable", "1")
		}
	} else {
		journal, synchronous := "journal_mode(wal)", "synchronous(normal)"
		if o.fresh { // It is written to the disk as a whole, before it has its name.
			file += freshSuffix
			journal, synchronous = "journal_mode(memory)", "synchronous(off)"
		}
		for _, pragma := range []string{
			journal, synchronous, fmt.Sprintf("cache_size(-%d)", pageCacheKB), "threads(2)", "temp_store(file)",
			"wal_autocheckpoint(0)", // Checkpoints are made after a run, not by whoever commits.
		} {
			query.Add("_pragma", pragma)
		}
	}
	name := url.URL{Scheme: "file", Opaque: escapePath(file), RawQuery: query.Encode()}
	feed := &feedModule{}
	private := &sqlite.Driver{}
	if o.Functions != nil {
		if err := o.Functions(private); err != nil {
			return nil, err
		}
	}
	if err := private.RegisterModule(feedModuleName, feed); err != nil {
		return nil, err
	}
	log := &changeLog{}
	// Volatile arguments are not copied, and texts are not cut at a NUL.
	if err := private.RegisterFunction(logFunction, &sqlite.FunctionImpl{NArgs: -1, Scalar: log.fields, VolatileArgs: true}); err != nil {
		return nil, err
	}
	if err := private.RegisterFunction(arrayFunction, &sqlite.FunctionImpl{NArgs: -1, Scalar: array, VolatileArgs: true}); err != nil {
		return nil, err
	}
	db := sql.OpenDB(&connector{driver: private, name: name.String(), watch: o.Watch})
	return &Cache{path: path, db: db, feed: feed, log: log, options: o}, nil
}

// untouchable tells whether nobody can change the file while it is read: its file system is read-only, and it has no write-ahead
// log. SQLite would want to make files beside it, unless it is told so (https://www.sqlite.org/wal.html#read_only_databases).
func untouchable(path string) bool {
	if !onReadOnlySystem(filepath.Dir(path)) {
		return false
	}
	info, err := os.Stat(path + "-wal")
	return errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0
}

// escapePath writes a path as a part of a URI.
func escapePath(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// connector opens connections with a driver of the cache's own, which carries its virtual table.
type connector struct {
	driver *sqlite.Driver
	name   string
	watch  *Watch
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.watch != nil {
		return c.watch.open(func() (driver.Conn, error) { return c.driver.Open(c.name) })
	}
	return c.driver.Open(c.name)
}

func (c *connector) Driver() driver.Driver { return c.driver }

// prepare refuses files that are not ours, and migrates those that are.
func (c *Cache) prepare(ctx context.Context, readOnly bool) error {
	if err := c.checkOwner(ctx, readOnly); err != nil {
		return err
	}
	return c.migrate(ctx, readOnly)
}

// checkOwner refuses a file with tables that somebody else made; an empty file will be ours.
func (c *Cache) checkOwner(ctx context.Context, readOnly bool) error {
	tables, err := sqlitedb.New(c.db).ListTables(ctx)
	if err != nil {
		return err
	}
	has := func(name string) bool { return slices.Contains(tables, name) }
	c.versions = versionTable
	ours := has(versionTable)
	// Other programs use goose, too; a file from which everything was migrated away has its table alone.
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

// Close closes the file. A new one in which no view was published goes away: no empty table is ever seen.
func (c *Cache) Close() error {
	err := c.db.Close()
	if c.options.fresh {
		err = errors.Join(err, removeFresh(c.path))
	}
	return err
}

// Path returns the file's path, as it was given to Open.
func (c *Cache) Path() string { return c.path }

// DB returns the file's connections, for the queries that sqlc generated.
func (c *Cache) DB() *sql.DB { return c.db }
