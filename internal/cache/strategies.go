package cache

import (
	"context"
	"errors"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
)

// load fills an empty table, or makes it first.
func (p *publication) load(ctx context.Context, exists bool) error {
	p.changes.Made = !exists
	p.changes.Deleted = p.changes.Before
	if err := p.exec(ctx, rollbackAll, beginWrite); err != nil {
		return err
	}
	err := p.withoutIndexes(ctx, func() error {
		if p.changes.Remade {
			if err := p.exec(ctx, p.sql.dropTable()); err != nil {
				return err
			}
		}
		if !exists || p.changes.Remade {
			if err := p.exec(ctx, p.sql.createTable()); err != nil {
				return err
			}
		}
		_, err := p.conn.ExecContext(ctx, p.sql.insertFeed())
		return p.explain(err)
	})
	if err != nil {
		return err
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	p.changes.Inserted = p.changes.After
	if err := p.logReset(ctx); err != nil {
		return err
	}
	if err := p.keepHashes(ctx); err != nil {
		return err
	}
	return p.commit(ctx)
}

// replace puts the rows of a view without a key in the place of the old ones. They are staged first, so that the
// content is known, and the write transaction short.
func (p *publication) replace(ctx context.Context) error {
	if err := p.exec(ctx, rollbackAll, p.sql.createChanges(), p.sql.insertAll()); err != nil {
		return err
	}
	staged := Changes{Before: p.changes.Before, Deleted: p.changes.Before, Edited: p.changes.Edited}
	var updated int64
	if err := p.conn.QueryRowContext(ctx, countChanges).Scan(&staged.Inserted, &updated); err != nil {
		return err
	}
	staged.After = staged.Inserted
	p.changes = staged
	if run, err := p.decide(p.changes); err != nil {
		return p.leave(ctx, run, err)
	}
	if err := p.exec(ctx, beginWrite); err != nil {
		return err
	}
	if err := p.withoutIndexes(ctx, func() error { return p.exec(ctx, p.sql.deleteAll(), p.sql.insertChanges()) }); err != nil {
		return err
	}
	if err := p.logReset(ctx); err != nil {
		return err
	}
	return p.finish(ctx)
}

// merge writes the rows that differ, and deletes those whose key did not come. The differences are found in a read
// transaction, which the first write turns into a write transaction: if another program has written in between, that
// fails, and nothing is lost.
func (p *publication) merge(ctx context.Context) error {
	if err := p.exec(ctx, p.sql.createChanges()); err != nil {
		return err
	}
	if _, err := p.conn.ExecContext(ctx, p.sql.insertDiffering()); err != nil {
		return p.explain(err)
	}
	var differing int64
	if err := p.conn.QueryRowContext(ctx, countChanges).Scan(&p.changes.Inserted, &differing); err != nil {
		return err
	}
	p.tally(differing)
	if p.in.spool != nil && (p.changes.Deleted > 0 || !p.in.spool.ordered) {
		if err := p.seen(ctx); err != nil {
			return err
		}
	}
	if differing == 0 && p.changes.Deleted == 0 && p.in.kept != nil {
		p.changes.After = p.changes.Before
		return p.commit(ctx)
	}
	if err := p.dropTriggers(ctx); err != nil {
		return err
	}
	if p.changes.Deleted > 0 {
		if err := p.remove(ctx); err != nil {
			return err
		}
	}
	if differing > 0 {
		if err := p.logRows(ctx, p.sql.logChanged()); err != nil {
			return err
		}
		if err := p.write(ctx, differing); err != nil {
			return err
		}
	}
	return p.finish(ctx)
}

// remove deletes the rows whose key did not come.
func (p *publication) remove(ctx context.Context) error {
	if err := p.exec(ctx, createGone); err != nil {
		return err
	}
	statement := p.sql.insertUnseen()
	gone := &feed{width: 1}
	if p.in.kept != nil {
		statement = insertGone
		gone.rows = keyRows(p.in.kept.Unseen())
		if err := p.show(ctx, gone); err != nil {
			return err
		}
	}
	if err := p.exec(ctx, statement); err != nil {
		return errors.Join(gone.err, err)
	}
	if err := p.logRows(ctx, p.sql.logGone()); err != nil {
		return err
	}
	result, err := p.conn.ExecContext(ctx, p.sql.deleteGone())
	if err != nil {
		return err
	}
	p.changes.Deleted, err = result.RowsAffected()
	return err
}

// finish counts the rows, keeps their hashes, and commits.
func (p *publication) finish(ctx context.Context) error {
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	if err := p.keepHashes(ctx); err != nil {
		return err
	}
	return p.commit(ctx)
}

// seen puts the keys that came into temp.seen, and finds out whether one came twice.
func (p *publication) seen(ctx context.Context) error {
	keys, err := p.showSpool(ctx)
	if err != nil {
		return err
	}
	if err := p.exec(ctx, createSeen); err != nil {
		return err
	}
	result, err := p.conn.ExecContext(ctx, insertSeen)
	if err != nil {
		return errors.Join(keys.err, err)
	}
	distinct, err := result.RowsAffected()
	if err == nil && distinct < p.in.came {
		err = p.duplicate(ctx)
	}
	return err
}

// maxMasks is how many sets of changed columns have a statement of their own.
const maxMasks = 32

// write writes the rows that differ. Changing many rows costs more in the indexes than making the indexes anew; and a
// unique index, which only a user can have made, would not let two rows change places. Of few rows, only the columns that
// differ are written, which leaves the other columns' indexes alone.
func (p *publication) write(ctx context.Context, differing int64) error {
	var unique bool
	if err := p.conn.QueryRowContext(ctx, hasUniqueIndex, p.View).Scan(&unique); err != nil {
		return err
	}
	if unique || differing > p.changes.Before/4 {
		return p.withoutIndexes(ctx, func() error { return p.exec(ctx, p.sql.upsertChanges("")) })
	}
	masks, err := p.masks(ctx)
	if err != nil {
		return err
	}
	if len(masks) > maxMasks {
		return p.exec(ctx, p.sql.upsertChanges(""))
	}
	if err := p.exec(ctx, setPageCache(writeCacheKB)); err != nil {
		return err
	}
	for _, mask := range masks {
		if _, err := p.conn.ExecContext(ctx, p.sql.upsertChanges(mask), mask); err != nil {
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

// withoutIndexes drops the table's indexes, those that its users made too, does the work, and makes them again.
func (p *publication) withoutIndexes(ctx context.Context, work func() error) error {
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	if err != nil {
		return err
	}
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
	names, err := listTriggers(ctx, p.conn, p.View)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := p.exec(ctx, dropTrigger(name)); err != nil {
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
