package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
)

// repair is what must be done before a draft replaces a damaged file.
type repair struct {
	// cause is the damage.
	cause error
	// indexes are the indexes of users on copies, and strangers their tables.
	indexes   []sqlitedb.ListIndexesRow
	strangers []string
	// lost lists what the new file cannot have.
	lost []string
}

// OpenForRun opens the cache for a run, which holds the lock. If the file is damaged, it is left alone, and the cache
// is a new file for all views, with which TakePlace replaces it. Damage then says why. inspect checks the copies of a
// file that is not known to be whole.
func OpenForRun(ctx context.Context, path string, o Options, inspect func(context.Context, *Cache) error) (*Cache, error) {
	if err := checkPath(path, false); err != nil {
		return nil, err
	}
	examine := func(ctx context.Context) (State, error) { return Examine(ctx, path) }
	if o.Patrol != nil {
		examine = o.Patrol.Examine
	}
	state, err := examine(ctx)
	if err == nil {
		var c *Cache
		if c, err = Open(ctx, path, o); err != nil {
			return nil, err
		}
		if state == Whole || c.Draft() != "" {
			return c, nil
		}
		if err = c.checkPages(ctx); err == nil {
			err = inspect(ctx, c)
		}
		if err == nil {
			return c, nil
		}
		err = errors.Join(err, c.Close())
	}
	if !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	return openRepair(ctx, path, o, err)
}

// Damage returns why the cache is a new file that will replace a damaged one, or nil if it is not.
func (c *Cache) Damage() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.repair == nil {
		return nil
	}
	return c.repair.cause
}

// checkPages runs SQLite's full check on a file that is not known to be whole.
func (c *Cache) checkPages(ctx context.Context) error {
	var verdict string
	err := c.db.QueryRowContext(ctx, integrityCheck).Scan(&verdict)
	switch {
	case IsCode(err, sqlite3.SQLITE_CORRUPT):
		return damaged(c.path, err.Error())
	case err != nil:
		return failure(ctx, c.path, err)
	case verdict != "ok":
		return damaged(c.path, verdict)
	}
	return nil
}

func openRepair(ctx context.Context, path string, o Options, cause error) (*Cache, error) {
	if err := removeDraft(path); err != nil {
		return nil, failure(ctx, path, err)
	}
	c, err := openDraft(ctx, path, o)
	if err != nil {
		return nil, err
	}
	c.repair = &repair{cause: cause}
	if err := c.salvage(ctx); err != nil {
		return nil, errors.Join(failure(ctx, path, err), c.Close())
	}
	return c, nil
}

// salvage copies from the damaged file what the source does not have: the history of runs and of changes, as far as it
// can be read. Ids go on growing even if rows are lost, so that a reader of the log by id does not miss anything.
func (c *Cache) salvage(ctx context.Context) error {
	known, err := readSeal(c.path)
	if err != nil && !errors.Is(err, errNoSeal) {
		return err
	}
	found, err := readImage(c.path, known.pageSize, allFrames)
	if err != nil {
		return err
	}
	pages, _ := known.differing(&found, math.MaxInt)
	bad := map[int]bool{}
	for _, page := range pages {
		bad[page] = true
	}
	c.repair.lost = nil
	if err := c.repair.listUsers(ctx, c.path); err != nil {
		return err
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // Errors of reading and writing were returned already.
	if _, err := conn.ExecContext(ctx, attachDamaged, "file:"+escapePath(c.path)+"?mode=ro"); err == nil {
		for table, what := range map[string]string{syncRuns: "the history of runs", rowChanges: "the log of changes"} {
			if !soundTable(ctx, conn, table, bad) || execute(ctx, conn, salvageTable(table)) != nil {
				c.repair.lost = append(c.repair.lost, what+", which is damaged as well")
			}
		}
		if _, err := conn.ExecContext(ctx, detachDamaged); err != nil {
			return err
		}
	}
	for table, id := range map[string]int64{syncRuns: known.run, rowChanges: known.change} {
		for _, statement := range raiseSequence {
			if _, err := conn.ExecContext(ctx, statement, table, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// listUsers lists what users have made in the damaged file, as far as it can be read.
func (r *repair) listUsers(ctx context.Context, path string) error {
	old := connect(path, Options{ReadOnly: true})
	r.strangers, r.indexes = nil, nil
	tables, err := old.queries().ListTables(ctx)
	if err == nil {
		r.strangers, _ = old.strangers(ctx, tables) // What cannot be read cannot be named.
		for _, table := range tables {
			if indexes, err := old.queries().ListIndexes(ctx, table); err == nil {
				r.indexes = append(r.indexes, indexes...)
			}
		}
	}
	return old.db.Close()
}

// soundTable reports whether all pages of a table in the damaged file are as they should be.
func soundTable(ctx context.Context, conn *sql.Conn, table string, bad map[int]bool) bool {
	rows, err := conn.QueryContext(ctx, pagesOf, table)
	if err != nil {
		return false
	}
	defer rows.Close()
	found := 0
	for ; rows.Next(); found++ {
		var page int
		if err := rows.Scan(&page); err != nil || bad[page] {
			return false
		}
	}
	return found > 0 && rows.Err() == nil
}

func execute(ctx context.Context, conn *sql.Conn, statement string) error {
	_, err := conn.ExecContext(ctx, statement)
	return err
}

// TakePlace replaces the damaged file by the new one, after all views were copied. Programs that have the old file
// open go on reading it. It returns what the new file does not have.
func (c *Cache) TakePlace(ctx context.Context, views []string) (lost []string, err error) {
	ctx = context.WithoutCancel(ctx)
	defer func() { err = failure(ctx, c.path, err) }()
	copies, err := c.queries().ListCopies(ctx)
	if err != nil {
		return nil, err
	}
	for _, view := range views {
		there := slices.ContainsFunc(copies, func(run sqlitedb.SyncRun) bool { return strings.EqualFold(run.View, view) && c.has(ctx, view) })
		if !there {
			return nil, fmt.Errorf("the new file has no copy of %s: the next run tries again", view)
		}
	}
	known := c.repair
	lost = known.lost
	for _, run := range copies {
		kept := false
		for _, view := range views {
			kept = kept || strings.EqualFold(view, run.View)
		}
		if kept {
			continue
		}
		if _, err := c.DB().ExecContext(ctx, forgetRuns, run.View); err != nil {
			return nil, err
		}
		lost = append(lost, fmt.Sprintf("the copy of %s is gone until SYNC_VIEWS names it", run.View))
	}
	for _, index := range known.indexes {
		if strings.HasPrefix(index.Name, OwnPrefix) {
			continue
		}
		if _, err := c.DB().ExecContext(ctx, index.Statement); err != nil {
			lost = append(lost, "the index "+index.Name)
		}
	}
	if len(known.strangers) > 0 {
		if err := os.Link(c.path, c.path+".damaged"); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
		lost = append(lost, fmt.Sprintf("tables that you have made (%s) are in %s.damaged", strings.Join(known.strangers, ", "), c.path))
	}
	return lost, c.TakeName(ctx)
}

// has reports whether a table exists.
func (c *Cache) has(ctx context.Context, table string) bool {
	_, exists, err := c.KeyOf(ctx, table)
	return err == nil && exists
}

// replace renames the draft over the damaged file. Before that it removes the old write-ahead log, which would
// otherwise count as that of the new file. Programs that have it open keep it.
func replace(path string) error {
	for _, suffix := range []string{sealSuffix, "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return os.Rename(path+draftSuffix, path)
}
