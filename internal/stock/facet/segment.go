package facet

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"forecourt/internal/vehicle"
)

// segment has vehicles in the order of their identities, with one array for each field. It never changes, except that
// orders are computed in the background.
type segment struct {
	ids     identities
	words   map[string]*words
	numbers map[string]*numbers
	// wholes has the fields that searches only compare as a whole.
	wholes map[string]*wholes
	// listed is the column by which posting lists are sorted, because searches combine it with words most often. It may
	// be nil.
	listed *numbers
	// usual is the column by which searches sort that name no order, nil if that is the identity. They begin with the
	// greatest value.
	usual *numbers
	// seed is the seed of the hashes of texts.
	seed uint64
	// revisions has, for each row, the version of the index in which the vehicle was read.
	revisions []uint32
}

// words is a column of words. A row has the code of its word, or 0 for an unknown value.
type words struct {
	field *vehicle.Field
	codes codes
	// values has the words by their codes, in the spelling of the stock. counts has the number of rows for each.
	values []string
	counts []int64
	// folded has the codes of the words that differ only in case.
	folded map[string][]uint32
	// sets has the rows of each word by its code, if the column has few words. Otherwise it is nil.
	sets []rowSet
	// of is the column that these words belong to, such as the make for models. pairs counts the rows for each pair of
	// words. Both are nil if the words belong to no other column.
	of    *words
	pairs map[pair]int64
	// parents has, for each word, the code of the word to which it belongs, or manyParents.
	parents []int64
	// postings lists the rows of each word, if the field narrows a search much. Otherwise it is nil.
	postings *postings
}

// pair is the code of a word, and that of the word to which it belongs.
type pair struct{ of, word uint32 }

// manyParents stands for a word that belongs to several, or to none that is known.
const manyParents = -1

// postings lists the rows of code c in rows[starts[c]:starts[c+1]], sorted by the listed number and then as a search
// that names no order sorts them.
type postings struct{ starts, rows []uint32 }

// numbers is a column of numbers. An unknown one is vehicle.None.
type numbers struct {
	field  *vehicle.Field
	values []int64
	// unit is the column of the units, or nil if the numbers have none.
	unit *words
	// sorted has the rows that have a number, sorted by number and then by identity. It is nil until they are sorted.
	sorted  atomic.Pointer[[]uint32]
	sorting sync.Once
}

// identities are the identities of the rows, in order. They are numbers, or texts if there is one that is no number.
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

// find returns the row with an identity, or the row before which it would be.
func (l *identities) find(id vehicle.ID) (row int, exact bool) {
	if l.texts != nil {
		return slices.BinarySearch(l.texts, id.String())
	}
	return slices.BinarySearch(l.numbers, id.Number())
}

// Holds reports whether an index has the values of a field.
func Holds(shape *vehicle.Shape, f *vehicle.Field) bool {
	return f.HasWords() || f.Kind.Ranged() || shape.IsUnit(f)
}

