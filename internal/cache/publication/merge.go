package publication

import (
	"context"
	"errors"

	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/rowset"
)

// writeCacheKB is the size of the page cache while few rows are changed. With a small cache, most pages would be
// written to the write-ahead log several times.
const writeCacheKB = 16000

// merge writes the rows that differ, and deletes those whose key did not come. It looks for the differences in a read
// transaction, which becomes a write transaction at the first write: after the last row was read, or earlier (early).
// If another program has written in between, that fails, and nothing is lost.
func (p *publication) merge(ctx context.Context) error {
	p.staged = p.newStaged()
	early, err := p.newEarly(ctx)
	if err != nil {
		return err
	}
	p.early = early
	if err := p.early.end(ctx, p.stage(ctx, func(_ []rowset.Value, row *staging.Row) error {
		if err := p.staged.add(row); err != nil {
			return err
		}
		return p.early.add(ctx, row)
	})); err != nil {
		return err
	}
	differing := p.staged.Rows
	p.changes.Inserted = p.staged.New
	p.tally(differing)
	if err := p.drop(); err != nil {
		return err
	}
	if p.in.spool != nil && (p.changes.Deleted > 0 || !p.in.spool.Ordered()) {
		if err := p.seen(ctx); err != nil {
			return err
		}
	}
	if differing == 0 && p.changes.Deleted == 0 && p.in.hashes != nil {
		p.changes.After = p.changes.Before
		return p.commit(ctx)
	}
	few := differing+p.changes.Deleted <= p.changes.Before/p.manyParts()
	if few && p.FreeMemory != nil {
		p.FreeMemory()
	}
	if err := p.beginWriting(ctx, few); err != nil {
		return err
	}
	if err := p.raiseLog(ctx, differing+p.changes.Deleted); err != nil {
		return err
	}
	if p.changes.Deleted > 0 {
		if err := p.remove(ctx); err != nil {
			return err
		}
	}
	if differing > 0 {
		if err := p.logChanged(ctx); err != nil {
			return err
		}
		if err := p.write(ctx); err != nil {
			return err
		}
	}
	return p.finish(ctx)
}

// remove deletes the rows whose key did not come.
func (p *publication) remove(ctx context.Context) error {
	if err := p.exec(ctx, p.sql.CreateGone()); err != nil {
		return err
	}
	collect := p.sql.InsertUnseen()
	gone := &intake.Stream{Width: len(p.sql.Keys)}
	if p.in.hashes != nil {
		collect = p.sql.InsertGone()
		gone.Rows = intake.Keys(p.subtracted(p.in.hashes.Unseen()), gone.Width)
		if err := p.show(ctx, gone); err != nil {
			return err
		}
	}
	if err := p.exec(ctx, collect); err != nil {
		return errors.Join(gone.Err, err)
	}
	if err := p.logRows(ctx, p.sql.LogGone()); err != nil {
		return err
	}
	result, err := p.conn.ExecContext(ctx, p.sql.DeleteGone())
	if err != nil {
		return err
	}
	p.changes.Deleted, err = result.RowsAffected()
	return err
}

// finish counts the rows, writes their hashes, and commits.
func (p *publication) finish(ctx context.Context) error {
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	if err := p.keepHashes(ctx); err != nil {
		return err
	}
	return p.commit(ctx)
}

// seen collects the keys that came in temp.forecourt_seen, and finds out whether one came twice.
func (p *publication) seen(ctx context.Context) error {
	keys, err := p.showSpool(ctx)
	if err != nil {
		return err
	}
	if err := p.exec(ctx, p.sql.CreateSeen()); err != nil {
		return err
	}
	result, err := p.conn.ExecContext(ctx, p.sql.InsertSeen())
	if err != nil {
		return errors.Join(keys.Err, err)
	}
	distinct, err := result.RowsAffected()
	if err == nil && distinct < p.in.came {
		err = p.duplicate(ctx)
	}
	return err
}
