package rowhash

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"forecourt/internal/rowset"
)

// Spool keeps the keys and hashes of a stream in a file, in the order in which they come, so that the memory stays
// constant.
type Spool struct {
	file *os.File
	out  *bufio.Writer
	buf  []byte
	// last is the key of the last row.
	last  []byte
	count int64
	// ordered means that each key was greater than the one before, so none came twice.
	ordered bool
}

// NewSpool returns an empty spool. The spool owns the file from then on.
func NewSpool(file *os.File) *Spool {
	return &Spool{file: file, out: bufio.NewWriterSize(file, 64<<10), ordered: true}
}

// Ordered reports whether each key was greater than the one before, so that none came twice.
func (s *Spool) Ordered() bool { return s.ordered }

// Close closes the file.
func (s *Spool) Close() error { return s.file.Close() }

// Add appends the key and the hash of a row.
func (s *Spool) Add(key []byte, hash rowset.Hash) error {
	s.ordered = s.ordered && (s.count == 0 || bytes.Compare(key, s.last) > 0)
	s.last = append(s.last[:0], key...)
	s.count++
	s.buf = binary.AppendUvarint(s.buf[:0], uint64(len(key)))
	s.buf = append(s.buf, key...)
	s.buf = AppendHash(s.buf, hash)
	if _, err := s.out.Write(s.buf); err != nil {
		return &SpoolError{err}
	}
	return nil
}

// SpoolError wraps the errors of the spool, to tell them from those of the stream.
type SpoolError struct{ err error }

// Error returns the cause's text.
func (e *SpoolError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *SpoolError) Unwrap() error { return e.err }

// Rows returns the keys and hashes again, in the order in which they came.
func (s *Spool) Rows() (Rows, error) {
	if err := s.out.Flush(); err != nil {
		return nil, err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(s.file, 64<<10)
	left := s.count
	var buf []byte
	return func() ([]byte, rowset.Hash, error) {
		if left == 0 {
			return nil, rowset.Hash{}, io.EOF
		}
		left--
		size, err := binary.ReadUvarint(in)
		if err == nil {
			if uint64(cap(buf)) < size+16 {
				buf = make([]byte, size+16)
			}
			buf = buf[:size+16]
			_, err = io.ReadFull(in, buf)
		}
		if err != nil {
			return nil, rowset.Hash{}, fmt.Errorf("read the keys back: %w", err)
		}
		return buf[:size], DecodeHash(buf[size:]), nil
	}, nil
}

// HashBytes is the length of an encoded hash.
const HashBytes = 16

// AppendHash appends the HashBytes of a hash.
func AppendHash(buf []byte, hash rowset.Hash) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(buf, hash.Hi), hash.Lo)
}

// DecodeHash reads a hash that AppendHash has written.
func DecodeHash(data []byte) rowset.Hash {
	return rowset.Hash{Hi: binary.LittleEndian.Uint64(data), Lo: binary.LittleEndian.Uint64(data[8:])}
}
