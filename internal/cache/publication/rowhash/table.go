package rowhash

import (
	"context"
	"database/sql"
	"errors"

	"forecourt/db/sqlitedb"
)

// pagesAhead is how many pages are read at once when they are wanted one after the other.
const pagesAhead = 64

// Open reads the directory of a view's pages; the index reads them on the same connection.
func Open(ctx context.Context, conn *sql.Conn, view string) (*Index, error) {
	queries := sqlitedb.New(conn)
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

// Table writes pages into forecourt_row_hashes, and deltas into forecourt_row_hash_deltas.
type Table struct {
	ctx     context.Context //nolint:containedctx // It lives as long as one call.
	view    string
	conn    *preparedConn
	queries *sqlitedb.Queries
}

// OpenTable writes a view's pages on a connection, in its transaction, until Close.
func OpenTable(ctx context.Context, conn *sql.Conn, view string) *Table {
	prepared := &preparedConn{Conn: conn, statements: map[string]*sql.Stmt{}}
	return &Table{ctx: ctx, view: view, conn: prepared, queries: sqlitedb.New(prepared)}
}

// Close frees the statements, and leaves the connection open.
func (t *Table) Close() error { return t.conn.close() }

// Clear removes all pages and deltas.
func (t *Table) Clear() error {
	return errors.Join(t.queries.DeleteHashPages(t.ctx, t.view), t.DeleteDeltas())
}

// Add is Writer's.
func (t *Table) Add(firstKey, page []byte) error {
	return t.queries.AddHashPage(t.ctx, sqlitedb.AddHashPageParams{View: t.view, FirstKey: firstKey, Page: page})
}

// Set is Writer's.
func (t *Table) Set(id int64, firstKey, page []byte) error {
	if firstKey == nil {
		return t.queries.SetHashPageContent(t.ctx, sqlitedb.SetHashPageContentParams{ID: id, Page: page})
	}
	return t.queries.SetHashPage(t.ctx, sqlitedb.SetHashPageParams{ID: id, FirstKey: firstKey, Page: page})
}

// Delete is Writer's.
func (t *Table) Delete(id int64) error { return t.queries.DeleteHashPage(t.ctx, id) }

// AddDelta is Writer's.
func (t *Table) AddDelta(delta []byte) error {
	return t.queries.AddHashDelta(t.ctx, sqlitedb.AddHashDeltaParams{View: t.view, Delta: delta})
}

// DeleteDeltas is Writer's.
func (t *Table) DeleteDeltas() error { return t.queries.DeleteHashDeltas(t.ctx, t.view) }
