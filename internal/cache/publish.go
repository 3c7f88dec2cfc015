package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
	"forecourt/internal/rowset"
)

// Copy says what to publish.
type Copy struct {
	// View names the view, and the table that holds its copy.
	View string
	// Columns are the table's columns; column i is the rows' column Pick[i].
	Columns []rowset.Column
	Pick    []int
	// Key names the column that identifies a row, or is "". With a key only the differences are written; without one,
	// the rows are replaced as a whole.
	Key string
	// Migrated tells that the migrations define the table. Any other table is made from the columns, and made anew
	// when they change.
	Migrated bool
	// Rows are the snapshot's rows.
	Rows Rows
}

// Changes counts what a publication does to a table.
type Changes struct {
	Inserted, Updated, Deleted int64
	// Before and After are the numbers of rows.
	Before, After int64
	// Made tells that there was no table, Remade that it was made anew because the view's columns have changed.
	Made, Remade bool
	// LostIndexes are those that users made, and that the new rows or columns do not allow.
	LostIndexes []string
}

// Decide looks at the changes before they are committed, and returns the run to record with them. Its error, returned
// by Publish as it is, undoes everything. It may be called twice, the second time when the rows are written.
type Decide func(Changes) (sqlitedb.RecordRunParams, error)

// ErrSameContent is returned by a Decide to leave a table without a key as it is.
var ErrSameContent = errors.New("the content is the same")

// ErrPublished is wrapped by Publish's error when the rows are published, and only what comes after has failed, such as
// moving them from the write-ahead log into the main file.
var ErrPublished = errors.New("the rows are published, but")

// KeyError says that the key column does not identify the rows.
type KeyError struct {
	View, Column string
	Problem      string
}

// Error names the key and says what to do.
func (e *KeyError) Error() string {
	return fmt.Sprintf("view %s: key %s: %s: make the view return each key once, or name another key in SYNC_VIEWS", e.View, e.Column, e.Problem)
}

// Publish makes the table equal to the rows and records the run, in one transaction: readers see the old rows or the
// new ones. If it fails, nothing has changed. Errors are those of Rows and Decide as they are, a *KeyError, or
// an *Error.
func (c *Cache) Publish(ctx context.Context, what Copy, decide Decide) error {
	p := &publication{Copy: what, decide: decide, cache: c}
	err := p.outcome(ctx, p.run(ctx))
	if !c.options.fresh {
		return err
	}
	// The rows are whole and verified: what is left is not worth undoing.
	settling := context.WithoutCancel(ctx)
	if err == nil {
		if err = c.settle(settling); err == nil || errors.Is(err, ErrPublished) {
			return err
		}
		err = failure(settling, c.path, err)
	}
	return errors.Join(err, failure(settling, c.path, c.restart(settling)))
}

// outcome tells apart what the rows' producer and Decide have returned, which stays as it is, and the cache's errors.
func (p *publication) outcome(ctx context.Context, err error) error {
	switch {
	case p.committed && err != nil:
		return fmt.Errorf("%w: %w", ErrPublished, failure(context.WithoutCancel(ctx), p.cache.path, err))
	case p.feed.err != nil:
		return p.streamError()
	case p.decision != nil:
		return p.decision
	}
	return failure(ctx, p.cache.path, err)
}

// Preview returns what Publish would change, and changes nothing. The cache may be open read-only.
func (c *Cache) Preview(ctx context.Context, what Copy) (Changes, error) {
	p := &publication{Copy: what, cache: c}
	changes, err := p.preview(ctx)
	return changes, p.outcome(ctx, err)
}

// streamError returns what ended the stream of rows.
func (p *publication) streamError() error {
	if errors.Is(p.feed.err, errNoKey) {
		return p.keyError(p.feed.err.Error())
	}
	return p.feed.err
}

