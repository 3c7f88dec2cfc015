package pages

import (
	"cmp"
	"html/template"
	"slices"

	"forecourt/api/pages/plot"
	"forecourt/internal/vehicle"
)

// spread draws how the cars are spread over a range. It returns "" if there are too few bars to see anything.
func (p *Pages) spread(f *vehicle.Field, counts []count) template.HTML {
	if f.Listed { // These are counts of single numbers, the most frequent first.
		counts = slices.Clone(counts)
		slices.SortFunc(counts, func(a, b count) int {
			return cmp.Or(cmp.Compare(len(a.Value), len(b.Value)), cmp.Compare(a.Value, b.Value))
		})
	}
	if len(counts) < 3 {
		return ""
	}
	var list []plot.Bar
	for _, c := range counts {
		text := c.Value
		switch {
		case text != "":
		case c.Min == "":
			text = "up to " + c.Max
		case c.Max == "":
			text = "from " + c.Min
		default:
			text = c.Min + " to " + c.Max
		}
		list = append(list, plot.Bar{Title: text + ": " + carsOf(c.Vehicles, false), Parts: []plot.Part{{Class: "took", Value: c.Vehicles}}})
	}
	drawn, _ := plot.Bars("How the cars are spread by "+f.Noun(), list)
	return drawn
}
