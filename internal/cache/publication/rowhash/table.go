package rowhash

import (
	"context"
	"database/sql"
	"errors"

	"forecourt/db/sqlitedb"
)

// pagesAhead is how many pages are read at once if they are needed one after the other.
const pagesAhead = 64

// Open reads the directory of a view's pages. The index will read the pages on the same connection, until Close.
func Open(ctx context.Context, conn *sql.Conn, view string) (*Index, error) {
	prepared := newPreparedConn(conn)
	x, err := open(ctx, sqlitedb.New(prepared), view)
	if err != nil {
		return nil, errors.Join(err, prepared.close())
	}
	x.close = prepared.close
	return x, nil
}

func open(ctx context.Context, queries *sqlitedb.Queries, view string) (*Index, error) {
	pages, err := queries.ListHashPages(ctx, view)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(pages))
	for i, page := range pages {
		entries[i] = Entry{ID: page.ID, FirstKey: page.FirstKey}
	}
	deltas, err := queries.ListHashDeltas(ctx, view)
	if err != nil {
		return nil, err
	}
	var ahead [][]byte
	begin := -1
	return NewIndex(entries, deltas, func(at int) ([]byte, error) {
		if i := at - begin; begin >= 0 && i >= 0 && i < len(ahead) {
			return ahead[i], nil
		}
		limit := int64(1)
		if at == 0 || at == begin+len(ahead) {
			limit = pagesAhead
		}
		ahead, err = queries.ListHashPagesFrom(ctx, sqlitedb.ListHashPagesFromParams{View: view, FirstKey: entries[at].FirstKey, Limit: limit})
		if err == nil && len(ahead) == 0 {
			err = ErrDamaged
		}
		begin = at
		if err != nil {
			return nil, err
		}
		return ahead[0], nil
	})
}

// Table is the Writer for the tables forecourt_row_hashes and forecourt_row_hash_deltas.
type Table struct {
	view    string
	conn    *preparedConn
	queries *sqlitedb.Queries
}

// OpenTable returns a Table for a view. It writes within the transaction of the connection, until Close.
func OpenTable(conn *sql.Conn, view string) *Table {
	prepared := newPreparedConn(conn)
	return &Table{view: view, conn: prepared, queries: sqlitedb.New(prepared)}
}

// Close closes the statements, but not the connection.
func (t *Table) Close() error { return t.conn.close() }

// Clear removes all pages and deltas.
func (t *Table) Clear(ctx context.Context) error {
	return errors.Join(t.queries.DeleteHashPages(ctx, t.view), t.DeleteDeltas(ctx))
}

// Add implements Writer.
func (t *Table) Add(ctx context.Context, firstKey, page []byte) error {
	return t.queries.AddHashPage(ctx, sqlitedb.AddHashPageParams{View: t.view, FirstKey: firstKey, Page: page})
}

// Set implements Writer.
func (t *Table) Set(ctx context.Context, id int64, firstKey, page []byte) error {
	if firstKey == nil {
		return t.queries.SetHashPageContent(ctx, sqlitedb.SetHashPageContentParams{ID: id, Page: page})
	}
	return t.queries.SetHashPage(ctx, sqlitedb.SetHashPageParams{ID: id, FirstKey: firstKey, Page: page})
}

// Delete implements Writer.
func (t *Table) Delete(ctx context.Context, id int64) error { return t.queries.DeleteHashPage(ctx, id) }

// AddDelta implements Writer.
func (t *Table) AddDelta(ctx context.Context, delta []byte) error {
	return t.queries.AddHashDelta(ctx, sqlitedb.AddHashDeltaParams{View: t.view, Delta: delta})
}

// DeleteDeltas implements Writer.
func (t *Table) DeleteDeltas(ctx context.Context) error {
	return t.queries.DeleteHashDeltas(ctx, t.view)
}
