package rowset

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"

	"github.com/zeebo/xxh3"
)

// Fingerprint sums up the content of a table in 128 bits, whatever the order of its rows: the sum of the rows' XXH3
// hashes. Tables with the same rows have the same fingerprint; it does not resist someone who seeks a collision.
// The zero Fingerprint is that of no rows.
type Fingerprint struct {
	hi, lo uint64
	buf    []byte
}

// Add takes a row into the fingerprint, of which pick names the columns. The encoding is unambiguous: every value begins with its type, and text and
// blobs with their length.
func (f *Fingerprint) Add(row []Value, pick []int) {
	buf := f.buf[:0]
	for _, i := range pick {
		v := &row[i]
		buf = append(buf, byte(v.Type))
		switch v.Type {
		case TypeNull:
		case TypeInteger, TypeReal:
			buf = binary.LittleEndian.AppendUint64(buf, v.bits)
		case TypeText, TypeBlob:
			buf = binary.AppendUvarint(buf, uint64(len(v.Bytes)))
			buf = append(buf, v.Bytes...)
		}
	}
	f.buf = buf
	h := xxh3.Hash128(buf)
	var carry uint64
	f.lo, carry = bits.Add64(f.lo, h.Lo, 0)
	f.hi, _ = bits.Add64(f.hi, h.Hi, carry)
}

// String returns the fingerprint as 32 hexadecimal digits.
func (f *Fingerprint) String() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], f.hi)
	binary.BigEndian.PutUint64(b[8:], f.lo)
	return hex.EncodeToString(b[:])
}
