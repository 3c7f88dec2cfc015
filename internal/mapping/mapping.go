// Package mapping reads stock.yaml: how an owner's columns are the fields of the catalogue, and which fields are their own.
//
// The file is declarative and holds no SQL. Nothing is published that it does not name.
package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// DefaultView is the view that a mapping is for when it names none.
const DefaultView = "vehicles_stock"

// Mapping is what a stock.yaml says. It is not changed once it is read, and safe for concurrent use.
type Mapping struct {
	// View is the view or table that holds the stock.
	View string
	// Key are the columns that together identify a vehicle.
	Key []string
	// Fields say how the standard fields are filled, in the order of the file.
	Fields []Field
	// Own are the owner's own fields, in the order of the file.
	Own []Own
	// Hide are values, by fields, of vehicles that nobody is shown.
	Hide []Hidden
	// Lenient tells that columns may be missing: their fields are not known then. It is for mappings that nobody wrote.
	Lenient bool
}

// Field says how one standard field is filled.
type Field struct {
	// Name is the field's name in the catalogue.
	Name string
	Source
	// Line is where the file says so, 0 for a mapping that was not read from a file.
	Line int
}

// Own is a field of the owner's own.
type Own struct {
	Name string
	Kind vehicle.Kind
	// About says in a sentence what it is.
	About string
	// Words are what people say for the values: by value, other words for it.
	Words []Synonyms
	Source
	Line int
}

// Synonyms are other words for a value.
type Synonyms struct {
	Value string
	Words []string
}

// Hidden hides the vehicles that have one of the values in a field.
type Hidden struct {
	Field  string
	Values []string
	Line   int
}

// Source says where a field's values come from. Exactly one of Columns, YearOf and Value is set.
type Source struct {
	// Columns are the column, or several of which the first counts that is not NULL.
	Columns []string
	// YearOf is a column of dates, whose year is the value.
	YearOf string
	// Value is a constant.
	Value string
	// Decimal is the decimal mark, "." or ",", of numbers that are written as text, such as "€ 12.990,-"; "" for numbers.
	Decimal string
	// Unit is the unit of all mileages, Currency that of all prices; "" when another field says it.
	Unit, Currency string
	// Values turn what the column has into what is shown. A value that is not among them is shown as it is.
	Values []Pair
	// Unknown are values that mean that nothing is known.
	Unknown []string
}

// Pair is a value of the column, and what is shown for it.
type Pair struct{ From, To string }

// uses returns the columns that the source reads.
func (s Source) uses() []string {
	if s.YearOf != "" {
		return []string{s.YearOf}
	}
	return s.Columns
}

// Columns returns the columns that the mapping uses, each once, in the order of the file.
func (m *Mapping) Columns() []string {
	list := slices.Clone(m.Key)
	add := func(columns []string) {
		for _, column := range columns {
			if !slices.ContainsFunc(list, func(known string) bool { return strings.EqualFold(known, column) }) {
				list = append(list, column)
			}
		}
	}
	for _, f := range m.Fields {
		add(f.uses())
	}
	for _, own := range m.Own {
		add(own.uses())
	}
	return list
}

// contractKey is the key of the contract (sql/mysql/schema.sql).
const contractKey = "id"

// Standard returns the mapping of a view that has the contract's columns under the contract's names. Columns that it lacks
// are left out, but for the key, make and model. It returns false when one of these is missing.
func Standard(view string, columns []Column) (*Mapping, bool) {
	has := func(name string) bool {
		_, found := find(columns, name)
		return found
	}
	m := &Mapping{View: view, Key: []string{contractKey}}
	complete := has(contractKey)
	for _, f := range vehicle.Catalogue() {
		switch {
		case has(f.Column):
			m.Fields = append(m.Fields, Field{Name: f.Name, Source: Source{Columns: []string{f.Column}}})
		case f.Required:
			complete = false
		}
	}
	return m, complete
}

// Contract returns the mapping of a view that nobody has looked at yet: the contract's columns, of which any but the key,
// make and model may be missing.
func Contract(view string) *Mapping {
	columns := []Column{{Name: contractKey}}
	for _, f := range vehicle.Catalogue() {
		columns = append(columns, Column{Name: f.Column})
	}
	m, _ := Standard(view, columns)
	m.Lenient = true
	return m
}

