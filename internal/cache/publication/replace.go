package publication

import (
	"context"
	"errors"
	"io"

	"forecourt/internal/cache/publication/statement"
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
	if err := p.exec(ctx, p.sql.CreateChanges(), p.sql.InsertAll()); err != nil {
		return err
	}
	staged := Changes{Before: p.changes.Before, Deleted: p.changes.Before, Edited: p.changes.Edited}
	var updated int64
	if err := p.conn.QueryRowContext(ctx, statement.CountChanges).Scan(&staged.Inserted, &updated); err != nil {
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
	if err := p.withoutIndexes(ctx, everyIndex, func() error { return p.exec(ctx, p.sql.DeleteAll(), p.sql.InsertChanges()) }); err != nil {
		return err
	}
	if err := p.logReset(ctx); err != nil {
		return err
	}
	return p.finish(ctx)
}

// unchanged reads all rows, and reports whether the copy already has their content.
func (p *publication) unchanged(ctx context.Context) (bool, error) {
	for {
		if _, err := p.in.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			p.stream.Err = err
			return false, err
		}
	}
	run, err := p.decide(Changes{Before: p.changes.Before, Deleted: p.changes.Before, Inserted: p.in.came, After: p.in.came})
	if err != nil {
		return true, p.leave(ctx, run, err)
	}
	return false, nil
}
