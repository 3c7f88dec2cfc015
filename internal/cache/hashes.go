package cache

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/rowhash"
	"forecourt/internal/rowset"
)

// pagesAhead is how many pages are read at once when they are wanted one after the other.
const pagesAhead = 64

// unstableShape ends the shape of a view without a key whose fingerprint is not that of the copy.
const unstableShape = ", unstable"

// trust finds out whether the copy is as the last run left it. If so, and it has a key, its hashes are opened.
func (p *publication) trust(ctx context.Context) error {
	queries := sqlitedb.New(p.conn)
	state, err := queries.GetHashedView(ctx, p.View)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	standing, err := listTriggers(ctx, p.conn, p.View)
	if err != nil {
		return err
	}
	p.changes.Edited = state.Shape == nil || state.RowCount != p.changes.Before || len(standing) != len(p.sql.triggers())
	p.known = true
	if p.changes.Edited || len(p.Key) == 0 || *state.Shape != p.sql.shape() {
		return nil
	}
	return p.openHashes(ctx)
}

// listTriggers returns the triggers on a view's copy that notice others' changes; "" means on all copies.
func listTriggers(ctx context.Context, db sqlitedb.DBTX, view string) ([]trigger, error) {
	all, err := sqlitedb.New(db).ListTriggers(ctx, triggerPrefix)
	var found []trigger
	for _, row := range all {
		if view == "" || strings.EqualFold(row.TblName, view) {
			found = append(found, trigger{row.Name, row.Statement})
		}
	}
	return found, err
}

