package main

import (
	"slices"
	"strings"

	"forecourt/internal/adapt"
	"forecourt/internal/mapping"
	"forecourt/internal/syncer"
	"forecourt/internal/vehicle"
)

// checkStock compares the mapping with the view, one line for each field, and names what is copied but not published.
func checkStock(d *diagnosis, from syncer.Source, m *mapping.Mapping, view string, columns []mapping.Column) {
	if m = mappingOf(m, view, columns); m == nil {
		suggestMapping(d, from, view)
		return
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

// unpublished names the columns that the API does not show, and the standard fields that the stock lacks.
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

// suggestMapping says which columns may hold the fields of a stock without a mapping.
func suggestMapping(d *diagnosis, from syncer.Source, view string) {
	const run = "run forecourt adapt, which writes stock.yaml"
	in, err := sample(d.ctx, from, view, d.now())
	if err != nil {
		d.note("stock", "it cannot be searched through the API yet: %s (%v)", run, err)
		return
	}
	proposal, err := adapt.Propose(in)
	if err != nil {
		d.note("stock", "it cannot be searched through the API yet: %s (%v)", run, err)
		return
	}
	for _, f := range proposal.Fields {
		if f.Column != "" {
			d.note("stock", "%s → %s? %s", f.Column, f.Field, run)
		}
	}
	if len(proposal.Fields) == 0 {
		d.note("stock", "no column looks like a field of a vehicle: write stock.yaml by hand (docs/adapting.md)")
	}
}
