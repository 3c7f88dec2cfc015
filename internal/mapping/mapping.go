// Package mapping reads stock.yaml, which says which of an owner's columns hold which fields, and writes the SQL that
// follows from it.
//
// The file is declarative and holds no SQL. A column that it does not name is never published.
package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// DefaultView is the view of a mapping that names none.
const DefaultView = "vehicles_stock"

// Mapping is the content of a stock.yaml. It does not change after it was read, and is safe for concurrent use.
type Mapping struct {
	// View is the view or table that holds the stock.
	View string
	// Key names the columns that together identify a vehicle.
	Key []string
	// Fields say where the standard fields come from, in the order of the file.
	Fields []Field
	// Own are the owner's own fields, in the order of the file.
	Own []Own
	// Hide lists the values, by field, of vehicles that are shown to nobody.
	Hide []Hidden
	// Lenient means that columns may be missing; their fields are then not known. It is for mappings that nobody wrote.
	Lenient bool
}

// Field says where one standard field comes from.
type Field struct {
	// Name is the field's name in the catalogue.
	Name string
	Source
	// Line is its line in the file, 0 for a mapping that does not come from a file.
	Line int
}

// Own is a field that the owner has added to the standard ones.
type Own struct {
	Name string
	Kind vehicle.Kind
	// About describes the field in a sentence.
	About string
	// Words are other words that people use for the values.
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
	// Columns is one column, or several, of which the first that is not NULL counts.
	Columns []string
	// YearOf is a column of dates; the field is their year.
	YearOf string
	// Value is a constant.
	Value string
	// Decimal is the decimal mark, "." or ",", of numbers that are stored as text, such as "€ 12.990,-". It is "" for
	// columns of numbers.
	Decimal string
	// Unit is the unit of all mileages, and Currency that of all prices. They are "" when a field holds it for each
	// vehicle.
	Unit, Currency string
	// Values translate what the column holds to what is shown. A value without a translation is shown as it is.
	Values []Pair
	// Unknown lists the values that mean "not known".
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

// Unused returns those of a view's columns that the mapping does not use.
func (m *Mapping) Unused(columns []Column) []string {
	used := m.Columns()
	var list []string
	for _, c := range columns {
		if !slices.ContainsFunc(used, func(name string) bool { return strings.EqualFold(name, c.Name) }) {
			list = append(list, c.Name)
		}
	}
	return list
}

// OwnWords returns the owner's words for the values of own fields, by field.
func (m *Mapping) OwnWords() map[string][]Synonyms {
	words := map[string][]Synonyms{}
	for _, own := range m.Own {
		if len(own.Words) > 0 {
			words[own.Name] = own.Words
		}
	}
	return words
}

// contractKey is the key of the contract (sql/mysql/schema.sql).
const contractKey = "id"

// Standard returns the mapping of a view whose columns have the contract's names. Fields whose column is missing are
// left out, but it returns false without the key, make or model.
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

// Contract returns the mapping of a view whose columns are not known yet: all columns of the contract, of which any may
// be missing except the key, make and model.
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

// all returns all standard fields that have a source, including the constants.
func (m *Mapping) all() []Field { return append(slices.Clone(m.Fields), m.constants()...) }

// Shape returns the fields of a stock with this mapping. textID means that the key is not a whole number, as is always
// so for a key of several columns.
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

// ownName is the form of an own field's name, which becomes the name of a parameter.
var ownName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// taken are the names of the parameters that are no fields.
var taken = []string{
	"id", "q", "sort", "limit", "cursor", "fields", "exclude", "facets", "what", "since", "own", "key", "summary", "source", "as_of", "total", "items",
	"vehicles", "interpreted", "not_understood",
}

// CheckOwnName says why an own field cannot have this name, or "".
func CheckOwnName(name string) string {
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

// Numbers returns the columns that hold numeric fields as numbers, where a text could not be read.
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
