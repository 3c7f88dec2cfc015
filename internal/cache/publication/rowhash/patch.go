package rowhash

import (
	"bytes"
	"errors"
	"io"

	"forecourt/internal/rowset"
)

// Writer keeps pages. The bytes are valid until it returns.
type Writer interface {
	Add(firstKey, page []byte) error
	// Set puts other content into a page; firstKey is nil when it stays the same.
	Set(id int64, firstKey, page []byte) error
	Delete(id int64) error
	// AddDelta keeps a delta, behind those that are kept already; DeleteDeltas removes all.
	AddDelta(delta []byte) error
	DeleteDeltas() error
}

// Rows hands out rows by key, in the order of the keys, and io.EOF after the last. The key is valid until the next
// call.
type Rows func() (key []byte, hash rowset.Hash, err error)

// Build writes the pages of rows that were not kept before.
func Build(rows Rows, w Writer) error {
	return (&Index{}).Patch(rows, w)
}

// Patch writes what has changed: the changed rows, which are new or have another hash, and the rows of Unseen, which
// go. If that is little, it is one delta more; else it is the pages of these rows and of all deltas. The index must not
// be used afterwards.
func (x *Index) Patch(changed Rows, w Writer) error {
	x.sweeping = true
	if len(x.entries) > 0 {
		written, again, err := x.addDelta(changed, w)
		if written || err != nil {
			return err
		}
		changed = again
	}
	if err := x.writePages(changed, w); err != nil || x.deltas == 0 {
		return err
	}
	return w.DeleteDeltas()
}

// writePages writes the pages that have changed, since they were written.
func (x *Index) writePages(changed Rows, w Writer) error {
	o := output{writer: w}
	in := input{next: changed}
	in.advance()
	for at := range x.entries {
		var upper []byte
		if at+1 < len(x.entries) {
			upper = x.entries[at+1].FirstKey
		}
		from, to := x.deltaOf(at)
		if o.len() == 0 && from == to && !in.before(upper) && x.untouched(&x.entries[at]) {
			continue
		}
		p, err := x.page(at)
		if err != nil {
			return err
		}
		stays := func(i int) bool { return x.stays(&x.entries[at], i) }
		if err := o.merge(&x.entries[at], p, &in, upper, stays); err != nil {
			return err
		}
		// What is left of a small page goes into the next one.
		if len(o.keys)+16*o.len() < pageBytes/4 && upper != nil {
			continue
		}
		if err := o.flush(); err != nil {
			return err
		}
	}
	for in.before(nil) {
		if err := o.take(in.key, in.hash); err != nil {
			return err
		}
		in.advance()
	}
	if in.err != nil && !errors.Is(in.err, io.EOF) {
		return in.err
	}
	return o.flush()
}

// input is a stream of rows, and the one that is next.
type input struct {
	next Rows
	key  []byte
	hash rowset.Hash
	err  error
}

func (in *input) advance() { in.key, in.hash, in.err = in.next() }

// before tells whether there is a next row, and its key is before the upper one, if there is such.
func (in *input) before(upper []byte) bool {
	return in.err == nil && (upper == nil || bytes.Compare(in.key, upper) < 0)
}

// output collects rows, and writes them into the pages that they come from, and into new ones.
type output struct {
	page
	writer Writer
	reuse  []Entry
	buf    []byte
}

// flushBytes bounds the rows that an output collects.
const flushBytes = 16 * pageBytes

func (o *output) take(key []byte, hash rowset.Hash) error {
	o.add(key, hash)
	if o.bytes() < flushBytes {
		return nil
	}
	return o.flush()
}

// merge collects a page's rows that stay, and those of the input that belong there.
func (o *output) merge(e *entry, p *page, in *input, upper []byte, stays func(i int) bool) error {
	o.reuse = append(o.reuse, e.Entry)
	for i := 0; i < p.len() || in.before(upper); {
		order := 1 // The input's row is first; 0: it is the page's row, with another hash.
		switch {
		case i == p.len():
		case !in.before(upper):
			order = -1
		default:
			order = bytes.Compare(p.key(i), in.key)
		}
		var err error
		switch {
		case order >= 0:
			err = o.take(in.key, in.hash)
			in.advance()
		case stays(i):
			err = o.take(p.key(i), p.hashes[i])
		}
		if err != nil {
			return err
		}
		if order <= 0 {
			i++
		}
	}
	return nil
}

// flush writes what was collected into the first of the pages that it comes from, and into new ones; the others go.
func (o *output) flush() error {
	for len(o.reuse) > 1 || len(o.reuse) > 0 && o.len() == 0 {
		last := len(o.reuse) - 1
		if err := o.writer.Delete(o.reuse[last].ID); err != nil {
			return err
		}
		o.reuse = o.reuse[:last]
	}
	from := 0
	for _, to := range o.split() {
		if to == from {
			continue
		}
		o.buf = o.encode(o.buf[:0], from, to)
		var err error
		if len(o.reuse) > 0 {
			first := o.key(from)
			if bytes.Equal(first, o.reuse[0].FirstKey) {
				first = nil
			}
			err = o.writer.Set(o.reuse[0].ID, first, o.buf)
			o.reuse = o.reuse[:0]
		} else {
			err = o.writer.Add(o.key(from), o.buf)
		}
		if err != nil {
			return err
		}
		from = to
	}
	o.reset()
	return nil
}
