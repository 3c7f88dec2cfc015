package syncer

import (
	"context"
	"io"

	"forecourt/internal/rowset"
)

// pipeline carries batches of rows from the goroutine that reads them, through the one that hashes them, to the cache, and empty
// batches back.
type pipeline struct {
	filled, hashed, empty chan *rowset.Batch
	// readErr and hashErr are why the two goroutines ended early; hashed is closed when both are known.
	readErr, hashErr error
	// counted is how many rows the source has counted in the snapshot, countErr why it could not; both are known when done is closed.
	counted  int64
	countErr error
	done     chan struct{}
}

// stream reads the snapshot in one goroutine, and hashes its rows in another, as long as they are working; the context ends them
// early. It can be called again when the rows have ended and were counted.
func (r *run) stream(ctx context.Context) rowset.Rows {
	p := &pipeline{
		filled: make(chan *rowset.Batch, batchesAhead/2), hashed: make(chan *rowset.Batch, batchesAhead/2),
		empty: make(chan *rowset.Batch, batchesAhead+2), done: make(chan struct{}),
	}
	r.working.Go(func() { r.read(ctx, p) })
	r.working.Go(func() { r.hash(ctx, p) })
	r.counted = func() (int64, error) {
		<-p.done
		return p.counted, p.countErr
	}
	var current *rowset.Batch
	return func() (*rowset.Batch, error) {
		if current != nil {
			current.Reset()
			select {
			case p.empty <- current:
			default: // Enough are on their way.
			}
		}
		var ok bool
		if current, ok = <-p.hashed; ok {
			return current, nil
		}
		if p.hashErr != nil { // The reading goroutine may still be at work: its error is not known.
			return nil, p.hashErr
		}
		if p.readErr != nil {
			return nil, p.readErr
		}
		return nil, io.EOF
	}
}

// read reads all rows, and lets the source count them.
func (r *run) read(ctx context.Context, p *pipeline) {
	defer close(p.done)
	p.readErr = r.snapshot.Read(ctx, r.pick, r.from, func(batch *rowset.Batch) (*rowset.Batch, error) {
		select {
		case p.filled <- batch:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		select {
		case used := <-p.empty:
			return used, nil
		default:
			return rowset.NewBatch(len(r.pick)), nil
		}
	})
	close(p.filled)
	if p.readErr == nil {
		// The source counts while the last rows are written, and the indexes made.
		p.counted, p.countErr = r.snapshot.Count(ctx, r.from)
	}
}

// hash hashes the rows that were read.
func (r *run) hash(ctx context.Context, p *pipeline) {
	defer close(p.hashed)
	for batch := range p.filled {
		r.take(batch)
		select {
		case p.hashed <- batch:
		case <-ctx.Done():
			p.hashErr = ctx.Err()
			return
		}
	}
}

// take looks at a batch before it goes on.
func (r *run) take(batch *rowset.Batch) {
	batch.SetHashes(r.hasher)
	for i := range batch.Len() {
		hash, _ := batch.Hash(i)
		r.fingerprint.Add(hash)
	}
	r.sent += int64(batch.Len())
	if r.Progress != nil {
		before := int64(-1)
		if r.hasLast && r.last.RowCount != nil {
			before = *r.last.RowCount
		}
		r.Progress(r.view.Name, r.sent, before)
	}
}
