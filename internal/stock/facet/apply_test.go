package facet_test

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock/facet"
	"forecourt/internal/vehicle"
)

// changing is an index that follows a stock, and the stock.
type changing struct {
	*facet.Index
	shape     *vehicle.Shape
	vehicles  map[vehicle.ID]vehicle.Vehicle
	revisions map[vehicle.ID]uint32
	version   uint32
}

// newChanging has so many vehicles, in small segments.
func newChanging(t *testing.T, random *rand.Rand, shape *vehicle.Shape, vehicles int) *changing {
	t.Helper()
	c := &changing{shape: shape, vehicles: map[vehicle.ID]vehicle.Vehicle{}, revisions: map[vehicle.ID]uint32{}}
	b := facet.NewBuilder(shape, vehicles).FullForTest(500)
	for _, v := range rows(random, shape, vehicles) {
		c.vehicles[v.ID], c.revisions[v.ID] = v, 0
		if err := b.Add(&v); err != nil {
			t.Fatal(err)
		}
	}
	c.Index = b.Index()
	return c
}

// list returns the vehicles in the order of their identities.
func (c *changing) list() []vehicle.Vehicle {
	return slices.SortedFunc(maps.Values(c.vehicles), func(a, b vehicle.Vehicle) int { return a.ID.Compare(b.ID) })
}

// change changes, removes and adds up to n vehicles each, and applies that.
func (c *changing) change(t *testing.T, random *rand.Rand, n int) {
	t.Helper()
	pool := rows(random, c.shape, 3000)
	touched := map[vehicle.ID]bool{}
	c.version++
	c.vehicles, c.revisions = maps.Clone(c.vehicles), maps.Clone(c.revisions)
	for range random.IntN(n + 1) {
		v := pool[random.IntN(len(pool))]
		if touched[v.ID] {
			continue
		}
		touched[v.ID] = true
		if random.IntN(3) == 0 {
			delete(c.vehicles, v.ID)
			delete(c.revisions, v.ID)
		} else {
			c.vehicles[v.ID], c.revisions[v.ID] = v, c.version
		}
	}
	var changed []vehicle.Vehicle
	for id := range touched {
		if v, there := c.vehicles[id]; there {
			changed = append(changed, v)
		}
	}
	slices.SortFunc(changed, func(a, b vehicle.Vehicle) int { return a.ID.Compare(b.ID) })
	next, err := c.Apply(slices.Collect(maps.Keys(touched)), changed)
	if err != nil {
		t.Fatal(err)
	}
	if random.IntN(4) > 0 {
		next = next.Tidy()
	}
	c.Index = next
}

// check compares random searches, the values and each vehicle's presence with the stock.
func (c *changing) check(t *testing.T, name string, random *rand.Rand, searches int) {
	t.Helper()
	list := c.list()
	if c.Len() != len(list) {
		t.Fatalf("%s, version %d: %d vehicles; want %d", name, c.version, c.Len(), len(list))
	}
	for range searches {
		compare(t, name, random, c.Index, c.shape, list, c.revisions)
	}
	anew := build(t, c.shape, list)
	for range searches {
		s, fields := randomSearch(random, c.shape), countedFields(c.shape)
		if diff := gocmp.Diff(anew.Facets(s, fields), c.Facets(s, fields)); diff != "" {
			t.Fatalf("%s, version %d: facets of %+v (-want +got):\n%s", name, c.version, s, diff)
		}
	}
	want, got := anew.Values(), c.Values()
	for _, v := range []vehicle.Values{want, got} {
		for _, counts := range v.Counts {
			slices.SortFunc(counts, func(a, b vehicle.Count) int { return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Value, b.Value)) })
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatalf("%s, version %d: values (-want +got):\n%s", name, c.version, diff)
	}
}

// countedFields asks for all fields that can be counted.
func countedFields(shape *vehicle.Shape) []vehicle.FacetField {
	var list []vehicle.FacetField
	for _, f := range shape.Fields() {
		if f.Kind.Counted() || f.Listed {
			list = append(list, vehicle.FacetField{Name: f.Name})
		}
	}
	for _, f := range shape.Ranged() {
		if f.Kind != vehicle.Date {
			list = append(list, vehicle.FacetField{Name: f.Name, Edges: []int64{0, 10, 100}})
		}
	}
	return list
}

// TestApplyIsAnIndexBuiltAnew: whatever changes, every version answers as an index of its stock would, also after
// others were made of it. Segments are small, so that they fill up, are merged and written anew.
func TestApplyIsAnIndexBuiltAnew(t *testing.T) {
	for name, newShape := range shapes {
		for _, first := range []int{0, 1, 2000} {
			shape := newShape(t)
			random := rand.New(rand.NewPCG(7, uint64(first)))
			c := newChanging(t, random, shape, first)
			for range 12 {
				before := *c
				c.change(t, random, 200)
				c.check(t, name, random, 5)
				before.check(t, name+", the version before", random, 2)
			}
		}
	}
}

// TestApplyKeepsLayersFewAndGoneRowsLittle, so that neither searches nor memory suffer from many refreshes.
func TestApplyKeepsLayersFewAndGoneRowsLittle(t *testing.T) {
	shape := newShape(t, false)
	random := rand.New(rand.NewPCG(5, 5))
	c := newChanging(t, random, shape, 3000)
	for range 200 {
		c.change(t, random, 30)
		if layers := c.LayersForTest(); layers > 20 {
			t.Fatalf("version %d has %d layers: %v", c.version, layers, c.SizesForTest())
		}
		if gone := c.GoneForTest(); gone > 1000 {
			t.Fatalf("version %d holds %d rows that are gone, and %d that are not", c.version, gone, c.Len())
		}
	}
}

// TestApplyRefusesVehiclesOutOfOrder, and leaves the index as it was.
func TestApplyRefusesVehiclesOutOfOrder(t *testing.T) {
	shape := newShape(t, false)
	list := rows(rand.New(rand.NewPCG(1, 1)), shape, 3)
	x := build(t, shape, list)
	if _, err := x.Apply([]vehicle.ID{list[0].ID, list[1].ID}, []vehicle.Vehicle{list[1], list[0]}); err == nil {
		t.Error("vehicles came out of order")
	}
	if x.Len() != 3 {
		t.Errorf("the index has %d vehicles", x.Len())
	}
}

func BenchmarkApply(b *testing.B) {
	shape := newShape(b, false)
	random := rand.New(rand.NewPCG(1, 1))
	list := rows(random, shape, 500_000)
	for name, n := range map[string]int{"0.02 percent": 100, "1 percent": 5000, "10 percent": 50_000} {
		b.Run(name, func(b *testing.B) {
			x := build(b, shape, list)
			for b.Loop() {
				var changed []vehicle.Vehicle
				var ids []vehicle.ID
				for at := random.IntN(len(list) / n); at < len(list); at += len(list) / n {
					changed, ids = append(changed, list[at]), append(ids, list[at].ID)
				}
				var err error
				if x, err = x.Apply(ids, changed); err != nil {
					b.Fatal(err)
				}
				x = x.Tidy()
			}
			b.ReportMetric(float64(x.LayersForTest()), "layers")
			b.ReportMetric(float64(x.GoneForTest()), "gone")
		})
	}
}
