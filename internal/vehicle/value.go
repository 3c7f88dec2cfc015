package vehicle

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Value is the value of a field. The zero Value means that it is not known, like NULL in SQL. Values can be compared
// with ==.
type Value struct {
	text string
	// number is None for an empty text and for the number 0, because the zero Value is not known. Answers have hundreds of
	// values, so each saves the memory of a flag.
	number int64
}

// TextOf returns a value for a field of words, texts, flags, links or dates.
func TextOf(text string) Value {
	if text == "" {
		return Value{number: None}
	}
	return Value{text: text}
}

// NumberOf returns a value for a field of numbers or amounts, scaled by Field.Scale. None gives an unknown value.
func NumberOf(n int64) Value {
	switch n {
	case 0:
		return Value{number: None}
	case None:
		return Value{}
	}
	return Value{number: n}
}

// Known reports whether there is a value.
func (v Value) Known() bool { return v.text != "" || v.number != 0 }

// Text is the text of a value. It is "" for an unknown value or a number.
func (v Value) Text() string { return v.text }

// Number is the number or amount of a value, scaled by Field.Scale. It is 0 for an unknown value or a text.
func (v Value) Number() int64 {
	if v.number == None {
		return 0
	}
	return v.number
}

// None stands for an unknown value among numbers.
const None = math.MinInt64

// Rank returns the number by which vehicles are filtered and sorted: a number or an amount unchanged, and a date as
// DateTime.Pack packs it. It returns None if the value is not known.
func (f *Field) Rank(v Value) (int64, error) {
	switch {
	case !v.Known():
		return None, nil
	case f.Kind == Date:
		return DateTime(v.text).Pack()
	default:
		return v.Number(), nil
	}
}

// ParseNumber reads a number as requests and databases write it, such as 19999 or 19999.50, scaled by Field.Scale. It
// is an error if the number has more decimals than the field keeps.
func (f *Field) ParseNumber(text string) (int64, error) {
	whole, fraction, point := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" || point && strings.HasSuffix(text, ".") {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	if len(fraction) > f.Decimals {
		return 0, fmt.Errorf("%q has more than %d decimals", text, f.Decimals)
	}
	return strconv.ParseInt(whole+fraction+strings.Repeat("0", f.Decimals-len(fraction)), 10, 64)
}

// FormatNumber writes a scaled number. It omits decimals that are zero.
func (f *Field) FormatNumber(n int64) string {
	var text [longestNumber]byte
	return string(f.AppendNumber(text[:0], n))
}

// longestNumber is enough for every number with its sign, its decimals and separators.
const longestNumber = 32

// AppendNumber appends a number as FormatNumber writes it.
func (f *Field) AppendNumber(b []byte, n int64) []byte {
	rest := uint64(n)
	if n < 0 {
		b, rest = append(b, '-'), -rest
	}
	scale := uint64(f.Scale())
	b = strconv.AppendUint(b, rest/scale, 10)
	fraction := rest % scale
	if fraction == 0 {
		return b
	}
	from := len(b) // The scale's first digit keeps the zeros behind it. The point takes its place.
	b = strconv.AppendUint(b, scale+fraction, 10)
	b[from] = '.'
	return bytes.TrimRight(b, "0")
}

// Show writes a value for people, without thousands separators. An unknown value is "".
func (f *Field) Show(v Value) string {
	if v.Known() && (f.Kind == Number || f.Kind == Money) {
		return f.FormatNumber(v.Number())
	}
	return v.text
}
