package facet_test

import (
	"math/rand/v2"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/oracle"
	"forecourt/internal/vehicle"
)

// TestFacets compares counts with a plain model: of all vehicles and of few, with columns that are sorted and not, and
// with rows that are gone.
func TestFacets(t *testing.T) {
	for name, newShape := range shapes {
		shape := newShape(t)
		random := rand.New(rand.NewPCG(5, 6))
		list := rows(random, shape, 1000)
		x := build(t, shape, list)
		var gone []vehicle.ID
		var kept []vehicle.Vehicle
		for i := range list {
			if random.IntN(20) == 0 {
				gone = append(gone, list[i].ID)
			} else {
				kept = append(kept, list[i])
			}
		}
		fewer, err := x.Apply(gone, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 30 {
			if i == 10 { // From now on with columns that are sorted, which both versions share.
				x.SortForTest()
			}
			s, fields := randomSearch(random, shape), countedFields(shape)
			if random.IntN(6) == 0 {
				s = vehicle.Search{}
			}
			compareFacets(t, name, x, shape, list, s, fields)
			compareFacets(t, name+", some gone", fewer, shape, kept, s, fields)
		}
	}
}

func compareFacets(t *testing.T, name string, x *facet.Index, shape *vehicle.Shape, list []vehicle.Vehicle, s vehicle.Search, fields []vehicle.FacetField) {
	t.Helper()
	if diff := gocmp.Diff(oracle.Facets(shape, list, s, fields), x.Facets(s, fields)); diff != "" {
		t.Fatalf("%s, facets of %+v (-want +got):\n%s", name, s, diff)
	}
}

func BenchmarkFacets(b *testing.B) {
	shape := newShape(b, false)
	x := build(b, shape, rows(rand.New(rand.NewPCG(1, 1)), shape, 500_000))
	two := []vehicle.FacetField{{Name: "make"}, {Name: "color"}}
	all := []vehicle.FacetField{{Name: "price", Edges: []int64{100, 200, 300, 400}}, {Name: "year"}}
	for _, f := range shape.Counted() {
		all = append(all, vehicle.FacetField{Name: f.Name})
	}
	narrow := vehicle.Search{Words: map[string][]string{"make": {"ford"}, "status": {"ford"}}, Ranges: map[string]vehicle.Range{"mileage": {Min: ptr[int64](3)}}}
	for name, c := range map[string]struct {
		search vehicle.Search
		fields []vehicle.FacetField
	}{
		"two of everything": {vehicle.Search{}, two},
		"two":               {narrow, two},
		"all of everything": {vehicle.Search{}, all},
		"all":               {narrow, all},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x.Facets(c.search, c.fields)
			}
		})
	}
}
