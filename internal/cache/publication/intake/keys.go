package intake

import (
	"errors"
	"io"

	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// Hashes turns encoded keys and hashes into rows of two blobs.
func Hashes(rows rowhash.Rows) rowset.Rows {
	return batches(rows, 2, func(batch *rowset.Batch, key []byte, hash rowset.Hash) error {
		batch.Append(rowset.BlobOf(key))
		batch.Append(rowset.BlobOf(rowhash.AppendHash(nil, hash)))
		return nil
	})
}

// Keys turns encoded keys into rows, with one column for each of the key's columns.
func Keys(rows rowhash.Rows, columns int) rowset.Rows {
	return batches(rows, columns, func(batch *rowset.Batch, key []byte, _ rowset.Hash) error {
		values, err := rowhash.DecodeKeys(key, columns)
		if err != nil {
			return err
		}
		for _, v := range values {
			batch.Append(v)
		}
		return nil
	})
}

func batches(rows rowhash.Rows, width int, add func(*rowset.Batch, []byte, rowset.Hash) error) rowset.Rows {
	batch := rowset.NewBatch(width)
	return func() (*rowset.Batch, error) {
		batch.Reset()
		for !batch.Full() {
			key, hash, err := rows()
			if err == nil {
				err = add(batch, key, hash)
			} else if errors.Is(err, io.EOF) && batch.Len() > 0 {
				break
			}
			if err != nil {
				return nil, err
			}
		}
		return batch, nil
	}
}
