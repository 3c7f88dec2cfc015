package facet

import (
	"math/bits"
	"slices"
)

// rowSet is a set of rows, with one bit for each row.
type rowSet []uint64

// bits returns the bits of the rows whose number is within the bounds, of 64 rows. The bounds must have no unit, and
// the lower one must not be above the upper one.
func (r *rangeFilter) bits(at int) (bits uint64) {
	width := uint64(r.high - r.low)
	for i, value := range r.values[at*64 : min(len(r.values), at*64+64)] {
		bits |= bit(uint64(value-r.low) <= width) << (i & 63)
	}
	return bits
}

// bit returns 1 for true and 0 for false. The compiler makes no branch of it.
func bit(set bool) uint64 {
	var n uint64
	if set {
		n = 1
	}
	return n
}

// keep removes the rows for which holds returns false.
func (s rowSet) keep(holds func(row uint32) bool) {
	for i, block := range s {
		for ; block != 0; block &= block - 1 {
			at := bits.TrailingZeros64(block)
			s[i] &^= (1 ^ bit(holds(uint32(i*64+at)))) << at
		}
	}
}

func (s rowSet) keepListed(l *listFilter) {
	for i := range s {
		var block uint64
		for at, value := range l.values[i*64 : min(len(l.values), i*64+64)] {
			if slices.Contains(l.asked, value) != l.without {
				block |= 1 << at
			}
		}
		s[i] &= block
	}
}

func (s rowSet) and(other rowSet) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s rowSet) or(other rowSet) {
	for i := range s {
		s[i] |= other[i]
	}
}

// cut removes what is behind the given number of rows.
func (s rowSet) cut(rows int) {
	if rest := rows % 64; rest > 0 {
		s[len(s)-1] &= 1<<rest - 1
	}
}

// len returns the number of rows in the set.
func (s rowSet) len() int {
	n := 0
	for _, block := range s {
		n += bits.OnesCount64(block)
	}
	return n
}

// among returns how many of the rows are in the set.
func (s rowSet) among(rows []uint32) int64 {
	var n uint64
	for _, row := range rows {
		n += s[row/64] >> (row % 64) & 1
	}
	return int64(n)
}

// each calls look with every row of the set.
func (s rowSet) each(look func(row int)) {
	for i, block := range s {
		for ; block != 0; block &= block - 1 {
			look(i*64 + bits.TrailingZeros64(block))
		}
	}
}

// count returns the number of rows with each word.
func (s rowSet) count(w *words) []int64 {
	counts := make([]int64, len(w.values))
	w.codes.count(s, counts)
	return counts
}
