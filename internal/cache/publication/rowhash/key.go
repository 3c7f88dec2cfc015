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

// AppendKey appends the encoding of a key. Two keys have the same encoding if and only if SQLite treats them as the
// same key. The encodings of whole numbers sort like the numbers, and those of texts sort byte by byte.
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
var ErrDamaged = errors.New("the kept hashes (forecourt_row_hashes) are damaged: `forecourt verify` makes the next sync compare by value")

// AppendKeys appends the encoding of a key of one or more values. Keys of several values sort by the first value that
// differs.
func AppendKeys(buf []byte, values []rowset.Value) []byte {
	if len(values) == 1 {
		return AppendKey(buf, &values[0])
	}
	for i := range values {
		v := &values[i]
		if v.Type != rowset.TypeText && v.Type != rowset.TypeBlob {
			buf = AppendKey(buf, v) // All numbers have the same length, so they need no end.
			continue
		}
		tag := tagText
		if v.Type == rowset.TypeBlob {
			tag = tagBlob
		}
		buf = append(buf, tag)
		for _, c := range v.Bytes {
			if buf = append(buf, c); c == 0 {
				buf = append(buf, 0xff)
			}
		}
		buf = append(buf, 0, 0)
	}
	return buf
}

// numberBytes is the length of an encoded number.
const numberBytes = 9

// DecodeKeys returns the values of a key that has the given number of columns. The values may share memory with key.
func DecodeKeys(key []byte, columns int) ([]rowset.Value, error) {
	if columns == 1 {
		v, err := decodeKey(key)
		return []rowset.Value{v}, err
	}
	values := make([]rowset.Value, 0, columns)
	for range columns {
		if len(key) == 0 {
			return nil, ErrDamaged
		}
		if key[0] == tagText || key[0] == tagBlob {
			text, end, ok := unescape(key[1:])
			if !ok {
				return nil, ErrDamaged
			}
			v := rowset.TextOf(text)
			if key[0] == tagBlob {
				v = rowset.BlobOf(text)
			}
			values, key = append(values, v), key[1+end:]
			continue
		}
		if len(key) < numberBytes {
			return nil, ErrDamaged
		}
		v, err := decodeKey(key[:numberBytes])
		if err != nil {
			return nil, err
		}
		values, key = append(values, v), key[numberBytes:]
	}
	if len(key) > 0 {
		return nil, ErrDamaged
	}
	return values, nil
}

// unescape returns the text that an encoding begins with, and the position behind it.
func unescape(data []byte) (text []byte, end int, ok bool) {
	for i := 0; i+1 < len(data); i++ {
		if data[i] == 0 {
			if data[i+1] == 0 {
				return text, i + 2, true
			}
			if data[i+1] != 0xff {
				return nil, 0, false
			}
			text = append(text, 0)
			i++
			continue
		}
		text = append(text, data[i])
	}
	return nil, 0, false
}

// decodeKey returns the value of an encoded key. It shares memory with key.
func decodeKey(key []byte) (rowset.Value, error) {
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
