package publication

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

// trust finds out whether the copy is as the last run left it. If it is, and if it has a key, trust opens its hashes.
func (p *publication) trust(ctx context.Context) error {
	queries := sqlitedb.New(p.conn)
	state, err := queries.GetHashedView(ctx, p.View)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	standing, err := p.triggers(ctx)
	if err != nil {
		return err
	}
	p.changes.Edited = state.Shape == nil || state.RowCount != p.changes.Before || len(standing) != len(p.sql.Triggers())
	p.known = true
	if p.changes.Edited || len(p.Key) == 0 || *state.Shape != rowhash.Shape(p.sql.Keys, p.Columns) {
		return nil
	}
	return p.openHashes(ctx)
}

// openHashes reads the directory of the pages. The pages are read on a connection of their own, because rows are
// looked up while p.conn is busy. Both connections see the same data: if another program writes in between, the
// commit fails.
func (p *publication) openHashes(ctx context.Context) (err error) {
	p.pages, err = p.cache.DB().Conn(ctx)
	if err != nil {
		return err
	}
	if _, err := p.pages.ExecContext(ctx, beginRead); err != nil {
		return err
	}
	p.in.hashes, err = rowhash.Open(ctx, p.pages, p.View)
	return err
}

// closeHashes releases the connection on which the pages are read.
func (p *publication) closeHashes(ctx context.Context) error {
	if p.pages == nil {
		return nil
	}
	var err error
	if p.in.hashes != nil {
		err = p.in.hashes.Close()
	}
	_, _ = p.pages.ExecContext(ctx, rollbackAll) // It fails if no transaction has begun, and then none must end.
	err = errors.Join(err, p.pages.Close())
	p.pages = nil
	return err
}

// keepHashes writes the rows' hashes, so that the next run can tell which rows have changed, and the triggers that
// notice changes by other programs. It is part of the transaction that writes the rows.
func (p *publication) keepHashes(ctx context.Context) error {
	table := rowhash.OpenTable(p.conn, p.View)
	if err := errors.Join(p.writeHashes(ctx, table), table.Close()); err != nil {
		return err
	}
	if err := p.keepTriggers(ctx); err != nil {
		return err
	}
	shape := rowhash.Shape(p.sql.Keys, p.Columns)
	if len(p.Key) == 0 && p.in.unstable > 0 {
		shape = rowhash.Unstable(shape)
	}
	return sqlitedb.New(p.conn).SetHashedView(ctx, sqlitedb.SetHashedViewParams{View: p.View, Shape: &shape, RowCount: p.changes.After})
}

// writeHashes writes the hashes of the changed rows. If the table was filled anew, it writes the hashes of all rows.
func (p *publication) writeHashes(ctx context.Context, table *rowhash.Table) error {
	if p.in.hashes != nil {
		rows, err := p.staged.hashes()
		if err != nil {
			return err
		}
		return p.sorted(ctx, rows, p.staged.ordered, func(rows rowhash.Rows) error { return p.in.hashes.Patch(ctx, rows, table) })
	}
	if err := table.Clear(ctx); err != nil || len(p.Key) == 0 {
		return err
	}
	rows, err := p.in.spool.Rows()
	if err != nil {
		return err
	}
	return p.sorted(ctx, rows, p.in.spool.Ordered(), func(rows rowhash.Rows) error { return rowhash.Build(ctx, rows, table) })
}

// sorted passes keys and hashes on to use, in the order of the keys. ordered means that they already have it.
func (p *publication) sorted(ctx context.Context, rows rowhash.Rows, ordered bool, use func(rowhash.Rows) error) (err error) {
	if ordered {
		return use(rows)
	}
	unsorted := &intake.Stream{Width: 2, Rows: intake.Hashes(rows)}
	if err := p.show(ctx, unsorted); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unsorted.Err) }()
	found, err := p.conn.QueryContext(ctx, statement.SortIntake) //nolint:rowserrcheck,sqlclosecheck // The function that use gets checks the error.
	if err != nil {
		return err
	}
	defer found.Close()
	var key, hash sql.RawBytes
	return use(func() ([]byte, rowset.Hash, error) {
		if !found.Next() {
			if err := found.Err(); err != nil {
				return nil, rowset.Hash{}, err
			}
			return nil, rowset.Hash{}, io.EOF
		}
		if err := found.Scan(&key, &hash); err != nil {
			return nil, rowset.Hash{}, err
		}
		return key, rowhash.DecodeHash(hash), nil
	})
}
