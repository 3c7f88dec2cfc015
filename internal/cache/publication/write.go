package publication

import (
	"context"
	"slices"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/statement"
)

// maxMasks is how many sets of changed columns get an UPDATE statement of their own.
const maxMasks = 32

// manyParts decides when indexes are created again: if more than one row in manyParts changes, that is faster than
// updating them.
const manyParts = 20

// write writes the rows that differ. If few differ, it writes only the columns that differ, which leaves the indexes
// on other columns alone. If many do, it drops indexes and creates them again, which costs less than updating them.
// It always does so with unique indexes, which only users can have made, because two rows could not swap values under
// them.
func (p *publication) write(ctx context.Context, differing int64) error {
	var unique bool
	if err := p.conn.QueryRowContext(ctx, statement.HasUniqueIndex, p.View).Scan(&unique); err != nil {
		return err
	}
	masks, err := p.masks(ctx)
	if err != nil {
		return err
	}
	work := func() error { return p.writeMasks(ctx, masks) }
	switch {
	case unique || p.changes.Inserted > p.changes.Before/manyParts || len(masks) > maxMasks && differing > p.changes.Before/manyParts:
		return p.withoutIndexes(ctx, everyIndex, work)
	case differing > p.changes.Before/manyParts:
		return p.withoutIndexes(ctx, func(index string) bool { return p.sql.Mentions(index, masks) }, work)
	}
	return work()
}

// writeMasks writes the staged rows, with one statement for each set of columns that differ.
func (p *publication) writeMasks(ctx context.Context, masks []string) error {
	if len(masks) > maxMasks {
		if update := p.sql.UpdateChanged(""); update != "" {
			if err := p.exec(ctx, update); err != nil {
				return err
			}
		}
		return p.insertNew(ctx)
	}
	for _, mask := range masks {
		if _, err := p.conn.ExecContext(ctx, p.sql.UpdateChanged(mask), mask); err != nil {
			return err
		}
	}
	return p.insertNew(ctx)
}

func (p *publication) insertNew(ctx context.Context) error {
	result, err := p.conn.ExecContext(ctx, p.sql.InsertNew())
	if err != nil {
		return err
	}
	p.written, err = result.RowsAffected()
	return err
}

// masks returns the sets of columns that differ, but at most maxMasks + 1 of them.
func (p *publication) masks(ctx context.Context) ([]string, error) {
	rows, err := p.conn.QueryContext(ctx, statement.SelectMasks, maxMasks+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var masks []string
	for rows.Next() {
		var mask string
		if err := rows.Scan(&mask); err != nil {
			return nil, err
		}
		masks = append(masks, mask)
	}
	return masks, rows.Err()
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
