package facet

import (
	"math"
	"math/bits"
	"slices"
	"sort"

	"forecourt/internal/vehicle"
)

// rowSet is a set of rows, a bit a row.
type rowSet []uint64

// Facets counts what the vehicles of a search have of some fields. Fields that the shape lacks are not to be asked for.
func (x *Index) Facets(s vehicle.Search, fields []vehicle.FacetField) vehicle.Facets {
	tallies := make([]tally, len(fields))
	for i, asked := range fields {
		tallies[i] = tally{words: map[string]int64{}, numbers: map[int64]int64{}, bars: make([]int64, len(asked.Edges)+1)}
	}
	for _, l := range x.layers {
		l.facets(s, fields, tallies)
	}
	facets := vehicle.Facets{Counts: map[string][]vehicle.Count{}, Bars: map[string][]int64{}}
	for i, asked := range fields {
		if len(asked.Edges) > 0 {
			facets.Bars[asked.Name] = tallies[i].bars
			continue
		}
		var list []vehicle.Count
		for value, n := range tallies[i].words {
			list = append(list, vehicle.Count{Value: value, Vehicles: n})
		}
		for value, n := range tallies[i].numbers {
			list = append(list, vehicle.Count{Value: x.shape.Field(asked.Name).FormatNumber(value), Vehicles: n})
		}
		facets.Put(asked.Name, list)
	}
	return facets
}

// tally is what was counted of one field.
type tally struct {
	words   map[string]int64
	numbers map[int64]int64
	bars    []int64
}

// facets counts the layer's rows.
func (l *layer) facets(s vehicle.Search, fields []vehicle.FacetField, tallies []tally) {
	wished, rest := l.wishes(s)
	for i, asked := range fields {
		rows := l.all()
		whole := rest == nil && l.gone == nil
		if rest != nil {
			rows.and(rest)
		}
		for name, set := range wished {
			if name != asked.Name {
				rows.and(set)
				whole = false
			}
		}
		w, c := l.words[asked.Name], l.numbers[asked.Name]
		switch {
		case w != nil && whole:
			w.addCounts(w.counts, tallies[i].words)
		case w != nil:
			w.addCounts(rows.count(w), tallies[i].words)
		case len(asked.Edges) == 0:
			c.addSingle(rows, tallies[i].numbers)
		case !whole || !c.addWhole(asked.Edges, tallies[i].bars):
			c.addBars(rows, asked.Edges, tallies[i].bars)
		}
	}
}

// wishes returns the rows that meet what is wished of each field, and those that meet all else, nil for all.
func (l *layer) wishes(s vehicle.Search) (wished map[string]rowSet, rest rowSet) {
	wished = map[string]rowSet{}
	for name, list := range s.Words {
		if len(list) > 0 {
			l.wish(wished, name, vehicle.Search{Words: map[string][]string{name: list}})
		}
	}
	for name, list := range s.Numbers {
		if len(list) > 0 {
			l.wish(wished, name, vehicle.Search{Numbers: map[string][]int64{name: list}})
		}
	}
	for name, r := range s.Ranges {
		if r.Asks() {
			l.wish(wished, name, vehicle.Search{Ranges: map[string]vehicle.Range{name: r}})
		}
	}
	if others := l.filtersOf(vehicle.Search{Without: s.Without, WithoutNumbers: s.WithoutNumbers}, nil); len(others.words)+len(others.lists) > 0 {
		rest = l.rowsOf(others)
	}
	if len(s.Any) > 0 {
		either := make(rowSet, l.blocks())
		for _, one := range s.Any {
			either.or(l.rowsOf(l.filtersOf(one, nil)))
		}
		if rest == nil {
			return wished, either
		}
		rest.and(either)
	}
	return wished, rest
}

func (l *layer) wish(wished map[string]rowSet, name string, one vehicle.Search) {
	set := l.rowsOf(l.filtersOf(one, nil))
	if known := wished[name]; known != nil {
		set.and(known)
	}
	wished[name] = set
}

func (l *layer) blocks() int { return (l.ids.len() + 63) / 64 }

// all returns the set of all rows that are not gone.
func (l *layer) all() rowSet {
	set := make(rowSet, l.blocks())
	for i := range set {
		set[i] = ^uint64(0)
	}
	if rest := l.ids.len() % 64; rest > 0 {
		set[len(set)-1] = 1<<rest - 1
	}
	for i, block := range l.gone {
		set[i] &^= block
	}
	return set
}

// fewTimes is how many times fewer than all the candidates must be for looking at them one by one.
const fewTimes = 8

