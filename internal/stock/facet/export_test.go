package facet

// FullForTest makes segments full with so many rows.
func (b *Builder) FullForTest(rows int) *Builder {
	b.index.full = rows
	return b
}

// LayersForTest returns how many segments a version has.
func (x *Index) LayersForTest() int { return len(x.layers) }

// SizesForTest returns the rows of each segment, and how many are not gone.
func (x *Index) SizesForTest() (sizes [][2]int) {
	for _, l := range x.layers {
		sizes = append(sizes, [2]int{l.ids.len(), l.live})
	}
	return sizes
}

// GoneForTest returns how many rows the segments hold of vehicles that are gone.
func (x *Index) GoneForTest() int {
	rows := 0
	for _, l := range x.layers {
		rows += l.ids.len()
	}
	return rows - x.Len()
}

// SortForTest sorts the columns that are to be sorted, which otherwise happens in the background.
func (x *Index) SortForTest() {
	for _, l := range x.layers {
		for _, c := range l.numbers {
			c.sorting.Do(c.sort)
		}
	}
}
