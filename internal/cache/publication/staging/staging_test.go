package staging_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache/publication/engine"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/rowset"
)

// newFile returns a file in the test's folder, and its path.
func newFile(t *testing.T) (*staging.File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staged")
	f := staging.NewFile(func() (*os.File, error) { return os.Create(path) })
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, path
}

// readAll returns copies of the rows behind the first skip ones.
func readAll(t *testing.T, f *staging.File, skip int64) (all []staging.Row) {
	t.Helper()
	in, err := f.Read(skip)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, staging.Row{
			New: row.New, Mask: bytes.Clone(row.Mask), Old: bytes.Clone(row.Old), Key: bytes.Clone(row.Key), Hash: row.Hash, Encoding: bytes.Clone(row.Encoding),
		})
	}
}

// TestRowsComeBack in their order, behind those that are skipped, and to several readers.
func TestRowsComeBack(t *testing.T) {
	f, path := newFile(t)
	if got := readAll(t, f, 0); got != nil {
		t.Fatalf("an empty file has %v", got)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a file before the first row: %v", err)
	}
	var want []staging.Row
	for i := range 3000 { // More than is buffered.
		row := staging.Row{New: i%3 == 0, Mask: []byte("0101"), Old: fmt.Appendf(nil, `{"n":%d}`, i), Key: fmt.Append(nil, i), Hash: rowset.Hash{Hi: uint64(i), Lo: 9}, Encoding: bytes.Repeat([]byte{byte(i)}, i%500)}
		if row.New {
			row.Mask, row.Old = []byte{}, []byte{}
		}
		want = append(want, row)
		if err := f.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	for _, skip := range []int64{0, 1, 2999, 3000} {
		if diff := cmp.Diff(want[skip:], append([]staging.Row{}, readAll(t, f, skip)...)); diff != "" {
			t.Errorf("behind %d rows (-want +got):\n%s", skip, diff)
		}
	}
	old := int64(0)
	for _, row := range want {
		old += int64(len(row.Old))
	}
	if f.Rows != 3000 || f.New != 1000 || f.OldBytes != old {
		t.Errorf("counted %d rows, %d new ones, %d bytes", f.Rows, f.New, f.OldBytes)
	}
}

// TestAFileThatLostItsEndIsAnError: rows that were not read must not look like the end.
func TestAFileThatLostItsEndIsAnError(t *testing.T) {
	f, path := newFile(t)
	for range 2 {
		if err := f.Add(&staging.Row{Mask: []byte("1"), Key: []byte("key"), Encoding: []byte("row")}); err != nil {
			t.Fatal(err)
		}
	}
	in, err := f.Read(0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err == nil {
		err = os.Truncate(path, info.Size()-1)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Next(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("half of a row is read with %v", err)
	}
}

// TestAFileThatCannotBeMadeIsAnError.
func TestAFileThatCannotBeMadeIsAnError(t *testing.T) {
	full := errors.New("the disk is full")
	f := staging.NewFile(func() (*os.File, error) { return nil, full })
	if err := f.Add(&staging.Row{New: true}); !errors.Is(err, full) {
		t.Errorf("error: %v", err)
	}
}

const from = "SELECT place, number, price FROM cars WHERE (place, number) >= (?, ?) ORDER BY place, number"

// standing opens a copy with a key of two columns.
func standing(t *testing.T) *staging.Standing {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	conn, err := engine.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	err = conn.Exec(t.Context(), "CREATE TABLE cars (place TEXT, number, price INTEGER, PRIMARY KEY (place, number))",
		"INSERT INTO cars VALUES ('Bern', 1, 10), ('Bern', 2, NULL), ('Bern', 3.0, 30), ('Chur', 1, 40), ('Chur', 'x', 50)")
	if err = errors.Join(err, conn.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := staging.OpenStanding(t.Context(), "file:"+path+"?mode=ro", from, []int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// row makes a batch of one row.
func row(values ...rowset.Value) *rowset.Batch {
	batch := rowset.NewBatch(len(values))
	for _, v := range values {
		batch.Append(v)
	}
	return batch
}

func text(s string) rowset.Value { return rowset.TextOf([]byte(s)) }

// TestStandingRowsAreFoundByKey, in any order, one after the other, and again. Missing keys are not.
func TestStandingRowsAreFoundByKey(t *testing.T) {
	s := standing(t)
	bern, chur := text("Bern"), text("Chur")
	for _, test := range []struct {
		key   []rowset.Value
		price rowset.Value
		found bool
	}{
		{[]rowset.Value{bern, rowset.Int(1)}, rowset.Int(10), true},
		{[]rowset.Value{bern, rowset.Int(2)}, rowset.Value{}, true},
		{[]rowset.Value{bern, rowset.Int(3)}, rowset.Int(30), true}, // 3.0 and 3 are one key.
		{[]rowset.Value{chur, text("x")}, rowset.Int(50), true},
		{[]rowset.Value{chur, text("y")}, rowset.Value{}, false}, // Behind the last one.
		{[]rowset.Value{bern, rowset.Int(1)}, rowset.Int(10), true},
		{[]rowset.Value{bern, rowset.Int(1)}, rowset.Int(10), true},
		{[]rowset.Value{bern, rowset.Int(0)}, rowset.Value{}, false},
		{[]rowset.Value{chur, rowset.Int(1)}, rowset.Int(40), true},
		{[]rowset.Value{text("Basel"), rowset.Int(1)}, rowset.Value{}, false},
	} {
		found, err := s.Find(test.key, rowhash.AppendKeys(nil, test.key))
		if err != nil || found != test.found {
			t.Fatalf("%s: %t, %v", rowset.Literal(test.key), found, err)
		}
		if !found {
			continue
		}
		other := row(test.key[0], test.key[1], rowset.Int(-1))
		var old []rowset.Value
		mask, differ := s.Differ(other.Read(0), nil, 3, func(column int, value rowset.Value) {
			if column == 2 {
				old = append(old, value)
			}
		})
		if !differ || mask[0] != '0' || mask[2] != '1' {
			t.Errorf("%s: %t, %s", rowset.Literal(test.key), differ, mask)
		}
		if diff := cmp.Diff([]rowset.Value{test.price}, old, cmp.AllowUnexported(rowset.Value{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", rowset.Literal(test.key), diff)
		}
	}
}

// TestDifferTellsTypesApart, and finds equal rows equal.
func TestDifferTellsTypesApart(t *testing.T) {
	s := standing(t)
	for _, test := range []struct {
		number, price rowset.Value
		mask          string
	}{
		{rowset.Int(1), rowset.Int(10), "000"}, {rowset.Int(1), rowset.Float(10), "001"}, {rowset.Int(1), text("10"), "001"},
		{rowset.Float(1), rowset.Int(10), "010"}, {rowset.Int(2), rowset.Value{}, "000"}, {rowset.Int(2), rowset.Int(0), "001"},
		{rowset.Float(3), rowset.Int(30), "000"}, {rowset.Int(3), rowset.Int(31), "011"},
	} {
		key := []rowset.Value{text("Bern"), test.number}
		if found, err := s.Find(key, rowhash.AppendKeys(nil, key)); err != nil || !found {
			t.Fatal(found, err)
		}
		mask, differ := s.Differ(row(key[0], key[1], test.price).Read(0), nil, 3, nil)
		if string(mask) != test.mask || differ != (test.mask != "000") {
			t.Errorf("%v: %s, %t; want %s", test, mask, differ, test.mask)
		}
	}
}

// TestStoredRowsAreAsSQLiteConvertsThem.
func TestStoredRowsAreAsSQLiteConvertsThem(t *testing.T) {
	s := standing(t)
	err := s.Convert(t.Context(), 2, "CREATE TEMP TABLE stored (id INTEGER PRIMARY KEY, c0 INTEGER, c1 TEXT)",
		"INSERT OR REPLACE INTO temp.stored VALUES (1, ?, ?)", "SELECT c0, c1 FROM temp.stored")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		stored, err := s.Stored(row(text("7"), rowset.Int(8)).Read(0))
		if err != nil {
			t.Fatal(err)
		}
		want := []rowset.Value{rowset.Int(7), text("8")}
		if diff := cmp.Diff(want, stored.Row(0), cmp.AllowUnexported(rowset.Value{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
