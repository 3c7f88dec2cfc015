package rowhash

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"forecourt/internal/rowset"
)

const (
	// maxDeltas is how many deltas may exist before they are written into the pages.
	maxDeltas = 32
	// All deltas together may have one deltaPart-th of the bytes of the pages, but at least minDeltaBytes and at most
	// maxDeltaBytes. They are limited because every run holds them in memory and applies them to the pages.
	deltaPart     = 12
	minDeltaBytes = 64 << 10
	maxDeltaBytes = 2 << 20
)

// delta is the changes since the pages were written: keys, in order, each with its hash or marked as gone. Changes
// are usually spread over all pages. One delta costs a single write, where the pages would cost one write each.
type delta struct {
	page
	gone []bool
}

func (d *delta) add(key []byte, hash rowset.Hash, gone bool) {
	d.page.add(key, hash)
	d.gone = append(d.gone, gone)
}

// decodeDeltas reads deltas, the oldest first, and joins them.
func decodeDeltas(texts [][]byte) (delta, error) {
	all := make([]delta, len(texts))
	for i, text := range texts {
		size, n := binary.Uvarint(text)
		if n <= 0 || size > uint64(len(text)-n) {
			return delta{}, ErrDamaged
		}
		var changed, gone page
		if err := errors.Join(changed.decode(text[n:n+int(size)]), gone.decode(text[n+int(size):])); err != nil {
			return delta{}, ErrDamaged
		}
		all[i] = join(changed, gone)
	}
	for len(all) > 1 { // Neighbours are joined first, so each key is copied only a few times.
		n := 0
		for i := 0; i < len(all); i += 2 {
			all[n] = all[i]
			if i+1 < len(all) {
				all[n] = all[i].followed(&all[i+1])
			}
			n++
		}
		all = all[:n]
	}
	if len(all) == 0 {
		return delta{}, nil
	}
	return all[0], nil
}

// encodeDelta packs the keys that are new or changed, and the keys that are gone.
func encodeDelta(changed, gone *page) []byte {
	first := changed.encode(nil, 0, changed.len())
	text := append(binary.AppendUvarint(nil, uint64(len(first))), first...)
	return gone.encode(text, 0, gone.len())
}

// join makes a delta of the keys that are new or changed, and the keys that are gone.
func join(changed, gone page) delta {
	old := delta{page: changed, gone: make([]bool, changed.len())}
	if gone.len() == 0 {
		return old
	}
	lost := delta{page: gone, gone: make([]bool, gone.len())}
	for i := range lost.gone {
		lost.gone[i] = true
	}
	return old.followed(&lost)
}

// followed returns the changes of two deltas together. If both have a key, the newer one counts.
func (d *delta) followed(newer *delta) delta {
	var both delta
	for i, j := 0, 0; i < d.len() || j < newer.len(); {
		order := 1
		switch {
		case j == newer.len():
			order = -1
		case i < d.len():
			order = bytes.Compare(d.key(i), newer.key(j))
		}
		if order < 0 {
			both.add(d.key(i), d.hashes[i], d.gone[i])
		} else {
			both.add(newer.key(j), newer.hashes[j], newer.gone[j])
			j++
		}
		if order <= 0 {
			i++
		}
	}
	return both
}

// apply applies a part of the delta to the rows of a written page, and puts the result into p.
func (d *delta) apply(from, to int, written, p *page) {
	p.reset()
	for i := 0; i < written.len() || from < to; {
		order := 1
		switch {
		case from == to:
			order = -1
		case i < written.len():
			order = bytes.Compare(written.key(i), d.key(from))
		}
		if order < 0 {
			p.add(written.key(i), written.hashes[i])
		} else {
			if !d.gone[from] {
				p.add(d.key(from), d.hashes[from])
			}
			from++
		}
		if order <= 0 {
			i++
		}
	}
}

// addDelta writes one more delta, unless the deltas would then be too many or too large. In that case it returns the
// changed rows again, because it has read some of them.
func (x *Index) addDelta(ctx context.Context, changed Rows, w Writer) (written bool, again Rows, err error) {
	room := min(max(len(x.entries)*pageBytes/deltaPart, minDeltaBytes), maxDeltaBytes) - x.deltaSize
	if x.deltas >= maxDeltas {
		room = 0
	}
	var came, gone page
	ended, err := came.fill(changed, &room)
	if err == nil && ended {
		if ended, err = gone.fill(x.Unseen(), &room); err == nil && ended {
			if came.len()+gone.len() == 0 {
				return true, nil, nil
			}
			return true, nil, w.AddDelta(ctx, encodeDelta(&came, &gone))
		}
	}
	i := 0
	return false, func() ([]byte, rowset.Hash, error) {
		if i == came.len() {
			return changed()
		}
		i++
		return came.key(i - 1), came.hashes[i-1], nil
	}, err
}

// fill adds rows while there is room, and reports whether these were all.
func (p *page) fill(rows Rows, room *int) (ended bool, err error) {
	for *room > 0 {
		key, hash, err := rows()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return true, nil
			}
			return false, err
		}
		p.add(key, hash)
		*room -= len(key) + 18
	}
	return false, nil
}