// rowsOf returns the rows that meet filters. It goes through one column after the other: that needs no branches.
func (l *layer) rowsOf(f *filters) rowSet {
	set := make(rowSet, l.blocks())
	if f.none {
		return set
	}
	if f.narrow && f.rows < int64(l.ids.len()/fewTimes) {
		for _, rows := range f.candidates {
			for _, row := range rows {
				if f.match(row) {
					set[row/64] |= 1 << (row % 64)
				}
			}
		}
		return set
	}
	set = l.all()
	for i := range f.words {
		set.keepWords(&f.words[i])
	}
	for i := range f.ranges {
		set.keepRange(&f.ranges[i])
	}
	for i := range f.lists {
		set.keepListed(&f.lists[i])
	}
	return set
}

func (s rowSet) keepWords(w *wordFilter) {
	for i := range s {
		var block uint64
		for at, code := range w.codes[i*64 : min(len(w.codes), i*64+64)] {
			block |= bit(w.wanted[code]) << (at & 63)
		}
		s[i] &= block
	}
}

func (s rowSet) keepRange(r *rangeFilter) {
	if r.units != nil {
		s.keep(r.met)
		return
	}
	if r.high < r.low {
		clear(s)
		return
	}
	width := uint64(r.high - r.low)
	for i := range s {
		var block uint64
		for at, value := range r.values[i*64 : min(len(r.values), i*64+64)] {
			block |= bit(uint64(value-r.low) <= width) << (at & 63)
		}
		s[i] &= block
	}
}

// bit is 1 for true. The compiler makes no branch of it.
func bit(set bool) uint64 {
	var n uint64
	if set {
		n = 1
	}
	return n
}

// keep keeps the rows that something holds for.
func (s rowSet) keep(holds func(row uint32) bool) {
	for i, block := range s {
		for ; block != 0; block &= block - 1 {
			at := bits.TrailingZeros64(block)
			s[i] &^= (1 ^ bit(holds(uint32(i*64+at)))) << at
		}
	}
}

func (s rowSet) keepListed(l *listFilter) {
	for i := range s {
		var block uint64
		for at, value := range l.values[i*64 : min(len(l.values), i*64+64)] {
			if slices.Contains(l.asked, value) != l.without {
				block |= 1 << at
			}
		}
		s[i] &= block
	}
}

func (s rowSet) and(other rowSet) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s rowSet) or(other rowSet) {
	for i := range s {
		s[i] |= other[i]
	}
}

// each calls look with every row of the set.
func (s rowSet) each(look func(row int)) {
	for i, block := range s {
		for ; block != 0; block &= block - 1 {
			look(i*64 + bits.TrailingZeros64(block))
		}
	}
}

// count counts the rows of each word.
func (s rowSet) count(w *words) []int64 {
	counts := make([]int64, len(w.values))
	s.each(func(row int) { counts[w.codes[row]]++ })
	return counts
}

// addCounts adds how many rows have each word.
func (w *words) addCounts(counts []int64, into map[string]int64) {
	for code, count := range counts {
		if code > 0 && count > 0 {
			into[w.values[code]] += count
		}
	}
}

// maxDense is how far numbers may be apart for being counted in an array.
const maxDense = 1 << 16

// addSingle counts the rows of each number.
func (c *numbers) addSingle(rows rowSet, into map[int64]int64) {
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	rows.each(func(row int) {
		if value := c.values[row]; value != vehicle.None {
			low, high = min(low, value), max(high, value)
		}
	})
	if low > high || uint64(high-low) >= maxDense {
		rows.each(func(row int) { into[c.values[row]]++ })
		delete(into, vehicle.None)
		return
	}
	counts := make([]int64, high-low+1)
	rows.each(func(row int) {
		if at := uint64(c.values[row] - low); at < uint64(len(counts)) { // None is far away from all numbers.
			counts[at]++
		}
	})
	for at, count := range counts {
		if count > 0 {
			into[low+int64(at)] += count
		}
	}
}

// addBars counts the rows between edges.
func (c *numbers) addBars(rows rowSet, edges, into []int64) {
	rows.each(func(row int) {
		if value := c.values[row]; value != vehicle.None {
			into[barOf(edges, value)]++
		}
	})
}

// addWhole counts all rows between edges by the order of the number; it returns false when there is none yet.
func (c *numbers) addWhole(edges, into []int64) bool {
	order, sorted := c.order()
	if !sorted {
		return false
	}
	from := 0
	for i, edge := range edges {
		to := sort.Search(len(order), func(at int) bool { return c.values[order[at]] >= edge })
		into[i] += int64(to - from)
		from = to
	}
	into[len(edges)] += int64(len(order) - from)
	return true
}

// barOf returns the place of a number between edges.
func barOf(edges []int64, value int64) int {
	at, found := slices.BinarySearch(edges, value)
	if found {
		at++
	}
	return at
}
