package source

import (
	"errors"
	"io"

	"forecourt/internal/rowset"
)

// emitRows passes rows on in batches. next appends row n, counted from 1, to a batch, or returns io.EOF behind the
// last one.
func emitRows(width int, next func(batch *rowset.Batch, n int64) error, emit Emit) error {
	batch := rowset.NewBatch(width)
	for n := int64(1); ; n++ {
		err := next(batch, n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if batch.Full() {
			if batch, err = emit(batch); err != nil {
				return err
			}
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	_, err := emit(batch)
	return err
}
