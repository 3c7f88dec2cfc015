package facet

import "math/bits"

// digitBits is how many bits of a number are looked at in one pass of sortRows.
const digitBits = 11

// sortRows sorts rows by their numbers, and leaves those with equal numbers in their order. It takes one pass over the
// rows for every digitBits in which the numbers differ (a radix sort from the least digit), which for the numbers of
// vehicles is much faster than comparing.
func sortRows(rows []uint32, values []int64) []uint32 {
	if len(rows) == 0 {
		return rows
	}
	low, high := values[rows[0]], values[rows[0]]
	for _, row := range rows {
		low, high = min(low, values[row]), max(high, values[row])
	}
	const digits = 1 << digitBits
	other := make([]uint32, len(rows))
	for shift := 0; shift < bits.Len64(uint64(high)-uint64(low)); shift += digitBits {
		var next [digits]uint32
		digit := func(row uint32) uint64 { return (uint64(values[row]) - uint64(low)) >> shift & (digits - 1) }
		for _, row := range rows {
			next[digit(row)]++
		}
		var sum uint32
		for i, n := range next {
			next[i], sum = sum, sum+n
		}
		for _, row := range rows {
			d := digit(row)
			other[next[d]] = row
			next[d]++
		}
		rows, other = other, rows
	}
	return rows
}
