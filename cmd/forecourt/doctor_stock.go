package main

import (
	"slices"
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// checkStock holds the mapping against the view, a line a field, and says what is copied and not published.
func checkStock(d *diagnosis, m *mapping.Mapping, view string, columns []mapping.Column) {
	if m == nil {
		var names []string
		for _, c := range columns {
			names = append(names, c.Name)
		}
		standard, complete := mapping.Standard(view, names)
		if !complete {
			suggestMapping(d, columns)
			return
		}
		m = standard
	}
	problems := m.Check(columns)
	wrong := func(field string) bool {
		found := false
		for _, p := range problemsOf(problems) {
			if p.Field == field {
				d.fail("stock", &mapping.ColumnsError{View: view, Problems: []mapping.Problem{p}})
				found = true
			}
		}
		return found
	}
	if !wrong("key") {
		d.ok("stock", "the key is %s", strings.Join(m.Key, " and "))
	}
	for _, f := range m.Fields {
		if !wrong(f.Name) {
			d.ok("stock", "%s is %s", f.Name, f.Describe())
		}
	}
	for _, own := range m.Own {
		if !wrong("own: " + own.Name) {
			d.ok("stock", "%s is %s, an own field of the kind %s", own.Name, own.Describe(), own.Kind)
		}
	}
	unpublished(d, m, columns)
}

func problemsOf(e *mapping.ColumnsError) []mapping.Problem {
	if e == nil {
		return nil
	}
	return e.Problems
}

// unpublished names what the copy has and the API does not show, and the standard fields that the stock lacks.
func unpublished(d *diagnosis, m *mapping.Mapping, columns []mapping.Column) {
	var copied, lacking []string
	used := m.Columns()
	for _, c := range columns {
		if !slices.ContainsFunc(used, func(name string) bool { return strings.EqualFold(name, c.Name) }) {
			copied = append(copied, c.Name)
		}
	}
	shape, err := m.Shape(false)
	if err != nil {
		d.fail("stock", err)
		return
	}
	for _, f := range vehicle.Catalogue() {
		if shape.Field(f.Name) == nil {
			lacking = append(lacking, f.Name)
		}
	}
	if len(copied) > 0 {
		d.note("stock", "copied, and not published: %s", strings.Join(copied, ", "))
	}
	if len(lacking) > 0 {
		d.note("stock", "the stock has no %s", strings.Join(lacking, ", "))
	}
}

// suggestMapping says what a stock without a mapping needs.
func suggestMapping(d *diagnosis, columns []mapping.Column) {
	var missing []string
	for _, f := range vehicle.Catalogue() {
		if f.Required && !slices.ContainsFunc(columns, func(c mapping.Column) bool { return strings.EqualFold(c.Name, f.Column) }) {
			missing = append(missing, f.Name)
		}
	}
	d.note("stock", "%s", mapping.Problem{
		Field: strings.Join(missing, ", "), Text: "no column has this name: run forecourt adapt, which looks for it and writes stock.yaml",
	})
}
