package cars

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"forecourt/internal/nearest"
	"forecourt/internal/vehicle"
)

const (
	// facetsName is the parameter that asks for counts.
	facetsName = "facets"
	// maxFacets is the greatest number of values of a field in an answer. facetBars is about how many bars a range has.
	maxFacets = 50
	facetBars = 10
)

// FacetField says which values of a field the cars of a search have.
type FacetField struct {
	Field  string       `json:"field" doc:"The field, as facets named it." example:"make"`
	Counts []FacetCount `json:"counts" doc:"The values, the most frequent first, at most 50; of a range its bars, the least first."`
}

// FacetCount is a value, or a bar of a range, with the number of cars.
type FacetCount struct {
	Value    string      `json:"value,omitempty" doc:"The value, as the field's own parameter takes it, which may find more: red also finds Ruby Red." example:"Toyota"`
	Min      *facetBound `json:"min,omitempty" doc:"Of a bar: its least value, as the parameter that ends with _min takes it. The first bar has none."`
	Max      *facetBound `json:"max,omitempty" doc:"Of a bar: its greatest value, as the parameter that ends with _max takes it. The last bar has none."`
	Vehicles int64       `json:"vehicles" doc:"How many cars have it, beside the other filters. What is wished of the field itself is put aside." example:"312"`
}

// facetBound is an end of a bar as text, such as 19999.99 or 2024-01-31 10:00:00.
type facetBound string

// Schema implements huma.SchemaProvider.
func (facetBound) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeString} }

// facets reads the fields whose values are to be counted.
func (q *query) facets() []*vehicle.Field {
	allowed := facetNames(q.shape)
	var list []*vehicle.Field
	for _, name := range q.words(facetsName) {
		f := q.shape.Field(strings.ToLower(name))
		if f == nil || !counted(f) {
			e := q.fail(facetsName, name, "it must be fields, one of "+strings.Join(allowed, ", "))
			e.Allowed, e.Nearest = allowed, nearest.To(name, allowed)
			continue
		}
		list = append(list, f)
	}
	return list
}

// counted reports whether facets can count the values of a field.
func counted(f *vehicle.Field) bool { return f.Kind.Counted() || f.HasRange() || f.Listed }

func facetNames(shape *vehicle.Shape) []string {
	var list []string
	for _, f := range shape.Fields() {
		if counted(f) {
			list = append(list, f.Name)
		}
	}
	return list
}

// facetsParameter describes the parameter.
func (s *Operations) facetsParameter() *huma.Param {
	var names []any
	for _, name := range facetNames(s.shape) {
		names = append(names, name)
	}
	return parameter(facetsName, "Fields whose values are counted among the cars that meet the other filters, such as what else there is to choose from.",
		listOf(&huma.Schema{Type: huma.TypeString, Enum: names}), names[:min(len(names), 1)])
}

// count counts the fields that a request asks for.
func (s *Operations) count(ctx context.Context, asked request, search vehicle.Search) ([]FacetField, error) {
	if len(asked.facets) == 0 {
		return nil, nil
	}
	fields := make([]vehicle.FacetField, len(asked.facets))
	for i, f := range asked.facets {
		fields[i].Name = f.Name
		if f.Kind.Counted() || f.Listed {
			continue
		}
		edges, err := s.edgesOf(ctx, f)
		if err != nil {
			return nil, err
		}
		fields[i].Edges = edges
	}
	found, err := s.Reader.Facets(ctx, search, fields)
	if err != nil {
		return nil, err
	}
	list := make([]FacetField, len(fields))
	for i, f := range asked.facets {
		list[i] = FacetField{Field: f.Name, Counts: []FacetCount{}}
		if len(fields[i].Edges) > 0 {
			list[i].Counts = barsOf(f, fields[i].Edges, found.Bars[f.Name])
			continue
		}
		counts := found.Counts[f.Name]
		for _, c := range counts[:min(len(counts), maxFacets)] {
			value := c.Value
			if f.Kind == vehicle.Flag {
				value = strconv.FormatBool(value == vehicle.Yes)
			}
			list[i].Counts = append(list[i].Counts, FacetCount{Value: value, Vehicles: c.Vehicles})
		}
	}
	return list, nil
}

