package publication

import (
	"context"
	"errors"

	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// LastCursor returns the greatest value that the copy has in a column. ok is false if the copy is not trusted enough
// for a Partial copy, or if the column has no value that a source can compare with.
func LastCursor(ctx context.Context, c *cache.Cache, what Copy, column rowset.Column) (value rowset.Value, ok bool, err error) {
	p := &publication{Copy: what, cache: c}
	p.Partial, p.Rows = true, nil
	_, err = p.begin(ctx)
	defer func() { err = errors.Join(c.Explain(ctx, err), p.end(context.WithoutCancel(ctx))) }()
	if errors.Is(err, ErrNeedsAll) {
		return value, false, nil
	}
	if err != nil {
		return value, false, err
	}
	var greatest any
	if err = p.conn.QueryRowContext(ctx, p.sql.Greatest(column)).Scan(&greatest); err != nil {
		return value, false, err
	}
	value = rowset.Stored(greatest)
	return value, value.Type == rowset.TypeInteger || value.Type == rowset.TypeText, nil
}
