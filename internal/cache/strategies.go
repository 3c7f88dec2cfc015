package cache

import (
	"context"
	"errors"
	"io"

	"forecourt/db/sqlitedb"
)

// load fills an empty table, or makes it first.
func (p *publication) load(ctx context.Context, exists bool) error {
	p.changes.Made = !exists
	p.changes.Deleted = p.changes.Before
	if err := p.exec(ctx, rollbackAll, beginWrite); err != nil {
		return err
	}
	if err := p.dropIndexes(ctx); err != nil {
		return err
	}
	err := p.withoutIndexes(ctx, everyIndex, func() error {
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
		if _, err := p.conn.ExecContext(ctx, p.sql.insertFeed()); err != nil {
			return p.explain(err)
		}
		return p.setIndexes(ctx)
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
	if err := p.exec(ctx, rollbackAll); err != nil {
		return err
	}
	if p.Again != nil && p.known && !p.changes.Edited {
		if same, err := p.unchanged(ctx); same || err != nil {
			return err
		}
		p.in = incoming{rows: p.Again(), check: p.Check}
	}
	if err := p.exec(ctx, p.sql.createChanges(), p.sql.insertAll()); err != nil {
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
	if err := p.withoutIndexes(ctx, everyIndex, func() error { return p.exec(ctx, p.sql.deleteAll(), p.sql.insertChanges()) }); err != nil {
		return err
	}
	if err := p.logReset(ctx); err != nil {
		return err
	}
	return p.finish(ctx)
}

// unchanged reads all rows, and finds out whether their content is that of the copy.
func (p *publication) unchanged(ctx context.Context) (bool, error) {
	for {
		if _, err := p.in.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			p.feed.err = err
			return false, err
		}
	}
	run, err := p.decide(Changes{Before: p.changes.Before, Deleted: p.changes.Before, Inserted: p.in.came, After: p.in.came})
	if err != nil {
		return true, p.leave(ctx, run, err)
	}
	return false, nil
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
	if differing+p.changes.Deleted <= p.changes.Before/manyParts {
		if p.FreeMemory != nil {
			p.FreeMemory()
		}
		if err := p.exec(ctx, setPageCache(writeCacheKB)); err != nil {
			return err
		}
	}
	// The triggers do nothing from here on.
	if err := sqlitedb.New(p.conn).DistrustView(ctx, p.View); err != nil {
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
	if err := p.exec(ctx, p.sql.createGone()); err != nil {
		return err
	}
	statement := p.sql.insertUnseen()
	gone := &feed{width: len(p.sql.keys)}
	if p.in.kept != nil {
		statement = p.sql.insertGone()
		gone.rows = keyRows(p.in.kept.Unseen(), gone.width)
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

// seen puts the keys that came into temp.forecourt_seen, and finds out whether one came twice.
func (p *publication) seen(ctx context.Context) error {
	keys, err := p.showSpool(ctx)
	if err != nil {
		return err
	}
	if err := p.exec(ctx, p.sql.createSeen()); err != nil {
		return err
	}
	result, err := p.conn.ExecContext(ctx, p.sql.insertSeen())
	if err != nil {
		return errors.Join(keys.err, err)
	}
	distinct, err := result.RowsAffected()
	if err == nil && distinct < p.in.came {
		err = p.duplicate(ctx)
	}
	return err
}
