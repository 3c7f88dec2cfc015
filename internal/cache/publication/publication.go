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
	// in is the source of the rows that the intake shows.
	in incoming
	// staged are the rows to write. It is nil until the rows are staged.
	staged *staged
	// early are those of them that are written while others are read. updating is memory that it and update use.
	early    *early
	updating []rowset.Value
	// logging is memory that is used for each row that is logged.
	logging struct {
		values, key []rowset.Value
		text        []byte
	}
	// pages is the connection on which the hashes are read. It is nil if there are none.
	pages *sql.Conn
	// known means that the last run has recorded what it knew about the copy.
	known bool
	// decision is the error that Decide returned, unless it is ErrSameContent.
	decision error
	// draft means that the file does not have its name yet.
	draft bool
	// written is the number of new rows that SQLite has written.
	written int64
	// committed means that the new rows are published.
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
	if err := p.closeHashes(ctx); err != nil { // While it reads, the checkpoint would have to wait.
		return err
	}
	if err := p.setIndexes(ctx); err != nil {
		return err
	}
	return p.cache.Checkpoint(ctx, p.conn)
}

// begin takes a connection and connects the rows to it. Then it begins to read and looks at the existing table.
func (p *publication) begin(ctx context.Context) (exists bool, err error) {
	p.draft = p.cache.Draft() != ""
	p.sql = statement.Table{Name: p.View, Columns: p.Columns, Log: p.Log, WholeKey: p.WholeKey}
	for _, name := range p.Key {
		p.sql.Keys = append(p.sql.Keys, slices.IndexFunc(p.Columns, func(column rowset.Column) bool { return strings.EqualFold(column.Name, name) }))
	}
	p.in = incoming{rows: p.Rows, check: p.Check, keys: p.sql.Keys, partial: p.Partial}
	p.stream = intake.Stream{Width: len(p.Columns), Rows: p.in.next}
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
	p.db = p.cache.Connect(p.tools.driver)
	p.conn, err = p.db.Conn(ctx)
	return err
}

// end undoes what was not committed. The temporary tables disappear with the connection.
func (p *publication) end(ctx context.Context) error {
	err := p.closeHashes(ctx)
	if p.conn != nil {
		// ROLLBACK fails if there is no transaction, which is the usual case.
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
	if p.staged != nil {
		err = errors.Join(err, p.staged.Close())
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

// inspect looks for the table, counts its rows, and compares its columns with the wanted ones. For a Partial copy it
// relies on the number that the last run recorded: counting all rows would take longer than writing a few, and a full
// run counts them anyway.
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

// tally counts the changes after the rows that differ were staged.
func (p *publication) tally(differing int64) {
	p.changes.Updated = differing - p.changes.Inserted
	p.changes.Delta = p.in.delta
	if !p.Partial {
		p.changes.Deleted = p.changes.Before - (p.in.came - p.changes.Inserted)
	}
}

// countAfter counts the rows that the table has now. For a Partial copy, it adds the rows that SQLite has inserted to
// the previous number, and subtracts the deleted ones.
func (p *publication) countAfter(ctx context.Context) error {
	if p.Partial {
		p.changes.After = p.changes.Before + p.written - p.changes.Deleted
		return nil
	}
	return p.conn.QueryRowContext(ctx, p.sql.Count()).Scan(&p.changes.After)
}

// commit publishes the rows. From here on, cancelling the context has no effect.
func (p *publication) commit(ctx context.Context) error {
	run, err := p.decide(p.changes)
	if err != nil {
		_, _ = p.conn.ExecContext(ctx, rollbackAll) // It fails for a new file, where no transaction has begun.
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
	// SQLite commits main before temp. If the disk of temp is full, COMMIT fails although main is committed.
	_, _ = p.conn.ExecContext(ctx, rollbackAll)
	now, nextErr := sqlitedb.New(p.conn).NextRunID(ctx)
	p.committed = nextErr == nil && now >= next
	return errors.Join(err, nextErr)
}

// leave does not change the table, because Decide said so. The run is recorded only if it found the same content.
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
