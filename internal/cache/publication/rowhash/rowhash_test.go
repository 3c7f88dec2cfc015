package rowhash_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// pages keeps pages as the cache does: no two begin with the same key.
type pages struct {
	content map[int64][]byte
	first   map[int64]string
	deltas  [][]byte
	last    int64
	// writes and written are how many pages were written, and the bytes of all that was.
	writes, written int
}

func newPages() *pages { return &pages{content: map[int64][]byte{}, first: map[int64]string{}} }

func (p *pages) Add(ctx context.Context, first, page []byte) error {
	p.last++
	return p.Set(ctx, p.last, first, page)
}

func (p *pages) Set(_ context.Context, id int64, first, page []byte) error {
	if first == nil {
		first = []byte(p.first[id])
	}
	for other, key := range p.first {
		if key == string(first) && other != id {
			return fmt.Errorf("pages %d and %d begin with one key", other, id)
		}
	}
	p.writes++
	p.written += len(page)
	p.content[id], p.first[id] = bytes.Clone(page), string(first)
	return nil
}

func (p *pages) Delete(_ context.Context, id int64) error {
	delete(p.content, id)
	delete(p.first, id)
	return nil
}

func (p *pages) AddDelta(_ context.Context, delta []byte) error {
	p.written += len(delta)
	p.deltas = append(p.deltas, bytes.Clone(delta))
	return nil
}

func (p *pages) DeleteDeltas(context.Context) error {
	p.deltas = nil
	return nil
}

func (p *pages) index(t *testing.T) *rowhash.Index {
	t.Helper()
	x, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (p *pages) open() (*rowhash.Index, error) {
	var all []rowhash.Entry
	for id, first := range p.first {
		all = append(all, rowhash.Entry{ID: id, FirstKey: []byte(first)})
	}
	slices.SortFunc(all, func(a, b rowhash.Entry) int { return bytes.Compare(a.FirstKey, b.FirstKey) })
	return rowhash.NewIndex(all, p.deltas, func(at int) ([]byte, error) { return p.content[all[at].ID], nil })
}

// sorted hands out rows by key.
func sorted(rows map[string]rowset.Hash) rowhash.Rows {
	var keys []string
	for key := range rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	i := 0
	return func() ([]byte, rowset.Hash, error) {
		if i == len(keys) {
			return nil, rowset.Hash{}, io.EOF
		}
		i++
		return []byte(keys[i-1]), rows[keys[i-1]], nil
	}
}

// unseen returns the keys that the index was not asked for.
func unseen(t *testing.T, x *rowhash.Index) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for rows := x.Unseen(); ; {
		key, _, err := rows()
		if errors.Is(err, io.EOF) {
			return keys
		}
		if err != nil {
			t.Fatal(err)
		}
		keys[string(key)] = true
	}
}

// kinds of keys, by number.
var kinds = map[string]func(n int) rowset.Value{
	"whole numbers": func(n int) rowset.Value { return rowset.Int(int64(n - 100)) },
	"texts":         func(n int) rowset.Value { return rowset.TextOf(fmt.Appendf(nil, "stock-%d", n)) },
	"long blobs":    func(n int) rowset.Value { return rowset.BlobOf(bytes.Repeat(fmt.Append(nil, n), 300)) },
	"mixed": func(n int) rowset.Value {
		return []rowset.Value{rowset.Int(int64(n)), rowset.Float(float64(n) + 0.5), rowset.TextOf(fmt.Append(nil, n))}[n%3]
	},
}

// TestIndexFollowsTheRows changes random rows, many times, and compares with a map.
func TestIndexFollowsTheRows(t *testing.T) {
	for name, key := range kinds {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			store, kept := newPages(), map[string]rowset.Hash{}
			for round := range 60 {
				came := map[string]rowset.Hash{}
				spread := []int{10, 300, 5000}[random.IntN(3)]
				for k, hash := range kept {
					if random.IntN(spread) > 0 && round%20 != 19 {
						came[k] = hash
					}
				}
				for range random.IntN([]int{3, 100, 3000}[random.IntN(3)]) {
					v := key(random.IntN(20000))
					came[string(rowhash.AppendKey(nil, &v))] = rowset.Hash{Hi: random.Uint64(), Lo: uint64(random.IntN(3))}
				}
				step(t, store, kept, came, random.IntN(3) == 0)
				kept = came
			}
		})
	}
}