// barsOf returns bars whose ends have the form of parameters.
func barsOf(f *vehicle.Field, edges, bars []int64) []FacetCount {
	list := make([]FacetCount, len(bars))
	bound := func(rank int64) *facetBound {
		text := facetBound(f.Show(valueOf(f, rank)))
		return &text
	}
	for i, vehicles := range bars {
		list[i].Vehicles = vehicles
		if i > 0 {
			list[i].Min = bound(edges[i-1])
		}
		if i < len(edges) {
			list[i].Max = bound(before(f, edges[i]))
		}
	}
	return list
}

// before returns the greatest rank before an edge.
func before(f *vehicle.Field, edge int64) int64 {
	if f.Kind != vehicle.Date {
		return edge - 1
	}
	first, err := vehicle.UnpackDate(edge).Time()
	if err != nil { // Edges are the first days of months, so this cannot fail.
		return edge
	}
	last, err := vehicle.DateTime(first.Add(-time.Microsecond).Format("2006-01-02 15:04:05.000000")).Pack()
	if err != nil {
		return edge
	}
	return last
}

// keptEdges keeps the edges of the bars. They are those of the whole stock, so that they do not move while a person
// changes the search.
type keptEdges struct {
	mu    sync.Mutex
	of    string
	edges map[string][]int64
}

// edgesOf returns the edges between the bars of a field's numbers. A few extreme numbers do not stretch the bars.
func (s *Operations) edgesOf(ctx context.Context, f *vehicle.Field) ([]int64, error) {
	values, _, err := s.kept.get(ctx, s.Reader)
	if err != nil {
		return nil, err
	}
	of := values.Origin.Fingerprint + values.Origin.AsOf.String()
	s.edges.mu.Lock()
	edges, known := s.edges.edges[f.Name]
	known = known && s.edges.of == of
	s.edges.mu.Unlock()
	if known {
		return edges, nil
	}
	edges, err = s.findEdges(ctx, f, values.Ranges[f.Name])
	if err != nil {
		return nil, err
	}
	s.edges.mu.Lock()
	defer s.edges.mu.Unlock()
	if s.edges.of != of {
		s.edges.of, s.edges.edges = of, map[string][]int64{}
	}
	s.edges.edges[f.Name] = edges
	return edges, nil
}

// findEdges tries narrower and narrower bars until most vehicles are spread over several of them.
func (s *Operations) findEdges(ctx context.Context, f *vehicle.Field, within vehicle.Range) ([]int64, error) {
	const fine, rounds, offAt = 100, 5, 50 // The two ends that are cut hold a fiftieth of the vehicles each.
	for range rounds {
		edges := f.Edges(within, fine)
		if len(edges) < facetBars {
			break
		}
		found, err := s.Reader.Facets(ctx, vehicle.Search{}, []vehicle.FacetField{{Name: f.Name, Edges: edges}})
		if err != nil {
			return nil, err
		}
		bars := found.Bars[f.Name]
		total := int64(0)
		for _, n := range bars {
			total += n
		}
		low, high := 0, len(bars)-1
		for sum := bars[low]; sum <= total/offAt && low < high; sum += bars[low] {
			low++
		}
		for sum := bars[high]; sum <= total/offAt && high > low; sum += bars[high] {
			high--
		}
		if low > 0 {
			within.Min = &edges[low-1]
		}
		if high < len(edges) {
			within.Max = &edges[high]
		}
		if high-low >= facetBars {
			break
		}
	}
	edges := f.Edges(within, facetBars)
	if len(edges) == 0 && within.Min != nil { // All vehicles have the same number.
		edges = []int64{*within.Min}
	}
	if len(edges) == 0 {
		return nil, fmt.Errorf("no vehicle has a number in %s", f.Name)
	}
	return edges, nil
}
