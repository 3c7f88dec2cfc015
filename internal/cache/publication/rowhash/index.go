package rowhash

import (
	"bytes"
	"errors"
	"io"
	"math/bits"
	"sort"

	"forecourt/internal/rowset"
)

// ErrTwice is returned by Find for a key that it has already been asked for.
var ErrTwice = errors.New("the key came twice")

// cachedBytes limits the memory of decoded pages.
const cachedBytes = 24 << 20

// Entry is an entry of the directory of pages.
type Entry struct {
	ID       int64
	FirstKey []byte
}

// entry is a page, and which of its rows were found.
type entry struct {
	Entry
	page   *page
	loaded bool
	rows   int
	seen   []uint64
	// gone marks the rows that Drop has named. It is nil if there are none.
	gone []uint64
}

// complete reports whether all rows of the page were found.
func (e *entry) complete() bool {
	n := 0
	for _, word := range e.seen {
		n += bits.OnesCount64(word)
	}
	return e.loaded && n == e.rows
}

func (e *entry) has(i int) bool { return e.seen[i/64]&(1<<(i%64)) != 0 }

func (e *entry) dropped(i int) bool { return e.gone != nil && e.gone[i/64]&(1<<(i%64)) != 0 }

// untouched reports whether all rows of the page stay: all were found, or, in a partial index, none was dropped.
func (x *Index) untouched(e *entry) bool {
	if x.partial {
		return e.gone == nil
	}
	return e.complete()
}

// stays reports whether a row of a page stays.
func (x *Index) stays(e *entry, i int) bool {
	if x.partial {
		return !e.dropped(i)
	}
	return e.has(i)
}

// Index finds the hashes of rows by key. It needs one bit of memory for each row and the first key of each page, and
// otherwise its memory does not grow with the rows. It is fastest for keys that come in their order, but takes them
// in any order. It is not safe for concurrent use.
type Index struct {
	entries []entry
	load    func(at int) ([]byte, error)
	// close is nil if nothing needs to be closed.
	close func() error
	// at is the page where the last key was found, and next the position behind that key.
	at, next int
	// cached are the positions of the decoded pages, the oldest first. limit is how many bytes they may take.
	cached      []int
	size, limit int
	free        *page
	// delta is the changes since the pages were written, deltas the number of deltas that it was joined from, and
	// deltaSize their bytes.
	delta     delta
	deltas    int
	deltaSize int
	scratch   page
	// sweeping means that all rows were looked up. From then on, the pages are read once more, in their order.
	sweeping bool
	// partial means that rows which were not looked up stay.
	partial bool
}

// Close ends the reading of pages, but not the connection on which they are read.
func (x *Index) Close() error {
	if x.close == nil {
		return nil
	}
	return x.close()
}

// KeepUnseen lets rows stay that Find was not asked for. Unseen and Patch then only remove the rows that Drop has
// named.
func (x *Index) KeepUnseen() { x.partial = true }

// Drop marks a key as gone, after KeepUnseen, and returns its kept hash. found is false for an unknown key. It
// returns errors of the pages, or ErrTwice for a key that came before.
func (x *Index) Drop(key []byte) (kept rowset.Hash, found bool, err error) {
	at, i, known, err := x.locate(key)
	if err != nil || !known {
		return rowset.Hash{}, false, err
	}
	e := &x.entries[at]
	if e.has(i) || e.dropped(i) {
		return rowset.Hash{}, false, ErrTwice
	}
	if e.gone == nil {
		e.gone = make([]uint64, len(e.seen))
	}
	e.gone[i/64] |= 1 << (i % 64)
	x.at, x.next = at, i+1
	return e.page.hashes[i], true, nil
}

// NewIndex returns an index over pages, sorted by their first key, and over the deltas that were added since, the
// oldest first. load returns the content of the page at a position.
func NewIndex(pages []Entry, deltas [][]byte, load func(at int) ([]byte, error)) (*Index, error) {
	x := &Index{entries: make([]entry, len(pages)), load: load, limit: 16 * pageBytes, deltas: len(deltas)}
	for i, page := range pages {
		x.entries[i].Entry = page
	}
	for _, text := range deltas {
		x.deltaSize += len(text)
	}
	var err error
	x.delta, err = decodeDeltas(deltas)
	if len(pages) == 0 && len(deltas) > 0 {
		err = ErrDamaged
	}
	return x, err
}

// Match is what an index knows about a row.
type Match uint8

// The matches.
const (
	// New: there is no such key.
	New Match = iota
	// Changed: the key has another hash.
	Changed
	// Same: the key has this hash.
	Same
	// Unhashed: the kept hash is zero, which stands for an unknown hash.
	Unhashed
)

