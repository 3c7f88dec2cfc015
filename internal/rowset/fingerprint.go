package rowset

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
)

// Fingerprint sums up the content of a table in 128 bits: it is the sum of the rows' hashes, so the order of the rows
// does not matter. Tables with the same rows have the same fingerprint. It does not protect against someone who
// constructs a collision. The zero Fingerprint is that of an empty table.
type Fingerprint struct{ hi, lo uint64 }

// Add adds a row to the fingerprint.
func (f *Fingerprint) Add(h Hash) {
	var carry uint64
	f.lo, carry = bits.Add64(f.lo, h.Lo, 0)
	f.hi, _ = bits.Add64(f.hi, h.Hi, carry)
}

// Remove removes a row from the fingerprint.
func (f *Fingerprint) Remove(h Hash) {
	var borrow uint64
	f.lo, borrow = bits.Sub64(f.lo, h.Lo, 0)
	f.hi, _ = bits.Sub64(f.hi, h.Hi, borrow)
}

// Join adds all rows of another fingerprint.
func (f *Fingerprint) Join(other Fingerprint) { f.Add(Hash{Hi: other.hi, Lo: other.lo}) }

// ParseFingerprint reads what String has written.
func ParseFingerprint(text string) (Fingerprint, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 16 {
		return Fingerprint{}, fmt.Errorf("%q is not a fingerprint", text)
	}
	return Fingerprint{hi: binary.BigEndian.Uint64(b[:8]), lo: binary.BigEndian.Uint64(b[8:])}, nil
}

// String returns the fingerprint as 32 hexadecimal digits.
func (f *Fingerprint) String() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], f.hi)
	binary.BigEndian.PutUint64(b[8:], f.lo)
	return hex.EncodeToString(b[:])
}
