package facet

import (
	"math"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// filters are the filters of a search, or of one of its alternatives.
type filters struct {
	filterList
	// none means that no row can meet the filters.
	none bool
	// candidates are parts of posting lists. If narrow is set, only these rows can meet the filters. rows is how many
	// they are. beyond are the filters that not all of them meet.
	candidates []candidates
	narrow     bool
	rows       int64
	beyond     filterList
	// listed are the numbers that the search asks for in the listed column, sorted. within are the bounds for the same
	// column.
	listed []int64
	within rangeFilter
}

// filterList are filters of three kinds, all of which a row must meet.
type filterList struct {
	words  []wordFilter
	ranges []rangeFilter
	lists  []listFilter
}

// wordFilter is met by rows with one of the wanted words.
type wordFilter struct {
	*words
	wanted []bool
	rows   int64
	// asked are the codes of the wanted words, nil if the filter leaves words out.
	asked []uint32
	// either are the rows with the wanted words. It is nil if the column has no sets.
	either []rowSet
}

// bits returns the bits of the rows that meet the filter, of 64 rows.
func (f *wordFilter) bits(at int) (bits uint64) {
	for _, set := range f.either {
		bits |= set[at]
	}
	return bits
}

// listFilter is met by rows with one of the numbers, or, if without is set, by rows with none of them.
type listFilter struct {
	values, asked []int64
	without       bool
}

// rangeFilter is met by rows whose number is within the bounds. If low is vehicle.None, every row meets it.
type rangeFilter struct {
	values    []int64
	low, high int64
	// units are the codes of the rows' units, and byUnit has the bounds for each code. They are nil if the bounds have
	// no unit.
	units  *codes
	byUnit []bounds
}

// bounds are the bounds of a range in one unit.
type bounds struct{ low, high int64 }

// noRow are bounds that no number meets.
var noRow = bounds{math.MaxInt64, vehicle.None}

// within returns the filter for a range on the column.
func (c *numbers) within(asked vehicle.Range) rangeFilter {
	r := newRange(asked)
	r.values = c.values
	if asked.Unit == "" {
		return r
	}
	r.units, r.byUnit = &c.unit.codes, make([]bounds, len(c.unit.values))
	known := c.field.Units()
	for code, unit := range c.unit.values {
		r.byUnit[code] = noRow
		if at := slices.Index(known, strings.ToLower(unit)); at >= 0 {
			converted := newRange(asked.In(known[at]))
			r.byUnit[code] = bounds{converted.low, converted.high}
		}
	}
	return r
}

// met reports whether a row's number is within the bounds.
func (r *rangeFilter) met(row uint32) bool {
	low, high := r.low, r.high
	if r.units != nil {
		b := r.byUnit[r.units.at(row)]
		low, high = b.low, b.high
	}
	value := r.values[row]
	return value >= low && value <= high
}

// newRange returns the filter for a range.
func newRange(asked vehicle.Range) rangeFilter {
	r := rangeFilter{low: vehicle.None, high: math.MaxInt64}
	if asked.Asks() {
		r.low++ // Rows without a number (vehicle.None) meet no range.
	}
	if asked.Min != nil {
		r.low = max(r.low, *asked.Min)
	}
	if asked.Max != nil {
		r.high = *asked.Max
	}
	return r
}

// filtersOf returns the filters of a search, without its alternatives. whole are the filters of the whole search when
// this is one of its alternatives: the listed numbers of the whole search narrow the alternatives, too.
func (x *segment) filtersOf(s vehicle.Search, whole *filters) *filters {
	f := &filters{within: rangeFilter{low: vehicle.None}}
	if x.listed != nil {
		name := x.listed.field.Name
		f.listed = slices.Compact(slices.Sorted(slices.Values(known(s.Numbers[name]))))
		f.within = newRange(s.Ranges[name]) // The listed column has no unit.
	}
	if whole != nil && len(f.listed) == 0 && f.within.low == vehicle.None {
		f.listed, f.within = whole.listed, whole.within
	}
	for name, asked := range s.Words {
		switch w := x.wholes[name]; {
		case len(asked) == 0:
		case w != nil:
			f.addWholes(x.seed, w, asked, false)
		default:
			f.addWords(x.words[name], asked)
		}
		if f.none { // Most small segments lack one of the words.
			return f
		}
	}
	for name, asked := range s.Without {
		switch w := x.wholes[name]; {
		case len(asked) == 0:
		case w != nil:
			f.addWholes(x.seed, w, asked, true)
		default:
			f.exclude(x.words[name], asked)
		}
	}
	for name, asked := range s.Ranges {
		if asked.Asks() {
			f.ranges = append(f.ranges, x.numbers[name].within(asked))
		}
	}
	f.addNumbers(x, s.Numbers, false)
	f.addNumbers(x, s.WithoutNumbers, true)
	// The rarest words come first.
	slices.SortFunc(f.words, func(a, b wordFilter) int { return int(a.rows - b.rows) })
	f.narrowDown(x)
	return f
}

func (f *filters) addNumbers(x *segment, asked map[string][]int64, without bool) {
	for name, numbers := range asked {
		if len(numbers) > 0 {
			f.lists = append(f.lists, listFilter{x.numbers[name].values, known(numbers), without})
		}
	}
}

// known returns the numbers without vehicle.None, which no vehicle has.
func known(numbers []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(numbers), func(n int64) bool { return n == vehicle.None })
}

