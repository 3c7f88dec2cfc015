package feed

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"forecourt/internal/rowset"
)

// The kinds of records in a payload: rows first, then the keys of deleted rows, then the end.
const (
	recordRow  = 'r'
	recordGone = 'g'
	recordEnd  = 'e'
)

const (
	// windowBytes is how far back the compression looks. It limits the memory of both sides.
	windowBytes = 1 << 20
	// maxRecord is the greatest size of a row. It is more than a source may send.
	maxRecord = 1 << 30
)

// Encoder compresses rows and the keys of deleted rows. Each value keeps its storage class and every bit.
type Encoder struct {
	z   *zstd.Encoder
	buf []byte
	// Rows and Gone are the numbers of rows and keys that were written.
	Rows, Gone int64
}

// NewEncoder returns an encoder that writes to out.
func NewEncoder(out io.Writer) (*Encoder, error) {
	z, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(windowBytes), zstd.WithLowerEncoderMem(true))
	return &Encoder{z: z}, err
}

// Add writes rows.
func (e *Encoder) Add(batch *rowset.Batch) error {
	e.Rows += int64(batch.Len())
	return e.write(recordRow, batch)
}

// Drop writes the keys of deleted rows. No rows may follow them.
func (e *Encoder) Drop(keys *rowset.Batch) error {
	e.Gone += int64(keys.Len())
	return e.write(recordGone, keys)
}

func (e *Encoder) write(kind byte, batch *rowset.Batch) error {
	e.buf = e.buf[:0]
	for i := range batch.Len() {
		row := batch.Encoding(i)
		e.buf = append(binary.AppendUvarint(append(e.buf, kind), uint64(len(row))), row...)
	}
	_, err := e.z.Write(e.buf)
	return err
}

// Close writes the rest. It does not close the writer.
func (e *Encoder) Close() error {
	_, err := e.z.Write([]byte{recordEnd})
	return errors.Join(err, e.z.Close())
}

// Decoder reads what an Encoder has written. It is not safe for concurrent use.
type Decoder struct {
	z     *zstd.Decoder
	in    *bufio.Reader
	gone  *rowset.Batch
	buf   []byte
	ended bool
}

// NewDecoder returns a decoder for rows whose keys have the given number of columns. The caller must close it.
func NewDecoder(in io.Reader, keys int) (*Decoder, error) {
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8*windowBytes))
	if err != nil {
		return nil, err
	}
	return &Decoder{z: z, in: bufio.NewReaderSize(z, 64<<10), gone: rowset.NewBatch(keys)}, nil
}

// Close frees the decoder's memory.
func (d *Decoder) Close() { d.z.Close() }

// Fill adds the next rows to an empty batch, and returns io.EOF if there are none left.
func (d *Decoder) Fill(batch *rowset.Batch) error { return d.fill(recordRow, batch) }

// Gone returns the next batch of keys of deleted rows, and io.EOF after the last one. It is a rowset.Rows. It must be
// called after Fill has returned io.EOF.
func (d *Decoder) Gone() (*rowset.Batch, error) {
	d.gone.Reset()
	if err := d.fill(recordGone, d.gone); err != nil {
		return nil, err
	}
	return d.gone, nil
}

func (d *Decoder) fill(kind byte, batch *rowset.Batch) error {
	for !batch.Full() {
		more, err := d.read(kind, batch)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if batch.Len() == 0 {
		return io.EOF
	}
	return nil
}

// read adds the next record to a batch, if it is of the wanted kind.
func (d *Decoder) read(kind byte, batch *rowset.Batch) (more bool, err error) {
	if d.ended {
		return false, nil
	}
	found, err := d.in.ReadByte()
	switch {
	case err != nil:
		return false, damage(err)
	case found == recordEnd:
		d.ended = true
		if _, err = d.in.ReadByte(); errors.Is(err, io.EOF) { // The store compares the hash only at the end of the bytes.
			return false, nil
		}
		return false, damage(errors.Join(err, errors.New("there is more behind the end")))
	case kind == recordRow && found == recordGone:
		return false, d.in.UnreadByte()
	case found != kind:
		return false, fmt.Errorf("%w: a record of kind %q", ErrDamaged, found)
	}
	size, err := binary.ReadUvarint(d.in)
	if err != nil {
		return false, damage(err)
	}
	if size > maxRecord {
		return false, fmt.Errorf("%w: a record of %d bytes", ErrDamaged, size)
	}
	if uint64(cap(d.buf)) < size {
		d.buf = make([]byte, size)
	}
	d.buf = d.buf[:size]
	if _, err := io.ReadFull(d.in, d.buf); err != nil {
		return false, damage(err)
	}
	if err := batch.AppendEncoding(d.buf); err != nil {
		return false, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return true, nil
}

// damage turns an error of decoding into ErrDamaged. Errors of reading stay as they are, because they may be over in
// a moment.
func damage(err error) error {
	if errors.As(err, new(*Error)) || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, io.EOF) { // A caller of Rows would take it for the end of the rows.
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
