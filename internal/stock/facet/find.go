package facet

import (
	"math"
	"sort"

	"forecourt/internal/vehicle"
)

// Found is an answer.
type Found struct {
	// IDs are those of the page, in order.
	IDs []vehicle.ID
	// Revisions are those of the vehicles: a vehicle has another one in each version of the index that has read it anew.
	// So what was kept of a vehicle with the same revision is still true.
	Revisions []uint32
	// Total is how many vehicles match, at most vehicle.CountedUpTo + 1.
	Total int64
	// More tells that there are vehicles behind the page.
	More bool
}

// Find returns the page of a search. Fields that the shape lacks are not to be asked for.
func (x *Index) Find(s vehicle.Search) Found {
	if s.Sort == "" {
		s.Sort = x.shape.DefaultSort()
	}
	pg := &page{limit: s.Limit}
	var field *vehicle.Field
	field, pg.descending = x.shape.SortedBy(s.Sort)
	finders := make([]*finder, 0, len(x.layers))
	for _, l := range x.layers {
		if f := newFinder(l, pg, field, s); f != nil {
			finders = append(finders, f)
		}
	}
	room := x.room.Get().(*[]uint32) // Nothing else is put there.
	defer x.room.Put(room)
	counted := counter{matched: (*room)[:0]}
	for _, f := range finders {
		f.count(&counted)
	}
	for _, f := range finders {
		switch {
		case counted.total <= vehicle.CountedUpTo:
			for _, row := range f.matched {
				f.offer(row)
			}
		case !f.walk():
			f.scan()
		}
	}
	return pg.found(counted.total)
}

// counter counts the rows that match, as far as a total is exact, and keeps them.
type counter struct {
	matched []uint32
	total   int64
}

// finder is one search in one layer.
type finder struct {
	*layer
	page *page
	// sorted is the column that the order is by, nil for the identity.
	sorted *numbers
	// rank and tie are those of the place from which on the page begins.
	rank, tie int64

	// asked is what all must meet, any are the alternatives of which one must be met, if there are some.
	asked *filters
	any   []*filters
	// parts are the rows to look at, each once; without any, all rows are.
	parts []part

	matched []uint32
}

// newFinder reads what is asked for. It returns nil when no row of the layer can match.
func newFinder(l *layer, pg *page, sorted *vehicle.Field, s vehicle.Search) *finder {
	f := &finder{layer: l, page: pg}
	if sorted != nil {
		f.sorted = l.numbers[sorted.Name]
	}
	f.rank, f.tie = f.placeOf(s.After)
	f.asked = l.filtersOf(s, nil)
	for _, one := range s.Any {
		if filters := l.filtersOf(one, f.asked); !filters.none {
			f.any = append(f.any, filters)
		}
	}
	f.parts = f.narrow()
	if f.asked.none || len(s.Any) > 0 && len(f.any) == 0 {
		return nil
	}
	return f
}

// ordered turns an order into one that ascends: what has no value comes last, by its identity.
func (f *finder) ordered(value, tie int64) (int64, int64) {
	switch {
	case value == vehicle.None:
		return math.MaxInt64, tie
	case f.page.descending:
		return ^value, ^tie
	default:
		return value, tie
	}
}

// at returns the position of a row.
func (f *finder) at(row uint32) position {
	var value int64
	if f.sorted != nil {
		value = f.sorted.values[row]
	}
	p := position{layer: f.layer, row: row}
	p.rank, p.tie = f.ordered(value, int64(row)*2)
	return p
}

// placeOf returns the rank and the tie of a place, which need not be that of a vehicle: identities are compared by
// where they would stand between the rows.
func (f *finder) placeOf(after *vehicle.Cursor) (rank, tie int64) {
	if after == nil {
		return math.MinInt64, math.MinInt64
	}
	row, exact := f.ids.find(after.ID)
	tie = int64(row) * 2
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
	return f.ordered(value, tie)
}

// behind tells whether a position is behind the place.
func (f *finder) behind(p position) bool { return p.rank > f.rank || p.rank == f.rank && p.tie > f.tie }

// part is rows to look at. Those that an alternative before the part's own is met by are in that one's part.
type part struct {
	rows   []uint32
	before []*filters
	// own is the alternative that has the rows as candidates, nil for those of the whole search.
	own *filters
}

// narrow returns the fewest rows to look at: those of the words that all must have, or those of the alternatives'
// words.
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
			parts = append(parts, part{rows, f.any[:i], one})
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

// matches tells whether a row is there and asked for.
func (f *finder) matches(row uint32) bool {
	return !f.gone.has(row) && f.asked.match(row) && (len(f.any) == 0 || meetsOne(f.any, row))
}

// candidates calls look with every row to look at until it returns false.
func (f *finder) candidates(look func(row uint32) bool) {
	if f.parts == nil && !f.asked.narrow {
		for row := range uint32(f.ids.len()) {
			if !look(row) {
				return
			}
		}
		return
	}
	for _, part := range f.parts {
		for _, row := range part.rows {
			if (part.own == nil || part.own.match(row)) && !meetsOne(part.before, row) && !look(row) {
				return
			}
		}
	}
}

// count counts the layer's rows that match, until there are more than are counted.
func (f *finder) count(c *counter) {
	if c.total > vehicle.CountedUpTo {
		return
	}
	from := len(c.matched)
	f.candidates(func(row uint32) bool {
		if f.matches(row) {
			c.total++
			c.matched = append(c.matched, row)
		}
		return c.total <= vehicle.CountedUpTo
	})
	f.matched = c.matched[from:]
}

// offer takes a row that matches into the page, if it belongs there.
func (f *finder) offer(row uint32) {
	if p := f.at(row); f.behind(p) {
		f.page.put(p)
	}
}

// walkFor is the share of the rows that a walk may look at in vain before all are looked at.
const walkFor = 8

// walk goes through the rows in the order asked for, from the place on, until no other can be in the page. When many
// match, that is soon. It returns false when it was not, when the rows are not sorted, or when those without a value
// may be in the page.
func (f *finder) walk() bool {
	rows := f.ids.len()
	row := func(at int) uint32 { return uint32(at) }
	if f.sorted != nil {
		order, ready := f.sorted.order()
		if !ready {
			return false
		}
		rows, row = len(order), func(at int) uint32 { return order[at] }
	}
	at := sort.Search(rows, func(at int) bool { return f.behind(f.at(row(at))) != f.page.descending })
	step := 1
	if f.page.descending {
		step, at = -1, at-1
	}
	for looked := 0; at >= 0 && at < rows && looked <= f.ids.len()/walkFor; at, looked = at+step, looked+1 {
		row := row(at)
		p := f.at(row)
		if f.page.ends(p) {
			return true
		}
		if f.matches(row) {
			f.page.put(p)
		}
	}
	return false
}

// scan looks at all candidates.
func (f *finder) scan() {
	f.candidates(func(row uint32) bool {
		if f.matches(row) {
			f.offer(row)
		}
		return true
	})
}