// step goes from the rows that are kept to those that came, in the keys' order or in none.
func step(t *testing.T, store *pages, kept, came map[string]rowset.Hash, shuffled bool) {
	t.Helper()
	x := store.index(t)
	changed, gone := map[string]rowset.Hash{}, map[string]bool{}
	for key := range kept {
		gone[key] = true
	}
	find := func(key string, hash rowset.Hash) {
		got, _, err := x.Find([]byte(key), hash)
		want := rowhash.New
		if old, was := kept[key]; was && old == hash {
			want = rowhash.Same
		} else if was {
			want = rowhash.Changed
		}
		if err != nil || got != want {
			t.Fatalf("Find(%q): %d, want %d (%v)", key, got, want, err)
		}
		if got != rowhash.Same {
			changed[key] = hash
		}
		delete(gone, key)
	}
	if shuffled {
		for key, hash := range came {
			find(key, hash)
		}
	} else {
		for next := sorted(came); ; {
			key, hash, err := next()
			if err != nil {
				break
			}
			find(string(key), hash)
		}
	}
	for key := range came {
		if _, was := kept[key]; was {
			if _, _, err := x.Find([]byte(key), rowset.Hash{}); !errors.Is(err, rowhash.ErrTwice) {
				t.Fatalf("%q came twice: %v", key, err)
			}
			break
		}
	}
	if diff := cmp.Diff(gone, unseen(t, x)); diff != "" {
		t.Fatalf("unseen (-want +got):\n%s", diff)
	}
	if err := x.Patch(t.Context(), sorted(changed), store); err != nil {
		t.Fatal(err)
	}
	after := unseen(t, store.index(t))
	if len(after) != len(came) {
		t.Fatalf("%d rows are kept, %d came", len(after), len(came))
	}
}

func intKey(n int) []byte {
	v := rowset.Int(int64(n))
	return rowhash.AppendKey(nil, &v)
}

// numbered makes rows with the keys from 0 on, and their pages.
func numbered(t *testing.T, n int) (*pages, map[string]rowset.Hash) {
	t.Helper()
	store, rows := newPages(), map[string]rowset.Hash{}
	for i := range n {
		rows[string(intKey(i))] = rowset.Hash{Hi: 1, Lo: uint64(i)}
	}
	if err := rowhash.Build(t.Context(), sorted(rows), store); err != nil {
		t.Fatal(err)
	}
	store.writes, store.written = 0, 0
	return store, rows
}

// TestFewChangesWriteLittle: what is written does not depend on how many rows there are, or how far the changes are
// apart, and the pages are written when there are many deltas, or large ones.
func TestFewChangesWriteLittle(t *testing.T) {
	store, rows := numbered(t, 100_000)
	if n := len(store.content); n > 100_000/180 {
		t.Errorf("%d pages for 100,000 rows", n)
	}
	change := func(every int, hash rowset.Hash) {
		t.Helper()
		came := map[string]rowset.Hash{}
		for key, old := range rows {
			came[key] = old
		}
		for i := 7; i < 100_000; i += every {
			came[string(intKey(i))] = hash
		}
		delete(came, string(intKey(int(hash.Hi))))
		step(t, store, rows, came, false)
		rows = came
	}
	for n := range 32 {
		if change(20_000, rowset.Hash{Hi: uint64(100 + n), Lo: 2}); store.writes != 0 || store.written > 6*40*(n+1) || len(store.deltas) != n+1 {
			t.Fatalf("%d pages and %d bytes written for %d times 6 changes, %d deltas", store.writes, store.written, n+1, len(store.deltas))
		}
	}
	if change(20_000, rowset.Hash{Hi: 99, Lo: 3}); store.writes == 0 || store.writes > 6 || len(store.deltas) != 0 {
		t.Errorf("%d pages written for 6 pages' deltas, %d are left", store.writes, len(store.deltas))
	}
	store.writes = 0
	if change(20, rowset.Hash{Hi: 98, Lo: 4}); store.writes != 0 || len(store.deltas) != 1 {
		t.Errorf("%d pages written for 1 of 20 rows, %d deltas", store.writes, len(store.deltas))
	}
	if change(1, rowset.Hash{Hi: 97, Lo: 5}); store.writes < 400 || len(store.deltas) != 0 {
		t.Errorf("%d pages written for all rows, %d deltas are left", store.writes, len(store.deltas))
	}
}

func TestDamagedPagesAreFound(t *testing.T) {
	store := newPages()
	rows := map[string]rowset.Hash{string(intKey(1)): {Lo: 1}, string(intKey(2)): {Lo: 2}}
	if err := rowhash.Build(t.Context(), sorted(rows), store); err != nil {
		t.Fatal(err)
	}
	whole := store.content[1]
	for n := range whole {
		for _, damaged := range [][]byte{whole[:n], append([]byte{200}, whole[n:]...)} {
			store.content[1] = damaged
			_, _, err := store.index(t).Find(intKey(2), rowset.Hash{})
			if cut := n == 2+len(intKey(1))+16; err == nil && !cut {
				t.Errorf("a page of %d bytes is accepted", len(damaged))
			}
		}
	}
}

