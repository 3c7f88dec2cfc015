package facet

import (
	"math"
	"math/bits"
	"sort"
	"sync"

	"forecourt/internal/vehicle"
)

// Found is the answer to a search.
type Found struct {
	// IDs are the identities of the vehicles on the page, in order.
	IDs []vehicle.ID
	// Revisions are the versions of the index in which each vehicle was read last. A cached vehicle is still right if
	// it has the same revision.
	Revisions []uint32
	// Total is the number of found vehicles, but at most vehicle.CountedUpTo + 1.
	Total int64
	// More means that there are vehicles after the page.
	More bool
}

// Find returns a page of the vehicles that a search finds. All fields of the search must be in the shape.
func (x *Index) Find(s vehicle.Search) Found {
	if s.Sort == "" {
		s.Sort = x.shape.DefaultSort()
	}
	pg := &page{limit: s.Limit, rows: make([]position, 0, min(s.Limit, usualPage)+2), worst: math.MaxInt64}
	var field *vehicle.Field
	field, pg.descending = x.shape.SortedBy(s.Sort)
	finders := make([]*finder, 0, len(x.layers))
	for _, l := range x.layers {
		if f := x.newFinder(l, pg, field, s); f != nil {
			finders = append(finders, f)
		}
	}
	room := x.room.Get().(*[]uint32) // The pool has nothing else.
	defer x.room.Put(room)
	counted := counter{matched: (*room)[:0]}
	for _, f := range finders {
		f.count(&counted)
	}
	for _, f := range finders {
		switch {
		case counted.total <= vehicle.CountedUpTo:
			for _, run := range f.matched {
				f.offer(run)
			}
		case !f.walk():
			f.scan()
		}
	}
	return pg.found(counted.total)
}

// counter counts the rows that match, up to the limit of exact totals, and collects them.
type counter struct {
	matched []uint32
	total   int64
}

// finder is one search in one layer.
type finder struct {
	*layer
	page *page
	// sorted is the column of the order. It is nil for the order by identity.
	sorted *numbers
	// rank and tie are the place after which the page begins.
	rank, tie int64

	// asked are the filters that all rows must meet. any are the alternatives. If there are some, a row must meet one
	// of them.
	asked *filters
	any   []*filters
	// parts have the rows to look at, each once. Without parts, all rows are looked at.
	parts []part

	// matched are the rows that match, if they were counted.
	matched []candidates
	// blocks has buffers of type *block.
	blocks *sync.Pool
}

// newFinder returns a finder for a layer, or nil if none of its rows can match.
func (x *Index) newFinder(l *layer, pg *page, sorted *vehicle.Field, s vehicle.Search) *finder {
	f := &finder{layer: l, page: pg, blocks: x.blocks}
	if sorted != nil {
		f.sorted = l.numbers[sorted.Name]
	}
	f.rank, f.tie = f.placeOf(s.After)
	if f.asked = l.filtersOf(s, nil); f.asked.none {
		return nil
	}
	for _, one := range s.Any {
		if filters := l.filtersOf(one, f.asked); !filters.none {
			f.any = append(f.any, filters)
		}
	}
	if len(s.Any) > 0 && len(f.any) == 0 {
		return nil
	}
	f.parts = f.narrow()
	return f
}

// ordered turns a descending order into an ascending one. Rows without a value come last, by identity.
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

// placeOf returns the rank and the tie of a place. There need not be a vehicle at the place: then the tie is where
// its identity would be between the rows.
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

// behind reports whether a position is after the place.
func (f *finder) behind(p position) bool { return p.rank > f.rank || p.rank == f.rank && p.tie > f.tie }

// part is some of the rows to look at. A row that also meets an earlier alternative belongs to the part of that one.
type part struct {
	candidates
	before []*filters
	// own is the alternative whose candidates the rows are, or nil for those of the whole search.
	own *filters
}

// narrow returns the smallest set of rows to look at: the candidates of the whole search, or those of the
// alternatives.
func (f *finder) narrow() []part {
	var parts []part
	few := int64(0)
	for i, one := range f.any {
		if !one.narrow {
			parts = nil
			break
		}
		few += one.rows
		for _, some := range one.candidates {
			parts = append(parts, part{some, f.any[:i], one})
		}
	}
	if parts != nil && (!f.asked.narrow || few < f.asked.rows) {
		return parts
	}
	parts = nil
	for _, some := range f.asked.candidates {
		parts = append(parts, part{candidates: some})
	}
	return parts
}

// blockRows is how many rows are looked at together: as many as fit into the processor's first cache with their values.
const blockRows = 1024

// block has room for some rows.
type block [blockRows]uint32

// fill fills a block with the rows from one on to before another, without those that are gone or do not meet the
// filters that mask knows.
func (f *finder) fill(room *block, from, to int) []uint32 {
	n := 0
	for at := from / 64; at*64 < to; at++ {
		set := ^uint64(0)
		if rest := to - at*64; rest < 64 {
			set = 1<<rest - 1
		}
		if f.gone != nil {
			set &^= f.gone[at]
		}
		for set = f.asked.mask(set, at); set != 0; set &= set - 1 {
			room[n] = uint32(at*64 + bits.TrailingZeros64(set))
			n++
		}
	}
	return room[:n]
}

