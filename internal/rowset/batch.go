package rowset

import (
	"encoding/binary"
	"math"
)

const (
	// batchRows and batchBytes bound a batch. When either is reached, the next row goes into another batch.
	batchRows  = 256
	batchBytes = 256 << 10
	// keepBytes is the largest arena that a batch keeps for its next use.
	keepBytes = 4 * batchBytes
)

// Batch holds a few hundred rows, in memory that is reused. It is not safe for concurrent use: one goroutine fills it
// and hands it to another.
//
// A row is stored in the encoding that is hashed, and its values are decoded only when they are needed: a refresh drops
// most rows without decoding them. Every value begins with its type. Integers and real numbers follow as 8 bytes, text
// and blobs as their length and bytes.
type Batch struct {
	width  int
	column int
	arena  []byte
	rows   []row
	values []Value
}

// row is a row's position in the arena, and its hash.
type row struct {
	from, to int
	hash     Hash
	stable   bool
}

// NewBatch returns an empty batch for rows with the given number of columns.
func NewBatch(width int) *Batch { return &Batch{width: width} }

// Width returns the number of columns.
func (b *Batch) Width() int { return b.width }

// Len returns the number of rows.
func (b *Batch) Len() int { return len(b.rows) }

// Full reports whether the next row should go into another batch.
func (b *Batch) Full() bool { return len(b.rows) >= batchRows || len(b.arena) >= batchBytes }

// Row returns the values of row i. They are valid until the next call of Row or Reset, and their bytes until Reset.
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

// Read returns a reader of row i. It is faster than Row.
func (b *Batch) Read(i int) Reader { return Reader{b.arena[b.rows[i].from:b.rows[i].to]} }

// Next returns the next value. There must be one.
func (r *Reader) Next() (v Value) {
	v, r.data = readValue(r.data)
	return v
}

// At returns one of the next values, and reads none.
func (r Reader) At(column int) Value {
	v, rest := readValue(r.data)
	for ; column > 0; column-- {
		v, rest = readValue(rest)
	}
	return v
}

// All appends the next values to a slice.
func (r Reader) All(to []Value, width int) []Value {
	for range width {
		to = append(to, r.Next())
	}
	return to
}

// At returns one value of row i. Its bytes are valid until Reset.
func (b *Batch) At(i, column int) Value {
	return b.Read(i).At(column)
}

// readValue decodes a value that Append has encoded, and returns it with the remaining bytes.
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

// Append adds the next value of the current row, and copies its bytes. A row ends with its last column.
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

// appended ends the row after its last value.
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

// Hash returns the Hasher's result for row i. SetHashes must have been called.
func (b *Batch) Hash(i int) (hash Hash, stable bool) { return b.rows[i].hash, b.rows[i].stable }

// Retain drops the rows for which keep returns false. keep is called for each row in order.
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

// Reset empties the batch. It keeps its memory, unless an unusually large row has used more.
func (b *Batch) Reset() {
	b.rows, b.column = b.rows[:0], 0
	if cap(b.arena) > keepBytes {
		b.arena = nil
	}
	b.arena = b.arena[:0]
}
