package rowset

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/zeebo/xxh3"
)

// Hash is the XXH3 hash of a row, in 128 bits. Rows with equal hashes count as equal. It does not protect against
// someone who constructs a collision.
type Hash struct{ Hi, Lo uint64 }

// Hasher hashes rows of one table. It is not safe for concurrent use.
type Hasher struct {
	care []Affinity
	any  bool
	row  *Batch
}

// NewHasher returns a hasher for rows of a table's columns. sent are the columns of the source, in the same order.
func NewHasher(columns, sent []Column) *Hasher {
	h := &Hasher{care: make([]Affinity, len(columns)), row: NewBatch(len(columns))}
	for i, column := range columns {
		// Sources with types send values of the column's type. SQLite may send any.
		if sent[i].Kind == Any {
			h.care[i] = column.Affinity()
			h.any = h.any || h.care[i] != AffinityNone
		}
	}
	return h
}

// NewStoredHasher returns a hasher for rows of so many columns that SQLite holds already.
func NewStoredHasher(width int) *Hasher {
	return NewHasher(make([]Column, width), make([]Column, width))
}

// Hash returns the same hash for the row that the source sends as for the one that SQLite then holds. stable is false
// if that is not certain, because SQLite might store one of the values as another type. The hash is made from the row's
// encoding in a Batch, which is unambiguous.
func (h *Hasher) Hash(row []Value) (hash Hash, stable bool) {
	h.row.Reset()
	stable = true
	for i, v := range row {
		if h.care[i] != AffinityNone {
			var known bool
			v, known = h.care[i].stored(v)
			stable = stable && known
		}
		h.row.Append(v)
	}
	return hashBytes(h.row.arena), stable
}

func hashBytes(data []byte) Hash {
	sum := xxh3.Hash128(data)
	return Hash{Hi: sum.Hi, Lo: sum.Lo}
}

// Affinity is how SQLite converts values when it stores them in a column (https://www.sqlite.org/datatype3.html,
// section 3).
type Affinity uint8

// The affinities. NUMERIC and INTEGER store values alike.
const (
	AffinityNone Affinity = iota
	AffinityText
	AffinityNumeric
	AffinityReal
)

// DeclaredType returns the declared type of the column in a new table. Whole numbers that may be text have none,
// because an INTEGER affinity would round them to REAL.
func (c Column) DeclaredType() string {
	switch c.Kind {
	case Integer:
		return "INTEGER"
	case Decimal:
		if c.Precision > 0 { // SQLite ignores it; the API and people read from it how exact the numbers are.
			return fmt.Sprintf("NUMERIC(%d,%d)", c.Precision, c.Scale)
		}
		return "NUMERIC"
	case Real:
		return "REAL"
	case Text:
		return "TEXT"
	case Blob:
		return "BLOB"
	case Any:
		if strings.EqualFold(c.Type, "ANY") {
			return "" // In a STRICT table ANY keeps values unchanged; elsewhere it has numeric affinity.
		}
		return c.Type
	default:
		return ""
	}
}

// Affinity returns the affinity of DeclaredType.
func (c Column) Affinity() Affinity {
	declared := strings.ToUpper(c.DeclaredType())
	has := func(word string) bool { return strings.Contains(declared, word) }
	switch {
	case has("INT"):
		return AffinityNumeric
	case has("CHAR"), has("CLOB"), has("TEXT"):
		return AffinityText
	case has("BLOB"), declared == "":
		return AffinityNone
	case has("REAL"), has("FLOA"), has("DOUB"): //nolint:misspell // This spelling is SQLite's rule.
		return AffinityReal
	}
	return AffinityNumeric
}

// stored returns what a column of this affinity stores, or false when that is not certain.
func (a Affinity) stored(v Value) (Value, bool) {
	switch v.Type {
	case TypeNull, TypeBlob:
		return v, true
	case TypeText:
		return v, a == AffinityText || a == AffinityNone || !looksNumeric(v.Bytes)
	case TypeInteger:
		return v, a == AffinityNumeric || a == AffinityNone
	default:
		if a != AffinityNumeric {
			return v, a != AffinityText
		}
		f := v.Float()
		if f == math.Trunc(f) && math.Abs(f) < 1<<51 {
			return Int(int64(f)), true
		}
		return v, f != math.Trunc(f) || math.Abs(f) >= 1<<63
	}
}

// looksNumeric reports whether SQLite might read a text as a number. It may be true for a text that SQLite does not
// read so.
func looksNumeric(text []byte) bool {
	const inNumbers = "0123456789+-.eE \t\n\v\f\r"
	for _, c := range text {
		if strings.IndexByte(inNumbers, c) < 0 {
			return false
		}
	}
	_, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	return !errors.Is(err, strconv.ErrSyntax)
}
