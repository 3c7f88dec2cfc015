package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/rowset"
)

// publication is one call of Publish.
type publication struct {
	Copy
	cache   *Cache
	decide  Decide
	conn    *sql.Conn
	feed    feed
	sql     statements
	changes Changes
	// in is where the feed's rows come from.
	in incoming
	// pages reads the kept hashes; nil without them.
	pages *sql.Conn
	// known tells that a run has left what it knew about the copy.
	known bool
	// decision is the error that Decide has returned, but for ErrSameContent.
	decision error
	// committed tells that the new rows are published.
	committed bool
}

func (p *publication) run(ctx context.Context) (err error) {
	exists, err := p.begin(ctx)
	defer func() { err = errors.Join(err, p.end(context.WithoutCancel(ctx))) }()
	if err != nil {
		return err
	}
	if p.cache.options.fresh {
		return p.loadFresh(ctx, exists)
	}
	switch {
	case !exists || p.changes.Remade || p.changes.Before == 0 && (!p.known || len(p.Key) == 0):
		err = p.load(ctx, exists)
	case len(p.Key) == 0:
		err = p.replace(ctx)
	default:
		err = p.merge(ctx)
	}
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if err := p.closeHashes(ctx); err != nil { // Its reading would hold the checkpoint up.
		return err
	}
	if err := p.setIndexes(ctx); err != nil {
		return err
	}
	return p.cache.checkpoint(ctx, p.conn)
}

// begin takes a connection, shows the rows to it, begins to read, and looks at the table that is there.
func (p *publication) begin(ctx context.Context) (exists bool, err error) {
	p.sql = statements{table: p.View, columns: p.Columns, log: p.Log, wholeKey: p.WholeKey}
	for _, name := range p.Key {
		p.sql.keys = append(p.sql.keys, slices.IndexFunc(p.Columns, func(column rowset.Column) bool { return strings.EqualFold(column.Name, name) }))
	}
	p.cache.log.setColumns(p)
	p.in = incoming{rows: p.Rows, check: p.Check, keys: p.sql.keys, partial: p.Partial}
	p.feed = feed{width: len(p.Columns), keys: p.sql.keys, hashed: len(p.Key) > 0, rows: p.in.next}
	if p.conn, err = p.cache.db.Conn(ctx); err != nil {
		return false, err
	}
	if err := p.show(ctx, &p.feed); err != nil {
		return false, err
	}
	if err := p.exec(ctx, beginRead); err != nil {
		return false, err
	}
	if exists, err = p.inspect(ctx); err != nil {
		return false, err
	}
	if exists && !p.changes.Remade {
		err = p.trust(ctx)
	}
	if err == nil && p.Partial {
		if p.in.kept == nil {
			return exists, ErrNeedsAll
		}
		p.in.kept.KeepUnseen()
	}
	if err == nil && len(p.Key) > 0 && p.in.kept == nil {
		p.in.spool, err = newSpool(p.cache)
	}
	return exists, err
}

// end undoes what was not committed, and leaves nothing behind.
func (p *publication) end(ctx context.Context) error {
	if p.conn == nil {
		return nil
	}
	err := p.closeHashes(ctx)
	// Without a transaction ROLLBACK is an error, and that is the usual case.
	_, _ = p.conn.ExecContext(ctx, rollbackAll)
	err = errors.Join(err, p.exec(ctx, dropFeed, dropSeen, dropGone, dropChanges, setPageCache(pageCacheKB)))
	if p.in.spool != nil {
		err = errors.Join(err, p.in.spool.close())
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
func (p *publication) show(ctx context.Context, f *feed) error {
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
		have = append(have, fmt.Sprintf("%s %s %d", quote(name), declared, pk))
	}
	if err := rows.Err(); err != nil || len(have) == 0 {
		return false, err
	}
	_, err = sqlitedb.New(p.conn).GetCopy(ctx, p.View)
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
		want = append(want, fmt.Sprintf("%s %s %d", quote(column.Name), p.sql.declared(i), slices.Index(p.sql.keys, i)+1))
	}
	p.changes.Remade = !slices.Equal(have, want)
	return true, p.conn.QueryRowContext(ctx, p.sql.count()).Scan(&p.changes.Before)
}

// tally counts the changes, when the rows that differ are staged.
func (p *publication) tally(differing int64) {
	p.changes.Updated = differing - p.changes.Inserted
	p.changes.Delta = p.in.delta
	if !p.Partial {
		p.changes.Deleted = p.changes.Before - (p.in.came - p.changes.Inserted)
	}
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
	ours, err := position(ctx, p.conn)
	if err != nil {
		return err
	}
	if err = p.exec(ctx, commitAll); err == nil {
		p.committed = true
		return nil
	}
	// SQLite commits main before temp: when temp's disk is full, COMMIT fails, and main is committed all the same.
	_, _ = p.conn.ExecContext(ctx, rollbackAll)
	now, positionErr := position(ctx, p.conn)
	p.committed = positionErr == nil && now.run >= ours.run
	return errors.Join(err, positionErr)
}

// leave keeps the table as it is, because of what Decide said: only a run that found the same content is recorded.
func (p *publication) leave(ctx context.Context, run sqlitedb.RecordRunParams, decision error) error {
	if errors.Is(decision, ErrSameContent) {
		return sqlitedb.New(p.conn).RecordRun(ctx, run)
	}
	p.decision = decision
	return decision
}
