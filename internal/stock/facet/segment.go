package facet

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"forecourt/internal/vehicle"
)

// segment holds vehicles in the order of their identities, a column at a time. It never changes, but for the orders
// that are made when they are first asked for.
type segment struct {
	ids     identities
	words   map[string]*words
	numbers map[string]*numbers
	// wholes are the fields that are only asked for by whole values.
	wholes map[string]*wholes
	// listed is the number by which postings are sorted, because it is what is asked for most beside a word; nil for none.
	listed *numbers
	// seed is that of the hashes of texts.
	seed maphash.Seed
	// revisions are those of the rows: the number of the version of the index that has read the vehicle.
	revisions []uint32
}

// words is one column of words: a code a row, 0 for an unknown value.
type words struct {
	field *vehicle.Field
	codes []uint32
	// values has the words by their codes, as they stand in the stock; counts how many rows have them.
	values []string
	counts []int64
	// folded has the codes of the words that are one word when case is put aside.
	folded map[string][]uint32
	// of is the column that tells this one's words apart in lists, and pairs how many rows have two words; nil for none.
	of    *words
	pairs map[pair]int64
	// postings are the rows of each word, of a field that narrows a search much; nil for others.
	postings *postings
}

// pair is a word with the word of the column that it belongs to, as codes.
type pair struct{ of, word uint32 }

// postings lists the rows of code c, by the listed number and then by identity, in rows[starts[c]:starts[c+1]].
type postings struct{ starts, rows []uint32 }

// numbers is one column of numbers, vehicle.None for unknown ones.
type numbers struct {
	field  *vehicle.Field
	values []int64
	// unit is the column of their units, nil for none.
	unit *words
	// sorted are the rows that have a number, by that and then by identity; nil until they are sorted.
	sorted  atomic.Pointer[[]uint32]
	sorting sync.Once
}

// identities are the rows' identities, in order: numbers, or texts where there are some.
type identities struct {
	numbers []int64
	texts   []string
}

func (l *identities) len() int { return len(l.numbers) + len(l.texts) }

func (l *identities) at(row uint32) vehicle.ID {
	if l.texts != nil {
		return vehicle.TextID(l.texts[row])
	}
	return vehicle.NumberID(l.numbers[row])
}

// find returns the row with an identity, or the one before which it would stand.
func (l *identities) find(id vehicle.ID) (row int, exact bool) {
	if l.texts != nil {
		return slices.BinarySearch(l.texts, id.String())
	}
	return slices.BinarySearch(l.numbers, id.Number())
}

// Holds reports whether an index holds the values of a field.
func Holds(shape *vehicle.Shape, f *vehicle.Field) bool {
	return f.HasWords() || f.Kind.Ranged() || shape.IsUnit(f)
}

// newSegment returns a segment without rows, with room for the given number.
func newSegment(shape *vehicle.Shape, seed maphash.Seed, rows int) *segment {
	s := &segment{seed: seed, words: map[string]*words{}, numbers: map[string]*numbers{}, wholes: map[string]*wholes{}, revisions: make([]uint32, 0, rows)}
	for _, f := range shape.Fields() {
		switch {
		case f.Whole:
			s.wholes[f.Name] = &wholes{field: f, hashes: make([]int64, 0, rows)}
		case f.Kind.Counted() || shape.IsUnit(f):
			s.words[f.Name] = &words{field: f, codes: make([]uint32, 0, rows), values: []string{""}, counts: []int64{0}}
		case f.Kind.Ranged():
			s.numbers[f.Name] = &numbers{field: f, values: make([]int64, 0, rows)}
			if f.Listed && s.listed == nil {
				s.listed = s.numbers[f.Name]
			}
		}
	}
	for _, w := range s.words {
		w.of = s.words[w.field.Of]
	}
	for _, c := range s.numbers {
		c.unit = s.words[c.field.Unit]
	}
	if shape.TextID() {
		s.ids.texts = make([]string, 0, rows)
	} else {
		s.ids.numbers = make([]int64, 0, rows)
	}
	return s
}

// finish makes what is derived from the columns, when all rows are in them.
func (s *segment) finish() {
	for _, w := range s.words {
		w.folded = make(map[string][]uint32, len(w.values))
		for code, value := range w.values[1:] {
			folded := strings.ToLower(value)
			w.folded[folded] = append(w.folded[folded], uint32(code+1))
		}
		if w.of != nil {
			w.pairs = map[pair]int64{}
			for row, code := range w.codes {
				w.pairs[pair{w.of.codes[row], code}]++
			}
		}
		if w.field.Narrow {
			w.postings = newPostings(w, s.byListed())
		}
	}
}

// byListed is the order of a word's rows: by the listed number, and by identity among equals.
func (s *segment) byListed() func(a, b uint32) int {
	if s.listed == nil {
		return cmp.Compare[uint32]
	}
	return s.listed.compare
}

// newPostings sorts rows by their codes, and those of a code by the given order.
func newPostings(w *words, order func(a, b uint32) int) *postings {
	p := &postings{starts: make([]uint32, len(w.counts)+1), rows: make([]uint32, len(w.codes))}
	for code, count := range w.counts {
		p.starts[code+1] = p.starts[code] + uint32(count)
	}
	next := slices.Clone(p.starts)
	for row, code := range w.codes {
		p.rows[next[code]] = uint32(row)
		next[code]++
	}
	for code := range w.counts {
		slices.SortFunc(p.rows[p.starts[code]:p.starts[code+1]], order)
	}
	return p
}

// compare orders rows by their number, and by identity among equals.
func (c *numbers) compare(a, b uint32) int {
	return cmp.Or(cmp.Compare(c.values[a], c.values[b]), cmp.Compare(a, b))
}

// minSorted is from how many rows on a segment is sorted: fewer are as soon looked at, one by one.
const minSorted = 4096

// order returns the rows that have a number, in their order. It returns false while they are not sorted: the first call
// has that done in the background, so that no search waits for it.
func (c *numbers) order() ([]uint32, bool) {
	if sorted := c.sorted.Load(); sorted != nil {
		return *sorted, true
	}
	if len(c.values) >= minSorted {
		c.sorting.Do(func() { go c.sort() })
	}
	return nil, false
}

func (c *numbers) sort() {
	sorted := make([]uint32, 0, len(c.values))
	for row, value := range c.values {
		if value != vehicle.None {
			sorted = append(sorted, uint32(row))
		}
	}
	slices.SortFunc(sorted, c.compare)
	c.sorted.Store(&sorted)
}
