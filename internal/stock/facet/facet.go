// Package facet finds vehicles by their values in memory: any combination of filters, in any order.
//
// An Index holds what a search filters and sorts by, a column at a time, without the rest of the rows. A search looks at
// numbers in arrays; that takes a few nanoseconds a vehicle, whichever filters it combines.
package facet

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"forecourt/internal/vehicle"
)

// words is one column of words: a code a row, 0 for an unknown value.
type words struct {
	field *vehicle.Field
	codes []uint32
	// values has the words by their codes, as they stand in the stock; counts how many vehicles have them.
	values []string
	counts []int64
	known  map[string]uint32
	// folded has the codes of the words that are one word when case is put aside.
	folded map[string][]uint32
	// of is the column that tells this one's words apart in lists, and pairs how many vehicles have two words; nil for none.
	of    *words
	pairs map[pair]int64
	// postings are the rows of each word, of a field that narrows a search much; nil for others.
	postings *postings
}

// pair is a word with the word of the column that it belongs to, as codes.
type pair struct{ of, word uint32 }

// postings lists the rows of code c, by the listed number and then by identity, in rows[starts[c]:starts[c+1]].
type postings struct{ starts, rows []uint32 }

// numbers is one column of numbers, vehicle.None for unknown ones.
type numbers struct {
	field  *vehicle.Field
	values []int64
	// sorted are the rows that have a number, by that and then by identity. It is made when it is first asked for.
	once   sync.Once
	sorted []uint32
}

// Index answers searches. It never changes, and is safe for concurrent use.
type Index struct {
	shape   *vehicle.Shape
	ids     identities
	words   map[string]*words
	numbers map[string]*numbers
	// listed is the number by which postings are sorted, because it is what is asked for most beside a word; nil for none.
	listed *numbers
	// room is what searches count in, a *[]uint32 that holds as many rows as are counted.
	room sync.Pool
}

// identities are the rows' identities, in order: numbers, or texts where there are some.
type identities struct {
	numbers []int64
	texts   []string
}

func (l *identities) len() int { return len(l.numbers) + len(l.texts) }

func (l *identities) at(row uint32) vehicle.ID {
	if l.texts != nil {
		return vehicle.TextID(l.texts[row])
	}
	return vehicle.NumberID(l.numbers[row])
}

// find returns the row with an identity, or the one before which it would stand.
func (l *identities) find(id vehicle.ID) (row int, exact bool) {
	if l.texts != nil {
		return slices.BinarySearch(l.texts, id.String())
	}
	return slices.BinarySearch(l.numbers, id.Number())
}

// Builder makes an Index.
type Builder struct {
	index *Index
	last  vehicle.ID
}

// NewBuilder returns a builder for vehicles of a shape, with room for the given number; more may come.
func NewBuilder(shape *vehicle.Shape, vehicles int) *Builder {
	x := &Index{shape: shape, words: map[string]*words{}, numbers: map[string]*numbers{}}
	x.room.New = func() any {
		room := make([]uint32, 0, vehicle.CountedUpTo+1)
		return &room
	}
	for _, f := range shape.Fields() {
		switch {
		case f.Kind.Counted():
			x.words[f.Name] = &words{
				field: f, codes: make([]uint32, 0, vehicles), values: []string{""}, counts: []int64{0}, known: map[string]uint32{},
			}
		case f.Kind.Ranged():
			x.numbers[f.Name] = &numbers{field: f, values: make([]int64, 0, vehicles)}
			if f.Listed && x.listed == nil {
				x.listed = x.numbers[f.Name]
			}
		}
	}
	for _, w := range x.words {
		if w.of = x.words[w.field.Of]; w.of != nil {
			w.pairs = map[pair]int64{}
		}
	}
	if shape.TextID() {
		x.ids.texts = make([]string, 0, vehicles)
	} else {
		x.ids.numbers = make([]int64, 0, vehicles)
	}
	return &Builder{index: x}
}

// Add takes a vehicle. They must come in the order of their identities. After an error the builder is of no use.
func (b *Builder) Add(v *vehicle.Vehicle) error {
	x := b.index
	n := x.ids.len()
	if n > 0 && b.last.Compare(v.ID) >= 0 || uint64(n) == math.MaxUint32 {
		return fmt.Errorf("vehicle %s comes after %s", v.ID, b.last)
	}
	if v.ID.IsText() != x.shape.TextID() {
		return fmt.Errorf("the key %s is not of the kind of the others", v.ID)
	}
	b.last = v.ID
	if v.ID.IsText() {
		x.ids.texts = append(x.ids.texts, strings.Clone(v.ID.String()))
	} else {
		x.ids.numbers = append(x.ids.numbers, v.ID.Number())
	}
	for _, w := range x.words {
		w.add(v.Value(w.field))
	}
	for _, w := range x.words {
		if w.of != nil {
			w.pairs[pair{w.of.codes[n], w.codes[n]}]++
		}
	}
	for _, c := range x.numbers {
		rank, err := c.field.Rank(v.Value(c.field))
		if err != nil {
			return fmt.Errorf("vehicle %s: %s: %w", v.ID, c.field.Name, err)
		}
		c.values = append(c.values, rank)
	}
	return nil
}

