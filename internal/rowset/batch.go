package rowset

import (
	"encoding/binary"
	"math"
)

const (
	// batchRows and batchBytes bound a batch: a row that comes when either is reached goes into the next batch.
	batchRows  = 256
	batchBytes = 256 << 10
	// keepBytes is the largest arena that a batch takes along when it is used again.
	keepBytes = 4 * batchBytes
)

// Batch holds a few hundred rows in memory that is used again. It is not safe for concurrent use: it is filled by one
// goroutine and then handed to another.
//
// A row is held as the bytes that are hashed, and its values are read out of them when they are wanted: most rows of a refresh
// are dropped unread. Every value begins with its type; integers and real numbers follow as 8 bytes, text and blobs as their
// length and bytes.
type Batch struct {
	width  int
	column int
	arena  []byte
	rows   []row
	values []Value
}

// row is a row's place in the arena, and its hash.
type row struct {
	from, to int
	hash     Hash
	stable   bool
}

// NewBatch returns an empty batch for rows of the given number of columns.
func NewBatch(width int) *Batch { return &Batch{width: width} }

// Len returns the number of rows.
func (b *Batch) Len() int { return len(b.rows) }

// Full tells whether the next row should go into another batch.
func (b *Batch) Full() bool { return len(b.rows) >= batchRows || len(b.arena) >= batchBytes }

// Row returns the values of row i. They are valid until the next call of Row, or Reset; their bytes until Reset.
func (b *Batch) Row(i int) []Value {
	b.values = b.values[:0]
	for data := b.arena[b.rows[i].from:b.rows[i].to]; len(b.values) < b.width; {
		var v Value
		v, data = readValue(data)
		b.values = append(b.values, v)
	}
	return b.values
}

// Reader reads the values of a row, one after the other. They are valid until the batch's Reset.
type Reader struct{ data []byte }

// Read returns a reader of row i, which is quicker than Row.
func (b *Batch) Read(i int) Reader { return Reader{b.arena[b.rows[i].from:b.rows[i].to]} }

// Next returns the next value. There must be one.
func (r *Reader) Next() (v Value) {
	v, r.data = readValue(r.data)
	return v
}

// At returns one value of row i. Its bytes are valid until Reset.
func (b *Batch) At(i, column int) Value {
	v, data := readValue(b.arena[b.rows[i].from:b.rows[i].to])
	for ; column > 0; column-- {
		v, data = readValue(data)
	}
	return v
}

// readValue reads a value that Append has written, and returns the bytes behind it.
func readValue(data []byte) (Value, []byte) {
	v := Value{Type: Type(data[0])}
	data = data[1:]
	switch v.Type {
	case TypeNull:
		return v, data
	case TypeInteger, TypeReal:
		v.bits = binary.LittleEndian.Uint64(data)
		return v, data[8:]
	default:
		size, n := binary.Uvarint(data)
		end := n + int(size)
		v.Bytes = data[n:end:end]
		return v, data[end:]
	}
}

// Append adds the next value of the current row, and copies its bytes. Rows follow each other without a mark.
func (b *Batch) Append(v Value) {
	switch v.Type {
	case TypeNull:
		b.AppendNull()
	case TypeInteger, TypeReal:
		b.appendBits(v.Type, v.bits)
	default:
		b.AppendBytes(v.Type, v.Bytes)
	}
}

// AppendNull is Append for NULL.
func (b *Batch) AppendNull() {
	b.arena = append(b.arena, byte(TypeNull))
	b.appended(1)
}

// AppendInt is Append for a whole number.
func (b *Batch) AppendInt(n int64) { b.appendBits(TypeInteger, uint64(n)) }

// AppendFloat is Append for a real number.
func (b *Batch) AppendFloat(f float64) { b.appendBits(TypeReal, math.Float64bits(f+0)) }

func (b *Batch) appendBits(t Type, bits uint64) {
	b.arena = binary.LittleEndian.AppendUint64(append(b.arena, byte(t)), bits)
	b.appended(9)
}

// AppendBytes is Append for text or a blob.
func (b *Batch) AppendBytes(t Type, data []byte) {
	before := len(b.arena)
	b.arena = binary.AppendUvarint(append(b.arena, byte(t)), uint64(len(data)))
	b.arena = append(b.arena, data...)
	b.appended(len(b.arena) - before)
}

// appended closes the row after its last value.
func (b *Batch) appended(size int) {
	if b.column == 0 {
		b.rows = append(b.rows, row{from: len(b.arena) - size})
	}
	if b.column++; b.column == b.width {
		b.column = 0
		b.rows[len(b.rows)-1].to = len(b.arena)
	}
}

// SetHashes hashes all rows.
func (b *Batch) SetHashes(h *Hasher) {
	for i := range b.rows {
		r := &b.rows[i]
		if h.any {
			r.hash, r.stable = h.Hash(b.Row(i))
		} else {
			r.hash, r.stable = hashBytes(b.arena[r.from:r.to]), true
		}
	}
}

// Hash returns what the Hasher said of row i. SetHashes must have been called.
func (b *Batch) Hash(i int) (hash Hash, stable bool) { return b.rows[i].hash, b.rows[i].stable }

// Retain drops the rows that keep, which sees each in order, does not want.
func (b *Batch) Retain(keep func(i int) (bool, error)) error {
	n := 0
	for i := range b.rows {
		kept, err := keep(i)
		if err != nil {
			return err
		}
		if kept {
			b.rows[n] = b.rows[i]
			n++
		}
	}
	b.rows = b.rows[:n]
	return nil
}

// Reset empties the batch and keeps its memory, but for what an unusually large row took.
func (b *Batch) Reset() {
	b.rows, b.column = b.rows[:0], 0
	if cap(b.arena) > keepBytes {
		b.arena = nil
	}
	b.arena = b.arena[:0]
}
