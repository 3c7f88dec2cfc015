package cache

import (
	"context"
	"errors"
	"slices"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
)

// maxMasks is how many sets of changed columns have a statement of their own.
const maxMasks = 32

// manyParts is the part of the rows, one in so many, from which on making an index anew is quicker than changing it.
const manyParts = 20

// write writes the rows that differ: only the columns that do, which leaves the other columns' indexes alone. Changing many rows
// costs more in an index than making it anew; and a unique index, which only a user can have made, would not let two rows
// change places.
func (p *publication) write(ctx context.Context, differing int64) error {
	var unique bool
	if err := p.conn.QueryRowContext(ctx, hasUniqueIndex, p.View).Scan(&unique); err != nil {
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
		return p.withoutIndexes(ctx, func(statement string) bool { return p.sql.mentions(statement, masks) }, work)
	}
	return work()
}

// writeMasks writes the staged rows, by one statement for each set of columns that differ.
func (p *publication) writeMasks(ctx context.Context, masks []string) error {
	if len(masks) > maxMasks {
		if update := p.sql.updateChanged(""); update != "" {
			if err := p.exec(ctx, update); err != nil {
				return err
			}
		}
		return p.exec(ctx, p.sql.insertNew())
	}
	for _, mask := range masks {
		if _, err := p.conn.ExecContext(ctx, p.sql.updateChanged(mask), mask); err != nil {
			return err
		}
	}
	return p.exec(ctx, p.sql.insertNew())
}

// masks returns the sets of columns that differ, up to one more than maxMasks.
func (p *publication) masks(ctx context.Context) ([]string, error) {
	rows, err := p.conn.QueryContext(ctx, selectMasks, maxMasks+1)
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

// withoutIndexes drops those of the table's indexes whose statement is chosen, those that its users made too, does the work, and
// makes them again.
func (p *publication) withoutIndexes(ctx context.Context, chosen func(statement string) bool, work func() error) error {
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	if err != nil {
		return err
	}
	indexes = slices.DeleteFunc(indexes, func(index sqlitedb.ListIndexesRow) bool { return !chosen(index.Statement) })
	for _, index := range indexes {
		if err := p.exec(ctx, "DROP INDEX main."+quote(index.Name)); err != nil {
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

// dropTriggers drops the triggers that notice others' changes, so that our own go unnoticed.
func (p *publication) dropTriggers(ctx context.Context) error {
	standing, err := listTriggers(ctx, p.conn, p.View)
	if err != nil {
		return err
	}
	for _, trigger := range standing {
		if err := p.exec(ctx, dropTrigger(trigger.name)); err != nil {
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
