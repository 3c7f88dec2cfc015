package facet

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// Place is where a page begins: behind the vehicle with this number and id. Value is None among those without one.
type Place struct{ Value, ID int64 }

// Found is an answer.
type Found struct {
	// IDs are those of the page, in order.
	IDs []int64
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

// Find returns the page of a search that lies behind the place, or the first for nil; s.After is not read.
func (x *Index) Find(s vehicle.Search, after *Place) Found {
	room := x.room.Get().(*[]uint32) // Nothing else is put there.
	defer x.room.Put(room)
	f := &finder{index: x, limit: s.Limit, matched: (*room)[:0]}
	f.sortBy(s.Sort)
	f.place = f.placeOf(after)
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
		found.IDs = append(found.IDs, x.ids[p.row])
	}
	return found
}

// finder is one search.
type finder struct {
	index      *Index
	limit      int
	number     Number
	values     []int64
	descending bool
	place      position

	words  []wordFilter
	ranges []rangeFilter
	// years are the model years asked for, in order; yearRange are the bounds.
	years     []int64
	yearRange rangeFilter
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

// rangeFilter is met by rows whose number is within the bounds; a low of None asks for nothing.
type rangeFilter struct {
	values    []int64
	low, high int64
}

// newRange returns the filter for two bounds, of which each may be nil.
func newRange(low, high *int64) rangeFilter {
	r := rangeFilter{low: None, high: math.MaxInt64}
	if low != nil || high != nil {
		r.low++ // Rows without the number are in no range.
	}
	if low != nil {
		r.low = max(r.low, *low)
	}
	if high != nil {
		r.high = *high
	}
	return r
}

func (f *finder) sortBy(sort vehicle.Sort) {
	f.descending = strings.HasPrefix(string(sort), "-")
	switch sort {
	case vehicle.ByPrice, vehicle.ByPriceDesc:
		f.number = Price
	case vehicle.ByYear, vehicle.ByYearDesc:
		f.number = Year
	case vehicle.ByMileage, vehicle.ByMileageDesc:
		f.number = Mileage
	case vehicle.ByListedAtDesc:
		f.number = ListedAt
	default:
		f.number = UpdatedAt
	}
	f.values = f.index.numbers[f.number]
}

// positionOf turns an order into one that ascends: what has no value comes last, by its id.
func (f *finder) positionOf(value, tie int64) position {
	switch {
	case value == None:
		return position{rank: math.MaxInt64, tie: tie}
	case f.descending:
		return position{rank: ^value, tie: ^tie}
	default:
		return position{rank: value, tie: tie}
	}
}

// at returns the position of a row.
func (f *finder) at(row uint32) position {
	p := f.positionOf(f.values[row], int64(row)*2)
	p.row = row
	return p
}

// placeOf returns the position of a place, which need not be that of a vehicle: ids are compared by where they would
// stand between the rows.
func (f *finder) placeOf(after *Place) position {
	if after == nil {
		return position{rank: math.MinInt64, tie: math.MinInt64}
	}
	row, exact := slices.BinarySearch(f.index.ids, after.ID)
	tie := int64(row) * 2
	if !exact {
		tie--
	}
	return f.positionOf(after.Value, tie)
}

// filter reads what is asked for. It returns true when nothing can match.
func (f *finder) filter(s vehicle.Search) (none bool) {
	x := f.index
	f.askYears(s)
	for field, asked := range [Fields][]string{
		s.Makes, s.Models, s.Trims, s.Colors, s.BodyTypes, s.FuelTypes, s.Transmissions, s.Drivetrains, s.Conditions, s.Locations, s.Statuses,
	} {
		if len(asked) > 0 && f.addWords(Field(field), asked) {
			return true
		}
	}
	for number, r := range [Mileage + 1]rangeFilter{
		Year: f.yearRange, Price: newRange((*int64)(s.PriceMin), (*int64)(s.PriceMax)), Mileage: newRange(s.MileageMin, s.MileageMax),
	} {
		if r.low != None {
			r.values = x.numbers[number]
			f.ranges = append(f.ranges, r)
		}
	}
	// What few rows have is looked at first.
	slices.SortFunc(f.words, func(a, b wordFilter) int { return int(a.rows - b.rows) })
	f.whole = f.candidates == nil
	return false
}

// addWords adds a filter, and takes its rows as candidates when they are fewer than those of other filters.
func (f *finder) addWords(field Field, asked []string) (none bool) {
	w := &f.index.words[field]
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
	if int(field) < len(f.index.postings) && (f.candidates == nil || filter.rows < f.narrowest) {
		p := &f.index.postings[field]
		f.candidates, f.narrowest = nil, filter.rows
		for _, code := range codes {
			f.addCandidates(p.rows[p.starts[code]:p.starts[code+1]])
		}
	}
	f.words = append(f.words, filter)
	return false
}

func (f *finder) askYears(s vehicle.Search) {
	f.years = slices.Compact(slices.Sorted(slices.Values(s.Years)))
	f.yearRange = newRange(s.YearMin, s.YearMax)
}

// addCandidates adds those of a word's rows that have the years asked for.
func (f *finder) addCandidates(rows []uint32) {
	from := func(year int64) int {
		at, _ := slices.BinarySearchFunc(rows, year, func(row uint32, year int64) int { return cmp.Compare(f.index.numbers[Year][row], year) })
		return at
	}
	switch {
	case len(f.years) > 0:
		for _, year := range f.years {
			f.candidates = append(f.candidates, rows[from(year):from(year+1)])
		}
	case f.yearRange.low != None && f.yearRange.high < math.MaxInt64:
		begin := from(f.yearRange.low)
		f.candidates = append(f.candidates, rows[begin:max(begin, from(f.yearRange.high+1))])
	case f.yearRange.low != None:
		f.candidates = append(f.candidates, rows[from(f.yearRange.low):])
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
	return len(f.years) == 0 || slices.Contains(f.years, f.index.numbers[Year][row])
}

// rows calls look with every candidate until it returns false.
func (f *finder) rows(look func(row uint32) bool) {
	if f.whole {
		for row := range uint32(len(f.index.ids)) {
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
	order := f.index.by(f.number)
	at, _ := slices.BinarySearchFunc(order, f.place, func(row uint32, place position) int {
		if place.before(f.at(row)) == f.descending {
			return -1
		}
		return 1
	})
	step := 1
	if f.descending {
		step, at = -1, at-1
	}
	for looked := 0; at >= 0 && at < len(order); at, looked = at+step, looked+1 {
		if looked > len(f.index.ids)/walkFor {
			break
		}
		if row := order[at]; f.matches(row) {
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