// exclude adds a filter that is met by rows with none of the words.
func (f *filters) exclude(w *words, asked []string) {
	filter := wordFilter{words: w, wanted: make([]bool, len(w.values)), rows: int64(w.codes.len())}
	for code := range filter.wanted {
		filter.wanted[code] = true
	}
	for _, word := range asked {
		for _, code := range w.folded[strings.ToLower(word)] {
			filter.wanted[code] = false
		}
	}
	for code, set := range w.sets {
		if filter.wanted[code] {
			filter.either = append(filter.either, set)
		}
	}
	f.words = append(f.words, filter)
}

// addWords adds a filter for words.
func (f *filters) addWords(w *words, asked []string) {
	codes := []uint32{}
	for _, word := range asked {
		codes = append(codes, w.folded[strings.ToLower(word)]...)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	filter := wordFilter{words: w, asked: codes}
	for _, code := range codes {
		filter.rows += w.counts[code]
	}
	if filter.rows == 0 {
		f.none = true
		return
	}
	filter.wanted = make([]bool, len(w.values))
	for _, code := range codes {
		filter.wanted[code] = true
		if w.sets != nil {
			filter.either = append(filter.either, w.sets[code])
		}
	}
	f.words = append(f.words, filter)
}

// plain reports whether the bits of 64 rows that meet the filter are computed at once.
func (r *rangeFilter) plain() bool { return r.units == nil && r.low <= r.high }

// hasMask reports whether mask knows some filter.
func (f *filterList) hasMask() bool {
	return slices.ContainsFunc(f.words, func(w wordFilter) bool { return w.sets != nil }) || slices.ContainsFunc(f.ranges, func(r rangeFilter) bool { return r.plain() })
}

// mask removes, of 64 rows, the bits of those that do not meet the filters of words with sets, and the plain ranges.
func (f *filterList) mask(bits uint64, at int) uint64 {
	for i := range f.words {
		if w := &f.words[i]; w.sets != nil {
			bits &= w.bits(at)
		}
	}
	for i := range f.ranges {
		if r := &f.ranges[i]; bits != 0 && r.plain() {
			bits &= r.bits(at)
		}
	}
	return bits
}

// sift keeps the rows that meet all filters, in their order and in their place. With masked, they meet those that mask
// knows already. Each filter goes over all rows that are left, because that is several times as fast as all filters for
// one row after the other.
func (f *filterList) sift(rows []uint32, masked bool) []uint32 {
	for i := range f.words {
		if w := &f.words[i]; !masked || w.sets == nil {
			rows = w.codes.sift(rows, w.wanted)
		}
	}
	for i := range f.ranges {
		if r := &f.ranges[i]; !masked || !r.plain() {
			rows = r.sift(rows)
		}
	}
	for i := range f.lists {
		rows = f.lists[i].sift(rows)
	}
	return rows
}

func (r *rangeFilter) sift(rows []uint32) []uint32 {
	n := 0
	if r.units != nil {
		for _, row := range rows {
			rows[n] = row
			if r.met(row) {
				n++
			}
		}
		return rows[:n]
	}
	for _, row := range rows {
		rows[n] = row
		if value := r.values[row]; value >= r.low && value <= r.high {
			n++
		}
	}
	return rows[:n]
}

func (l *listFilter) sift(rows []uint32) []uint32 {
	n := 0
	for _, row := range rows {
		rows[n] = row
		if slices.Contains(l.asked, l.values[row]) != l.without {
			n++
		}
	}
	return rows[:n]
}

// match reports whether a row meets all filters.
func (f *filterList) match(row uint32) bool {
	for i := range f.words {
		if w := &f.words[i]; !w.wanted[w.codes.at(row)] {
			return false
		}
	}
	for i := range f.ranges {
		if !f.ranges[i].met(row) {
			return false
		}
	}
	for i := range f.lists {
		if l := &f.lists[i]; slices.Contains(l.asked, l.values[row]) == l.without {
			return false
		}
	}
	return true
}

// meetsOne reports whether a row meets one of several filters.
func meetsOne(list []*filters, row uint32) bool {
	for _, f := range list {
		if f.match(row) {
			return true
		}
	}
	return false
}
