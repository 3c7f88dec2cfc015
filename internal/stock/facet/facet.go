// Package facet finds vehicles in memory: by any combination of filters, in any order. It returns their identities
// and counts; the rows come from SQLite.
//
// An Index has the values by which searches filter and sort, one array for each field. Looking at a vehicle takes a
// few nanoseconds, whichever filters are combined.
//
// An Index never changes. When vehicles change, Apply makes the next version of it, which shares nearly all memory
// with the old one. For that the rows are in segments. A version marks the rows that are gone, and adds one segment
// with the new rows.
package facet

import (
	"cmp"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sync"

	"forecourt/internal/vehicle"
)

// Index answers searches. It never changes, and is safe for concurrent use.
type Index struct {
	shape  *vehicle.Shape
	layers []*layer
	// full is the greatest number of rows in a segment.
	full int
	// revision is the number of this version.
	revision uint32
	// seed is the seed of the hashes of texts, which nobody outside knows. All versions have the same.
	seed uint64
	// room has buffers of type *[]uint32, in which searches collect the rows that they count.
	room *sync.Pool
	// blocks has buffers of type *block.
	blocks *sync.Pool
}

const (
	// fullSegment is the greatest number of rows in a segment, unless there would be more than fullSegments of them.
	// Larger segments are faster to search, and smaller ones are faster to write again.
	fullSegment = 1 << 17
	// fullSegments is about the greatest number of full segments.
	fullSegments = 8
)

func newIndex(shape *vehicle.Shape, vehicles int) *Index {
	room := &sync.Pool{New: func() any {
		room := make([]uint32, 0, vehicle.CountedUpTo+1)
		return &room
	}}
	blocks := &sync.Pool{New: func() any { return new(block) }}
	return &Index{shape: shape, full: max(fullSegment, vehicles/fullSegments), seed: rand.Uint64(), room: room, blocks: blocks}
}

// layer is a segment as one version of the index sees it.
type layer struct {
	*segment
	gone marks
	// live is the number of rows that are not gone.
	live int
}

// marks have one bit for each row. nil has no bit set.
type marks []uint64

func (m marks) has(row uint32) bool { return m != nil && m[row/64]&(1<<(row%64)) != 0 }

// count returns how many bits are set.
func (m marks) count() int {
	n := 0
	for _, word := range m {
		n += bits.OnesCount64(word)
	}
	return n
}

// without keeps the rows that have no bit set, in their order and in their place.
func (m marks) without(rows []uint32) []uint32 {
	if m == nil {
		return rows
	}
	n := 0
	for _, row := range rows {
		rows[n] = row
		if m[row/64]&(1<<(row%64)) == 0 {
			n++
		}
	}
	return rows[:n]
}

// Revision returns the number of versions since an index was built from all vehicles.
func (x *Index) Revision() uint32 { return x.revision }

// Len returns the number of vehicles.
func (x *Index) Len() int {
	n := 0
	for _, l := range x.layers {
		n += l.live
	}
	return n
}

// Values returns the words of all vehicles with their counts, and the ranges of the numbers. The words come in no
// order.
func (x *Index) Values() vehicle.Values {
	v := vehicle.Values{
		Vehicles: int64(x.Len()), Counts: map[string][]vehicle.Count{}, Ranges: map[string]vehicle.Range{}, Units: map[string][]vehicle.UnitRange{},
	}
	for _, f := range x.shape.Fields() {
		switch {
		case f.Kind.Counted():
			counts := map[[2]string]int64{}
			for _, l := range x.layers {
				l.count(l.words[f.Name], counts)
			}
			for key, n := range counts {
				if n > 0 {
					v.Counts[f.Name] = append(v.Counts[f.Name], vehicle.Count{Of: key[0], Value: key[1], Vehicles: n})
				}
			}
		case f.HasRange():
			var r vehicle.Range
			for _, l := range x.layers {
				l.extend(&r, l.numbers[f.Name])
			}
			v.Ranges[f.Name] = r
			if list := x.unitRanges(f); len(list) > 0 {
				v.Units[f.Name] = list
			}
		}
	}
	return v
}

// unitRanges returns the ranges of a field for each of its units, or nil for a field without units.
func (x *Index) unitRanges(f *vehicle.Field) []vehicle.UnitRange {
	byUnit := map[string]*vehicle.UnitRange{}
	for _, l := range x.layers {
		c := l.numbers[f.Name]
		if c.unit == nil {
			return nil
		}
		ranges := make([]vehicle.UnitRange, len(c.unit.values))
		for row, value := range c.values {
			if value == vehicle.None || l.gone.has(uint32(row)) {
				continue
			}
			r := &ranges[c.unit.codes.at(uint32(row))]
			r.Vehicles++
			widen(&r.Range, value)
		}
		for code, r := range ranges {
			unit := c.unit.values[code]
			switch known := byUnit[unit]; {
			case r.Vehicles == 0:
			case known == nil:
				r.Unit = unit
				byUnit[unit] = &r
			default:
				known.Vehicles += r.Vehicles
				widen(&known.Range, *r.Min)
				widen(&known.Range, *r.Max)
			}
		}
	}
	var list []vehicle.UnitRange
	for _, r := range byUnit {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b vehicle.UnitRange) int { return cmp.Compare(a.Unit, b.Unit) })
	return list
}

// count adds the number of rows with each word, together with the word that it belongs to (the make of a model).
func (l *layer) count(w *words, into map[[2]string]int64) {
	key := func(of, word uint32) [2]string {
		if w.of == nil {
			return [2]string{"", w.values[word]}
		}
		return [2]string{w.of.values[of], w.values[word]}
	}
	for code := 1; w.of == nil && code < len(w.values); code++ {
		into[key(0, uint32(code))] += w.counts[code]
	}
	for p, n := range w.pairs {
		if p.word != 0 {
			into[key(p.of, p.word)] += n
		}
	}
	for at, word := range l.gone {
		for ; word != 0; word &= word - 1 {
			row := uint32(at*64 + bits.TrailingZeros64(word))
			code := w.codes.at(row)
			if code == 0 {
				continue
			}
			var of uint32
			if w.of != nil {
				of = w.of.codes.at(row)
			}
			into[key(of, code)]--
		}
	}
}

// extend widens a range to the layer's least and greatest number.
func (l *layer) extend(r *vehicle.Range, c *numbers) {
	for row, value := range c.values {
		if value == vehicle.None || r.Min != nil && *r.Min <= value && value <= *r.Max || l.gone.has(uint32(row)) {
			continue
		}
		widen(r, value)
	}
}

// widen widens a range so that it contains a number.
func widen(r *vehicle.Range, value int64) {
	if r.Min == nil {
		low, high := value, value
		r.Min, r.Max = &low, &high
		return
	}
	*r.Min, *r.Max = min(*r.Min, value), max(*r.Max, value)
}
