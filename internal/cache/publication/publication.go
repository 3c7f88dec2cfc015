package publication

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

// The statements that begin and end transactions.
const (
	beginRead   = "BEGIN"
	beginWrite  = "BEGIN IMMEDIATE"
	commitAll   = "COMMIT"
	rollbackAll = "ROLLBACK"
)

// publication is one call of Publish.
type publication struct {
	Copy
	cache   *cache.Cache
	decide  Decide
	db      *sql.DB
	conn    *sql.Conn
	tools   *tools
	stream  intake.Stream
	sql     statement.Table
	changes Changes
	// in is where the intake's rows come from.
	in incoming
	// pages is the connection on which the hashes are read; nil without them.
	pages *sql.Conn
	// known tells that a run has left what it knew about the copy.
	known bool
	// decision is the error that Decide has returned, but for ErrSameContent.
	decision error
	// draft tells that the file does not have its name yet.
	draft bool
	// written is how many new rows SQLite has written.
	written int64
	// committed tells that the new rows are published.
	committed bool
}

func (p *publication) run(ctx context.Context) (err error) {
	exists, err := p.begin(ctx)
	defer func() { err = errors.Join(err, p.end(context.WithoutCancel(ctx))) }()
	if err != nil {
		return err
	}
	if p.draft {
		return p.loadDraft(ctx, exists)
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
	return p.cache.Checkpoint(ctx, p.conn)
}

// begin takes a connection, shows the rows to it, begins to read, and looks at the table that is there.
func (p *publication) begin(ctx context.Context) (exists bool, err error) {
	p.draft = p.cache.Draft() != ""
	p.sql = statement.Table{Name: p.View, Columns: p.Columns, Log: p.Log, WholeKey: p.WholeKey}
	for _, name := range p.Key {
		p.sql.Keys = append(p.sql.Keys, slices.IndexFunc(p.Columns, func(column rowset.Column) bool { return strings.EqualFold(column.Name, name) }))
	}
	p.in = incoming{rows: p.Rows, check: p.Check, keys: p.sql.Keys, partial: p.Partial}
	p.stream = intake.Stream{Width: len(p.Columns), Keys: p.sql.Keys, Hashed: len(p.Key) > 0, Rows: p.in.next}
	if err := p.connect(ctx); err != nil {
		return false, err
	}
	if err := p.show(ctx, &p.stream); err != nil {
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
		if p.in.hashes == nil {
			return exists, ErrNeedsAll
		}
		p.in.hashes.KeepUnseen()
	}
	if err == nil && len(p.Key) > 0 && p.in.hashes == nil {
		var file *os.File
		if file, err = p.cache.UnnamedFile(); err == nil {
			p.in.spool = rowhash.NewSpool(file)
		}
	}
	return exists, err
}

// connect opens a connection that has the virtual table and the functions of this publication.
func (p *publication) connect(ctx context.Context) (err error) {
	if p.tools, err = takeTools(p.Columns); err != nil {
		return err
	}
	p.tools.compare.Follow(&p.stream, nil)
	if p.Log {
		p.tools.compare.Follow(&p.stream, &p.tools.fields)
	}
	p.db = p.cache.Connect(p.tools.driver)
	p.conn, err = p.db.Conn(ctx)
	return err
}

// end undoes what was not committed, and leaves nothing behind: the temporary tables go with the connection.
func (p *publication) end(ctx context.Context) error {
	err := p.closeHashes(ctx)
	if p.conn != nil {
		// Without a transaction ROLLBACK is an error, and that is the usual case.
		_, _ = p.conn.ExecContext(ctx, rollbackAll)
		err = errors.Join(err, p.conn.Close())
	}
	if p.db != nil {
		err = errors.Join(err, p.db.Close())
	}
	if p.tools != nil {
		p.tools.giveBack()
	}
	if p.in.spool != nil {
		err = errors.Join(err, p.in.spool.Close())
	}
	return err
}

func (p *publication) exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := p.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// show makes temp.forecourt_intake show the rows.
func (p *publication) show(ctx context.Context, s *intake.Stream) error {
	return p.tools.module.Show(ctx, p.conn, s)
}

// inspect finds the table, counts its rows, and compares its columns with those wanted. A Partial copy believes the
// count that the last run has left: to count all rows would take longer than to write a few, and a run of all rows does
// it.
func (p *publication) inspect(ctx context.Context) (exists bool, err error) {
	standing, err := cache.TableColumns(ctx, p.conn, p.View)
	if err != nil || len(standing) == 0 {
		return false, err
	}
	_, err = sqlitedb.New(p.conn).GetCopy(ctx, p.View)
	if errors.Is(err, sql.ErrNoRows) {
		return false, &cache.Error{
			Path: p.cache.Path(), Advice: "rename that table, or set CACHE_PATH to another file",
			Err: fmt.Errorf("table %s: %w", p.View, cache.ErrForeign),
		}
	}
	if err != nil {
		return false, err
	}
	wanted := make([]cache.TableColumn, len(p.Columns))
	for i, column := range p.Columns {
		wanted[i] = cache.TableColumn{Name: column.Name, Declared: p.sql.Declared(i), KeyPlace: slices.Index(p.sql.Keys, i) + 1}
	}
	p.changes.Remade = !slices.Equal(standing, wanted)
	if p.Partial {
		state, err := sqlitedb.New(p.conn).GetHashedView(ctx, p.View)
		if p.changes.Before = state.RowCount; !errors.Is(err, sql.ErrNoRows) {
			return true, err
		}
	}
	return true, p.conn.QueryRowContext(ctx, p.sql.Count()).Scan(&p.changes.Before)
}

// tally counts the changes, when the rows that differ are staged.
func (p *publication) tally(differing int64) {
	p.changes.Updated = differing - p.changes.Inserted
	p.changes.Delta = p.in.delta
	if !p.Partial {
		p.changes.Deleted = p.changes.Before - (p.in.came - p.changes.Inserted)
	}
}

// countAfter counts the rows that the table has now. To a Partial copy's count, SQLite's numbers of written and deleted
// rows are added.
func (p *publication) countAfter(ctx context.Context) error {
	if p.Partial {
		p.changes.After = p.changes.Before + p.written - p.changes.Deleted
		return nil
	}
	return p.conn.QueryRowContext(ctx, p.sql.Count()).Scan(&p.changes.After)
}

// commit publishes the rows. From here on nothing is broken off.
func (p *publication) commit(ctx context.Context) error {
	run, err := p.decide(p.changes)
	if err != nil {
		_, _ = p.conn.ExecContext(ctx, rollbackAll) // A fresh file has no transaction to end.
		return p.leave(ctx, run, err)
	}
	ctx = context.WithoutCancel(ctx)
	if err := run.Record(ctx, p.conn); err != nil {
		return err
	}
	if err := p.keep(ctx, run); err != nil || p.draft {
		return err
	}
	next, err := sqlitedb.New(p.conn).NextRunID(ctx)
	if err != nil {
		return err
	}
	if err = p.exec(ctx, commitAll); err == nil {
		p.committed = true
		return nil
	}
	// SQLite commits main before temp: when temp's disk is full, COMMIT fails, and main is committed all the same.
	_, _ = p.conn.ExecContext(ctx, rollbackAll)
	now, nextErr := sqlitedb.New(p.conn).NextRunID(ctx)
	p.committed = nextErr == nil && now >= next
	return errors.Join(err, nextErr)
}

// leave keeps the table as it is, because of what Decide said: only a run that found the same content is recorded.
func (p *publication) leave(ctx context.Context, run cache.Run, decision error) error {
	if errors.Is(decision, ErrSameContent) {
		if err := run.Record(ctx, p.conn); err != nil {
			return err
		}
		return p.keep(ctx, run)
	}
	p.decision = decision
	return decision
}
