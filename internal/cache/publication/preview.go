package publication

import (
	"context"
	"errors"
	"io"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/plain"
	"forecourt/internal/rowset"
)

// Examples are the keys of some rows that a run would write, as SQL literals.
type Examples struct {
	Inserted, Updated, Deleted []string
}

func addExample(to *[]string, key []rowset.Value) {
	if len(*to) < cache.MaxExamples {
		*to = append(*to, rowset.Literal(key))
	}
}

// preview counts what a publication would change.
func (p *publication) preview(ctx context.Context) (changes Changes, err error) {
	exists, err := p.begin(ctx)
	defer func() { err = errors.Join(err, p.end(context.WithoutCancel(ctx))) }()
	if err != nil {
		return Changes{}, err
	}
	keyed := exists && len(p.Key) > 0 && !p.changes.Remade && p.changes.Before > 0
	if keyed {
		differing, err := p.previewDiffering(ctx)
		if err != nil {
			return Changes{}, err
		}
		p.tally(differing)
		p.changes.After = p.changes.Before + p.changes.Inserted - p.changes.Deleted
	} else {
		p.changes.Made = !exists
		if err := p.conn.QueryRowContext(ctx, statement.CountIntake).Scan(&p.changes.Inserted); err != nil {
			return Changes{}, err
		}
		p.changes.Deleted, p.changes.After = p.changes.Before, p.changes.Inserted
	}
	gone := keyed && p.changes.Deleted > 0
	if p.in.spool != nil && (gone || !p.in.spool.Ordered()) {
		err = p.seen(ctx)
	}
	if err == nil && gone {
		err = p.previewGone(ctx)
	}
	return p.changes, err
}

// previewDiffering counts the rows that are new or have other values, and collects examples.
func (p *publication) previewDiffering(ctx context.Context) (differing int64, err error) {
	err = p.stage(ctx, func(key []rowset.Value, row *staging.Row) error {
		differing++
		if row.New {
			p.changes.Inserted++
			addExample(&p.changes.Examples.Inserted, key)
		} else {
			addExample(&p.changes.Examples.Updated, key)
		}
		return nil
	})
	return differing, err
}

// previewGone collects examples of the rows whose key did not come.
func (p *publication) previewGone(ctx context.Context) error {
	if p.in.hashes == nil {
		rows, err := p.conn.QueryContext(ctx, p.sql.SelectGone())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			if err := rows.Scan(&key); err != nil {
				return err
			}
			if len(p.changes.Examples.Deleted) < cache.MaxExamples {
				p.changes.Examples.Deleted = append(p.changes.Examples.Deleted, plain.Text(key))
			}
		}
		return rows.Err()
	}
	unseen := p.in.hashes.Unseen()
	for len(p.changes.Examples.Deleted) < cache.MaxExamples {
		key, _, err := unseen()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		values, err := rowhash.DecodeKeys(key, len(p.sql.Keys))
		if err != nil {
			return err
		}
		addExample(&p.changes.Examples.Deleted, values)
	}
	return nil
}
