package rowset

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// Fingerprint sums up the content of a table in 128 bits, whatever the order of its rows: the sum of the rows' hashes.
// Tables with the same rows have the same fingerprint; it does not resist someone who seeks a collision.
// The zero Fingerprint is that of no rows.
type Fingerprint struct{ hi, lo uint64 }

// Add takes a row into the fingerprint.
func (f *Fingerprint) Add(h Hash) {
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
