package facet

import (
	"math"
	"slices"
	"sort"

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

	// asked is what all must meet, any are the alternatives of which one must be met, if there are some.
	asked *filters
	any   []*filters
	// parts are the rows to look at, each once; without any, all rows are.
	parts []part

	matched []uint32
	total   int64
	// page holds the first limit + 1 behind the place, in order.
	page []position
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
	f.asked = f.index.filtersOf(s, nil)
	for _, one := range s.Any {
		if filters := f.index.filtersOf(one, f.asked); !filters.none {
			f.any = append(f.any, filters)
		}
	}
	f.parts = f.narrow()
	return f.asked.none || len(s.Any) > 0 && len(f.any) == 0
}

// part is rows to look at. Those that an alternative before the part's own is met by are in that one's part.
type part struct {
	rows   []uint32
	before []*filters
}

// narrow returns the fewest rows to look at: those of the words that all must have, or those of the alternatives' words.
func (f *finder) narrow() []part {
	var parts []part
	few := int64(0)
	for i, one := range f.any {
		if !one.narrow {
			parts = nil
			break
		}
		few += one.rows
		for _, rows := range one.candidates {
			parts = append(parts, part{rows, f.any[:i]})
		}
	}
	if parts != nil && (!f.asked.narrow || few < f.asked.rows) {
		return parts
	}
	parts = nil
	for _, rows := range f.asked.candidates {
		parts = append(parts, part{rows: rows})
	}
	return parts
}

// matches tells whether a row is asked for.
func (f *finder) matches(row uint32) bool {
	return f.asked.match(row) && (len(f.any) == 0 || meetsOne(f.any, row))
}

// rows calls look with every row to look at until it returns false.
func (f *finder) rows(look func(row uint32) bool) {
	if f.parts == nil && !f.asked.narrow {
		for row := range uint32(f.index.Len()) {
			if !look(row) {
				return
			}
		}
		return
	}
	for _, part := range f.parts {
		for _, row := range part.rows {
			if !meetsOne(part.before, row) && !look(row) {
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
