package vehicle

import (
	"encoding/binary"
	"strings"
)

// What stands before a packed value.
const (
	packedUnknown = iota
	packedText
	packedNumber
)

// Pack returns the values of a vehicle of the shape as one text, for keeping many vehicles in memory: it takes a
// fraction of their memory, and the garbage collector has one pointer to follow instead of one for each value. It is
// read by Unpack in the same process, and is no format for files.
func (s *Shape) Pack(v *Vehicle) string {
	size := 0
	for i := range v.values {
		size += len(v.values[i].text) + 4
	}
	var b strings.Builder
	b.Grow(size)
	var number [binary.MaxVarintLen64]byte
	for _, value := range v.values {
		switch {
		case !value.Known():
			b.WriteByte(packedUnknown)
		case value.text != "" || value.Number() == 0:
			b.WriteByte(packedText)
			b.Write(number[:binary.PutUvarint(number[:], uint64(len(value.text)))])
			b.WriteString(value.text)
		default:
			b.WriteByte(packedNumber)
			b.Write(number[:binary.PutVarint(number[:], value.Number())])
		}
	}
	return b.String()
}

// Unpack sets the values of a new vehicle to those of the one that was packed. Its texts share the memory of the packed
// text.
func (v *Vehicle) Unpack(packed string) {
	for i := range v.values {
		kind := packed[0]
		packed = packed[1:]
		switch kind {
		case packedText:
			n, size := readUvarint(packed)
			v.values[i] = TextOf(packed[size : size+int(n)])
			packed = packed[size+int(n):]
		case packedNumber:
			n, size := readUvarint(packed)
			v.values[i] = NumberOf(int64(n>>1) ^ -int64(n&1)) // As binary.Varint.
			packed = packed[size:]
		}
	}
}

// readUvarint is binary.Uvarint, of a string.
func readUvarint(text string) (n uint64, size int) {
	for shift := uint(0); ; shift += 7 {
		b := text[size]
		size++
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n, size
		}
	}
}
