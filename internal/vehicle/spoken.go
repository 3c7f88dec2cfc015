package vehicle

import "bytes"

// currencySigns are the currencies whose sign stands before the amount.
var currencySigns = map[string]string{"USD": "$", "GBP": "£", "EUR": "€"}

// Spoken writes a value as people do, with its unit or currency: 41,200 mi, $21,990. An unknown value is "".
func (s *Shape) Spoken(v *Vehicle, f *Field) string { return string(s.AppendSpoken(nil, v, f)) }

// AppendSpoken appends a value as Spoken writes it.
func (s *Shape) AppendSpoken(b []byte, v *Vehicle, f *Field) []byte {
	value := v.Value(f)
	switch {
	case !value.Known() || f.Kind != Number && f.Kind != Money:
		return append(b, value.text...)
	case f.Unit == "":
		return f.AppendNumber(b, value.Number())
	}
	return f.appendSpokenNumber(b, value.Number(), v.Value(s.Field(f.Unit)).Text())
}

// SpokenNumber writes a scaled number as people do, with a unit or currency, which may be "".
func (f *Field) SpokenNumber(n int64, unit string) string {
	return string(f.appendSpokenNumber(nil, n, unit))
}

func (f *Field) appendSpokenNumber(b []byte, n int64, unit string) []byte {
	sign := currencySigns[unit]
	switch {
	case unit == "":
		return f.appendGrouped(b, n)
	case f.Kind == Money && sign != "":
		return f.appendGrouped(append(b, sign...), n)
	}
	return append(append(f.appendGrouped(b, n), ' '), unit...)
}

// appendGrouped appends a number with thousands separators. An amount has two decimals or none.
func (f *Field) appendGrouped(b []byte, n int64) []byte {
	var text [longestNumber]byte
	whole, fraction, _ := bytes.Cut(f.AppendNumber(text[:0], n), []byte{'.'})
	if n < 0 {
		b, whole = append(b, '-'), whole[1:]
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, digit)
	}
	if len(fraction) == 0 {
		return b
	}
	b = append(append(b, '.'), fraction...)
	if f.Kind == Money && len(fraction) == 1 {
		b = append(b, '0')
	}
	return b
}
