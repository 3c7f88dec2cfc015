package publication

import (
	"errors"

	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// incoming is the stream of rows on its way into the intake. If the last run has kept hashes, only new and changed
// rows pass, and the others are counted. If not, all rows pass, and their keys and hashes are spooled.
type incoming struct {
	rows  rowset.Rows
	check func(row rowset.Reader, n int64) error
	// keys are the positions of the key columns. It is empty if the view has no key.
	keys []int
	// hashes are those that the last run kept. Without them it is nil, and the incoming keys and hashes are spooled.
	hashes *rowhash.Index
	spool  *rowhash.Spool
	// came is the number of rows so far.
	came int64
	// unstable is the number of rows whose values SQLite may store as other types.
	unstable int64
	// delta is for partial copies: the fingerprint of the incoming rows minus that of the rows that they replace.
	partial bool
	delta   rowset.Fingerprint
	buf     []byte
	key     []rowset.Value
}

var errNoKey = errors.New("a row has NULL as its key")

// twiceError is a key that came twice.
type twiceError struct{ key []rowset.Value }

func (e *twiceError) Error() string { return "two rows have " + rowset.Literal(e.key) }

// next returns the next batch that is not empty, and io.EOF after the last one.
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
			return true, in.check(batch.Read(i), in.came)
		})
		if err != nil || batch.Len() > 0 {
			return batch, err
		}
	}
}

// take looks a row up and reports whether it must be written.
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