func TestDamagedDeltasAreFound(t *testing.T) {
	store, rows := numbered(t, 1000)
	came := map[string]rowset.Hash{}
	for key, hash := range rows {
		came[key] = hash
	}
	came[string(intKey(5))] = rowset.Hash{Hi: 9}
	delete(came, string(intKey(6)))
	step(t, store, rows, came, false)
	whole := store.deltas[0]
	for n := range whole {
		for _, damaged := range [][]byte{whole[:n], append([]byte{200}, whole[n:]...)} {
			store.deltas[0] = damaged
			if _, err := store.open(); !errors.Is(err, rowhash.ErrDamaged) && n != 1+int(whole[0]) {
				t.Errorf("a delta of %d bytes of %d is accepted: %v", len(damaged), len(whole), err)
			}
		}
	}
	store.deltas = [][]byte{whole}
	store.content, store.first = map[int64][]byte{}, map[int64]string{}
	if _, err := store.open(); !errors.Is(err, rowhash.ErrDamaged) {
		t.Errorf("deltas without pages: %v", err)
	}
}

func TestKeysKeepTheirValue(t *testing.T) {
	for _, v := range []rowset.Value{
		rowset.Int(-1), rowset.Int(0), rowset.Int(1<<63 - 1), rowset.Int(-1 << 63), rowset.Float(-1.5), rowset.Float(1e300),
		rowset.TextOf([]byte{}), rowset.TextOf([]byte("é\x00")), rowset.BlobOf([]byte{0, 255}),
	} {
		all, err := rowhash.DecodeKeys(rowhash.AppendKey(nil, &v), 1)
		if err != nil {
			t.Fatal(err)
		}
		got := all[0]
		if got.Type != v.Type || got.Bits() != v.Bits() || !bytes.Equal(got.Bytes, v.Bytes) {
			t.Errorf("%v becomes %v", v, got)
		}
	}
	whole, real := rowset.Int(5), rowset.Float(5)
	if !bytes.Equal(rowhash.AppendKey(nil, &whole), rowhash.AppendKey(nil, &real)) {
		t.Error("5 and 5.0 are two keys, and one to SQLite")
	}
	if a, b := intKey(-2), intKey(1); bytes.Compare(a, b) >= 0 {
		t.Error("whole numbers do not sort")
	}
	for _, bad := range [][]byte{nil, {1}, {2, 0}, {9, 0, 0, 0, 0, 0, 0, 0, 0}} {
		if _, err := rowhash.DecodeKeys(bad, 1); err == nil {
			t.Errorf("%x is accepted", bad)
		}
	}
}

// TestKeysOfSeveralColumns: they keep their values, none is taken for another, and they sort column by column.
func TestKeysOfSeveralColumns(t *testing.T) {
	text := func(s string) rowset.Value { return rowset.TextOf([]byte(s)) }
	sorted := [][]rowset.Value{
		{rowset.Int(-5), text("z")}, {rowset.Int(3), text("")}, {rowset.Int(3), text("\x00")}, {rowset.Int(3), text("\x00\x00")}, {rowset.Int(3), text("\x00\xff")},
		{rowset.Int(3), text("a")}, {rowset.Int(3), text("a\x00b")}, {rowset.Int(3), text("ab")}, {rowset.Int(3), rowset.BlobOf([]byte{0})},
		{rowset.Float(-1.5), rowset.Int(1)}, {text("a"), text("bc")}, {text("ab"), text("c")}, {rowset.BlobOf([]byte("ab")), rowset.Float(0.5)},
	}
	var last []byte
	for _, values := range sorted {
		key := rowhash.AppendKeys(nil, values)
		if bytes.Compare(key, last) <= 0 {
			t.Errorf("%v does not sort behind the key before it", values)
		}
		last = key
		got, err := rowhash.DecodeKeys(key, len(values))
		if err != nil || !bytes.Equal(rowhash.AppendKeys(nil, got), key) || got[0].Type != values[0].Type || !bytes.Equal(got[1].Bytes, values[1].Bytes) {
			t.Errorf("%v becomes %v (%v)", values, got, err)
		}
		for cut := range key {
			if _, err := rowhash.DecodeKeys(key[:cut], len(values)); err == nil {
				t.Errorf("%x, cut at %d, is accepted", key, cut)
			}
		}
		if _, err := rowhash.DecodeKeys(append(key, 1), len(values)); err == nil {
			t.Errorf("%x with a byte more is accepted", key)
		}
	}
}
