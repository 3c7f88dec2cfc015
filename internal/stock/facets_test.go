package stock_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock/oracle"
	"forecourt/internal/vehicle"
)

// facetReader is what all readers do that count.
type facetReader interface {
	Facets(context.Context, vehicle.Search, []vehicle.FacetField) (vehicle.Facets, error)
}

// facetSuite compares what a reader counts of random searches with a model.
func facetSuite(t *testing.T, r facetReader, m *model) {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	for range randomSearches / 3 {
		s := m.randomSearch(random)
		fields := m.randomFacets(random)
		got, err := r.Facets(t.Context(), s, fields)
		if err != nil {
			t.Fatalf("%s of %v: %v", show(s), fields, err)
		}
		want := oracle.Facets(m.shape, m.all, s, fields)
		want.Origin = got.Origin
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("%s of %v:\n%s", show(s), fields, diff)
		}
	}
	for name, field := range map[string]vehicle.FacetField{
		"no field":         {Name: "nothing"},
		"a link":           {Name: "listing_url"},
		"bars of words":    {Name: "make", Edges: []int64{1}},
		"falling edges":    {Name: "price", Edges: []int64{2, 1}},
		"an edge twice":    {Name: "price", Edges: []int64{2, 2}},
		"bars without any": {Name: "price"},
	} {
		if facets, err := r.Facets(t.Context(), vehicle.Search{}, []vehicle.FacetField{field}); err == nil {
			t.Errorf("%s: %v", name, facets)
		}
	}
	if _, err := r.Facets(t.Context(), vehicle.Search{Words: map[string][]string{"nothing": {"x"}}}, nil); err == nil {
		t.Error("a search by a field that there is not was answered")
	}
}

// randomFacets asks for some fields, those of numbers with edges that some vehicles have.
func (m *model) randomFacets(random *rand.Rand) []vehicle.FacetField {
	var list []vehicle.FacetField
	for _, f := range m.shape.Fields() {
		asked := vehicle.FacetField{Name: f.Name}
		if f.Kind.Ranged() && (!f.Listed || random.IntN(2) == 0) {
			for range 1 + random.IntN(6) {
				if rank := oracle.Rank(f, &m.all[random.IntN(len(m.all))]); rank != nil {
					asked.Edges = append(asked.Edges, *rank)
				}
			}
			slices.Sort(asked.Edges)
			if asked.Edges = slices.Compact(asked.Edges); len(asked.Edges) == 0 {
				continue
			}
		}
		if random.IntN(3) == 0 && (f.Kind.Counted() || f.Kind.Ranged()) {
			list = append(list, asked)
		}
	}
	return list
}
