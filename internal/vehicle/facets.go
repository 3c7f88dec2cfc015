package vehicle

import (
	"cmp"
	"slices"
	"strings"
)

// FacetField asks what the vehicles of a search have of a field.
type FacetField struct {
	Name string
	// Edges part the numbers of a ranged field into bars, in rising order. Without edges, single numbers are counted,
	// which is for fields that are Listed.
	Edges []int64
}

// Facets say what the vehicles of a search have of some fields, by their names. What is wished of the field itself is
// put aside: whoever has chosen Toyota sees how many cars the other makes have. What is not wanted of it stays.
type Facets struct {
	// Counts are words, flags and single numbers with the number of vehicles, the most frequent first. Words that differ
	// only in case are one, in the most frequent spelling: a search finds them all.
	Counts map[string][]Count
	// Bars has one number more than there are edges: how many vehicles are below the first edge, from each edge on up to
	// the next, and from the last edge on. Vehicles without the number are in none.
	Bars   map[string][]int64
	Origin Origin
}

// Put puts the counts of a field's values into the facets: words that differ in case become one.
func (s *Facets) Put(name string, list []Count) {
	merged := map[string]*Count{}
	most := map[string]int64{}
	for _, c := range list {
		folded := strings.ToLower(c.Value)
		one := merged[folded]
		if one == nil {
			one = &Count{}
			merged[folded] = one
		}
		if c.Vehicles > most[folded] || c.Vehicles == most[folded] && c.Value < one.Value {
			most[folded], one.Value = c.Vehicles, c.Value
		}
		one.Vehicles += c.Vehicles
	}
	counts := make([]Count, 0, len(merged))
	for _, c := range merged {
		counts = append(counts, *c)
	}
	slices.SortFunc(counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Vehicles, a.Vehicles), cmp.Compare(a.Value, b.Value))
	})
	s.Counts[name] = counts
}

// WithoutWish returns the search without what is wished of a field. What is not wanted of it stays, and so do
// alternatives.
func (s Search) WithoutWish(name string) Search {
	s = s.Clone()
	delete(s.Words, name)
	delete(s.Numbers, name)
	delete(s.Ranges, name)
	return s
}

// Edges returns about so many edges that part a range into bars of equal, round widths; dates are parted by months.
func (f *Field) Edges(within Range, about int) []int64 {
	if within.Min == nil || within.Max == nil || about < 1 {
		return nil
	}
	low, high := *within.Min, *within.Max
	if f.Kind == Date {
		return monthEdges(low, high, about)
	}
	width := roundUp(max(1, (high-low)/int64(about)))
	var edges []int64
	for edge := low - low%width + width; edge <= high; edge += width {
		edges = append(edges, edge)
	}
	return edges
}

// monthEdges parts packed dates at the beginnings of months.
func monthEdges(low, high int64, about int) []int64 {
	inMonth := int64(1) // How many ranks a month has.
	for _, radix := range packRadix[1:] {
		inMonth *= radix
	}
	monthOf := func(rank int64) int64 { return rank/inMonth/packRadix[0]*12 + max(1, rank/inMonth%packRadix[0]) - 1 }
	from, to := monthOf(low), monthOf(high)
	step := int64(1)
	for _, wider := range []int64{3, 6, 12, 24, 60, 120, 240, 600, 1200} {
		if (to-from)/step > int64(about) {
			step = wider
		}
	}
	var edges []int64
	for month := (from/step + 1) * step; month <= to; month += step {
		first := ((month/12*packRadix[0]+month%12+1)*packRadix[1] + 1) * (inMonth / packRadix[1])
		if first > low && first <= high {
			edges = append(edges, first)
		}
	}
	return edges
}

// roundUp returns the next number that is 1, 2 or 5 with zeros.
func roundUp(n int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, step := range []int64{1, 2, 5} {
			if step*unit >= n {
				return step * unit
			}
		}
	}
}
