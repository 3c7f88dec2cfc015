// Package rowset holds the columns, rows and values that travel from a source to the cache.
package rowset

import (
	"math"
	"strings"
)

// Kind says how a column's values are held in SQLite.
type Kind uint8

// The kinds of columns. docs/architecture.md says which MySQL type becomes which.
const (
	// Text holds character strings as UTF-8, and dates and times as ISO 8601 text.
	Text Kind = iota
	// Integer holds whole numbers that always fit into 64 bits with a sign.
	Integer
	// Unsigned holds whole numbers up to 2^64-1. Those above 2^63-1 are held as text, exactly.
	Unsigned
	// Decimal holds decimal numbers of at most 15 digits, which SQLite's NUMERIC holds exactly.
	Decimal
	// Real holds IEEE 754 double-precision numbers.
	Real
	// Blob holds bytes.
	Blob
	// Any holds values of any type unchanged. SQLite sources have such columns.
	Any
)

// String returns the kind's name as messages show it.
func (k Kind) String() string {
	return [...]string{"text", "integer", "unsigned integer", "decimal", "real", "blob", "any"}[k]
}

// Column describes one column of a view.
type Column struct {
	// Name is the column's name, as the source spells it.
	Name string
	// Kind says how its values are held.
	Kind Kind
	// Type is the source's own name of the type, for messages.
	Type string
	// Precision is the number of digits of a Decimal column, and Scale how many of them are decimals. Both are 0 if the
	// source does not say so.
	Precision, Scale int
	// Collation is the source's name of the text column's collation, and Comment the column's comment in the source. Both
	// may be "".
	Collation, Comment string
	// NotNull means that the source allows no NULL. It is false if the source does not say so.
	NotNull bool
}

// Type is the storage class of a value.
type Type uint8

// The storage classes (https://www.sqlite.org/datatype3.html).
const (
	TypeNull Type = iota
	TypeInteger
	TypeReal
	TypeText
	TypeBlob
)

// Value is one value of a row. The zero Value is NULL.
type Value struct {
	// Type is the value's storage class.
	Type Type
	// bits holds an integer, or a real number's IEEE 754 bits.
	bits uint64
	// Bytes holds text or a blob. It belongs to the batch.
	Bytes []byte
}

// Int returns an integer value.
func Int(n int64) Value { return Value{Type: TypeInteger, bits: uint64(n)} }

// Float returns a real value. SQLite has only one zero: adding 0 turns -0 into 0.
func Float(f float64) Value { return Value{Type: TypeReal, bits: math.Float64bits(f + 0)} }

// TextOf returns a text value that uses b without copying it.
func TextOf(b []byte) Value { return Value{Type: TypeText, Bytes: b} }

// BlobOf returns a blob value that uses b without copying it.
func BlobOf(b []byte) Value { return Value{Type: TypeBlob, Bytes: b} }

// Int returns the number of a TypeInteger value.
func (v *Value) Int() int64 { return int64(v.bits) }

// Float returns the number of a TypeReal value.
func (v *Value) Float() float64 { return math.Float64frombits(v.bits) }

// Bits returns the 64 bits of an integer or a real value, for storage.
func (v *Value) Bits() uint64 { return v.bits }

// WithBits returns v with the bits that Bits returned.
func (v Value) WithBits(bits uint64) Value {
	v.bits = bits
	return v
}

// FoldName folds the name of a table or a column as SQLite does: ASCII letters only.
func FoldName(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}