// publication is one call of Publish.
type publication struct {
	Copy
	cache   *Cache
	decide  Decide
	conn    *sql.Conn
	feed    feed
	sql     statements
	changes Changes
	// keys keeps the keys that came, to find those that did not.
	keys *keySpool
	// decision is the error that Decide has returned, but for ErrSameContent.
	decision error
	// committed tells that the new rows are published.
	committed bool
}

func (p *publication) run(ctx context.Context) (err error) {
	exists, err := p.begin(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.end(context.WithoutCancel(ctx))) }()
	if p.cache.options.fresh {
		return p.loadFresh(ctx, exists)
	}
	switch {
	case !exists || p.changes.Remade || p.changes.Before == 0:
		err = p.load(ctx, exists)
	case p.sql.key < 0:
		err = p.replace(ctx)
	default:
		err = p.merge(ctx)
	}
	if err != nil {
		return err
	}
	return p.cache.checkpoint(context.WithoutCancel(ctx), p.conn)
}

// checkpoint moves the write-ahead log into the file and empties it. A reader that still looks at the rows of before
// keeps that from happening now; the next run does it then.
func (c *Cache) checkpoint(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, setBusyTimeout(checkpointWait)); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, truncateWAL)
	_, resetErr := conn.ExecContext(ctx, setBusyTimeout(c.options.BusyTimeout))
	return errors.Join(err, resetErr)
}

// begin takes a connection, shows the rows to it, and looks at the table that is there.
func (p *publication) begin(ctx context.Context) (exists bool, err error) {
	p.sql = statements{table: p.View, columns: p.Columns, key: slices.IndexFunc(p.Columns, func(column rowset.Column) bool {
		return p.Key != "" && strings.EqualFold(column.Name, p.Key)
	})}
	p.conn, err = p.cache.db.Conn(ctx)
	if err != nil {
		return false, err
	}
	exists, err = p.inspect(ctx)
	if err == nil {
		err = p.show(ctx, &p.feed, p.Pick, p.Rows)
	}
	if err != nil {
		return false, errors.Join(err, p.conn.Close())
	}
	if p.sql.key >= 0 {
		p.keys, err = newKeySpool(p.cache, p.Pick[p.sql.key])
		if err != nil {
			return false, errors.Join(err, p.conn.Close())
		}
		p.feed.visit = p.keys.add
	}
	return exists, nil
}

// end undoes what was not committed, and leaves nothing behind.
func (p *publication) end(ctx context.Context) error {
	// Without a transaction ROLLBACK is an error, and that is the usual case.
	_, _ = p.conn.ExecContext(ctx, rollbackAll)
	err := p.exec(ctx, dropFeed, dropSeen, dropChanges)
	if p.keys != nil {
		err = errors.Join(err, p.keys.close())
	}
	return errors.Join(err, p.conn.Close())
}

func (p *publication) exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := p.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// show makes temp.feed show the rows.
func (p *publication) show(ctx context.Context, f *feed, pick []int, rows Rows) error {
	f.pick, f.rows = pick, rows
	p.cache.feed.pending = f
	return p.exec(ctx, dropFeed, createFeed)
}

// inspect finds the table, counts its rows, and compares its columns with those wanted.
func (p *publication) inspect(ctx context.Context) (exists bool, err error) {
	rows, err := p.conn.QueryContext(ctx, selectColumns, p.View)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var have, want []string
	for rows.Next() {
		var name, declared string
		var pk int
		if err := rows.Scan(&name, &declared, &pk); err != nil {
			return false, err
		}
		have = append(have, fmt.Sprintf("%s %s %t", quote(name), declared, pk > 0))
	}
	if err := rows.Err(); err != nil || len(have) == 0 {
		return false, err
	}
	if !p.Migrated {
		_, err := sqlitedb.New(p.conn).GetCopy(ctx, p.View)
		if errors.Is(err, sql.ErrNoRows) {
			return false, &Error{
				Path: p.cache.path, Advice: "rename that table, or set CACHE_PATH to another file",
				Err: fmt.Errorf("table %s: %w", p.View, ErrForeign),
			}
		}
		if err != nil {
			return false, err
		}
		for i, column := range p.Columns {
			want = append(want, fmt.Sprintf("%s %s %t", quote(column.Name), declaredType(column), i == p.sql.key))
		}
		p.changes.Remade = !slices.Equal(have, want)
	}
	return true, p.conn.QueryRowContext(ctx, p.sql.count()).Scan(&p.changes.Before)
}

