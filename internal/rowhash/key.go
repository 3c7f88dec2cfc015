// Package rowhash keeps a hash of every row of a table, packed into pages by key.
package rowhash

import (
	"encoding/binary"
	"errors"
	"math"

	"forecourt/internal/rowset"
)

// The first byte of a key's encoding says its type.
const (
	tagInteger byte = iota + 1
	tagReal
	tagText
	tagBlob
)

// AppendKey appends the encoding of a key. Keys that SQLite takes for one have one encoding, others do not, and whole numbers
// sort as they should; so do texts, byte by byte.
func AppendKey(buf []byte, v *rowset.Value) []byte {
	switch v.Type {
	case rowset.TypeText:
		return append(append(buf, tagText), v.Bytes...)
	case rowset.TypeBlob:
		return append(append(buf, tagBlob), v.Bytes...)
	case rowset.TypeReal:
		f := v.Float()
		if f != math.Trunc(f) || math.Abs(f) >= 1<<63 {
			return binary.BigEndian.AppendUint64(append(buf, tagReal), v.Bits())
		}
		return binary.BigEndian.AppendUint64(append(buf, tagInteger), uint64(int64(f))^1<<63)
	default:
		return binary.BigEndian.AppendUint64(append(buf, tagInteger), uint64(v.Int())^1<<63)
	}
}

// ErrDamaged is returned for pages that this program did not write.
var ErrDamaged = errors.New("the kept hashes (row_hashes) are damaged: `forecourt verify` makes the next sync compare by value")

// DecodeKey returns the key of an encoding, to which its bytes refer.
func DecodeKey(key []byte) (rowset.Value, error) {
	if len(key) == 0 {
		return rowset.Value{}, ErrDamaged
	}
	tag, rest := key[0], key[1:]
	switch {
	case tag == tagText:
		return rowset.TextOf(rest), nil
	case tag == tagBlob:
		return rowset.BlobOf(rest), nil
	case len(rest) != 8:
		return rowset.Value{}, ErrDamaged
	case tag == tagInteger:
		return rowset.Int(int64(binary.BigEndian.Uint64(rest) ^ 1<<63)), nil
	case tag == tagReal:
		return rowset.Float(math.Float64frombits(binary.BigEndian.Uint64(rest))), nil
	}
	return rowset.Value{}, ErrDamaged
}
