package syncer

import (
	"context"
	"io"

	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// stream reads the snapshot in a goroutine of its own, and hashes its rows in another, as long as they are working; the context ends
// them early. It can be called again when the rows have ended and were counted.
func (r *run) stream(ctx context.Context) cache.Rows {
	filled, hashed := make(chan *rowset.Batch, batchesAhead/2), make(chan *rowset.Batch, batchesAhead/2)
	empty := make(chan *rowset.Batch, batchesAhead+2)
	done := make(chan struct{})
	var failure, hashFailure, countFailure error
	var counted int64
	r.working.Go(func() {
		defer close(done)
		failure = r.snapshot.Read(ctx, r.pick, r.from, func(batch *rowset.Batch) (*rowset.Batch, error) {
			select {
			case filled <- batch:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			select {
			case used := <-empty:
				return used, nil
			default:
				return rowset.NewBatch(len(r.pick)), nil
			}
		})
		close(filled)
		if failure == nil {
			// The source counts while the last rows are written, and the indexes made.
			counted, countFailure = r.snapshot.Count(ctx, r.from)
		}
	})
	r.working.Go(func() {
		defer close(hashed)
		for batch := range filled {
			r.take(batch)
			select {
			case hashed <- batch:
			case <-ctx.Done():
				hashFailure = ctx.Err()
				return
			}
		}
	})
	r.counted = func() (int64, error) {
		<-done
		return counted, countFailure
	}
	var current *rowset.Batch
	return func() (*rowset.Batch, error) {
		if current != nil {
			current.Reset()
			select {
			case empty <- current:
			default: // Enough are on their way.
			}
		}
		batch, ok := <-hashed
		current = batch
		if ok {
			return batch, nil
		}
		if hashFailure != nil { // Before it, the failure of the reading is not known here.
			return nil, hashFailure
		}
		if failure != nil {
			return nil, failure
		}
		return nil, io.EOF
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
