package facet

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sync"

	"forecourt/internal/vehicle"
)

// packed is the version of the form in which Write writes an index.
const packed = 1

// packChunk is how many numbers are written or read at a time.
const packChunk = 8 << 10

// Write writes the index, so that another process can Read it. Numbers take a fixed number of bytes, as in memory, so
// that reading is about as fast as copying. There is no checksum: who keeps what was written must see to that.
func (x *Index) Write(to io.Writer) error {
	p := &packer{to: bufio.NewWriterSize(to, 8*packChunk)}
	for _, n := range []uint64{packed, uint64(x.full), uint64(x.revision), x.seed, uint64(len(x.layers))} {
		p.number(n)
	}
	for _, l := range x.layers {
		packAll(p, l.gone)
		packAll(p, l.revisions)
		packAll(p, l.ids.numbers)
		p.texts(l.ids.texts)
		for _, f := range x.shape.Fields() {
			p.column(l.segment, f)
		}
	}
	if p.err != nil {
		return p.err
	}
	return p.to.Flush()
}

// packer writes the parts of an index. After an error it writes nothing more.
type packer struct {
	to  *bufio.Writer
	buf []byte
	err error
}

func (p *packer) write(b []byte) {
	if p.err == nil {
		_, p.err = p.to.Write(b)
	}
}

func (p *packer) number(n uint64) {
	p.buf = binary.AppendUvarint(p.buf[:0], n)
	p.write(p.buf)
}

func (p *packer) texts(list []string) {
	p.number(uint64(len(list)))
	for _, text := range list {
		p.number(uint64(len(text)))
		p.write([]byte(text))
	}
}

// column writes the values of a field, if the segment has them.
func (p *packer) column(s *segment, f *vehicle.Field) {
	if w := s.words[f.Name]; w != nil {
		p.texts(w.values)
		packAll(p, w.codes.bytes)
		packAll(p, w.codes.shorts)
		packAll(p, w.codes.longs)
	}
	if c := s.numbers[f.Name]; c != nil {
		packAll(p, c.values)
	}
	if w := s.wholes[f.Name]; w != nil {
		packAll(p, w.hashes)
	}
}

func packAll[T uint8 | uint16 | uint32 | uint64 | int64](p *packer, list []T) {
	p.number(uint64(len(list)))
	for part := range slices.Chunk(list, packChunk) {
		if p.err != nil {
			return
		}
		if p.buf, p.err = binary.Append(p.buf[:0], binary.LittleEndian, part); p.err == nil {
			p.write(p.buf)
		}
	}
}

// Read reads an index that Write has written, for vehicles of the same shape. size is at least the number of bytes. It
// is an error if they are of another version of this program, but damaged bytes may make a wrong index.
func Read(shape *vehicle.Shape, from io.Reader, size int64) (*Index, error) {
	u := &unpacker{from: bufio.NewReaderSize(from, 8*packChunk), size: uint64(size), buf: make([]byte, 8*packChunk)}
	if version := u.number(); u.err == nil && version != packed {
		return nil, fmt.Errorf("the index is in form %d, not %d", version, packed)
	}
	full, revision, seed, layers := u.number(), u.number(), u.number(), u.number()
	x := newIndex(shape, 0)
	x.full, x.revision, x.seed = int(full), uint32(revision), seed
	for range layers {
		l := u.layer(shape, seed)
		if u.err != nil {
			return nil, fmt.Errorf("read the index: %w", u.err)
		}
		x.layers = append(x.layers, l)
	}
	var working sync.WaitGroup
	for _, l := range x.layers {
		working.Go(l.finish)
	}
	working.Wait()
	x.sortAhead()
	return x, nil
}

// unpacker reads the parts of an index. After an error it returns nothing more.
type unpacker struct {
	from *bufio.Reader
	size uint64
	buf  []byte
	err  error
}

func (u *unpacker) number() (n uint64) {
	if u.err == nil {
		n, u.err = binary.ReadUvarint(u.from)
	}
	return n
}

// count reads how many values of so many bytes follow. There are never more than fit into the whole.
func (u *unpacker) count(width uint64) uint64 {
	n := u.number()
	if u.err == nil && n > u.size/width {
		u.err = fmt.Errorf("%d values do not fit into %d bytes", n, u.size)
	}
	if u.err != nil {
		return 0
	}
	return n
}

func (u *unpacker) texts() []string {
	n := u.count(1)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		text := make([]byte, u.count(1))
		if u.err == nil {
			_, u.err = io.ReadFull(u.from, text)
		}
		list[i] = string(text)
	}
	return list
}

func (u *unpacker) layer(shape *vehicle.Shape, seed uint64) *layer {
	l := &layer{segment: newSegment(shape, seed, 0)}
	l.gone = unpackAll[uint64](u)
	l.revisions = unpackAll[uint32](u)
	l.ids = identities{numbers: unpackAll[int64](u), texts: u.texts()}
	l.live = l.ids.len() - l.gone.count()
	for _, f := range shape.Fields() {
		u.column(l.segment, f)
	}
	return l
}

// column reads what packer.column has written.
func (u *unpacker) column(s *segment, f *vehicle.Field) {
	if w := s.words[f.Name]; w != nil {
		w.values = u.texts()
		w.codes = codes{unpackAll[uint8](u), unpackAll[uint16](u), unpackAll[uint32](u)}
		u.rows(s, w.codes.len())
		w.counts = make([]int64, len(w.values))
		for row := range uint32(w.codes.len()) {
			code := w.codes.at(row)
			if int(code) >= len(w.counts) {
				u.err = fmt.Errorf("%s: there is no word %d", f.Name, code)
				return
			}
			w.counts[code]++
		}
	}
	if c := s.numbers[f.Name]; c != nil {
		c.values = unpackAll[int64](u)
		u.rows(s, len(c.values))
	}
	if w := s.wholes[f.Name]; w != nil {
		w.hashes = unpackAll[int64](u)
		u.rows(s, len(w.hashes))
	}
}

// rows checks that a column has a value for each row.
func (u *unpacker) rows(s *segment, n int) {
	if u.err == nil && n != s.ids.len() {
		u.err = fmt.Errorf("a column has %d values for %d rows", n, s.ids.len())
	}
}

func unpackAll[T uint8 | uint16 | uint32 | uint64 | int64](u *unpacker) []T {
	width := binary.Size(T(0))
	n := u.count(uint64(width))
	if n == 0 {
		return nil
	}
	list := make([]T, n)
	for part := range slices.Chunk(list, packChunk) {
		b := u.buf[:len(part)*width]
		if u.err == nil {
			_, u.err = io.ReadFull(u.from, b)
		}
		if u.err == nil {
			_, u.err = binary.Decode(b, binary.LittleEndian, part)
		}
		if u.err != nil {
			return nil
		}
	}
	return list
}
