package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// column is a column of the table of cars.
type column struct {
	Label, Class string
	field        *vehicle.Field
}

// row is a car in the table.
type row struct {
	Href, Title string
	// Details are the words that describe the car.
	Details string
	Cells   []cell
}

// cell is a value with its label, which the cards on a phone show.
type cell struct{ Label, Text, Class string }

// maxShown is how many characters of a text the table shows.
const maxShown = 120

// fields returns the fields that have a column: amounts, then numbers, then words, then the owner's own. details are
// the other words, which are shown below the car's title.
func (p *Pages) fields() (columns, details []*vehicle.Field) {
	for _, f := range p.Shape.Fields() {
		switch {
		case f.Title > 0 || f.Kind == vehicle.Link || f.Kind == vehicle.Text || p.Shape.IsUnit(f):
		case f.Detail > 0 && f.Kind == vehicle.Word && !f.Brief, f.Detail == 1:
			details = append(details, f)
		case f.Detail > 0 || f.Brief || f.Own:
			columns = append(columns, f)
		}
	}
	slices.SortStableFunc(columns, func(a, b *vehicle.Field) int { return cmp.Compare(rank(a), rank(b)) })
	slices.SortStableFunc(details, func(a, b *vehicle.Field) int { return cmp.Compare(a.Detail, b.Detail) })
	return columns, details
}

// rank returns the position of a field among the columns.
func rank(f *vehicle.Field) int {
	switch {
	case f.Own:
		return 4
	case f.Kind == vehicle.Money:
		return 1
	case f.Kind == vehicle.Number:
		return 2
	}
	return 3
}

// table shows cars. A column is left out if no car has a value in it.
func (p *Pages) table(cars []car) ([]column, []row) {
	vehicles := make([]vehicle.Vehicle, len(cars))
	for i, c := range cars {
		vehicles[i] = p.vehicle(c)
	}
	shown, details := p.fields()
	var columns []column
	for _, f := range shown {
		if slices.ContainsFunc(vehicles, func(v vehicle.Vehicle) bool { return v.Value(f).Known() }) {
			columns = append(columns, column{Label: p.label(f.Name), Class: string(f.Kind), field: f})
		}
	}
	rows := make([]row, len(cars))
	for i := range vehicles {
		v := &vehicles[i]
		rows[i] = row{Href: carHref(v.ID), Title: p.name(v)}
		var words []string
		for _, f := range details {
			if text := f.Show(v.Value(f)); text != "" {
				words = append(words, text)
			}
		}
		rows[i].Details = shorten(strings.Join(words, " · "), maxShown)
		for _, c := range columns {
			rows[i].Cells = append(rows[i].Cells, cell{c.Label, shorten(p.spoken(v, c.field), maxShown), c.Class + valueClass(c.field, v)})
		}
	}
	return columns, rows
}

// valueClass returns the class by which the style shows whether a car can be bought.
func valueClass(f *vehicle.Field, v *vehicle.Vehicle) string {
	if f.Name != "status" {
		return ""
	}
	switch text := v.Value(f).Text(); text {
	case "available", "reserved", "sold":
		return " status " + text
	}
	return " status"
}

// name returns what a car is called: its year, make, model and trim.
func (p *Pages) name(v *vehicle.Vehicle) string {
	var parts []*vehicle.Field
	for _, f := range p.Shape.Fields() {
		if f.Title > 0 {
			parts = append(parts, f)
		}
	}
	slices.SortFunc(parts, func(a, b *vehicle.Field) int { return cmp.Compare(a.Title, b.Title) })
	text := ""
	for _, f := range parts {
		if shown := f.Show(v.Value(f)); shown != "" {
			text += " " + shown
		}
	}
	if text == "" {
		return v.ID.String()
	}
	return shorten(text[1:], maxShown)
}

// carHref returns the address of a car's page.
func carHref(id vehicle.ID) string { return "/stock/" + url.PathEscape(id.String()) }
