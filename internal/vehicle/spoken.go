package vehicle

import (
	"strings"

	"github.com/dustin/go-humanize"
)

// currencySigns are the currencies whose sign stands before the amount.
var currencySigns = map[string]string{"USD": "$", "GBP": "£", "EUR": "€"}

// Spoken writes a value as people do, with its unit or currency: 41,200 mi, $21,990. An unknown value is "".
func (s *Shape) Spoken(v *Vehicle, f *Field) string {
	value := v.Value(f)
	if !value.Known() || f.Unit == "" {
		return f.Show(value)
	}
	return f.SpokenNumber(value.Number(), v.Value(s.Field(f.Unit)).Text())
}

// SpokenNumber writes a scaled number as people do, with a unit or currency, which may be "".
func (f *Field) SpokenNumber(n int64, unit string) string {
	text := f.grouped(n)
	switch sign := currencySigns[unit]; {
	case unit == "":
		return text
	case f.Kind == Money && sign != "":
		return sign + text
	}
	return text + " " + unit
}

// grouped writes a number with thousands separators. An amount has two decimals or none.
func (f *Field) grouped(n int64) string {
	whole, fraction, _ := strings.Cut(f.FormatNumber(n), ".")
	text := humanize.Comma(n / f.Scale())
	if whole == "-0" {
		text = whole
	}
	if f.Kind == Money && len(fraction) == 1 {
		fraction += "0"
	}
	if fraction != "" {
		text += "." + fraction
	}
	return text
}
