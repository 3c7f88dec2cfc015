package rowset

import (
	"encoding/binary"
	"errors"
)

// errEncoding says that bytes are not the encoding of a row.
var errEncoding = errors.New("this is not the encoding of a row")

// Encoding returns the encoding of row i, which AppendEncoding reads: the one that is hashed. It is valid until Reset.
func (b *Batch) Encoding(i int) []byte { return b.arena[b.rows[i].from:b.rows[i].to] }

// Decode returns a reader of a row from its encoding, which must be one that Encoding has returned.
func Decode(encoding []byte) Reader { return Reader{encoding} }

// AppendEncoding adds a row that Encoding has written, and copies its bytes. Bytes that are not the encoding of a row
// of this width are an error, and add nothing.
func (b *Batch) AppendEncoding(data []byte) error {
	rest := data
	for range b.width {
		size, err := encodedSize(rest)
		if err != nil {
			return err
		}
		rest = rest[size:]
	}
	if len(rest) > 0 || b.column != 0 {
		return errEncoding
	}
	from := len(b.arena)
	b.arena = append(b.arena, data...)
	b.rows = append(b.rows, row{from: from, to: len(b.arena)})
	return nil
}

// encodedSize returns how many bytes the first value takes.
func encodedSize(data []byte) (int, error) {
	if len(data) == 0 {
		return 0, errEncoding
	}
	size := 1
	switch Type(data[0]) {
	case TypeNull:
	case TypeInteger, TypeReal:
		size += 8
	case TypeText, TypeBlob:
		length, n := binary.Uvarint(data[1:])
		if n <= 0 || length > uint64(len(data)) {
			return 0, errEncoding
		}
		size += n + int(length)
	default:
		return 0, errEncoding
	}
	if size > len(data) {
		return 0, errEncoding
	}
	return size, nil
}
