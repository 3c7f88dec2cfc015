package rowcache_test

import (
	"slices"
	"strings"
	"testing"

	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/rowcache"
	"forecourt/internal/vehicle"
)

func car(id vehicle.ID, name string) vehicle.Vehicle {
	shape := vehicle.StandardShape()
	v := shape.New(id)
	v.Set(shape.Field("make"), vehicle.TextOf(name))
	return v
}

// TestPage keeps vehicles whose keys look alike. Each is found under its own identity and revision alone.
func TestPage(t *testing.T) {
	cache := rowcache.New(vehicle.StandardShape())
	ids := []vehicle.ID{vehicle.NumberID(1), vehicle.TextID("1"), vehicle.NumberID(-1), vehicle.TextID(""), vehicle.NumberID(1 << 62)}
	for i, id := range ids {
		v := car(id, string(rune('A'+i)))
		cache.Add(&v, uint32(i))
	}
	asked := facet.Found{IDs: slices.Concat(ids, ids), Revisions: []uint32{0, 1, 2, 3, 4, 1, 0, 3, 2, 5}}
	list, missing := cache.Page(asked)
	for i := range ids {
		if want := car(ids[i], string(rune('A'+i))); !list[i].Equal(&want) {
			t.Errorf("%v is %+v", ids[i], list[i])
		}
	}
	if !slices.Equal(missing, ids) {
		t.Errorf("missing at other revisions: %v", missing)
	}
}

// TestTooMany adds more than there is room for: the last ones are kept, and a huge one is not.
func TestTooMany(t *testing.T) {
	cache := rowcache.New(vehicle.StandardShape())
	const many = 20_000
	for i := range int64(many) {
		v := car(vehicle.NumberID(i), strings.Repeat("x", 10_000))
		cache.Add(&v, 0)
	}
	huge := car(vehicle.NumberID(many), strings.Repeat("x", 1<<20))
	cache.Add(&huge, 0)
	_, missing := cache.Page(facet.Found{IDs: []vehicle.ID{vehicle.NumberID(0), vehicle.NumberID(many - 1), huge.ID}, Revisions: []uint32{0, 0, 0}})
	if want := []vehicle.ID{vehicle.NumberID(0), huge.ID}; !slices.Equal(missing, want) {
		t.Errorf("missing are %v, want %v", missing, want)
	}
}
