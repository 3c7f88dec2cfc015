package publication

import (
	"context"
	"fmt"
	"io"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

const (
	// chunksAhead is how many batches of rows wait to be written early.
	chunksAhead = 4
	// earlySlack is how many rows may be written early before it counts how many others have not changed.
	earlySlack = 256
	// mostLocked is about how long early writing may keep others from writing to the file.
	mostLocked = 2 * time.Second
)

// early writes changed rows while the source is still read, in the transaction that publishes them. Otherwise they
// would be written after that, when the source and one core have nothing to do. It does so only if few rows change:
// many are written faster without indexes, and leave no core idle. Nobody else can write to the file meanwhile, so it
// begins when the other rows will be read soon. If the guard refuses the changes, the transaction is undone as ever.
// New rows, the log and the hashes are written later.
type early struct {
	p     *publication
	began time.Time
	// off means that no more rows are written early.
	off bool
	// from and to are the places of the first and behind the last staged row that is written early.
	from, to int64
	// batches has the rows that were not handed over yet, by their masks.
	batches map[string]*rowset.Batch
	// work takes chunks to the goroutine that writes, which sends what went wrong to failed. Both are nil until it runs.
	work   chan chunk
	failed chan error
}

// chunk is some rows that differ in the columns of a mask.
type chunk struct {
	mask  string
	batch *rowset.Batch
}

// newEarly returns an early that may be off from the start: the copy must be as the last run left it, and without
// unique indexes, which can be broken for a moment.
func (p *publication) newEarly(ctx context.Context) (*early, error) {
	e := &early{p: p, began: time.Now(), batches: map[string]*rowset.Batch{}, off: p.Partial || p.in.hashes == nil}
	if e.off {
		return e, nil
	}
	return e, p.conn.QueryRowContext(ctx, statement.HasUniqueIndex, p.View).Scan(&e.off)
}

// add gets each row after it was staged.
func (e *early) add(ctx context.Context, row *staging.Row) error {
	p := e.p
	switch {
	case e.off:
		return nil
	case len(p.staged.masks) > maxMasks, p.staged.Rows > p.in.came/p.manyParts()+earlySlack:
		e.off = true
		return nil
	case e.to == 0 && !e.endsSoon():
		return nil
	case e.to == 0:
		e.from = p.staged.Rows - 1
	}
	e.to = p.staged.Rows
	mask := string(row.Mask)
	columns := p.sql.UpdateColumns(mask)
	if row.New || len(columns) == 0 {
		return nil
	}
	batch := e.batches[mask]
	if batch == nil {
		batch = rowset.NewBatch(len(p.sql.Keys) + len(columns))
		e.batches[mask] = batch
	}
	p.appendUpdate(batch, row, columns)
	if !batch.Full() {
		return nil
	}
	delete(e.batches, mask)
	return e.hand(ctx, chunk{mask, batch})
}

// endsSoon reports whether the other rows will probably be read soon, if there are as many as before.
func (e *early) endsSoon() bool {
	came, left := float64(e.p.in.came), float64(max(0, e.p.changes.Before-e.p.in.came))
	return time.Since(e.began).Seconds()*left/came < mostLocked.Seconds()
}

// hand gives rows to the goroutine that writes. It starts it for the first ones.
func (e *early) hand(ctx context.Context, c chunk) error {
	if e.work == nil {
		e.work, e.failed = make(chan chunk, chunksAhead), make(chan error, 1)
		go func() { e.failed <- e.write(ctx) }()
	}
	select {
	case e.work <- c:
		return nil
	case err := <-e.failed:
		e.failed <- err
		return err
	}
}

// write writes rows until there are no more. Each chunk has a statement of its own, because a statement takes all of
// its rows before it writes the first.
func (e *early) write(ctx context.Context) error {
	if err := e.p.beginWriting(ctx, true); err != nil {
		return err
	}
	for c := range e.work {
		rows := func() (*rowset.Batch, error) {
			batch := c.batch
			if c.batch = nil; batch == nil {
				return nil, io.EOF
			}
			return batch, nil
		}
		stream := &intake.Stream{Width: c.batch.Width(), Rows: rows}
		if _, err := e.p.take(ctx, stream, e.p.sql.UpdateChanged(e.p.sql.UpdateColumns(c.mask))); err != nil {
			return err
		}
	}
	return nil
}

// end hands over what is left, and waits until everything is written. Without an error, all rows that wrote names are.
func (e *early) end(ctx context.Context, failure error) error {
	e.off = true
	if e.work == nil {
		e.to = e.from // Too few rows for a batch are written with the others.
		return failure
	}
	for mask, batch := range e.batches {
		if failure == nil {
			failure = e.hand(ctx, chunk{mask, batch})
		}
	}
	close(e.work)
	if err := <-e.failed; failure == nil {
		failure = err
	}
	return failure
}

// wrote reports whether the staged row at a place is written.
func (e *early) wrote(at int64) bool { return e.from <= at && at < e.to }

// all reports whether all staged rows are written that are not new.
func (e *early) all() bool { return e.to-e.from == e.p.staged.Rows }

// beginWriting makes the transaction one that writes. From here on the triggers do nothing. few means that few rows are
// written, so that a larger page cache pays.
func (p *publication) beginWriting(ctx context.Context, few bool) error {
	size := cache.PageCacheKB
	if few {
		size = writeCacheKB
	}
	if err := p.exec(ctx, fmt.Sprintf("PRAGMA cache_size(-%d)", size)); err != nil {
		return err
	}
	return sqlitedb.New(p.conn).DistrustView(ctx, p.View)
}
