package facet

import (
	"math"
	"slices"
	"sort"
	"strings"

	"forecourt/internal/vehicle"
)

// Found is an answer.
type Found struct {
	// IDs are those of the page, in order.
	IDs []vehicle.ID
	// Total is how many vehicles match, at most vehicle.CountedUpTo + 1.
	Total int64
	// More tells that there are vehicles behind the page.
	More bool
}

// position is a vehicle's place in an order: they compare by rank, then by tie.
type position struct {
	rank, tie int64
	row       uint32
}

func (p position) before(q position) bool {
	return p.rank < q.rank || p.rank == q.rank && p.tie < q.tie
}

// Find returns the page of a search. Fields that the shape lacks are not to be asked for.
func (x *Index) Find(s vehicle.Search) Found {
	room := x.room.Get().(*[]uint32) // Nothing else is put there.
	defer x.room.Put(room)
	f := &finder{index: x, limit: s.Limit, matched: (*room)[:0]}
	f.sortBy(s.Sort)
	f.place = f.placeOf(s.After)
	if f.filter(s) {
		return Found{}
	}
	f.count()
	switch {
	case f.total <= vehicle.CountedUpTo:
		for _, row := range f.matched {
			f.offer(row)
		}
	case !f.walk():
		f.scan()
	}
	found := Found{Total: f.total, More: len(f.page) > s.Limit}
	for _, p := range f.page[:min(len(f.page), s.Limit)] {
		found.IDs = append(found.IDs, x.ids.at(p.row))
	}
	return found
}

// finder is one search.
type finder struct {
	index *Index
	limit int
	// sorted is the column that the order is by, nil for the identity.
	sorted     *numbers
	descending bool
	place      position

	words  []wordFilter
	ranges []rangeFilter
	lists  []listFilter
	// listed are the numbers asked for of the index's listed column, in order; listedRange are the bounds.
	listed      []int64
	listedRange rangeFilter
	// candidates are the rows to look at, parts of a posting list, or all rows when whole is set.
	candidates [][]uint32
	whole      bool

	matched []uint32
	total   int64
	// narrowest is how many candidates there are.
	narrowest int64
	// page holds the first limit + 1 behind the place, in order.
	page []position
}

// wordFilter is met by rows whose word is wanted.
type wordFilter struct {
	codes  []uint32
	wanted []bool
	rows   int64
}

// listFilter is met by rows that have one of the numbers.
type listFilter struct{ values, wanted []int64 }

// rangeFilter is met by rows whose number is within the bounds; a low of vehicle.None asks for nothing.
type rangeFilter struct {
	values    []int64
	low, high int64
}

// newRange returns the filter for a range.
func newRange(asked vehicle.Range) rangeFilter {
	r := rangeFilter{low: vehicle.None, high: math.MaxInt64}
	if asked.Asks() {
		r.low++ // Rows without the number are in no range.
	}
	if asked.Min != nil {
		r.low = max(r.low, *asked.Min)
	}
	if asked.Max != nil {
		r.high = *asked.Max
	}
	return r
}

func (f *finder) sortBy(sort vehicle.Sort) {
	if sort == "" {
		sort = f.index.shape.DefaultSort()
	}
	var field *vehicle.Field
	if field, f.descending = f.index.shape.SortedBy(sort); field != nil {
		f.sorted = f.index.numbers[field.Name]
	}
}

// positionOf turns an order into one that ascends: what has no value comes last, by its id.
func (f *finder) positionOf(value, tie int64) position {
	switch {
	case value == vehicle.None:
		return position{rank: math.MaxInt64, tie: tie}
	case f.descending:
		return position{rank: ^value, tie: ^tie}
	default:
		return position{rank: value, tie: tie}
	}
}

// at returns the position of a row.
func (f *finder) at(row uint32) position {
	var value int64
	if f.sorted != nil {
		value = f.sorted.values[row]
	}
	p := f.positionOf(value, int64(row)*2)
	p.row = row
	return p
}

// placeOf returns the position of a place, which need not be that of a vehicle: identities are compared by where they
// would stand between the rows.
func (f *finder) placeOf(after *vehicle.Cursor) position {
	if after == nil {
		return position{rank: math.MinInt64, tie: math.MinInt64}
	}
	row, exact := f.index.ids.find(after.ID)
	tie := int64(row) * 2
	if !exact {
		tie--
	}
	value := int64(vehicle.None)
	switch {
	case f.sorted == nil:
		value = 0
	case after.Value != nil:
		value = *after.Value
	}
	return f.positionOf(value, tie)
}

// filter reads what is asked for. It returns true when nothing can match.
func (f *finder) filter(s vehicle.Search) (none bool) {
	x := f.index
	f.listedRange.low = vehicle.None
	if x.listed != nil {
		name := x.listed.field.Name
		f.listed = slices.Compact(slices.Sorted(slices.Values(s.Numbers[name])))
		f.listedRange = newRange(s.Ranges[name])
	}
	for name, asked := range s.Words {
		if len(asked) > 0 && f.addWords(x.words[name], asked) {
			return true
		}
	}
	for name, asked := range s.Without {
		if len(asked) > 0 {
			f.exclude(x.words[name], asked)
		}
	}
	for name, asked := range s.Ranges {
		if r := newRange(asked); r.low != vehicle.None {
			r.values = x.numbers[name].values
			f.ranges = append(f.ranges, r)
		}
	}
	for name, asked := range s.Numbers {
		if len(asked) > 0 {
			known := slices.DeleteFunc(slices.Clone(asked), func(n int64) bool { return n == vehicle.None })
			f.lists = append(f.lists, listFilter{x.numbers[name].values, known})
		}
	}
	// What few rows have is looked at first.
	slices.SortFunc(f.words, func(a, b wordFilter) int { return int(a.rows - b.rows) })
	f.whole = f.candidates == nil
	return false
}

