package publication

import (
	"errors"

	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// incoming is the stream of rows on its way into the intake. With kept hashes it lets through only the rows that are
// new or changed, and counts the others; without, it lets all through, and spools their keys and hashes.
type incoming struct {
	rows  rowset.Rows
	check func(row []rowset.Value, n int64) error
	// keys are the key's columns, none without one.
	keys []int
	// hashes are those that the last run kept, nil without them; then the keys and hashes that come are spooled.
	hashes *rowhash.Index
	spool  *rowhash.Spool
	// came is how many rows came.
	came int64
	// unstable is how many of them SQLite may store with values of other types.
	unstable int64
	// delta is the fingerprint of the rows that came, less that of the rows whose place they take, for a partial copy.
	partial bool
	delta   rowset.Fingerprint
	buf     []byte
	key     []rowset.Value
}

var errNoKey = errors.New("a row has NULL as its key")

// twiceError is a key that came twice.
type twiceError struct{ key []rowset.Value }

func (e *twiceError) Error() string { return "two rows have " + rowset.Literal(e.key) }

// next hands out the next batch that is not empty, and io.EOF after the last.
func (in *incoming) next() (*rowset.Batch, error) {
	for {
		batch, err := in.rows()
		if err != nil {
			return nil, err
		}
		err = batch.Retain(func(i int) (bool, error) {
			in.came++
			if _, stable := batch.Hash(i); !stable {
				in.unstable++
			}
			if len(in.keys) > 0 {
				wanted, err := in.take(batch, i)
				if err != nil || !wanted {
					return false, err
				}
			}
			if in.check == nil {
				return true, nil
			}
			return true, in.check(batch.Row(i), in.came)
		})
		if err != nil || batch.Len() > 0 {
			return batch, err
		}
	}
}

// take looks a row up, and tells whether it is to be written.
func (in *incoming) take(batch *rowset.Batch, i int) (bool, error) {
	in.key = in.key[:0]
	for _, at := range in.keys {
		value := batch.At(i, at)
		if value.Type == rowset.TypeNull {
			return false, errNoKey
		}
		in.key = append(in.key, value)
	}
	hash, stable := batch.Hash(i)
	if !stable {
		hash = rowset.Hash{}
	}
	in.buf = rowhash.AppendKeys(in.buf[:0], in.key)
	if in.hashes == nil {
		return true, in.spool.Add(in.buf, hash)
	}
	match, before, err := in.hashes.Find(in.buf, hash)
	if in.partial && (match == rowhash.Unhashed || !stable) {
		return false, ErrNeedsAll
	}
	in.delta.Add(hash)
	in.delta.Remove(before)
	if errors.Is(err, rowhash.ErrTwice) {
		err = &twiceError{in.key}
	}
	return match != rowhash.Same, err
}
