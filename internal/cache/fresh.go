package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"forecourt/db/sqlitedb"
)

// A cache that does not exist yet is made under another name, which takes its own when the first view is in it: nobody
// ever sees an empty table, and no journal is needed while it is filled.
const freshSuffix = ".new"

// openFresh makes a new file.
func openFresh(ctx context.Context, path string, o Options) (*Cache, error) {
	o.fresh = true
	if o.Mode == 0 {
		o.Mode = 0o600
	}
	file, err := createSide(path+freshSuffix, o.Mode)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return nil, failure(ctx, path, err)
	}
	c, err := connect(path, o)
	if err != nil {
		return nil, failure(ctx, path, err)
	}
	if err := c.prepare(ctx, false); err != nil {
		return nil, errors.Join(failure(ctx, path, err), c.Close())
	}
	return c, nil
}

func removeFresh(path string) error {
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + freshSuffix + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// settle gives a fresh file its name, and goes on with it as with any other. An error that wraps ErrPublished says that
// the file has its name all the same.
func (c *Cache) settle(ctx context.Context) error {
	// The file is whole and on the disk before it has its name.
	_, err := c.db.ExecContext(ctx, "PRAGMA journal_mode(wal)")
	if err = errors.Join(err, c.db.Close()); err != nil {
		return err
	}
	if err := syncFile(c.path + freshSuffix); err != nil {
		return err
	}
	take := takeName
	if c.repair != nil {
		take = replace
	}
	if err := take(c.path); err != nil {
		return err
	}
	o := c.options
	o.fresh = false
	settled, err := connect(c.path, o)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPublished, err)
	}
	settled.versions = c.versions
	*c = *settled
	if err := removeFresh(c.path); err != nil {
		return fmt.Errorf("%w: %w", ErrPublished, err)
	}
	return nil
}

// takeName gives the fresh file its name, unless another program has just made a file of that name: a link, unlike a
// rename, does not take its place. Where the disk has no links, the file is renamed.
func takeName(path string) error {
	err := os.Link(path+freshSuffix, path)
	if err == nil {
		return nil
	}
	if _, statErr := os.Lstat(path); !errors.Is(statErr, os.ErrNotExist) {
		return &Error{Path: path, Err: err, Advice: "another program has just made this file: move it away, or set CACHE_PATH"}
	}
	return os.Rename(path+freshSuffix, path)
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// restart makes the fresh file anew, after a load that failed: without a journal nothing can be undone.
func (c *Cache) restart(ctx context.Context) error {
	if err := c.db.Close(); err != nil {
		return err
	}
	if err := removeFresh(c.path); err != nil {
		return err
	}
	again, err := openFresh(ctx, c.path, c.options)
	if err != nil {
		return err
	}
	repairing := c.repair
	*c = *again
	if c.repair = repairing; repairing != nil {
		return c.salvage(ctx)
	}
	return nil
}

// loadFresh fills a table of a fresh file.
func (p *publication) loadFresh(ctx context.Context, exists bool) (err error) {
	if err := p.exec(ctx, rollbackAll); err != nil { // The file is filled by a connection of its own.
		return err
	}
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	if err != nil {
		return err
	}
	b, err := openBulk(p.cache.path + freshSuffix)
	if err != nil {
		return err
	}
	before := append([]string{}, bulkPragmas...)
	if !exists {
		before = append(before, p.sql.createTable())
	}
	var after []string
	wanted, statements := p.wantedIndexes()
	for _, name := range wanted {
		after = append(after, statements[name])
	}
	for _, index := range indexes {
		before = append(before, "DROP INDEX main."+quote(index.Name))
		after = append(after, index.Statement)
	}
	err = b.exec(ctx, append(before, beginWrite)...)
	if err == nil {
		err = p.explain(b.insert(p.sql.insertValues(), &p.feed))
	}
	if err == nil {
		err = b.exec(ctx, append(after, commitAll)...)
	}
	if err = errors.Join(err, b.close()); err != nil {
		return err
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	p.changes.Inserted, p.changes.Made = p.changes.After, !exists
	if err := p.exec(ctx, beginWrite); err != nil {
		return err
	}
	if err := p.logReset(ctx); err != nil {
		return err
	}
	if err := p.keepHashes(ctx); err != nil {
		return err
	}
	if err := p.exec(ctx, commitAll); err != nil {
		return err
	}
	return p.commit(ctx)
}

// bulkPragmas turn off what protects against crashes and other programs: the file has no name yet.
var bulkPragmas = []string{
	"PRAGMA journal_mode(off)", "PRAGMA synchronous(off)", "PRAGMA locking_mode(exclusive)",
	fmt.Sprintf("PRAGMA cache_size(-%d)", pageCacheKB), "PRAGMA threads(2)", "PRAGMA temp_store(file)",
}

// insertValues inserts one row of parameters.
func (s *statements) insertValues() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) VALUES (?%s)", quote(s.table), s.names(), strings.Repeat(", ?", len(s.columns)-1))
}

// OpenScratch opens an empty cache in memory, for the Preview of a copy that does not exist yet.
func OpenScratch(ctx context.Context) (*Cache, error) {
	const name = ":memory:"
	c, err := connect(name, Options{})
	if err != nil {
		return nil, failure(ctx, name, err)
	}
	c.options.ReadOnly = true // Its keys are spooled elsewhere.
	c.db.SetMaxOpenConns(1)   // Every connection has a memory of its own.
	c.db.SetConnMaxLifetime(0)
	if err := c.prepare(ctx, false); err != nil {
		return nil, errors.Join(failure(ctx, name, err), c.db.Close())
	}
	return c, nil
}
