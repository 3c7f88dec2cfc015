package syncer

import (
	"context"
	"io"

	"forecourt/internal/rowset"
)

// pipeline carries batches of rows from the goroutine that reads them, through the one that hashes them, to the cache.
// Empty batches go back.
type pipeline struct {
	filled, hashed, empty chan *rowset.Batch
	// readErr and hashErr say why the goroutines ended early. Both are set before hashed is closed, unless hashErr ended
	// it first: then readErr may still be written.
	readErr, hashErr error
	// counted is the source's own count of the snapshot's rows, and countErr says why it could not count. Both are set
	// before done is closed.
	counted  int64
	countErr error
	done     chan struct{}
}

// stream starts one goroutine that reads the snapshot and one that hashes its rows. Both end with the rows or with the
// context. It can be called again when the rows have ended and were counted.
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
			default: // Enough batches are in use.
			}
		}
		var ok bool
		if current, ok = <-p.hashed; ok {
			return current, nil
		}
		if p.hashErr != nil { // The reader may still be running, so readErr cannot be read yet.
			return nil, p.hashErr
		}
		if p.readErr != nil {
			return nil, p.readErr
		}
		return nil, io.EOF
	}
}

// read reads all rows, then lets the source count them.
func (r *run) read(ctx context.Context, p *pipeline) {
	defer close(p.done)
	pause := r.rests()
	p.readErr = r.snapshot.Read(ctx, r.pick, r.from, func(batch *rowset.Batch) (*rowset.Batch, error) {
		pause.take(ctx)
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
		// The source counts while the last rows are written and the indexes are made.
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

// take adds a batch to the fingerprint and the count.
func (r *run) take(batch *rowset.Batch) {
	batch.SetHashes(r.hasher)
	for i := range batch.Len() {
		hash, _ := batch.Hash(i)
		r.fingerprint.Add(hash)
	}
	if r.cursor != nil {
		r.follow(batch)
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