// newSegment returns an empty segment with memory for the given number of rows.
func newSegment(shape *vehicle.Shape, seed uint64, rows int) *segment {
	s := &segment{seed: seed, words: map[string]*words{}, numbers: map[string]*numbers{}, wholes: map[string]*wholes{}, revisions: make([]uint32, 0, rows)}
	for _, f := range shape.Fields() {
		switch {
		case f.Whole:
			s.wholes[f.Name] = &wholes{field: f, hashes: make([]int64, 0, rows)}
		case f.Kind.Counted() || shape.IsUnit(f):
			s.words[f.Name] = &words{field: f, codes: newCodes(rows), values: []string{""}, counts: []int64{0}}
		case f.Kind.Ranged():
			s.numbers[f.Name] = &numbers{field: f, values: make([]int64, 0, rows)}
			if f.Listed && s.listed == nil {
				s.listed = s.numbers[f.Name]
			}
		}
	}
	if f, _ := shape.SortedBy(shape.DefaultSort()); f != nil {
		s.usual = s.numbers[f.Name]
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

// finish computes what depends on all rows.
func (s *segment) finish() {
	var byListed []uint32
	for _, w := range s.words {
		w.folded = make(map[string][]uint32, len(w.values))
		for code, value := range w.values[1:] {
			folded := strings.ToLower(value)
			w.folded[folded] = append(w.folded[folded], uint32(code+1))
		}
		if w.of != nil {
			w.pairs = map[pair]int64{}
			for row := range uint32(w.codes.len()) {
				w.pairs[pair{w.of.codes.at(row), w.codes.at(row)}]++
			}
			w.parents = newParents(w)
		}
		if w.field.Narrow {
			if byListed == nil {
				byListed = s.byListed()
			}
			w.postings = newPostings(w, byListed)
		}
		if len(w.values) <= maxSets {
			w.sets = newSets(w)
		}
	}
}

// newParents returns the word to which each word belongs.
func newParents(w *words) []int64 {
	const unseen = -2
	parents := slices.Repeat([]int64{unseen}, len(w.values))
	for p := range w.pairs {
		switch parents[p.word] {
		case unseen:
			parents[p.word] = int64(p.of)
		case int64(p.of):
		default:
			parents[p.word] = manyParents
		}
	}
	return parents
}

// maxSets is the greatest number of words for which a column has a set of rows for each. A set takes one bit a row.
const maxSets = 64

// newSets returns the rows of each word.
func newSets(w *words) []rowSet {
	blocks := (w.codes.len() + 63) / 64
	all, sets := make(rowSet, blocks*len(w.values)), make([]rowSet, len(w.values))
	for code := range sets {
		sets[code] = all[code*blocks : (code+1)*blocks]
	}
	for row := range uint32(w.codes.len()) {
		sets[w.codes.at(row)][row/64] |= 1 << (row % 64)
	}
	return sets
}

// byListed returns all rows by the listed number, then in the usual order. Those without a number come first.
func (s *segment) byListed() []uint32 {
	all := s.inUsualOrder()
	if s.listed == nil {
		return all
	}
	rows, numbered := make([]uint32, 0, len(all)), make([]uint32, 0, len(all))
	for _, row := range all {
		if s.listed.values[row] == vehicle.None {
			rows = append(rows, row)
		} else {
			numbered = append(numbered, row)
		}
	}
	return append(rows, sortRows(numbered, s.listed.values)...)
}

// inUsualOrder returns all rows as a search that names no order sorts them.
func (s *segment) inUsualOrder() []uint32 {
	rows := make([]uint32, 0, s.ids.len())
	if s.usual == nil {
		for row := range s.ids.len() {
			rows = append(rows, uint32(row))
		}
		slices.Reverse(rows)
		return rows
	}
	s.usual.sorting.Do(s.usual.sort)
	rows = append(rows, *s.usual.sorted.Load()...)
	slices.Reverse(rows)
	for row, value := range s.usual.values {
		if value == vehicle.None {
			rows = append(rows, uint32(row)) // They come last, by identity.
		}
	}
	return rows
}

// newPostings lists the rows of each code, in the order in which they are given.
func newPostings(w *words, rows []uint32) *postings {
	p := &postings{starts: make([]uint32, len(w.counts)+1), rows: make([]uint32, len(rows))}
	for code, count := range w.counts {
		p.starts[code+1] = p.starts[code] + uint32(count)
	}
	next := slices.Clone(p.starts)
	for _, row := range rows {
		code := w.codes.at(row)
		p.rows[next[code]] = row
		next[code]++
	}
	return p
}

// minSorted is the smallest number of rows for which a column is sorted. Looking at fewer rows one by one is as fast.
const minSorted = 4096

// order returns the rows that have a number, in their order. It returns false while they are not sorted. The first
// call begins to sort them in the background, so that no search waits for it.
func (c *numbers) order() ([]uint32, bool) {
	if sorted := c.sorted.Load(); sorted != nil {
		return *sorted, true
	}
	if len(c.values) >= minSorted {
		c.sorting.Do(func() { go c.sort() })
	}
	return nil, false
}

// sortAhead begins to compute the orders in the background, one after the other, so that no search has to look at all
// rows because it is the first one that asks for an order.
func (x *Index) sortAhead() {
	go func() {
		for _, l := range x.layers {
			for _, sort := range x.shape.Orders() {
				f, _ := x.shape.SortedBy(sort)
				if f == nil {
					continue
				}
				if c := l.numbers[f.Name]; c != nil && len(c.values) >= minSorted {
					c.sorting.Do(c.sort)
				}
			}
		}
	}()
}

func (c *numbers) sort() {
	sorted := c.sortedRows()
	c.sorted.Store(&sorted)
}

// sortedRows returns the rows that have a number, by number and then by identity.
func (c *numbers) sortedRows() []uint32 {
	rows := make([]uint32, 0, len(c.values))
	for row, value := range c.values {
		if value != vehicle.None {
			rows = append(rows, uint32(row))
		}
	}
	return sortRows(rows, c.values)
}
