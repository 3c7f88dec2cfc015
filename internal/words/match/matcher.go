// Package match finds the values of a stock that a word names.
package match

import (
	"cmp"
	"slices"
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// Matcher has the stock's values, ready to be matched. It never changes, and is safe for concurrent use. Its maps are
// to be read only.
type Matcher struct {
	Book *wordbook.Book
	// Fields has the catalogue's fields by name, even those that the stock lacks, and the owner's own.
	Fields map[string]*Lexicon
	// Asked are the stock's fields, the greatest weight first. If a word is a value of several fields, the first one
	// gets it, unless the rest of the text speaks for another.
	Asked []*Lexicon
	// Sure are the fields of Asked whose words hardly ever mean anything else.
	Sure []*Lexicon
	// FieldNames are the names of Asked by their first word.
	FieldNames map[string][]FieldName
	// OwnPhrases are the phrases of the owner's own numbers and flags.
	OwnPhrases map[string]OwnPhrase
	// Index has for every key that may mean something the fields that it may be a value of, as the sum of their Bit. Most
	// words need no look at each field.
	Index map[string]uint64
	// Unit and Currency are the unit of all mileages and the currency of all prices, "" if there are several.
	Unit, Currency string
	// Year is the current year, 0 if it is not known.
	Year int
	// HasVIN and HasStockNumber tell whether the stock has these fields.
	HasVIN, HasStockNumber bool
}

// Options tell about a stock what its values do not.
type Options struct {
	// Shape is the stock's fields; nil for vehicle.StandardShape.
	Shape *vehicle.Shape
	// Own are other words for the values of the owner's own fields, by field.
	Own map[string][]mapping.Synonyms
	// Unit is the unit of the stock's mileages, "mi" or "km". Currency is the currency of its prices (ISO 4217). Both
	// are "" if they are not known, or if the stock has several.
	Unit, Currency string
	// Year is the current year, from which ages are counted.
	Year int
}

// New returns a matcher for the values of a stock.
func New(b *wordbook.Book, v vehicle.Values, o Options) *Matcher {
	shape := o.Shape
	if shape == nil {
		shape = vehicle.StandardShape()
	}
	m := &Matcher{Book: b, Fields: map[string]*Lexicon{}, Unit: o.Unit, Currency: o.Currency, Year: o.Year}
	m.HasVIN, m.HasStockNumber = shape.Field("vin") != nil, shape.Field("stock_number") != nil
	for _, f := range vehicle.Catalogue() {
		if f.Kind == vehicle.Word && shape.Field(f.Name) == nil {
			m.Fields[f.Name] = newLexicon(&f, nil, nil, b) // The stock has none: nothing is ever read as one.
		}
	}
	for _, f := range shape.Counted() {
		if f.Kind != vehicle.Word {
			continue
		}
		known := newLexicon(f, v.Counts[f.Name], conceptsOf(b, f, o.Own[f.Name]), b)
		m.Fields[f.Name] = known
		m.Asked = append(m.Asked, known)
	}
	slices.SortStableFunc(m.Asked, func(a, b *Lexicon) int { return cmp.Compare(b.Weight, a.Weight) })
	for _, f := range m.Asked {
		if f.Weight > 0 {
			m.Sure = append(m.Sure, f)
		}
	}
	m.FieldNames = fieldNames(m.Asked)
	m.readOwn(shape, o.Own)
	m.readIndex()
	return m
}

// readIndex collects every key that may mean something: values, their parts, other words for them, and models that
// exist.
func (m *Matcher) readIndex() {
	m.Index = map[string]uint64{}
	bit := uint64(1)
	for _, f := range m.Fields {
		f.Bit = bit
		if bit<<1 != 0 {
			bit <<= 1 // All fields past the last bit share it.
		}
		for key := range f.ByKey {
			m.Index[key] |= f.Bit
		}
		for key := range f.Meanings {
			m.Index[key] |= f.Bit
		}
		for key := range f.Aliases {
			m.Index[key] |= f.Bit
		}
		for key := range f.WithMake {
			m.Index[key] |= f.Bit
		}
		if f.Name != "make" && f.Name != "model" && f.Name != "location" {
			continue
		}
		for _, value := range f.Entries {
			for i := range value.Words {
				for j := i + 1; j <= min(len(value.Words), i+3); j++ {
					m.Index[strings.Join(value.Words[i:j], "")] |= f.Bit
				}
			}
		}
	}
	for key := range m.Book.Models {
		m.Index[key] |= m.Fields["model"].Bit
	}
}

// CurrencyOf returns the currency that a word means, "" for none: of several that are called so, the one that the stock
// has.
func (m *Matcher) CurrencyOf(word string) string {
	codes := m.Book.Currencies[word]
	switch {
	case len(codes) == 0:
		return ""
	case slices.Contains(codes, m.Currency):
		return m.Currency
	}
	for _, value := range m.Fields["currency"].Entries {
		if code := strings.ToUpper(value.Text); slices.Contains(codes, code) {
			return code
		}
	}
	return codes[0]
}
