package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"forecourt/internal/vehicle"
)

// Error is a mistake in a stock.yaml.
type Error struct {
	// Line is its line in the file, counted from 1.
	Line int
	// Problem says what is wrong, and what would be right.
	Problem string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Problem) }

// maxFile is the greatest length of a stock.yaml, in bytes.
const maxFile = 1 << 20

// Parse reads a stock.yaml. Its error joins all mistakes that were found, each an *Error.
func Parse(text []byte) (*Mapping, error) {
	if len(text) > maxFile {
		return nil, &Error{Line: 1, Problem: "the file is longer than 1 MiB"}
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, yamlError(err)
	}
	p := &parser{mapping: &Mapping{View: DefaultView}}
	if len(document.Content) == 0 {
		return nil, &Error{Line: 1, Problem: "the file says nothing: run forecourt adapt, which proposes its content"}
	}
	p.file(document.Content[0])
	if len(p.errors) == 0 {
		p.check()
	}
	if len(p.errors) > 0 {
		slices.SortStableFunc(p.errors, func(a, b error) int { return lineOf(a) - lineOf(b) })
		return nil, errors.Join(p.errors...)
	}
	return p.mapping, nil
}

type parser struct {
	mapping *Mapping
	errors  []error
}

func (p *parser) fail(n *yaml.Node, format string, args ...any) {
	p.errors = append(p.errors, &Error{Line: n.Line, Problem: fmt.Sprintf(format, args...)})
}

func (p *parser) file(n *yaml.Node) {
	p.entries(n, "the file", []string{"view", "key", "fields", "own", "hide"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "view":
			p.mapping.View = p.text(value, "view")
		case "key":
			p.mapping.Key = p.texts(value, "key")
		case "fields":
			p.entries(value, "fields", fieldNames(), p.field)
		case "own":
			if !p.empty(value) {
				p.entries(value, "own", nil, p.own)
			}
		case "hide":
			if !p.empty(value) {
				p.entries(value, "hide", nil, func(key, value *yaml.Node) {
					p.mapping.Hide = append(p.mapping.Hide, Hidden{Field: canonical(key.Value), Values: p.texts(value, "hide: "+key.Value), Line: key.Line})
				})
			}
		}
	})
	if len(p.errors) > 0 {
		return
	}
	if len(p.mapping.Key) == 0 {
		p.fail(n, "the key is missing: name the column that identifies a vehicle, key: VehicleID, or several, key: [Branch, Number]")
	}
	for _, f := range vehicle.Catalogue() {
		if f.Required && !slices.ContainsFunc(p.mapping.Fields, func(have Field) bool { return have.Name == f.Name }) {
			p.fail(n, "fields lacks %s: name its column", f.Name)
		}
	}
}

// fieldNames are the names that the file may use for a standard field: the catalogue's or the contract's.
func fieldNames() []string {
	var names []string
	for _, f := range vehicle.Catalogue() {
		names = append(names, f.Name)
		if f.Column != f.Name {
			names = append(names, f.Column)
		}
	}
	return names
}

// canonical returns the catalogue's name of a field.
func canonical(name string) string {
	for _, f := range vehicle.Catalogue() {
		if f.Column == name {
			return f.Name
		}
	}
	return name
}

func (p *parser) field(key, value *yaml.Node) {
	name := canonical(key.Value)
	for _, have := range p.mapping.Fields {
		if have.Name == name {
			p.fail(key, "the field %s comes twice, the first time in line %d", name, have.Line)
			return
		}
	}
	standard, _ := catalogued(name)
	source := p.source(value, "fields: "+name, standard, nil)
	p.mapping.Fields = append(p.mapping.Fields, Field{Name: name, Source: source, Line: key.Line})
}

func (p *parser) own(key, value *yaml.Node) {
	if problem := CheckOwnName(key.Value); problem != "" {
		p.fail(key, "own: %s: %s", key.Value, problem)
		return
	}
	own := Own{Name: key.Value, Line: key.Line}
	extra := map[string]func(*yaml.Node){
		"kind":  func(n *yaml.Node) { own.Kind = vehicle.Kind(p.text(n, "kind")) },
		"about": func(n *yaml.Node) { own.About = p.text(n, "about") },
		"words": func(n *yaml.Node) {
			p.entries(n, "words", nil, func(key, value *yaml.Node) {
				own.Words = append(own.Words, Synonyms{Value: key.Value, Words: p.texts(value, "words: "+key.Value)})
			})
		},
	}
	what := "own: " + key.Value
	if value.Kind == yaml.ScalarNode {
		p.fail(value, "%s needs a kind: %s: {column: %s, kind: word}; the kinds are %s", what, key.Value, value.Value, kindNames())
		return
	}
	own.Source = p.source(value, what, vehicle.Field{Name: key.Value, Own: true}, extra)
	if !slices.Contains(vehicle.Kinds(), own.Kind) {
		p.fail(key, "%s: the kind is %q; it must be one of %s", what, own.Kind, kindNames())
	}
	if own.About == "" {
		own.About = strings.ToUpper(own.Name[:1]) + strings.ReplaceAll(own.Name[1:], "_", " ") + "."
	}
	p.mapping.Own = append(p.mapping.Own, own)
}

func kindNames() string {
	var names []string
	for _, kind := range vehicle.Kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// source reads where a field's values come from: the name of a column, or a YAML mapping.
func (p *parser) source(n *yaml.Node, what string, f vehicle.Field, extra map[string]func(*yaml.Node)) Source {
	if n.Kind == yaml.ScalarNode {
		return Source{Columns: []string{p.text(n, what)}}
	}
	if n.Kind == yaml.SequenceNode {
		return Source{Columns: p.texts(n, what)}
	}
	var s Source
	known := []string{"column", "first", "year_of", "value", "decimal", "values", "unknown"}
	switch f.Unit {
	case "mileage_unit":
		known = append(known, "unit")
	case "currency":
		known = append(known, "currency")
	}
	for name := range extra {
		known = append(known, name)
	}
	slices.Sort(known)
	p.entries(n, what, known, func(key, value *yaml.Node) {
		name := what + ": " + key.Value
		switch key.Value {
		case "column":
			s.Columns = []string{p.text(value, name)}
		case "first":
			s.Columns = p.texts(value, name)
		case "year_of":
			s.YearOf = p.text(value, name)
		case "value":
			s.Value = p.text(value, name)
		case "decimal":
			s.Decimal = p.text(value, name)
		case "unit":
			s.Unit = p.text(value, name)
		case "currency":
			s.Currency = p.text(value, name)
		case "unknown":
			s.Unknown = p.texts(value, name)
		case "values":
			p.entries(value, name, nil, func(key, value *yaml.Node) {
				s.Values = append(s.Values, Pair{From: key.Value, To: p.text(value, name)})
			})
		default:
			extra[key.Value](value)
		}
	})
	p.checkSource(n, what, f, s, n)
	return s
}
