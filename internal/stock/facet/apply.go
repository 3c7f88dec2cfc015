package facet

import (
	"slices"

	"forecourt/internal/vehicle"
)

// Apply returns the next version of the index. It has the given vehicles in place of the touched ones. The identities
// of the given vehicles must be among the touched ones, and the vehicles must come in the order of their identities.
// The old version stays as it is. Call Tidy afterwards.
func (x *Index) Apply(touched []vehicle.ID, vehicles []vehicle.Vehicle) (*Index, error) {
	next := &Index{shape: x.shape, full: x.full, revision: x.revision + 1, seed: x.seed, room: x.room, blocks: x.blocks}
	touched = slices.SortedFunc(slices.Values(touched), vehicle.ID.Compare)
	for _, l := range x.layers {
		if l = l.without(touched); l.live > 0 {
			next.layers = append(next.layers, l)
		}
	}
	b := &Builder{index: &Index{shape: x.shape, full: x.full, revision: next.revision, seed: x.seed}, room: len(vehicles)}
	b.begin()
	for i := range vehicles {
		if err := b.Add(&vehicles[i]); err != nil {
			return nil, err
		}
	}
	next.layers = append(next.layers, b.Index().layers...)
	return next, nil
}

// without returns the layer without some vehicles, whose identities are sorted.
func (l *layer) without(ids []vehicle.ID) *layer {
	next := *l
	for _, id := range ids {
		row, exact := l.ids.find(id)
		if !exact || next.gone.has(uint32(row)) {
			continue
		}
		if next.live == l.live { // Copy the marks at the first change, because the old version keeps its own.
			next.gone = make(marks, (l.ids.len()+63)/64)
			copy(next.gone, l.gone)
		}
		next.gone[row/64] |= 1 << (row % 64)
		next.live--
	}
	return &next
}

// A segment is written again when more than one in goneShare of its rows is gone.
const goneShare = 5

// Tidy returns the same version with fewer layers and fewer rows that are gone. It merges small layers, and rewrites
// at most one full segment. So each row is written only a few times, and never all at once.
func (x *Index) Tidy() *Index {
	next := *x
	next.layers = slices.Clone(x.layers)
	next.tidy()
	next.sortAhead()
	return &next
}

func (x *Index) tidy() {
	slices.SortStableFunc(x.layers, func(a, b *layer) int { return b.live - a.live })
	from, small := len(x.layers), 0
	for at := len(x.layers) - 1; at >= 0; at-- {
		// A layer is merged with the smaller ones once these together are large.
		if live := x.layers[at].live; live <= 2*small && live+small <= x.full {
			from = at
		}
		small += x.layers[at].live
	}
	if from < len(x.layers) {
		x.layers = append(x.layers[:from:from], merge(x.shape, x.seed, x.layers[from:]))
	}
	for i, l := range x.layers {
		if rows := l.ids.len(); (rows-l.live)*goneShare > rows {
			x.layers[i] = merge(x.shape, x.seed, x.layers[i:i+1])
			break
		}
	}
}

// merge writes the rows of some layers that are not gone into one segment.
func merge(shape *vehicle.Shape, seed uint64, layers []*layer) *layer {
	var from []source
	for at := range layers {
		from = join(layers, from, rowsOf(layers, at))
	}
	s := newSegment(shape, seed, len(from))
	for _, r := range from {
		l := layers[r.layer]
		if s.ids.texts != nil {
			s.ids.texts = append(s.ids.texts, l.ids.texts[r.row])
		} else {
			s.ids.numbers = append(s.ids.numbers, l.ids.numbers[r.row])
		}
		s.revisions = append(s.revisions, l.revisions[r.row])
	}
	for name, w := range s.words {
		columns := make([]*words, len(layers))
		for i, l := range layers {
			columns[i] = l.words[name]
		}
		w.merge(columns, from)
	}
	for name, c := range s.numbers {
		c.values = mergeNumbers(c.values, layers, from, func(l *layer) []int64 { return l.numbers[name].values })
	}
	for name, w := range s.wholes {
		w.hashes = mergeNumbers(w.hashes, layers, from, func(l *layer) []int64 { return l.wholes[name].hashes })
	}
	s.finish()
	return &layer{segment: s, live: len(from)}
}

// mergeNumbers appends the values of the rows, each from its layer's column.
func mergeNumbers(into []int64, layers []*layer, from []source, column func(*layer) []int64) []int64 {
	columns := make([][]int64, len(layers))
	for i, l := range layers {
		columns[i] = column(l)
	}
	for _, r := range from {
		into = append(into, columns[r.layer][r.row])
	}
	return into
}

// source is a row to merge: the position of its layer, and its position within the layer.
type source struct{ layer, row uint32 }

// rowsOf returns the rows of a layer that are not gone.
func rowsOf(layers []*layer, at int) []source {
	l := layers[at]
	all := make([]source, 0, l.live)
	for row := range uint32(l.ids.len()) {
		if !l.gone.has(row) {
			all = append(all, source{uint32(at), row})
		}
	}
	return all
}

// join merges two lists in the order of the identities.
func join(layers []*layer, a, b []source) []source {
	if len(a) == 0 {
		return b
	}
	id := func(s source) vehicle.ID { return layers[s.layer].ids.at(s.row) }
	both := make([]source, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if id(a[0]).Compare(id(b[0])) < 0 {
			both, a = append(both, a[0]), a[1:]
		} else {
			both, b = append(both, b[0]), b[1:]
		}
	}
	return append(append(both, a...), b...)
}

// merge fills the column with the rows of other columns, in which the words have other codes.
func (w *words) merge(columns []*words, from []source) {
	known, codes := map[string]uint32{}, make([][]uint32, len(columns))
	for i, c := range columns {
		codes[i] = make([]uint32, len(c.values))
	}
	for _, r := range from {
		code := columns[r.layer].codes.at(r.row)
		if code == 0 {
			w.put(0)
			continue
		}
		if codes[r.layer][code] == 0 {
			text := columns[r.layer].values[code]
			if _, found := known[text]; !found {
				known[text] = w.newCode(text)
			}
			codes[r.layer][code] = known[text]
		}
		w.put(codes[r.layer][code])
	}
}
