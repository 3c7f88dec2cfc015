package facet

import (
	"slices"
	"sort"

	"forecourt/internal/vehicle"
)

// candidates are a part of a posting list. sorted means that they come in the usual order.
type candidates struct {
	rows   []uint32
	sorted bool
}

// narrowDown makes the rows of the rarest words the candidates, if their column has posting lists.
func (f *filters) narrowDown(x *segment) {
	at := -1
	for i := range f.words {
		if w := &f.words[i]; w.asked != nil && w.postings != nil && (at < 0 || w.rows < f.words[at].rows) {
			at = i
		}
	}
	if at < 0 {
		return
	}
	rarest := &f.words[at]
	f.narrow = true
	for _, code := range rarest.asked {
		f.addCandidates(x, rarest.postings.rows[rarest.postings.starts[code]:rarest.postings.starts[code+1]])
	}
	for _, c := range f.candidates {
		f.rows += int64(len(c.rows))
	}
	for i := range f.words {
		if i != at && !rarest.implies(&f.words[i]) {
			f.beyond.words = append(f.beyond.words, f.words[i])
		}
	}
	for _, r := range f.ranges {
		if x.listed == nil || len(f.listed) > 0 || r.units != nil || !same(r.values, x.listed.values) {
			f.beyond.ranges = append(f.beyond.ranges, r)
		}
	}
	for _, l := range f.lists {
		if x.listed == nil || len(f.listed) == 0 || l.without || !same(l.values, x.listed.values) {
			f.beyond.lists = append(f.beyond.lists, l)
		}
	}
}

// same tells whether two lists are one column.
func same(a, b []int64) bool { return len(a) > 0 && len(b) > 0 && &a[0] == &b[0] }

// implies tells whether every row that meets the filter also meets one for the words to which its own belong: all Golfs
// are of the make VW.
func (f *wordFilter) implies(other *wordFilter) bool {
	return f.of != nil && f.of == other.words && !slices.ContainsFunc(f.asked, func(code uint32) bool {
		parent := f.parents[code]
		return parent < 0 || !other.wanted[parent]
	})
}

// addCandidates adds the rows of a word as candidates, but only those whose listed number the search asks for. Those
// with one listed number are sorted, and so are all if there are no listed numbers.
func (f *filters) addCandidates(x *segment, rows []uint32) {
	var values []int64
	if x.listed != nil {
		values = x.listed.values
	}
	// place returns the first position whose number is not less, and behind the first one whose number is greater.
	place := func(number int64) int {
		return sort.Search(len(rows), func(at int) bool { return values[rows[at]] >= number })
	}
	behind := func(number int64) int {
		return sort.Search(len(rows), func(at int) bool { return values[rows[at]] > number })
	}
	switch {
	case len(f.listed) > 0:
		for _, number := range f.listed {
			f.candidates = append(f.candidates, candidates{rows[place(number):behind(number)], true})
		}
	case f.within.low != vehicle.None:
		begin := place(f.within.low)
		f.candidates = append(f.candidates, candidates{rows: rows[begin:max(begin, behind(f.within.high))]})
	default:
		f.candidates = append(f.candidates, candidates{rows, x.listed == nil})
	}
}
