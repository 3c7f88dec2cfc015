package publication

import (
	"context"

	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/rowset"
)

// replace replaces all rows of a view without a key. The rows are staged first, so that their content is known and
// the write transaction is short.
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
	p.staged = p.newStaged()
	err := p.eachIncoming(func(batch *rowset.Batch, i int) error {
		return p.staged.Add(&staging.Row{New: true, Encoding: batch.Encoding(i)})
	})
	if err != nil {
		return err
	}
	rows := p.staged.New
	p.changes = Changes{Before: p.changes.Before, Deleted: p.changes.Before, Edited: p.changes.Edited, Inserted: rows, After: rows}
	if run, err := p.decide(p.changes); err != nil {
		return p.leave(ctx, run, err)
	}
	if err := p.exec(ctx, beginWrite); err != nil {
		return err
	}
	if err := p.withoutIndexes(ctx, everyIndex, func() error {
		if err := p.exec(ctx, p.sql.DeleteAll()); err != nil {
			return err
		}
		return p.insertNew(ctx)
	}); err != nil {
		return err
	}
	if err := p.logReset(ctx); err != nil {
		return err
	}
	return p.finish(ctx)
}

// unchanged reads all rows, and reports whether the copy already has their content.
func (p *publication) unchanged(ctx context.Context) (bool, error) {
	if err := p.eachIncoming(func(*rowset.Batch, int) error { return nil }); err != nil {
		return false, err
	}
	run, err := p.decide(Changes{Before: p.changes.Before, Deleted: p.changes.Before, Inserted: p.in.came, After: p.in.came})
	if err != nil {
		return true, p.leave(ctx, run, err)
	}
	return false, nil
}
