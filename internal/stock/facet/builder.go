package facet

import (
	"fmt"
	"math"
	"strings"

	"forecourt/internal/vehicle"
)

// Builder builds an Index from all vehicles.
type Builder struct {
	index   *Index
	segment *segment
	// known has the codes of the words in the current segment, by the name of the field.
	known map[string]map[string]uint32
	last  vehicle.ID
	begun bool
	room  int
}

// NewBuilder returns a builder for vehicles of a shape. The given number of vehicles only reserves memory.
func NewBuilder(shape *vehicle.Shape, vehicles int) *Builder {
	b := &Builder{index: newIndex(shape, vehicles), room: vehicles}
	b.begin()
	return b
}

// Behind returns another builder, for vehicles that come behind all of this one. Both may be used at the same time.
func (b *Builder) Behind(vehicles int) *Builder {
	x := *b.index
	x.layers = nil
	other := &Builder{index: &x, room: vehicles}
	other.begin()
	return other
}

// With returns the index of the vehicles of both builders, of which the other one was made by Behind. None of them must
// be used afterwards.
func (b *Builder) With(other *Builder) *Index {
	other.end()
	b.end()
	b.index.layers = append(b.index.layers, other.index.layers...)
	b.index.sortAhead()
	return b.index
}

// begin begins a new segment.
func (b *Builder) begin() {
	room := min(b.room, b.index.full)
	b.room -= room
	b.segment, b.known = newSegment(b.index.shape, b.index.seed, room), map[string]map[string]uint32{}
	for name := range b.segment.words {
		b.known[name] = map[string]uint32{}
	}
}

// end adds the current segment to the index.
func (b *Builder) end() {
	if rows := b.segment.ids.len(); rows > 0 {
		b.segment.finish()
		b.index.layers = append(b.index.layers, &layer{segment: b.segment, live: rows})
	}
}

// Add adds a vehicle. Vehicles must come in the order of their identities. After an error the builder must not be
// used any more.
func (b *Builder) Add(v *vehicle.Vehicle) error {
	if b.begun && b.last.Compare(v.ID) >= 0 {
		return fmt.Errorf("vehicle %s comes after %s", v.ID, b.last)
	}
	if v.ID.IsText() != b.index.shape.TextID() {
		return fmt.Errorf("the key %s is not of the kind of the others", v.ID)
	}
	b.last, b.begun = v.ID, true
	if rows := b.segment.ids.len(); rows >= b.index.full || uint64(rows) == math.MaxUint32 {
		b.end()
		b.begin()
	}
	s := b.segment
	if v.ID.IsText() {
		s.ids.texts = append(s.ids.texts, strings.Clone(v.ID.String()))
	} else {
		s.ids.numbers = append(s.ids.numbers, v.ID.Number())
	}
	s.revisions = append(s.revisions, b.index.revision)
	for name, w := range s.words {
		w.add(v.Value(w.field), b.known[name])
	}
	for _, w := range s.wholes {
		w.add(b.index.seed, v.Value(w.field))
	}
	for _, c := range s.numbers {
		rank, err := c.field.Rank(v.Value(c.field))
		if err != nil {
			return fmt.Errorf("vehicle %s: %s: %w", v.ID, c.field.Name, err)
		}
		c.values = append(c.values, rank)
	}
	return nil
}

func (w *words) add(value vehicle.Value, known map[string]uint32) {
	if !value.Known() {
		w.put(0)
		return
	}
	code, found := known[value.Text()]
	if !found {
		text := strings.Clone(value.Text()) // A clone, because the word may be part of a longer text, which would stay in memory.
		code = w.newCode(text)
		known[text] = code
	}
	w.put(code)
}

func (w *words) newCode(text string) uint32 {
	w.values = append(w.values, text)
	w.counts = append(w.counts, 0)
	return uint32(len(w.values) - 1)
}

func (w *words) put(code uint32) {
	w.codes.put(code)
	w.counts[code]++
}

// Index returns the index. The builder must not be used afterwards.
func (b *Builder) Index() *Index {
	b.end()
	b.index.sortAhead()
	return b.index
}
