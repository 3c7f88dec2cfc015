package rowset

const (
	// batchRows and batchBytes bound a batch: a row that comes when either is reached goes into the next batch.
	batchRows  = 256
	batchBytes = 256 << 10
	// keepBytes is the largest arena that a batch takes along when it is used again.
	keepBytes = 4 * batchBytes
)

// Batch holds a few hundred rows in memory that is used again. It is not safe for concurrent use: it is filled by one
// goroutine and then handed to another.
type Batch struct {
	width  int
	values []Value
	arena  []byte
	hashes []rowHash
}

type rowHash struct {
	Hash
	stable bool
}

// NewBatch returns an empty batch for rows of the given number of columns.
func NewBatch(width int) *Batch { return &Batch{width: width} }

// Len returns the number of rows.
func (b *Batch) Len() int {
	if b.width == 0 {
		return 0
	}
	return len(b.values) / b.width
}

// Full tells whether the next row should go into another batch.
func (b *Batch) Full() bool { return b.Len() >= batchRows || len(b.arena) >= batchBytes }

// Row returns the values of row i. They are valid until Reset.
func (b *Batch) Row(i int) []Value { return b.values[i*b.width : (i+1)*b.width] }

// Append adds the next value of the current row, and copies its bytes. Rows follow each other without a mark.
func (b *Batch) Append(v Value) {
	if v.Type == TypeText || v.Type == TypeBlob {
		from := len(b.arena)
		b.arena = append(b.arena, v.Bytes...)
		v.Bytes = b.arena[from:len(b.arena):len(b.arena)]
	}
	b.values = append(b.values, v)
}

// SetHashes hashes all rows.
func (b *Batch) SetHashes(h *Hasher) {
	b.hashes = b.hashes[:0]
	for i := range b.Len() {
		var hash rowHash
		hash.Hash, hash.stable = h.Hash(b.Row(i))
		b.hashes = append(b.hashes, hash)
	}
}

// Hash returns what the Hasher said of row i. SetHashes must have been called.
func (b *Batch) Hash(i int) (hash Hash, stable bool) { return b.hashes[i].Hash, b.hashes[i].stable }

// Retain drops the rows that keep, which sees each in order, does not want.
func (b *Batch) Retain(keep func(i int) (bool, error)) error {
	n := 0
	for i := range b.Len() {
		kept, err := keep(i)
		if err != nil {
			return err
		}
		if !kept {
			continue
		}
		if n < i {
			copy(b.Row(n), b.Row(i))
			b.hashes[n] = b.hashes[i]
		}
		n++
	}
	b.values, b.hashes = b.values[:n*b.width], b.hashes[:n]
	return nil
}

// Reset empties the batch and keeps its memory, but for what an unusually large row took.
func (b *Batch) Reset() {
	b.values, b.hashes = b.values[:0], b.hashes[:0]
	if cap(b.arena) > keepBytes {
		b.arena = nil
	}
	b.arena = b.arena[:0]
}
