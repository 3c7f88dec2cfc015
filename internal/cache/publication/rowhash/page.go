package rowhash

import (
	"bytes"
	"encoding/binary"
	"sort"

	"forecourt/internal/rowset"
)

// pageBytes is about the size of a page: two fit into one of the 8 KiB pages of SQLite.
const pageBytes = 3900

// page holds decoded keys, in order, and their hashes. ends has where each key ends in keys.
type page struct {
	keys   []byte
	ends   []int
	hashes []rowset.Hash
}

func (p *page) len() int { return len(p.ends) }

func (p *page) key(i int) []byte {
	from := 0
	if i > 0 {
		from = p.ends[i-1]
	}
	return p.keys[from:p.ends[i]]
}

func (p *page) add(key []byte, hash rowset.Hash) {
	p.keys = append(p.keys, key...)
	p.ends = append(p.ends, len(p.keys))
	p.hashes = append(p.hashes, hash)
}

func (p *page) reset() { p.keys, p.ends, p.hashes = p.keys[:0], p.ends[:0], p.hashes[:0] }

// find returns the position of a key, or the one where it belongs.
func (p *page) find(key []byte) (int, bool) {
	i := sort.Search(p.len(), func(i int) bool { return bytes.Compare(p.key(i), key) >= 0 })
	return i, i < p.len() && bytes.Equal(p.key(i), key)
}

// encode packs the rows from i up to j, without j. Each row is written as: the number of bytes that its key shares
// with the key before, the number of its other bytes, these bytes, and the hash.
func (p *page) encode(buf []byte, i, j int) []byte {
	var last []byte
	for ; i < j; i++ {
		key := p.key(i)
		shared := sharedPrefix(last, key)
		buf = binary.AppendUvarint(buf, uint64(shared))
		buf = binary.AppendUvarint(buf, uint64(len(key)-shared))
		buf = append(buf, key[shared:]...)
		buf = binary.LittleEndian.AppendUint64(buf, p.hashes[i].Hi)
		buf = binary.LittleEndian.AppendUint64(buf, p.hashes[i].Lo)
		last = key
	}
	return buf
}

func sharedPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// decode reads a page into p.
func (p *page) decode(data []byte) error {
	p.reset()
	from := 0
	for len(data) > 0 {
		shared, n := binary.Uvarint(data)
		if n <= 0 {
			return ErrDamaged
		}
		data = data[n:]
		more, n := binary.Uvarint(data)
		if n <= 0 || more > uint64(len(data)) || uint64(len(data)-n) < more+16 {
			return ErrDamaged
		}
		data = data[n:]
		start := len(p.keys)
		if shared > uint64(start-from) {
			return ErrDamaged
		}
		p.keys = append(p.keys, p.keys[from:from+int(shared)]...)
		p.keys = append(p.keys, data[:more]...)
		data = data[more:]
		p.ends = append(p.ends, len(p.keys))
		p.hashes = append(p.hashes, rowset.Hash{Hi: binary.LittleEndian.Uint64(data), Lo: binary.LittleEndian.Uint64(data[8:])})
		data = data[16:]
		from = start
	}
	return nil
}

// size returns about how many bytes encode would write.
func (p *page) size() int {
	size := 18 * p.len()
	var last []byte
	for i := range p.len() {
		key := p.key(i)
		size += len(key) - sharedPrefix(last, key)
		last = key
	}
	return size
}

// split returns the positions at which to cut the rows, so that the parts are pages of about the same size. The last
// position is the end.
func (p *page) split() []int {
	size := p.size()
	parts := (size + pageBytes - 1) / pageBytes
	var cuts []int
	for k := 1; k < parts; k++ {
		if cut := p.len() * k / parts; cut > 0 && (len(cuts) == 0 || cut > cuts[len(cuts)-1]) {
			cuts = append(cuts, cut)
		}
	}
	return append(cuts, p.len())
}