// sift keeps the rows that are not gone and meet the search, in their order and in their place.
func (f *finder) sift(rows []uint32) []uint32 {
	return f.siftAny(f.asked.sift(f.gone.without(rows), false))
}

// siftAny keeps the rows that meet one of the alternatives, if there are some.
func (f *finder) siftAny(rows []uint32) []uint32 {
	if len(f.any) == 0 {
		return rows
	}
	n := 0
	for _, row := range rows {
		if meetsOne(f.any, row) {
			rows[n] = row
			n++
		}
	}
	return rows[:n]
}

// matching calls look with the rows that match, in blocks, until look returns false. The blocks are valid until look
// returns. Those of one part, which is 0 if there are no parts, come one after the other.
func (f *finder) matching(look func(found candidates, part int) bool) {
	room := f.blocks.Get().(*block) // The pool has nothing else.
	defer f.blocks.Put(room)
	if f.parts == nil && !f.asked.narrow {
		masked := f.asked.hasMask()
		for from, all := 0, f.ids.len(); from < all; from += blockRows {
			to := min(from+blockRows, all)
			rows := room[:to-from]
			if masked {
				rows = f.siftAny(f.asked.sift(f.fill(room, from, to), true))
			} else {
				for i := range rows {
					rows[i] = uint32(from + i)
				}
				rows = f.sift(rows)
			}
			if len(rows) > 0 && !look(candidates{rows: rows}, 0) {
				return
			}
		}
		return
	}
	for at, part := range f.parts {
		for from := 0; from < len(part.rows); from += blockRows {
			rows := f.gone.without(room[:copy(room[:], part.rows[from:])])
			if part.own == nil {
				rows = f.siftAny(f.asked.beyond.sift(rows, false))
			} else {
				rows = part.alone(f.asked.sift(part.own.beyond.sift(rows, false), false))
			}
			if len(rows) > 0 && !look(candidates{rows, part.sorted}, at) {
				return
			}
		}
	}
}

// alone keeps the rows that belong to no earlier alternative.
func (p *part) alone(rows []uint32) []uint32 {
	if len(p.before) == 0 {
		return rows
	}
	n := 0
	for _, row := range rows {
		if !meetsOne(p.before, row) {
			rows[n] = row
			n++
		}
	}
	return rows[:n]
}

// count counts the layer's rows that match, up to the limit of exact totals.
func (f *finder) count(c *counter) {
	if c.total > vehicle.CountedUpTo {
		return
	}
	var ends []int
	var last int
	from := len(c.matched)
	f.matching(func(found candidates, part int) bool {
		rows := found.rows[:min(int64(len(found.rows)), vehicle.CountedUpTo+1-c.total)]
		c.total += int64(len(rows))
		c.matched = append(c.matched, rows...)
		if n := len(f.matched); n == 0 || part != last {
			f.matched, ends, last = append(f.matched, candidates{sorted: found.sorted}), append(ends, 0), part
		}
		ends[len(ends)-1] = len(c.matched)
		return c.total <= vehicle.CountedUpTo
	})
	for i, end := range ends {
		f.matched[i].rows = c.matched[from:end]
		from = end
	}
}

// offer adds the rows that match to the page, if they belong there.
func (f *finder) offer(some candidates) {
	inOrder := some.sorted && f.page.descending && f.sorted == f.usual
	for _, row := range some.rows {
		p := f.at(row)
		switch {
		case p.rank > f.page.worst && inOrder:
			return
		case p.rank <= f.page.worst && f.behind(p):
			f.page.put(p)
		}
	}
}

const (
	// A walk is given up after one in walkFor of the rows.
	walkFor = 8
	// walkRows is how many rows a walk looks at together. It may look at as many too much.
	walkRows = 128
)

// walk goes through the rows in the wanted order, from the place on, until the page is full. If many rows match, that
// takes only a few steps. It returns false if it had to give up, if the rows are not sorted, or if rows without a
// value may be on the page.
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
	room := f.blocks.Get().(*block) // The pool has nothing else.
	defer f.blocks.Put(room)
	for looked := 0; at >= 0 && at < rows && looked <= f.ids.len()/walkFor; {
		some := room[:0]
		for ; at >= 0 && at < rows && len(some) < walkRows; at += step {
			some = append(some, row(at))
		}
		looked += len(some)
		last := f.at(some[len(some)-1])
		for _, row := range f.sift(some) {
			f.page.put(f.at(row))
		}
		if f.page.ends(last) {
			return true
		}
	}
	return false
}

// scan looks at all candidates.
func (f *finder) scan() {
	f.matching(func(found candidates, _ int) bool {
		f.offer(found)
		return true
	})
}
