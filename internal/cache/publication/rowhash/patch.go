package rowhash

import (
	"bytes"
	"context"
	"errors"
	"io"

	"forecourt/internal/rowset"
)

// Writer stores pages and deltas. A method must not keep the bytes that it gets after it has returned.
type Writer interface {
	Add(ctx context.Context, firstKey, page []byte) error
	// Set replaces the content of a page. firstKey is nil if it stays the same.
	Set(ctx context.Context, id int64, firstKey, page []byte) error
	Delete(ctx context.Context, id int64) error
	// AddDelta adds a delta behind the existing ones. DeleteDeltas removes all.
	AddDelta(ctx context.Context, delta []byte) error
	DeleteDeltas(ctx context.Context) error
}

// Rows returns the next row, in the order of the keys, and io.EOF after the last one. The key is valid until the next
// call.
type Rows func() (key []byte, hash rowset.Hash, err error)

// Build writes the pages for rows of which nothing was stored before.
func Build(ctx context.Context, rows Rows, w Writer) error {
	return (&Index{}).Patch(ctx, rows, w)
}

// Patch writes the changes: the changed rows, which are new or have another hash, and the rows of Unseen, which are
// removed. Few changes become one more delta. If they are too many, the pages of these rows and of all deltas are
// written. The index must not be used afterwards.
func (x *Index) Patch(ctx context.Context, changed Rows, w Writer) error {
	x.sweeping = true
	if len(x.entries) > 0 {
		written, again, err := x.addDelta(ctx, changed, w)
		if written || err != nil {
			return err
		}
		changed = again
	}
	if err := x.writePages(ctx, changed, w); err != nil || x.deltas == 0 {
		return err
	}
	return w.DeleteDeltas(ctx)
}

// writePages writes the pages whose rows have changed since they were written.
func (x *Index) writePages(ctx context.Context, changed Rows, w Writer) error {
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
		if err := o.merge(ctx, &x.entries[at], p, &in, upper, stays); err != nil {
			return err
		}
		// A page that became small is joined with the next one.
		if len(o.keys)+16*o.len() < pageBytes/4 && upper != nil {
			continue
		}
		if err := o.flush(ctx); err != nil {
			return err
		}
	}
	for in.before(nil) {
		if err := o.take(ctx, in.key, in.hash); err != nil {
			return err
		}
		in.advance()
	}
	if in.err != nil && !errors.Is(in.err, io.EOF) {
		return in.err
	}
	return o.flush(ctx)
}

// input is a stream of rows with its next row.
type input struct {
	next Rows
	key  []byte
	hash rowset.Hash
	err  error
}

func (in *input) advance() { in.key, in.hash, in.err = in.next() }

// before reports whether there is a next row whose key is less than upper. nil is above all keys.
func (in *input) before(upper []byte) bool {
	return in.err == nil && (upper == nil || bytes.Compare(in.key, upper) < 0)
}

// output collects rows, and writes them into the pages that they came from and into new ones.
type output struct {
	page
	writer Writer
	reuse  []Entry
	buf    []byte
}

// flushBytes limits the size of the rows that an output collects.
const flushBytes = 16 * pageBytes

func (o *output) take(ctx context.Context, key []byte, hash rowset.Hash) error {
	o.add(key, hash)
	if o.bytes() < flushBytes {
		return nil
	}
	return o.flush(ctx)
}

// merge collects the rows of a page that stay, together with the input's rows that belong between them.
func (o *output) merge(ctx context.Context, e *entry, p *page, in *input, upper []byte, stays func(i int) bool) error {
	o.reuse = append(o.reuse, e.Entry)
	for i := 0; i < p.len() || in.before(upper); {
		order := 1 // 1: the input's row comes first. 0: it is the page's row with a new hash. -1: the page's row comes first.
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
			err = o.take(ctx, in.key, in.hash)
			in.advance()
		case stays(i):
			err = o.take(ctx, p.key(i), p.hashes[i])
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

// flush writes the collected rows into the first of the pages that they came from, and into new pages. The other
// pages are deleted.
func (o *output) flush(ctx context.Context) error {
	for len(o.reuse) > 1 || len(o.reuse) > 0 && o.len() == 0 {
		last := len(o.reuse) - 1
		if err := o.writer.Delete(ctx, o.reuse[last].ID); err != nil {
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
			err = o.writer.Set(ctx, o.reuse[0].ID, first, o.buf)
			o.reuse = o.reuse[:0]
		} else {
			err = o.writer.Add(ctx, o.key(from), o.buf)
		}
		if err != nil {
			return err
		}
		from = to
	}
	o.reset()
	return nil
}