// forgetHashes makes the next runs compare by value, and takes the triggers away, which another version may not know.
func (c *Cache) forgetHashes(ctx context.Context) error {
	tables, err := sqlitedb.New(c.db).ListTables(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(tables, func(name string) bool { return name == hashedViews || name == oldHashedViews })
	if at < 0 {
		return nil
	}
	standing, err := listTriggers(ctx, c.db, "")
	if err != nil {
		return err
	}
	for _, trigger := range standing {
		if _, err := c.db.ExecContext(ctx, dropTrigger(trigger.name)); err != nil {
			return err
		}
	}
	_, err = c.db.ExecContext(ctx, "DELETE FROM main."+quote(tables[at]))
	return err
}

// openHashes reads the directory of the pages. They are read on a connection of their own, because p.conn is at work while
// rows are looked up. Both see the same: if another program writes in between, the commit fails.
func (p *publication) openHashes(ctx context.Context) (err error) {
	p.pages, err = p.cache.db.Conn(ctx)
	if err != nil {
		return err
	}
	if _, err := p.pages.ExecContext(ctx, beginRead); err != nil {
		return err
	}
	p.in.kept, err = openIndex(ctx, p.pages, p.View)
	return err
}

// openIndex reads the directory of a view's pages; the index reads them on the same connection.
func openIndex(ctx context.Context, conn *sql.Conn, view string) (*rowhash.Index, error) {
	queries := sqlitedb.New(conn)
	pages, err := queries.ListHashPages(ctx, view)
	if err != nil {
		return nil, err
	}
	entries := make([]rowhash.Entry, len(pages))
	for i, page := range pages {
		entries[i] = rowhash.Entry{ID: page.ID, FirstKey: page.FirstKey}
	}
	deltas, err := queries.ListHashDeltas(ctx, view)
	if err != nil {
		return nil, err
	}
	var ahead [][]byte
	begin := -1
	return rowhash.NewIndex(entries, deltas, func(at int) ([]byte, error) {
		if i := at - begin; begin >= 0 && i >= 0 && i < len(ahead) {
			return ahead[i], nil
		}
		limit := int64(1)
		if at == 0 || at == begin+len(ahead) {
			limit = pagesAhead
		}
		ahead, err = queries.ListHashPagesFrom(ctx, sqlitedb.ListHashPagesFromParams{View: view, FirstKey: entries[at].FirstKey, Limit: limit})
		if err == nil && len(ahead) == 0 {
			err = rowhash.ErrDamaged
		}
		begin = at
		if err != nil {
			return nil, err
		}
		return ahead[0], nil
	})
}

// LastCursor returns the greatest value of a column of the copy. ok is false when the copy is not known well enough for a Partial copy,
// or the column has no value that a source can compare with.
func (c *Cache) LastCursor(ctx context.Context, what Copy, column rowset.Column) (value rowset.Value, ok bool, err error) {
	p := &publication{Copy: what, cache: c}
	p.Partial, p.Rows = true, nil
	_, err = p.begin(ctx)
	defer func() { err = errors.Join(failure(ctx, c.path, err), p.end(context.WithoutCancel(ctx))) }()
	if errors.Is(err, ErrNeedsAll) {
		return value, false, nil
	}
	if err != nil {
		return value, false, err
	}
	var greatest any
	if err = p.conn.QueryRowContext(ctx, p.sql.greatest(column)).Scan(&greatest); err != nil {
		return value, false, err
	}
	value = stored(greatest)
	return value, value.Type == rowset.TypeInteger || value.Type == rowset.TypeText, nil
}

// closeHashes gives the connection of the pages back.
func (p *publication) closeHashes(ctx context.Context) error {
	if p.pages == nil {
		return nil
	}
	_, _ = p.pages.ExecContext(ctx, rollbackAll) // If it did not begin, there is nothing to end.
	err := p.pages.Close()
	p.pages = nil
	return err
}

// keepHashes keeps the hashes of the rows, so that the next run finds what has changed, and the triggers that notice others'
// changes. It belongs to the transaction that writes the rows.
func (p *publication) keepHashes(ctx context.Context) error {
	writing := newPrepared(p.conn)
	err := p.writeHashes(ctx, &pageWriter{ctx: ctx, view: p.View, queries: sqlitedb.New(writing)})
	if err := errors.Join(err, writing.close()); err != nil {
		return err
	}
	if err := p.keepTriggers(ctx); err != nil {
		return err
	}
	shape := p.sql.shape()
	if len(p.Key) == 0 && p.in.unstable > 0 {
		shape += unstableShape
	}
	return sqlitedb.New(p.conn).SetHashedView(ctx, sqlitedb.SetHashedViewParams{View: p.View, Shape: &shape, RowCount: p.changes.After})
}

// keepTriggers makes the triggers that are missing, or that another version has made. A schema that stays as it is leaves the
// statements valid that other programs have prepared.
func (p *publication) keepTriggers(ctx context.Context) error {
	standing, err := listTriggers(ctx, p.conn, p.View)
	if err != nil {
		return err
	}
	wanted := p.sql.triggers()
	if slices.Equal(standing, slices.SortedFunc(slices.Values(wanted), func(a, b trigger) int { return strings.Compare(a.name, b.name) })) {
		return nil
	}
	if err := p.dropTriggers(ctx); err != nil {
		return err
	}
	for _, trigger := range wanted {
		if err := p.exec(ctx, trigger.create()); err != nil {
			return err
		}
	}
	return nil
}

func (p *publication) writeHashes(ctx context.Context, w *pageWriter) error {
	if p.in.kept != nil {
		return p.sorted(ctx, sortChanges, func(rows rowhash.Rows) error { return p.in.kept.Patch(rows, w) })
	}
	if err := errors.Join(w.queries.DeleteHashPages(ctx, p.View), w.DeleteDeltas()); err != nil || len(p.Key) == 0 {
		return err
	}
	rows, err := p.in.spool.rows()
	if err != nil {
		return err
	}
	if p.in.spool.ordered {
		return rowhash.Build(rows, w)
	}
	unsorted := &feed{width: 2, rows: encodedRows(rows)}
	if err := p.show(ctx, unsorted); err != nil {
		return err
	}
	return errors.Join(p.sorted(ctx, sortFeed, func(rows rowhash.Rows) error { return rowhash.Build(rows, w) }), unsorted.err)
}

// sorted hands out the keys and hashes that a statement selects.
func (p *publication) sorted(ctx context.Context, statement string, use func(rowhash.Rows) error) error {
	found, err := p.conn.QueryContext(ctx, statement) //nolint:rowserrcheck // It is, in the function that is handed out.
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
		return key, rowset.Hash{Hi: binary.LittleEndian.Uint64(hash), Lo: binary.LittleEndian.Uint64(hash[8:])}, nil
	})
}

// pageWriter writes pages into forecourt_row_hashes.
type pageWriter struct {
	ctx     context.Context //nolint:containedctx // It lives as long as one call.
	view    string
	queries *sqlitedb.Queries
}

func (w *pageWriter) Add(firstKey, page []byte) error {
	return w.queries.AddHashPage(w.ctx, sqlitedb.AddHashPageParams{View: w.view, FirstKey: firstKey, Page: page})
}

func (w *pageWriter) Set(id int64, firstKey, page []byte) error {
	if firstKey == nil {
		return w.queries.SetHashPageContent(w.ctx, sqlitedb.SetHashPageContentParams{ID: id, Page: page})
	}
	return w.queries.SetHashPage(w.ctx, sqlitedb.SetHashPageParams{ID: id, FirstKey: firstKey, Page: page})
}

func (w *pageWriter) Delete(id int64) error { return w.queries.DeleteHashPage(w.ctx, id) }

func (w *pageWriter) AddDelta(delta []byte) error {
	return w.queries.AddHashDelta(w.ctx, sqlitedb.AddHashDeltaParams{View: w.view, Delta: delta})
}

func (w *pageWriter) DeleteDeltas() error { return w.queries.DeleteHashDeltas(w.ctx, w.view) }
