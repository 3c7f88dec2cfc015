package facet

import (
	"math"
	"math/bits"
)

// codes are the codes of a column's words, one for each row, in as few bytes as the greatest code needs: most columns
// have fewer than 256 words. Exactly one of the arrays is used.
type codes struct {
	bytes  []uint8
	shorts []uint16
	longs  []uint32
}

// newCodes returns no codes, with memory for the given number of rows.
func newCodes(rows int) codes { return codes{bytes: make([]uint8, 0, rows)} }

func (c *codes) len() int { return len(c.bytes) + len(c.shorts) + len(c.longs) }

// at returns the code of a row.
func (c *codes) at(row uint32) uint32 {
	switch {
	case c.bytes != nil:
		return uint32(c.bytes[row])
	case c.shorts != nil:
		return uint32(c.shorts[row])
	}
	return c.longs[row]
}

// put appends the code of the next row.
func (c *codes) put(code uint32) {
	if c.bytes != nil && code > math.MaxUint8 {
		c.shorts, c.bytes = wider[uint16](c.bytes), nil
	}
	if c.shorts != nil && code > math.MaxUint16 {
		c.longs, c.shorts = wider[uint32](c.shorts), nil
	}
	switch {
	case c.bytes != nil:
		c.bytes = append(c.bytes, uint8(code))
	case c.shorts != nil:
		c.shorts = append(c.shorts, uint16(code))
	default:
		c.longs = append(c.longs, code)
	}
}

type unsigned interface{ uint8 | uint16 | uint32 }

func wider[To, From unsigned](from []From) []To {
	to := make([]To, len(from), cap(from))
	for i, code := range from {
		to[i] = To(code)
	}
	return to
}

// sift keeps the rows with a wanted code, in their order and in their place.
func (c *codes) sift(rows []uint32, wanted []bool) []uint32 {
	switch {
	case c.bytes != nil:
		return siftCodes(rows, c.bytes, wanted)
	case c.shorts != nil:
		return siftCodes(rows, c.shorts, wanted)
	}
	return siftCodes(rows, c.longs, wanted)
}

func siftCodes[T unsigned](rows []uint32, codes []T, wanted []bool) []uint32 {
	n := 0
	for _, row := range rows {
		rows[n] = row
		if wanted[codes[row]] {
			n++
		}
	}
	return rows[:n]
}

// keep removes the rows without a wanted code from a set.
func (c *codes) keep(set rowSet, wanted []bool) {
	switch {
	case c.bytes != nil:
		keepCodes(set, c.bytes, wanted)
	case c.shorts != nil:
		keepCodes(set, c.shorts, wanted)
	default:
		keepCodes(set, c.longs, wanted)
	}
}

func keepCodes[T unsigned](set rowSet, codes []T, wanted []bool) {
	for i := range set {
		var block uint64
		for at, code := range codes[i*64 : min(len(codes), i*64+64)] {
			block |= bit(wanted[code]) << (at & 63)
		}
		set[i] &= block
	}
}

// count adds the number of the set's rows with each code.
func (c *codes) count(set rowSet, counts []int64) {
	switch {
	case c.bytes != nil:
		countCodes(set, c.bytes, counts)
	case c.shorts != nil:
		countCodes(set, c.shorts, counts)
	default:
		countCodes(set, c.longs, counts)
	}
}

func countCodes[T unsigned](set rowSet, codes []T, counts []int64) {
	for i, block := range set {
		codes := codes[i*64 : min(len(codes), i*64+64)]
		if block == ^uint64(0) {
			for _, code := range codes {
				counts[code]++
			}
			continue
		}
		for ; block != 0; block &= block - 1 {
			counts[codes[bits.TrailingZeros64(block)]]++
		}
	}
}