// exclude adds a filter that rows with one of the words do not meet.
func (f *finder) exclude(w *words, asked []string) {
	filter := wordFilter{codes: w.codes, wanted: make([]bool, len(w.values)), rows: int64(len(w.codes))}
	for code := range filter.wanted {
		filter.wanted[code] = true
	}
	for _, word := range asked {
		for _, code := range w.folded[strings.ToLower(word)] {
			filter.wanted[code] = false
		}
	}
	f.words = append(f.words, filter)
}

// addWords adds a filter, and takes its rows as candidates when they are fewer than those of other filters.
func (f *finder) addWords(w *words, asked []string) (none bool) {
	filter := wordFilter{codes: w.codes, wanted: make([]bool, len(w.values))}
	var codes []uint32
	for _, word := range asked {
		for _, code := range w.folded[strings.ToLower(word)] {
			if !filter.wanted[code] {
				filter.wanted[code] = true
				filter.rows += w.counts[code]
				codes = append(codes, code)
			}
		}
	}
	if filter.rows == 0 {
		return true
	}
	if p := w.postings; p != nil && (f.candidates == nil || filter.rows < f.narrowest) {
		f.candidates, f.narrowest = nil, filter.rows
		for _, code := range codes {
			f.addCandidates(p.rows[p.starts[code]:p.starts[code+1]])
		}
	}
	f.words = append(f.words, filter)
	return false
}

// addCandidates adds those of a word's rows that have the listed numbers asked for.
func (f *finder) addCandidates(rows []uint32) {
	var values []int64
	if f.index.listed != nil {
		values = f.index.listed.values
	}
	// place is where the rows begin that have the number, or a greater one; behind is where those end that have it.
	place := func(number int64) int {
		return sort.Search(len(rows), func(at int) bool { return values[rows[at]] >= number })
	}
	behind := func(number int64) int {
		return sort.Search(len(rows), func(at int) bool { return values[rows[at]] > number })
	}
	switch {
	case len(f.listed) > 0:
		for _, number := range f.listed {
			f.candidates = append(f.candidates, rows[place(number):behind(number)])
		}
	case f.listedRange.low != vehicle.None:
		begin := place(f.listedRange.low)
		f.candidates = append(f.candidates, rows[begin:max(begin, behind(f.listedRange.high))])
	default:
		f.candidates = append(f.candidates, rows)
	}
}

// matches tells whether a row is asked for.
func (f *finder) matches(row uint32) bool {
	for i := range f.words {
		if w := &f.words[i]; !w.wanted[w.codes[row]] {
			return false
		}
	}
	for i := range f.ranges {
		r := &f.ranges[i]
		if value := r.values[row]; value < r.low || value > r.high {
			return false
		}
	}
	for i := range f.lists {
		if l := &f.lists[i]; !slices.Contains(l.wanted, l.values[row]) {
			return false
		}
	}
	return true
}

// rows calls look with every candidate until it returns false.
func (f *finder) rows(look func(row uint32) bool) {
	if f.whole {
		for row := range uint32(f.index.Len()) {
			if !look(row) {
				return
			}
		}
		return
	}
	for _, part := range f.candidates {
		for _, row := range part {
			if !look(row) {
				return
			}
		}
	}
}

// count counts the rows that match, as far as a total is exact, and keeps them.
func (f *finder) count() {
	f.rows(func(row uint32) bool {
		if f.matches(row) {
			f.total++
			f.matched = append(f.matched, row)
		}
		return f.total <= vehicle.CountedUpTo
	})
}

// offer takes a row that matches into the page, if it belongs there.
func (f *finder) offer(row uint32) {
	p := f.at(row)
	if !f.place.before(p) || len(f.page) > f.limit && !p.before(f.page[f.limit]) {
		return
	}
	at, _ := slices.BinarySearchFunc(f.page, p, func(a, b position) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	if len(f.page) > f.limit {
		f.page = f.page[:f.limit]
	}
	f.page = slices.Insert(f.page, at, p)
}

// walkFor is the share of the rows that a walk may look at in vain before all are looked at.
const walkFor = 8

// walk goes through the rows in the order asked for, from the place on, until the page is full. When many match, that is
// soon. It returns false when it was not, or when the page reaches those without a value.
func (f *finder) walk() bool {
	rows := f.index.Len()
	row := func(at int) uint32 { return uint32(at) }
	if f.sorted != nil {
		order := f.sorted.order()
		rows, row = len(order), func(at int) uint32 { return order[at] }
	}
	at := sort.Search(rows, func(at int) bool { return f.place.before(f.at(row(at))) != f.descending })
	step := 1
	if f.descending {
		step, at = -1, at-1
	}
	for looked := 0; at >= 0 && at < rows; at, looked = at+step, looked+1 {
		if looked > f.index.Len()/walkFor {
			break
		}
		if row := row(at); f.matches(row) {
			f.page = append(f.page, f.at(row))
			if len(f.page) > f.limit {
				return true
			}
		}
	}
	f.page = f.page[:0]
	return false
}

// scan looks at all candidates.
func (f *finder) scan() {
	f.rows(func(row uint32) bool {
		if f.matches(row) {
			f.offer(row)
		}
		return true
	})
}