func (w *words) add(value vehicle.Value) {
	if !value.Known() {
		w.codes = append(w.codes, 0)
		w.counts[0]++
		return
	}
	code, known := w.known[value.Text()]
	if !known {
		code = uint32(len(w.values))
		text := strings.Clone(value.Text()) // A word must not keep a longer text in memory.
		w.known[text] = code
		w.values = append(w.values, text)
		w.counts = append(w.counts, 0)
	}
	w.codes = append(w.codes, code)
	w.counts[code]++
}

// Index returns the index; the builder is of no use after that.
func (b *Builder) Index() *Index {
	x := b.index
	for _, w := range x.words {
		w.known = nil
		w.folded = make(map[string][]uint32, len(w.values))
		for code, value := range w.values[1:] {
			folded := strings.ToLower(value)
			w.folded[folded] = append(w.folded[folded], uint32(code+1))
		}
		if w.field.Narrow {
			w.postings = newPostings(w, x.byListed())
		}
	}
	return x
}

// byListed is the order of a word's rows: by the listed number, and by identity among equals.
func (x *Index) byListed() func(a, b uint32) int {
	if x.listed == nil {
		return cmp.Compare[uint32]
	}
	values := x.listed.values
	return func(a, b uint32) int { return cmp.Or(cmp.Compare(values[a], values[b]), cmp.Compare(a, b)) }
}

// newPostings sorts rows by their codes, and those of a code by the given order.
func newPostings(w *words, order func(a, b uint32) int) *postings {
	p := &postings{starts: make([]uint32, len(w.counts)+1), rows: make([]uint32, len(w.codes))}
	for code, count := range w.counts {
		p.starts[code+1] = p.starts[code] + uint32(count)
	}
	next := slices.Clone(p.starts)
	for row, code := range w.codes {
		p.rows[next[code]] = uint32(row)
		next[code]++
	}
	for code := range w.counts {
		slices.SortFunc(p.rows[p.starts[code]:p.starts[code+1]], order)
	}
	return p
}

// order returns the rows that have a number, in their order.
func (c *numbers) order() []uint32 {
	c.once.Do(func() {
		c.sorted = make([]uint32, 0, len(c.values))
		for row, value := range c.values {
			if value != vehicle.None {
				c.sorted = append(c.sorted, uint32(row))
			}
		}
		slices.SortFunc(c.sorted, func(a, b uint32) int { return cmp.Or(cmp.Compare(c.values[a], c.values[b]), cmp.Compare(a, b)) })
	})
	return c.sorted
}

// Share makes a vehicle of this index use the index's own words in the place of equal ones, so that many vehicles that are
// kept hold each word once.
func (x *Index) Share(v *vehicle.Vehicle) {
	row, found := x.ids.find(v.ID)
	if !found {
		return
	}
	for _, w := range x.words {
		if value := v.Value(w.field); value.Known() && value.Text() == w.values[w.codes[row]] {
			v.Set(w.field, vehicle.TextOf(w.values[w.codes[row]]))
		}
	}
}

// Len returns the number of vehicles.
func (x *Index) Len() int { return x.ids.len() }

// Values returns the words and the extents of all vehicles. The counts come in no order.
func (x *Index) Values() vehicle.Values {
	v := vehicle.Values{Vehicles: int64(x.Len()), Counts: map[string][]vehicle.Count{}, Ranges: map[string]vehicle.Range{}}
	for name, w := range x.words {
		if w.of == nil {
			for code := 1; code < len(w.values); code++ {
				v.Counts[name] = append(v.Counts[name], vehicle.Count{Value: w.values[code], Vehicles: w.counts[code]})
			}
			continue
		}
		for p, count := range w.pairs {
			if p.word != 0 {
				v.Counts[name] = append(v.Counts[name], vehicle.Count{Of: w.of.values[p.of], Value: w.values[p.word], Vehicles: count})
			}
		}
	}
	for name, c := range x.numbers {
		if c.field.HasRange() {
			v.Ranges[name] = c.extent()
		}
	}
	return v
}

// extent returns the least and the greatest of a number.
func (c *numbers) extent() vehicle.Range {
	var r vehicle.Range
	for _, value := range c.values {
		if value == vehicle.None {
			continue
		}
		if r.Min == nil {
			low, high := value, value
			r.Min, r.Max = &low, &high
		}
		*r.Min, *r.Max = min(*r.Min, value), max(*r.Max, value)
	}
	return r
}
