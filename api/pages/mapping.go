package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// mappingPage shows which of the owner's columns are which fields.
type mappingPage struct {
	View, Key string
	Fields    []mappedRow
	Missing   []string
	Kept      []string
	Hidden    []string
	Warnings  []string
	Trouble   *trouble
}

type mappedRow struct {
	Name, Kind, About, From string
	Own                     bool
	// Samples are the values of some cars. Filled says how many of these cars have one.
	Samples []string
	Filled  string
}

const (
	// sampledCars is how many cars the samples are taken from. mostSamples is how many values of a field are shown.
	sampledCars = "50"
	mostSamples = 3
)

// mapping shows which of the owner's columns are which fields.
func (p *Pages) mapping(w http.ResponseWriter, r *http.Request) {
	page := mappingPage{}
	published, err := p.Inside.Published(r.Context())
	if err != nil {
		page.Trouble = &trouble{Heading: "The mapping cannot be shown whole", Text: err.Error() + "."}
	}
	page.View, page.Key, page.Kept, page.Hidden, page.Warnings = published.View, strings.Join(published.Key, " + "), published.Kept, published.Hidden, published.Warnings
	var answer found
	if refused := p.ask(r.Context(), searchPath, url.Values{"fields": {"full"}, "limit": {sampledCars}}, false, &answer); refused != nil {
		page.Trouble = &trouble{Heading: "There are no samples", Text: refused.Detail}
	}
	vehicles := make([]vehicle.Vehicle, len(answer.Items))
	for i, c := range answer.Items {
		vehicles[i] = p.vehicle(c)
	}
	for _, f := range p.Shape.Fields() {
		row := mappedRow{Name: f.Name, Kind: string(f.Kind), About: f.About, From: published.From[f.Name], Own: f.Own}
		filled := 0
		for i := range vehicles {
			text := shorten(p.spoken(&vehicles[i], f), longestLabel)
			if text == "" {
				continue
			}
			filled++
			if len(row.Samples) < mostSamples && !slices.Contains(row.Samples, text) {
				row.Samples = append(row.Samples, text)
			}
		}
		if len(vehicles) > 0 {
			row.Filled = grouped(int64(filled*100/len(vehicles))) + " %"
		}
		page.Fields = append(page.Fields, row)
	}
	for _, f := range vehicle.Catalogue() {
		if p.Shape.Field(f.Name) == nil {
			page.Missing = append(page.Missing, f.Name)
		}
	}
	p.show(w, r, http.StatusOK, "mapping.html", p.frame(r, "Mapping", "/mapping", page))
}