// load fills an empty table, or makes it first.
func (p *publication) load(ctx context.Context, exists bool) error {
	p.changes.Made = !exists
	p.changes.Deleted = p.changes.Before
	if err := p.exec(ctx, beginWrite); err != nil {
		return err
	}
	err := p.withoutIndexes(ctx, func() error {
		if p.changes.Remade {
			if err := p.exec(ctx, p.sql.dropTable()); err != nil {
				return err
			}
		}
		if !exists || p.changes.Remade {
			if err := p.exec(ctx, p.sql.createTable()); err != nil {
				return err
			}
		}
		_, err := p.conn.ExecContext(ctx, p.sql.insertFeed())
		return p.explain(err)
	})
	if err != nil {
		return err
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	p.changes.Inserted = p.changes.After
	return p.commit(ctx)
}

// replace puts the rows of a view without a key in the place of the old ones. They are staged first, so that the
// content is known, and the write transaction short.
func (p *publication) replace(ctx context.Context) error {
	if err := p.exec(ctx, p.sql.createChanges(), p.sql.insertAll()); err != nil {
		return err
	}
	staged := Changes{Before: p.changes.Before, Deleted: p.changes.Before}
	var updated int64
	if err := p.conn.QueryRowContext(ctx, countChanges).Scan(&staged.Inserted, &updated); err != nil {
		return err
	}
	staged.After = staged.Inserted
	p.changes = staged
	if run, err := p.decide(p.changes); err != nil {
		return p.leave(ctx, run, err)
	}
	if err := p.exec(ctx, beginWrite); err != nil {
		return err
	}
	if err := p.withoutIndexes(ctx, func() error { return p.exec(ctx, p.sql.deleteAll(), p.sql.upsertChanges()) }); err != nil {
		return err
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	return p.commit(ctx)
}

// merge writes the rows that differ, and deletes those whose key did not come. The differences are found in a read
// transaction, which the first write turns into a write transaction: if another program has written in between, that
// fails, and nothing is lost.
func (p *publication) merge(ctx context.Context) error {
	if err := p.exec(ctx, p.sql.createChanges(), beginRead, p.sql.insertDiffering()); err != nil {
		return err
	}
	var differing int64
	if err := p.conn.QueryRowContext(ctx, countChanges).Scan(&p.changes.Inserted, &differing); err != nil {
		return err
	}
	p.changes.Updated = differing - p.changes.Inserted
	gone := p.changes.Before > p.keys.count-p.changes.Inserted
	if gone || !p.keys.ordered {
		if err := p.seen(ctx); err != nil {
			return err
		}
	}
	if gone {
		result, err := p.conn.ExecContext(ctx, p.sql.deleteUnseen())
		if err != nil {
			return err
		}
		if p.changes.Deleted, err = result.RowsAffected(); err != nil {
			return err
		}
	}
	if differing > 0 {
		if err := p.write(ctx, differing); err != nil {
			return err
		}
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	return p.commit(ctx)
}

// seen puts the keys that came into temp.seen, and finds out whether one came twice.
func (p *publication) seen(ctx context.Context) error {
	rows, err := p.keys.rows()
	if err != nil {
		return err
	}
	keys := &feed{}
	if err := p.show(ctx, keys, []int{0}, rows); err != nil {
		return err
	}
	if err := p.exec(ctx, createSeen); err != nil {
		return err
	}
	result, err := p.conn.ExecContext(ctx, insertSeen)
	if err != nil {
		return errors.Join(keys.err, err)
	}
	distinct, err := result.RowsAffected()
	if err == nil && distinct < p.keys.count {
		err = p.duplicate(ctx)
	}
	return err
}

// write writes the rows that differ. Changing many rows costs more in the indexes than making the indexes anew; and a
// unique index, which only a user can have made, would not let two rows change places.
func (p *publication) write(ctx context.Context, differing int64) error {
	var unique bool
	if err := p.conn.QueryRowContext(ctx, hasUniqueIndex, p.View).Scan(&unique); err != nil {
		return err
	}
	write := func() error { return p.exec(ctx, p.sql.upsertChanges()) }
	if unique || differing > p.changes.Before/4 {
		return p.withoutIndexes(ctx, write)
	}
	return write()
}

// withoutIndexes drops the table's indexes, those that its users made too, does the work, and makes them again.
func (p *publication) withoutIndexes(ctx context.Context, work func() error) error {
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	if err != nil {
		return err
	}
	for _, index := range indexes {
		if err := p.exec(ctx, "DROP INDEX main."+quote(index.Name)); err != nil {
			return err
		}
	}
	if err := work(); err != nil {
		return err
	}
	for _, index := range indexes {
		err := p.exec(ctx, index.Statement)
		if notAllowed(err) {
			p.changes.LostIndexes = append(p.changes.LostIndexes, index.Name)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// notAllowed tells whether an index cannot be made of these rows or columns.
func notAllowed(err error) bool {
	var engine coder
	if !errors.As(err, &engine) {
		return false
	}
	code := engine.Code() & 0xff
	return code == sqlite3.SQLITE_ERROR || code == sqlite3.SQLITE_CONSTRAINT
}

func (p *publication) countAfter(ctx context.Context) error {
	return p.conn.QueryRowContext(ctx, p.sql.count()).Scan(&p.changes.After)
}

// commit publishes the rows. From here on nothing is broken off.
func (p *publication) commit(ctx context.Context) error {
	run, err := p.decide(p.changes)
	if err != nil {
		_, _ = p.conn.ExecContext(ctx, rollbackAll) // A fresh file has no transaction to end.
		return p.leave(ctx, run, err)
	}
	ctx = context.WithoutCancel(ctx)
	if err := sqlitedb.New(p.conn).RecordRun(ctx, run); err != nil || p.cache.options.fresh {
		return err
	}
	if err := p.exec(ctx, commitAll); err != nil {
		return err
	}
	p.committed = true
	return nil
}

// leave keeps the table as it is, because of what Decide said: only a run that found the same content is recorded.
func (p *publication) leave(ctx context.Context, run sqlitedb.RecordRunParams, decision error) error {
	if errors.Is(decision, ErrSameContent) {
		return sqlitedb.New(p.conn).RecordRun(ctx, run)
	}
	p.decision = decision
	return decision
}

// preview counts what a publication would change.
func (p *publication) preview(ctx context.Context) (changes Changes, err error) {
	exists, err := p.begin(ctx)
	if err != nil {
		return Changes{}, err
	}
	defer func() { err = errors.Join(err, p.end(context.WithoutCancel(ctx))) }()
	if exists && p.sql.key >= 0 && !p.changes.Remade && p.changes.Before > 0 {
		var differing int64
		if err := p.conn.QueryRowContext(ctx, p.sql.countDiffering()).Scan(&p.changes.Inserted, &differing); err != nil {
			return Changes{}, err
		}
		p.changes.Updated = differing - p.changes.Inserted
		p.changes.Deleted = p.changes.Before - (p.keys.count - p.changes.Inserted)
		p.changes.After = p.keys.count
	} else {
		p.changes.Made = !exists
		if err := p.conn.QueryRowContext(ctx, countFeed).Scan(&p.changes.Inserted); err != nil {
			return Changes{}, err
		}
		p.changes.Deleted, p.changes.After = p.changes.Before, p.changes.Inserted
	}
	if p.keys != nil && !p.keys.ordered {
		err = p.seen(ctx)
	}
	return p.changes, err
}
