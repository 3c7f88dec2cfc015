package doctor

import (
	"context"
	"strings"

	"forecourt/internal/adapt"
	"forecourt/internal/adapt/sample"
	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// checkStock compares the mapping with the view, one line for each field, and names what is copied but not published.
func (d *Doctor) checkStock(ctx context.Context, from Source, view string, columns []mapping.Column) {
	m := fit.Mapping(d.Mapping, view, columns)
	if m == nil {
		d.suggestMapping(ctx, from, view)
		return
	}
	problems := m.Check(columns)
	wrong := func(field string) bool {
		found := false
		for _, p := range problemsOf(problems) {
			if p.Field == field {
				d.Fail("stock", &mapping.ColumnsError{View: view, Problems: []mapping.Problem{p}})
				found = true
			}
		}
		return found
	}
	if !wrong("key") {
		d.OK("stock", "the key is %s", strings.Join(m.Key, " and "))
	}
	for _, f := range m.Fields {
		if !wrong(f.Name) {
			d.OK("stock", "%s is %s", f.Name, f.Describe())
		}
	}
	for _, own := range m.Own {
		if !wrong("own: " + own.Name) {
			d.OK("stock", "%s is %s, an own field of the kind %s", own.Name, own.Describe(), own.Kind)
		}
	}
	d.unpublished(m, columns)
}

func problemsOf(e *mapping.ColumnsError) []mapping.Problem {
	if e == nil {
		return nil
	}
	return e.Problems
}

// unpublished names the columns that the API does not show, and the standard fields that the stock lacks.
func (d *Doctor) unpublished(m *mapping.Mapping, columns []mapping.Column) {
	copied := m.Unused(columns)
	var lacking []string
	shape, err := m.Shape(false)
	if err != nil {
		d.Fail("stock", err)
		return
	}
	for _, f := range vehicle.Catalogue() {
		if shape.Field(f.Name) == nil {
			lacking = append(lacking, f.Name)
		}
	}
	if len(copied) > 0 {
		d.Note("stock", "copied, and not published: %s", strings.Join(copied, ", "))
	}
	if len(lacking) > 0 {
		d.Note("stock", "the stock has no %s", strings.Join(lacking, ", "))
	}
}

// suggestMapping says which columns may hold the fields of a stock without a mapping.
func (d *Doctor) suggestMapping(ctx context.Context, from Source, view string) {
	const run = "run forecourt adapt, which writes stock.yaml"
	in, err := sample.Read(ctx, from, view, d.Now())
	if err != nil {
		d.Note("stock", "it cannot be searched through the API yet: %s (%v)", run, err)
		return
	}
	proposal, err := adapt.Propose(in)
	if err != nil {
		d.Note("stock", "it cannot be searched through the API yet: %s (%v)", run, err)
		return
	}
	for _, f := range proposal.Fields {
		if f.Column != "" {
			d.Note("stock", "%s → %s? %s", f.Column, f.Field, run)
		}
	}
	if len(proposal.Fields) == 0 {
		d.Note("stock", "no column looks like a field of a vehicle: write stock.yaml by hand (docs/adapting.md)")
	}
}
