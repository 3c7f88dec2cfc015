package facet

import (
	"math"
	"slices"
	"sort"

	"forecourt/internal/vehicle"
)

// Facets counts the values that the found vehicles have in some fields. All fields must be in the shape.
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

// tally is the counts for one field.
type tally struct {
	words   map[string]int64
	numbers map[int64]int64
	bars    []int64
}

// facets counts the layer's rows.
func (l *layer) facets(s vehicle.Search, fields []vehicle.FacetField, tallies []tally) {
	wished, rest := l.wishes(s)
	base := l.all()
	if rest != nil {
		base.and(rest)
	}
	// meeting returns the rows that meet all wishes except those for one field.
	meeting := func(except string) *chosen {
		rows := slices.Clone(base)
		for name, set := range wished {
			if name != except {
				rows.and(set)
			}
		}
		return newChosen(rows, l.ids.len())
	}
	found := meeting("")
	for i, asked := range fields {
		rows := found
		if wished[asked.Name] != nil {
			rows = meeting(asked.Name)
		}
		w, c := l.words[asked.Name], l.numbers[asked.Name]
		switch {
		case w != nil:
			w.addCounts(rows.count(w), tallies[i].words)
		case len(asked.Edges) == 0:
			c.addSingle(rows.rows, tallies[i].numbers)
		default:
			c.addBars(rows, asked.Edges, tallies[i].bars)
		}
	}
}

// chosen are the rows to count.
type chosen struct {
	rows rowSet
	// others are all other rows of the segment, or nil if they are more than the chosen ones.
	others rowSet
	// few and all are the number of chosen rows, and of all rows of the segment.
	few, all int
}

func newChosen(rows rowSet, all int) *chosen {
	c := &chosen{rows: rows, few: rows.len(), all: all}
	if c.few > all/2 && c.few < all {
		c.others = make(rowSet, len(rows))
		for i, block := range rows {
			c.others[i] = ^block
		}
		c.others.cut(all)
	}
	return c
}

// count returns the number of rows with each word. If most rows are chosen, it counts the others, and takes them from
// the known counts of all rows.
func (c *chosen) count(w *words) []int64 {
	switch {
	case c.few == c.all:
		return w.counts
	case c.others == nil:
		return c.rows.count(w)
	}
	counts := c.others.count(w)
	for code, n := range w.counts {
		counts[code] = n - counts[code]
	}
	return counts
}

// wishes returns, for each field with filters, the rows that meet these. rest are the rows that meet everything else,
// the exclusions and the alternatives, or nil for all rows. Counting a field ignores its own filters, so they are
// kept apart.
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
	set.cut(l.ids.len())
	for i, block := range l.gone {
		set[i] &^= block
	}
	return set
}

// Candidates are looked at one by one if the layer has at least fewTimes as many rows.
const fewTimes = 8

// rowsOf returns the rows that meet filters. It goes through one column after the other, which needs no branches.
func (l *layer) rowsOf(f *filters) rowSet {
	set := make(rowSet, l.blocks())
	if f.none {
		return set
	}
	if f.narrow && f.rows < int64(l.ids.len()/fewTimes) {
		for _, some := range f.candidates {
			for _, row := range some.rows {
				if f.beyond.match(row) {
					set[row/64] |= 1 << (row % 64)
				}
			}
		}
		return set
	}
	set = l.all()
	for i := range f.words {
		if w := &f.words[i]; w.sets == nil {
			w.codes.keep(set, w.wanted)
		}
	}
	for at := range set {
		set[at] = f.mask(set[at], at)
	}
	for i := range f.ranges {
		if r := &f.ranges[i]; !r.plain() {
			set.keep(r.met)
		}
	}
	for i := range f.lists {
		set.keepListed(&f.lists[i])
	}
	return set
}

// addCounts adds the number of rows with each word.
func (w *words) addCounts(counts []int64, into map[string]int64) {
	for code, count := range counts {
		if code > 0 && count > 0 {
			into[w.values[code]] += count
		}
	}
}

// maxDense is the greatest range of numbers that are counted in an array.
const maxDense = 1 << 16

// addSingle counts the rows of each number.
func (c *numbers) addSingle(rows rowSet, into map[int64]int64) {
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	if order, sorted := c.order(); sorted && len(order) > 0 {
		low, high = c.values[order[0]], c.values[order[len(order)-1]]
	} else {
		rows.each(func(row int) {
			if value := c.values[row]; value != vehicle.None {
				low, high = min(low, value), max(high, value)
			}
		})
	}
	if low > high || uint64(high-low) >= maxDense {
		rows.each(func(row int) { into[c.values[row]]++ })
		delete(into, vehicle.None)
		return
	}
	counts := make([]int64, high-low+1)
	rows.each(func(row int) {
		if at := uint64(c.values[row] - low); at < uint64(len(counts)) { // vehicle.None is far outside of the range.
			counts[at]++
		}
	})
	for at, count := range counts {
		if count > 0 {
			into[low+int64(at)] += count
		}
	}
}

// fewBars is how many times as many rows as the chosen ones the segment must have for these to be looked at one by one.
// To find the bar of one row takes as long as to go over so many rows in the order of their numbers.
const fewBars = 8

// addBars counts the rows between edges. Where the rows are sorted by their number, a bar is a run of them.
func (c *numbers) addBars(chosen *chosen, edges, into []int64) {
	order, sorted := c.order()
	if !sorted || chosen.few < chosen.all/fewBars {
		chosen.rows.each(func(row int) {
			if value := c.values[row]; value != vehicle.None {
				into[barOf(edges, value)]++
			}
		})
		return
	}
	from := 0
	for i := range into {
		to := len(order)
		if i < len(edges) {
			to = sort.Search(len(order), func(at int) bool { return c.values[order[at]] >= edges[i] })
		}
		if chosen.few == chosen.all {
			into[i] += int64(to - from)
		} else {
			into[i] += chosen.rows.among(order[from:to])
		}
		from = to
	}
}

// barOf returns the position of the bar that a number belongs to.
func barOf(edges []int64, value int64) int {
	at, found := slices.BinarySearch(edges, value)
	if found {
		at++
	}
	return at
}