// Find marks a key as seen, and compares the hash with the kept one, which it returns. It returns errors of the
// pages, or ErrTwice.
func (x *Index) Find(key []byte, hash rowset.Hash) (match Match, kept rowset.Hash, err error) {
	at, i, known, err := x.locate(key)
	if err != nil || !known {
		return New, rowset.Hash{}, err
	}
	e := &x.entries[at]
	if e.has(i) {
		return Changed, rowset.Hash{}, ErrTwice
	}
	e.seen[i/64] |= 1 << (i % 64)
	x.at, x.next = at, i+1
	switch kept = e.page.hashes[i]; kept {
	case rowset.Hash{}:
		return Unhashed, kept, nil
	case hash:
		return Same, kept, nil
	}
	return Changed, kept, nil
}

// locate finds the page and the position of a key. It tries the next position first.
func (x *Index) locate(key []byte) (at, i int, known bool, err error) {
	if len(x.entries) == 0 {
		return 0, 0, false, nil
	}
	at = x.at
	p, err := x.page(at)
	if err != nil {
		return 0, 0, false, err
	}
	if x.next < p.len() {
		if bytes.Equal(p.key(x.next), key) {
			return at, x.next, true, nil
		}
	} else if at+1 < len(x.entries) && bytes.Equal(x.entries[at+1].FirstKey, key) {
		if p, err = x.page(at + 1); err != nil {
			return 0, 0, false, err
		}
		i, known = p.find(key)
		return at + 1, i, known, nil
	}
	// This is the last page that does not begin after the key.
	at = max(0, sort.Search(len(x.entries), func(i int) bool { return bytes.Compare(x.entries[i].FirstKey, key) > 0 })-1)
	if p, err = x.page(at); err != nil {
		return 0, 0, false, err
	}
	i, known = p.find(key)
	return at, i, known, nil
}

// page returns a decoded page. If a page was dropped and is needed again, the keys come in another order, and the
// limit for decoded pages is raised.
func (x *Index) page(at int) (*page, error) {
	e := &x.entries[at]
	if e.page != nil {
		return e.page, nil
	}
	if e.loaded && !x.sweeping {
		x.limit = min(2*x.limit, cachedBytes)
	}
	for len(x.cached) > 0 && x.size > x.limit {
		oldest := &x.entries[x.cached[0]]
		x.cached = x.cached[1:]
		x.size -= oldest.page.bytes()
		x.free, oldest.page = oldest.page, nil
	}
	data, err := x.load(at)
	if err != nil {
		return nil, err
	}
	p := x.free
	x.free = nil
	if p == nil {
		p = &page{}
	}
	from, to := x.deltaOf(at)
	written := p
	if from < to {
		written = &x.scratch
	}
	if err := written.decode(data); err != nil {
		return nil, err
	}
	if written.len() == 0 || !bytes.Equal(written.key(0), e.FirstKey) {
		return nil, ErrDamaged
	}
	if from < to {
		x.delta.apply(from, to, written, p)
	}
	if !e.loaded {
		e.loaded, e.rows, e.seen = true, p.len(), make([]uint64, (p.len()+63)/64)
	}
	e.page = p
	x.cached = append(x.cached, at)
	x.size += p.bytes()
	return p, nil
}

// deltaOf returns the part of the delta that belongs to a page: the keys before the first key of the next page.
func (x *Index) deltaOf(at int) (from, to int) {
	if x.delta.len() == 0 {
		return 0, 0
	}
	if at > 0 {
		from, _ = x.delta.find(x.entries[at].FirstKey)
	}
	if at+1 == len(x.entries) {
		return from, x.delta.len()
	}
	to, _ = x.delta.find(x.entries[at+1].FirstKey)
	return from, to
}

func (p *page) bytes() int { return len(p.keys) + 24*len(p.ends) }

// Unseen returns the rows to delete, in the order of their keys: those that Find was not asked for, or, after
// KeepUnseen, those that Drop has named.
func (x *Index) Unseen() Rows {
	x.sweeping = true
	at, i := 0, 0
	return func() ([]byte, rowset.Hash, error) {
		for ; at < len(x.entries); at, i = at+1, 0 {
			e := &x.entries[at]
			if x.untouched(e) {
				continue
			}
			p, err := x.page(at)
			if err != nil {
				return nil, rowset.Hash{}, err
			}
			for ; i < p.len(); i++ {
				if !x.stays(e, i) {
					i++
					return p.key(i - 1), p.hashes[i-1], nil
				}
			}
		}
		return nil, rowset.Hash{}, io.EOF
	}
}
