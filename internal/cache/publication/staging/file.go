// Package staging finds the rows that differ from the copy's, and keeps them until they are written.
package staging

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// Row is a row to write. Its bytes are valid until the next one is read.
type Row struct {
	// New means that the copy has no row with this key.
	New bool
	// Mask has a '1' for every column that differs from the copy's, and Old has the copy's values of these columns as
	// JSON. Both are empty for a new row. Old is also empty if nobody wants it.
	Mask, Old []byte
	// Key is the row's key as rowhash.AppendKeys encodes it, and Hash its hash, zero if it is not certain.
	Key  []byte
	Hash rowset.Hash
	// Encoding is the row as rowset.Batch encodes it.
	Encoding []byte
}

// File keeps rows in a file, in the order in which they come, so that the memory stays constant. It is not safe for
// concurrent use.
type File struct {
	open func() (*os.File, error)
	file *os.File
	out  *bufio.Writer
	size int64
	buf  []byte
	// Rows is the number of rows, New that of the new ones, and OldBytes the size of all Old.
	Rows, New, OldBytes int64
}

// NewFile returns an empty File. It calls open for a file when it gets the first row, and owns that file.
func NewFile(open func() (*os.File, error)) *File { return &File{open: open} }

// bufferBytes is how much is written and read at once.
const bufferBytes = 256 << 10

// Close closes the file.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// Add appends a row.
func (f *File) Add(row *Row) (err error) {
	if f.file == nil {
		if f.file, err = f.open(); err != nil {
			return err
		}
		f.out = bufio.NewWriterSize(f.file, bufferBytes)
	}
	f.buf = f.buf[:0]
	for _, part := range [][]byte{row.Mask, row.Old, row.Key, row.Encoding} {
		f.buf = binary.AppendUvarint(f.buf, uint64(len(part)))
	}
	f.buf = append(append(append(f.buf, row.Mask...), row.Old...), row.Key...)
	f.buf = append(rowhash.AppendHash(f.buf, row.Hash), row.Encoding...)
	var head [binary.MaxVarintLen64 + 1]byte
	n := 1 + binary.PutUvarint(head[1:], uint64(len(f.buf)))
	f.Rows++
	f.OldBytes += int64(len(row.Old))
	if row.New {
		head[0] = 1
		f.New++
	}
	f.size += int64(n + len(f.buf))
	if _, err = f.out.Write(head[:n]); err == nil {
		_, err = f.out.Write(f.buf)
	}
	return err
}

// Reader reads rows back.
type Reader struct {
	in   *bufio.Reader
	skip int64
	buf  []byte
	row  Row
}

// Read returns a reader of the rows behind the first skip ones. There may be several readers.
func (f *File) Read(skip int64) (*Reader, error) {
	if f.file == nil {
		return &Reader{in: bufio.NewReader(eof{})}, nil
	}
	if err := f.out.Flush(); err != nil {
		return nil, err
	}
	return &Reader{in: bufio.NewReaderSize(io.NewSectionReader(f.file, 0, f.size), bufferBytes), skip: skip}, nil
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// Next returns the next row, and io.EOF after the last one.
func (r *Reader) Next() (*Row, error) {
	for {
		kind, err := r.in.ReadByte()
		if err != nil {
			return nil, err // It is io.EOF behind the last row.
		}
		size, err := binary.ReadUvarint(r.in)
		if err == nil && r.skip > 0 {
			r.skip--
			if _, err = r.in.Discard(int(size)); err == nil {
				continue
			}
		}
		if err == nil {
			if uint64(cap(r.buf)) < size {
				r.buf = make([]byte, size+size/4)
			}
			r.buf = r.buf[:size]
			_, err = io.ReadFull(r.in, r.buf)
		}
		if err != nil {
			return nil, fmt.Errorf("read the changed rows back: %w", err)
		}
		r.row.New = kind == 1
		return &r.row, r.row.decode(r.buf)
	}
}

// decode splits what Add has written.
func (r *Row) decode(data []byte) error {
	var ends [4]uint64
	end := uint64(0)
	for i := range ends {
		size, n := binary.Uvarint(data)
		if n <= 0 {
			return io.ErrUnexpectedEOF
		}
		end += size
		ends[i], data = end, data[n:]
	}
	if end+rowhash.HashBytes != uint64(len(data)) {
		return io.ErrUnexpectedEOF
	}
	r.Mask, r.Old, r.Key = data[:ends[0]], data[ends[0]:ends[1]], data[ends[1]:ends[2]]
	r.Hash, r.Encoding = rowhash.DecodeHash(data[ends[2]:]), data[ends[2]+rowhash.HashBytes:]
	return nil
}