// catalogued returns the catalogue's field with a name.
func catalogued(name string) (vehicle.Field, bool) {
	for _, f := range vehicle.Catalogue() {
		if f.Name == name {
			return f, true
		}
	}
	return vehicle.Field{}, false
}

// constants are the fields that Source.Unit and Source.Currency fill.
func (m *Mapping) constants() []Field {
	var list []Field
	for _, f := range m.Fields {
		standard, _ := catalogued(f.Name)
		for _, constant := range []string{f.Unit, f.Currency} {
			if constant != "" {
				list = append(list, Field{Name: standard.Unit, Source: Source{Value: constant}, Line: f.Line})
			}
		}
	}
	return list
}

// all returns all standard fields that are filled, the constants included.
func (m *Mapping) all() []Field { return append(slices.Clone(m.Fields), m.constants()...) }

// Shape returns the fields of a stock with this mapping. textID tells that the key is no whole number; a key of several
// columns never is.
func (m *Mapping) Shape(textID bool) (*vehicle.Shape, error) {
	var names []string
	for _, f := range m.all() {
		names = append(names, f.Name)
	}
	var own []vehicle.Field
	for _, o := range m.Own {
		own = append(own, vehicle.OwnField(o.Name, o.Kind, o.About))
	}
	return vehicle.NewShape(names, own, textID || len(m.Key) > 1)
}

// ownName is what an own field may be called: it becomes a parameter.
var ownName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// taken are the names of parameters that are no fields.
var taken = []string{
	"id", "q", "sort", "limit", "cursor", "fields", "exclude", "facets", "what", "since", "own", "key", "summary", "source", "as_of", "total", "items",
	"vehicles", "interpreted", "not_understood",
}

// checkOwnName says why an own field cannot have a name, "" if it can.
func checkOwnName(name string) string {
	_, standard := catalogued(canonical(name))
	switch {
	case standard:
		return "it is a standard field: name it under fields"
	case !ownName.MatchString(name):
		return "a name has small letters, digits and _, begins with a letter, and has at most 40 characters"
	case slices.Contains(taken, name) || strings.HasPrefix(name, rawPrefix) || strings.HasPrefix(name, keyPrefix):
		return "the API uses this name itself: choose another"
	}
	for _, suffix := range []string{"_min", "_max"} {
		if strings.HasSuffix(name, suffix) {
			return fmt.Sprintf("a name that ends with %s would be taken for a range: choose another", suffix)
		}
	}
	return ""
}

// Describe says in a few words where a field's values come from.
func (s Source) Describe() string {
	var parts []string
	switch {
	case s.Value != "":
		return fmt.Sprintf("always %q", s.Value)
	case s.YearOf != "":
		return "the year of " + s.YearOf
	case len(s.Columns) > 1:
		parts = append(parts, "the first of "+strings.Join(s.Columns, ", "))
	default:
		parts = append(parts, "the column "+strings.Join(s.Columns, ""))
	}
	if s.Decimal != "" {
		parts = append(parts, "numbers written as text")
	}
	if unit := s.Unit + s.Currency; unit != "" {
		parts = append(parts, "in "+unit)
	}
	for _, pair := range s.Values {
		parts = append(parts, pair.From+" means "+pair.To)
	}
	if len(s.Unknown) > 0 {
		parts = append(parts, "not known when "+strings.Join(s.Unknown, " or "))
	}
	return strings.Join(parts, ", ")
}

// Numbers returns the columns that hold the numbers of fields: a text in one of them could not be read.
func (m *Mapping) Numbers() []string {
	var list []string
	add := func(kind vehicle.Kind, s Source) {
		if numeric(kind) && s.Decimal == "" {
			list = append(list, s.Columns...)
		}
	}
	for _, f := range m.Fields {
		standard, _ := catalogued(f.Name)
		add(standard.Kind, f.Source)
	}
	for _, own := range m.Own {
		add(own.Kind, own.Source)
	}
	return list
}
