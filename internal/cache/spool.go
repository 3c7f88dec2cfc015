package cache

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"forecourt/internal/rowhash"
	"forecourt/internal/rowset"
)

// spool keeps the keys and hashes of a stream in a file that has no name, so that memory stays constant.
type spool struct {
	file *os.File
	out  *bufio.Writer
	buf  []byte
	// last is the key of the row that came last.
	last  []byte
	count int64
	// ordered tells that every key came behind the one before it, so that none came twice.
	ordered bool
}

// newSpool makes the spool's file, and takes its name away, so that it goes with the process, however that ends. A run that
// is killed in between leaves the name; the next run, which holds the lock, uses it again.
func newSpool(c *Cache) (_ *spool, err error) {
	var file *os.File
	if c.options.ReadOnly { // The cache may stand where nothing can be written, and no lock is held.
		file, err = os.CreateTemp("", "forecourt-keys-*")
	} else {
		file, err = createSide(c.path+".keys", 0o600)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &spool{file: file, out: bufio.NewWriterSize(file, 64<<10), ordered: true}, nil
}

func (s *spool) close() error { return s.file.Close() }

// add keeps the key and the hash of a row.
func (s *spool) add(key []byte, hash rowset.Hash) error {
	s.ordered = s.ordered && (s.count == 0 || bytes.Compare(key, s.last) > 0)
	s.last = append(s.last[:0], key...)
	s.count++
	s.buf = binary.AppendUvarint(s.buf[:0], uint64(len(key)))
	s.buf = append(s.buf, key...)
	s.buf = binary.LittleEndian.AppendUint64(s.buf, hash.Hi)
	s.buf = binary.LittleEndian.AppendUint64(s.buf, hash.Lo)
	if _, err := s.out.Write(s.buf); err != nil {
		return &spoolError{err}
	}
	return nil
}

// spoolError tells an error of the spool from one of the stream that it keeps.
type spoolError struct{ err error }

func (e *spoolError) Error() string { return e.err.Error() }
func (e *spoolError) Unwrap() error { return e.err }

// rows hands the keys and hashes out again, in the order in which they came.
func (s *spool) rows() (rowhash.Rows, error) {
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
		return buf[:size], rowset.Hash{Hi: binary.LittleEndian.Uint64(buf[size:]), Lo: binary.LittleEndian.Uint64(buf[size+8:])}, nil
	}, nil
}

// encodedRows shows keys and hashes as rows of two blobs.
func encodedRows(rows rowhash.Rows) Rows {
	return batches(rows, 2, func(batch *rowset.Batch, key []byte, hash rowset.Hash) error {
		batch.Append(rowset.BlobOf(key))
		batch.Append(rowset.BlobOf(appendHash(nil, hash)))
		return nil
	})
}

// keyRows shows keys as rows, a column for each of the key's.
func keyRows(rows rowhash.Rows, columns int) Rows {
	return batches(rows, columns, func(batch *rowset.Batch, key []byte, _ rowset.Hash) error {
		values, err := rowhash.DecodeKeys(key, columns)
		if err != nil {
			return err
		}
		for _, v := range values {
			batch.Append(v)
		}
		return nil
	})
}

func batches(rows rowhash.Rows, width int, add func(*rowset.Batch, []byte, rowset.Hash) error) Rows {
	batch := rowset.NewBatch(width)
	return func() (*rowset.Batch, error) {
		batch.Reset()
		for !batch.Full() {
			key, hash, err := rows()
			if err == nil {
				err = add(batch, key, hash)
			} else if errors.Is(err, io.EOF) && batch.Len() > 0 {
				break
			}
			if err != nil {
				return nil, err
			}
		}
		return batch, nil
	}
}

func appendHash(buf []byte, hash rowset.Hash) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(buf, hash.Hi), hash.Lo)
}
