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
	"time"

	"modernc.org/sqlite"

	"forecourt/db/sqlitedb"
)

// pageSize is the size of the pages of a new file. Larger pages load faster. With smaller ones, less is written if few
// rows change.
const pageSize = "page_size(8192)"

// PageCacheKB is the page cache of a connection in KiB. A small one makes CREATE INDEX sort in small runs, with a
// second thread. That is faster and needs less memory than a large one (docs/performance.md).
const PageCacheKB = 2000

// readCacheKB is the page cache in KiB of each connection that only reads. It holds the upper pages of the trees; the
// others are in the system's page cache, which all connections share.
const readCacheKB = 600

// defaultBusyTimeout is how long a connection waits for the locks of other programs, unless Options say otherwise.
const defaultBusyTimeout = 5 * time.Second

// connect opens the file at path, and does not read anything in it.
func connect(path string, o Options) *Cache {
	if o.BusyTimeout == 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	c := &Cache{path: path, options: o}
	c.db = c.open(o.Driver)
	return c
}

// plain is SQLite without further functions.
var plain = &sqlite.Driver{}

// Connect returns further connections to the file, with the functions and virtual tables of a driver. The caller closes
// them, in any case before a draft takes its name.
func (c *Cache) Connect(with *sqlite.Driver) *sql.DB {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.open(with)
}

// open opens connections to the file, with a driver that may be nil. The caller holds mu, or is the only user.
func (c *Cache) open(with *sqlite.Driver) *sql.DB {
	if with == nil {
		with = plain
	}
	return sql.OpenDB(&connector{driver: with, name: c.dataSource(), watch: c.options.Watch})
}

// dataSource returns the name of the file for the driver, with the settings of each connection.
func (c *Cache) dataSource() string {
	query := url.Values{"_pragma": {pageSize, busyTimeout(c.options.BusyTimeout)}}
	file := c.path
	if c.options.ReadOnly {
		query.Set("mode", "ro")
		query.Add("_pragma", fmt.Sprintf("cache_size(-%d)", readCacheKB))
		if untouchable(c.path) {
			query.Set("immutable", "1")
		}
	} else {
		journal, synchronous := "journal_mode(wal)", "synchronous(normal)"
		if c.draft { // The file is synced as a whole before it gets its name.
			file += draftSuffix
			journal, synchronous = "journal_mode(memory)", "synchronous(off)"
		}
		for _, pragma := range []string{
			journal, synchronous, fmt.Sprintf("cache_size(-%d)", PageCacheKB), "threads(2)", "temp_store(file)",
			"wal_autocheckpoint(0)", // A run makes the checkpoint at its end; a commit makes none.
		} {
			query.Add("_pragma", pragma)
		}
	}
	name := url.URL{Scheme: "file", Opaque: escapePath(file), RawQuery: query.Encode()}
	return name.String()
}

// ReadURI returns the URI by which a further connection opens the file for reading (https://www.sqlite.org/uri.html).
func (c *Cache) ReadURI() string {
	query := url.Values{"mode": {"ro"}}
	if c.options.ReadOnly && untouchable(c.path) {
		query.Set("immutable", "1")
	}
	name := url.URL{Scheme: "file", Opaque: escapePath(c.path), RawQuery: query.Encode()}
	return name.String()
}

func busyTimeout(d time.Duration) string { return fmt.Sprintf("busy_timeout(%d)", d.Milliseconds()) }

// untouchable reports whether nobody can change the file while it is read, because its file system is read-only and it
// has no write-ahead log. SQLite must be told so, otherwise it tries to make files beside it
// (https://www.sqlite.org/wal.html#read_only_databases).
func untouchable(path string) bool {
	if !onReadOnlySystem(filepath.Dir(path)) {
		return false
	}
	info, err := os.Stat(path + "-wal")
	return errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0
}

// escapePath returns a path as part of a URI.
func escapePath(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// connector opens connections with a driver, from which they have their functions and virtual tables.
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

// checkpointWait is how long a checkpoint waits for readers.
const checkpointWait = 500 * time.Millisecond

// Checkpoint moves the write-ahead log into the file and empties it. If a reader still reads old rows, this is not
// possible now, and the next run does it.
func (c *Cache) Checkpoint(ctx context.Context, conn *sql.Conn) error {
	if err := c.note(ctx, conn); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA "+busyTimeout(checkpointWait)); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, truncateLog)
	_, resetErr := conn.ExecContext(ctx, "PRAGMA "+busyTimeout(c.options.BusyTimeout))
	return errors.Join(err, resetErr)
}

// note lets the patrol read what is in the write-ahead log, while most of it is moved into the file.
func (c *Cache) note(ctx context.Context, conn *sql.Conn) (err error) {
	if c.options.Patrol == nil {
		return nil
	}
	// As long as somebody reads the newest rows, nobody can write to the log from its beginning
	// (https://www.sqlite.org/wal.html#checkpointing).
	reader, err := c.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	tx, err := reader.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	if _, err := sqlitedb.New(tx).NextRunID(ctx); err != nil {
		return err
	}
	noted := make(chan error, 1)
	go func() { noted <- c.options.Patrol.note() }()
	_, err = conn.ExecContext(ctx, moveLog)
	return errors.Join(err, <-noted)
}
