package rowset_test

import (
	"testing"

	"forecourt/internal/rowset"
)

func text(s string) rowset.Value { return rowset.TextOf([]byte(s)) }

// fingerprint sums up rows of two columns.
func fingerprint(rows ...[]rowset.Value) string {
	var f rowset.Fingerprint
	columns := []rowset.Column{{Kind: rowset.Any}, {Kind: rowset.Any}}
	h := rowset.NewHasher(columns, columns)
	for _, row := range rows {
		hash, _ := h.Hash(row)
		f.Add(hash)
	}
	return f.String()
}

func TestFingerprint(t *testing.T) {
	row := func(a, b rowset.Value) []rowset.Value { return []rowset.Value{a, b} }
	x, y := row(text("a"), text("bc")), row(rowset.Int(1), rowset.Value{})
	if fingerprint(x, y) != fingerprint(y, x) {
		t.Error("the order of the rows counts")
	}
	if got := fingerprint(); got != "00000000000000000000000000000000" {
		t.Errorf("no rows: %s", got)
	}
	different := map[string]string{}
	for name, print := range map[string]string{
		"x": fingerprint(x), "y": fingerprint(y), "x x": fingerprint(x, x), "x y": fingerprint(x, y),
		"ab c": fingerprint(row(text("ab"), text("c"))), "abc": fingerprint(row(text("abc"), text(""))),
		"abc NULL": fingerprint(row(text("abc"), rowset.Value{})), "blob": fingerprint(row(rowset.BlobOf([]byte("a")), text("bc"))),
		"1.0": fingerprint(row(rowset.Float(1), rowset.Value{})), "text 1": fingerprint(row(text("1"), rowset.Value{})),
		"swapped": fingerprint(row(text("bc"), text("a"))), "-0": fingerprint(row(rowset.Int(0), rowset.Value{})),
	} {
		if other, taken := different[print]; taken {
			t.Errorf("%s and %s have one fingerprint", name, other)
		}
		different[print] = name
	}
}

func TestBatch(t *testing.T) {
	b := rowset.NewBatch(2)
	source := []byte("reused")
	for i := 0; !b.Full(); i++ {
		b.Append(rowset.Int(int64(i)))
		b.Append(rowset.TextOf(source))
	}
	copy(source, "XXXXXX")
	for i := range b.Len() {
		row := b.Row(i)
		if row[0].Int() != int64(i) || string(row[1].Bytes) != "reused" {
			t.Fatalf("row %d is %d, %q", i, row[0].Int(), row[1].Bytes)
		}
	}
	b.Reset()
	if b.Len() != 0 || b.Full() {
		t.Error("Reset leaves rows")
	}
	b.Append(rowset.BlobOf(make([]byte, 1<<20)))
	b.Append(rowset.Value{})
	if !b.Full() || b.Len() != 1 {
		t.Error("a large row does not fill a batch")
	}
}
