package publication

import (
	"context"
	"errors"
	"maps"
	"slices"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

// If more than one row in manyParts changes, indexes are created again, which is then faster than updating them. It is
// one in manyPartsLarge if the table has more than cachedRows, because the indexes then do not fit into the page cache.
const (
	manyParts      = 8
	manyPartsLarge = 20
	cachedRows     = 1_000_000
)

// manyParts returns which of the two holds for the table.
func (p *publication) manyParts() int64 {
	if p.changes.Before > cachedRows {
		return manyPartsLarge
	}
	return manyParts
}

// write writes the rows that differ. If few differ, it writes only the columns that differ, which leaves the indexes
// on other columns alone. If many do, it drops indexes and creates them again, which costs less than updating them.
// It always does so with unique indexes, which only users can have made, because two rows could not swap values under
// them.
func (p *publication) write(ctx context.Context) error {
	var unique bool
	if err := p.conn.QueryRowContext(ctx, statement.HasUniqueIndex, p.View).Scan(&unique); err != nil {
		return err
	}
	many, masks := p.changes.Before/p.manyParts(), slices.Sorted(maps.Keys(p.staged.masks))
	work := func() error { return p.writeMasks(ctx, masks) }
	switch {
	case unique || p.changes.Inserted > many || len(masks) > maxMasks && p.staged.Rows > many:
		return p.withoutIndexes(ctx, everyIndex, work)
	case p.staged.Rows > many:
		return p.withoutIndexes(ctx, func(index string) bool { return p.sql.Mentions(index, masks) }, work)
	}
	return work()
}

// writeMasks writes the staged rows, with one statement for each set of columns that differ.
func (p *publication) writeMasks(ctx context.Context, masks []string) error {
	if len(masks) > maxMasks {
		masks = []string{""}
	}
	for _, mask := range masks {
		if err := p.update(ctx, mask); err != nil {
			return err
		}
	}
	return p.insertNew(ctx)
}

// update writes the rows that differ in the columns of a mask, or for "" all columns of all rows that differ.
func (p *publication) update(ctx context.Context, mask string) error {
	columns := p.sql.UpdateColumns(mask)
	if len(columns) == 0 || p.early.all() {
		return nil
	}
	width := len(p.sql.Keys) + len(columns)
	at := int64(-1)
	rows, stop, err := p.staged.batches(0, width, func(batch *rowset.Batch, row *staging.Row) error {
		at++
		if row.New || mask != "" && string(row.Mask) != mask || p.early.wrote(at) {
			return nil
		}
		p.appendUpdate(batch, row, columns)
		return nil
	})
	if err != nil {
		return err
	}
	defer stop()
	_, err = p.take(ctx, &intake.Stream{Width: width, Rows: rows}, p.sql.UpdateChanged(columns))
	return err
}

// appendUpdate appends what UpdateChanged takes of a row: its key, and the columns to write.
func (p *publication) appendUpdate(batch *rowset.Batch, row *staging.Row, columns []int) {
	p.updating = rowset.Decode(row.Encoding).All(p.updating[:0], len(p.Columns))
	for _, at := range p.sql.Keys {
		batch.Append(p.updating[at])
	}
	for _, at := range columns {
		batch.Append(p.updating[at])
	}
}

func (p *publication) insertNew(ctx context.Context) error {
	if p.staged.New == 0 {
		return nil
	}
	rows, stop, err := p.staged.batches(0, len(p.Columns), func(batch *rowset.Batch, row *staging.Row) error {
		if !row.New {
			return nil
		}
		return batch.AppendEncoding(row.Encoding)
	})
	if err != nil {
		return err
	}
	defer stop()
	p.stream = intake.Stream{Width: len(p.Columns), Rows: rows}
	p.written, err = p.take(ctx, &p.stream, p.sql.InsertNew())
	return p.explain(err)
}

// take executes a statement that takes the rows of a stream, and returns how many rows it has written.
func (p *publication) take(ctx context.Context, s *intake.Stream, query string, args ...any) (int64, error) {
	if err := p.show(ctx, s); err != nil {
		return 0, err
	}
	result, err := p.conn.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, errors.Join(s.Err, err)
	}
	return result.RowsAffected()
}

func everyIndex(string) bool { return true }

// withoutIndexes drops the chosen indexes of the table, including those of users, does the work, and creates them
// again.
func (p *publication) withoutIndexes(ctx context.Context, chosen func(index string) bool, work func() error) error {
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	if err != nil {
		return err
	}
	indexes = slices.DeleteFunc(indexes, func(index sqlitedb.ListIndexesRow) bool { return !chosen(index.Statement) })
	for _, index := range indexes {
		if err := p.exec(ctx, "DROP INDEX main."+cache.Quote(index.Name)); err != nil {
			return err
		}
	}
	if err := p.dropTriggers(ctx); err != nil {
		return err
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

// notAllowed reports whether an index cannot be created for these rows or columns.
func notAllowed(err error) bool {
	return cache.IsCode(err, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)
}
