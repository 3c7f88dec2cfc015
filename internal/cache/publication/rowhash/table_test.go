package rowhash_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// newConn returns a connection to a migrated cache.
func newConn(t *testing.T) *sql.Conn {
	t.Helper()
	c, err := cache.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := c.DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), c.Close()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func numberKey(n int) []byte { return binary.BigEndian.AppendUint64([]byte{1}, uint64(n)) }

// numbers hands out the keys from 0 to n, and hashes that begin with the version.
func numbers(n int, version uint64) rowhash.Rows {
	at := -1
	return func() ([]byte, rowset.Hash, error) {
		if at++; at >= n {
			return nil, rowset.Hash{}, io.EOF
		}
		return numberKey(at), rowset.Hash{Hi: version, Lo: uint64(at)}, nil
	}
}

// write opens a view's table, and closes it after the work.
func write(t *testing.T, conn *sql.Conn, view string, work func(*rowhash.Table) error) {
	t.Helper()
	table := rowhash.OpenTable(conn, view)
	if err := errors.Join(work(table), table.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestHashesAreReadBackFromTheFile, each view's own, with what was patched since.
func TestHashesAreReadBackFromTheFile(t *testing.T) {
	const rows = 5000
	conn := newConn(t)
	for version, view := range []string{"cars", "bikes"} {
		write(t, conn, view, func(table *rowhash.Table) error {
			return rowhash.Build(t.Context(), numbers(rows, uint64(version)), table)
		})
	}
	index, err := rowhash.Open(t.Context(), conn, "bikes")
	if err != nil {
		t.Fatal(err)
	}
	defer closeIndex(t, index)
	// Row 7 changes, row 8 goes, all others come as they were.
	changed := rowset.Hash{Hi: 99, Lo: 7}
	for i := range rows {
		if i == 8 {
			continue
		}
		hash, want := rowset.Hash{Hi: 1, Lo: uint64(i)}, rowhash.Same
		if i == 7 {
			hash, want = changed, rowhash.Changed
		}
		if match, _, err := index.Find(numberKey(i), hash); match != want || err != nil {
			t.Fatalf("row %d: match %d, %v", i, match, err)
		}
	}
	sent := false
	one := func() ([]byte, rowset.Hash, error) {
		if sent {
			return nil, rowset.Hash{}, io.EOF
		}
		sent = true
		return numberKey(7), changed, nil
	}
	write(t, conn, "bikes", func(table *rowhash.Table) error { return index.Patch(t.Context(), one, table) })

	expect(t, conn, "bikes", map[int]rowhash.Match{6: rowhash.Same, 8: rowhash.New}, 1)
	expect(t, conn, "cars", map[int]rowhash.Match{6: rowhash.Same, 7: rowhash.Same, 8: rowhash.Same}, 0)
	write(t, conn, "cars", func(table *rowhash.Table) error { return table.Clear(t.Context()) })
	expect(t, conn, "cars", map[int]rowhash.Match{6: rowhash.New}, 0)
	expect(t, conn, "bikes", map[int]rowhash.Match{6: rowhash.Same}, 1)
}

func closeIndex(t *testing.T, index *rowhash.Index) {
	t.Helper()
	if err := index.Close(); err != nil {
		t.Error(err)
	}
}

// expect looks rows up whose hash has this version.
func expect(t *testing.T, conn *sql.Conn, view string, matches map[int]rowhash.Match, version uint64) {
	t.Helper()
	index, err := rowhash.Open(t.Context(), conn, view)
	if err != nil {
		t.Fatal(err)
	}
	defer closeIndex(t, index)
	got := map[int]rowhash.Match{}
	for row := range matches {
		if got[row], _, err = index.Find(numberKey(row), rowset.Hash{Hi: version, Lo: uint64(row)}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(matches, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", view, diff)
	}
}

// TestATableBelongsToItsTransaction: what is undone leaves the hashes as they were.
func TestATableBelongsToItsTransaction(t *testing.T) {
	conn := newConn(t)
	execute := func(statement string) {
		if _, err := conn.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Fatal(err)
		}
	}
	write(t, conn, "cars", func(table *rowhash.Table) error { return rowhash.Build(t.Context(), numbers(10, 1), table) })
	execute("BEGIN")
	write(t, conn, "cars", func(table *rowhash.Table) error { return table.Clear(t.Context()) })
	execute("ROLLBACK")
	expect(t, conn, "cars", map[int]rowhash.Match{3: rowhash.Same, 10: rowhash.New}, 1)
}

// TestShapeNamesKeyAndColumns, and gives the key back.
func TestShapeNamesKeyAndColumns(t *testing.T) {
	columns := []rowset.Column{{Name: "no", Kind: rowset.Integer}, {Name: "place", Kind: rowset.Text}}
	for _, keys := range [][]int{nil, {0}, {1, 0}} {
		shape := rowhash.Shape(keys, columns)
		got, ok := rowhash.ShapeKeys(shape)
		if diff := cmp.Diff(keys, got); !ok || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", shape, ok, diff)
		}
		if rowhash.IsUnstable(shape) || !rowhash.IsUnstable(rowhash.Unstable(shape)) {
			t.Errorf("%s: the mark of unstable values is not told", shape)
		}
	}
	same := rowhash.Shape([]int{0}, columns)
	columns[1].Kind = rowset.Blob
	if rowhash.Shape([]int{0}, columns) == same {
		t.Error("another kind of column leaves the shape as it is")
	}
	for _, shape := range []string{"", "0 key 1", "1 key x", "1 key -2, "} {
		if keys, ok := rowhash.ShapeKeys(shape); ok {
			t.Errorf("%q is of a key %v", shape, keys)
		}
	}
}

// newSpool returns a spool in a file of the test's.
func newSpool(t *testing.T) *rowhash.Spool {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s := rowhash.NewSpool(file)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestASpoolGivesBackWhatItWasGiven, in that order, as often as it is asked.
func TestASpoolGivesBackWhatItWasGiven(t *testing.T) {
	type row struct {
		Key  string
		Hash rowset.Hash
	}
	long := make([]byte, 200_000) // Longer than what is buffered.
	want := []row{{"b", rowset.Hash{Hi: 1, Lo: 2}}, {"", rowset.Hash{}}, {string(long), rowset.Hash{Hi: 3}}, {"a", rowset.Hash{Lo: 4}}}
	s := newSpool(t)
	for _, r := range want {
		if err := s.Add([]byte(r.Key), r.Hash); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		next, err := s.Rows()
		if err != nil {
			t.Fatal(err)
		}
		var got []row
		for {
			key, hash, err := next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, row{string(key), hash})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestASpoolTellsWhetherKeysWereOrdered: a key that comes twice is not.
func TestASpoolTellsWhetherKeysWereOrdered(t *testing.T) {
	for keys, want := range map[string]bool{"": true, "a": true, "abc": true, "aab": false, "ba": false, "abb": false} {
		s := newSpool(t)
		for i := range keys {
			if err := s.Add([]byte(keys[i:i+1]), rowset.Hash{}); err != nil {
				t.Fatal(err)
			}
		}
		if s.Ordered() != want {
			t.Errorf("%q: ordered is %v", keys, s.Ordered())
		}
	}
}

// TestASpoolsErrorIsItsOwn, so that nobody takes it for one of the rows' source.
func TestASpoolsErrorIsItsOwn(t *testing.T) {
	file, err := os.Open(os.DevNull) // It can only be read.
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s := rowhash.NewSpool(file)
	for range 10_000 {
		if err = s.Add([]byte("a key that fills the buffer"), rowset.Hash{}); err != nil {
			break
		}
	}
	if !errors.As(err, new(*rowhash.SpoolError)) {
		t.Errorf("error: %v", err)
	}
}
