package mapping

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"forecourt/internal/vehicle"
)

// currencyCode is the form of an ISO 4217 currency code.
var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// checkSource reports contradictions within one field's source.
func (p *parser) checkSource(n *yaml.Node, what string, f vehicle.Field, s Source, at *yaml.Node) {
	ways := 0
	for _, given := range []bool{len(s.Columns) > 0, s.YearOf != "", s.Value != ""} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		p.fail(n, "%s needs exactly one of column, first, year_of and value", what)
	}
	if s.Decimal != "" && s.Decimal != "." && s.Decimal != "," {
		p.fail(at, `%s: decimal is %q; it must be "." or ","`, what, s.Decimal)
	}
	if s.Unit != "" && s.Unit != "km" && s.Unit != "mi" {
		p.fail(at, "%s: unit is %q; it must be km or mi", what, s.Unit)
	}
	if s.Currency != "" && !currencyCode.MatchString(s.Currency) {
		p.fail(at, "%s: currency is %q; it must be a code of ISO 4217 such as EUR", what, s.Currency)
	}
	if f.Own {
		return // check reports it: the kind is not known yet.
	}
	if s.YearOf != "" && f.Kind != vehicle.Number {
		p.fail(at, "%s: year_of is for a field of numbers", what)
	}
	if s.Decimal != "" && f.Kind != vehicle.Number && f.Kind != vehicle.Money {
		p.fail(at, "%s: decimal is for numbers that are written as text", what)
	}
	if s.Value != "" && f.Kind != vehicle.Word && f.Kind != vehicle.Text {
		p.fail(at, "%s: a constant is for words, such as a unit, a currency, a make or a status", what)
	}
}

// check reports contradictions in the whole file.
func (p *parser) check() {
	m := p.mapping
	for _, constant := range m.constants() {
		if slices.ContainsFunc(m.Fields, func(f Field) bool { return f.Name == constant.Name }) {
			p.errors = append(p.errors, &Error{Line: constant.Line, Problem: constant.Name + " is said twice: as a field, and here"})
		}
	}
	for _, own := range m.Own {
		p.checkOwn(own)
	}
	for _, hidden := range m.Hide {
		shape, err := m.Shape(false)
		if err != nil {
			p.errors = append(p.errors, &Error{Line: 1, Problem: err.Error()})
			return
		}
		f := shape.Field(hidden.Field)
		if f == nil || !f.Kind.Counted() {
			p.errors = append(p.errors, &Error{Line: hidden.Line, Problem: "hide: " + hidden.Field + " is not a field of words or flags in this file"})
		}
	}
	for _, column := range m.Key {
		if column == "" {
			p.errors = append(p.errors, &Error{Line: 1, Problem: "the key has a column without a name"})
		}
	}
}

func (p *parser) checkOwn(own Own) {
	numeric := own.Kind == vehicle.Number || own.Kind == vehicle.Money
	fail := func(problem string) {
		p.errors = append(p.errors, &Error{Line: own.Line, Problem: "own: " + own.Name + ": " + problem})
	}
	switch {
	case own.Decimal != "" && !numeric:
		fail("decimal is for numbers that are written as text")
	case own.YearOf != "" && own.Kind != vehicle.Number:
		fail("year_of needs kind: number")
	case own.Value != "" && (numeric || own.Kind == vehicle.Date):
		fail("a constant is for words")
	case len(own.Words) > 0 && !own.Kind.Counted():
		fail("words are for the kinds word and flag")
	}
	for _, pair := range own.Values {
		if own.Kind == vehicle.Flag && pair.To != "yes" && pair.To != "no" {
			fail("the values of a flag are yes and no, not " + pair.To)
		}
	}
}
