package facet_test

import (
	"testing"

	"forecourt/internal/stock/facet"
	"forecourt/internal/vehicle"
)

// TestAVehicleCountsOnce: the first alternative has it as a candidate by its make, and it meets the second alone.
func TestAVehicleCountsOnce(t *testing.T) {
	shape := vehicle.StandardShape()
	b := facet.NewBuilder(shape, 2)
	for i, words := range []map[string]string{
		{"make": "GMC", "model": "Yukon", "status": "available", "color": "red"},
		{"make": "GMC", "model": "Yukon", "status": "sold", "color": "blue"},
	} {
		v := shape.New(vehicle.NumberID(int64(i + 1)))
		for name, word := range words {
			v.Set(shape.Field(name), vehicle.TextOf(word))
		}
		if err := b.Add(&v); err != nil {
			t.Fatal(err)
		}
	}
	found := b.Index().Find(vehicle.Search{Limit: 10, Any: []vehicle.Search{
		{Words: map[string][]string{"model": {"Yukon"}, "status": {"sold"}}},
		{Words: map[string][]string{"make": {"GMC"}, "color": {"red"}}},
	}})
	if found.Total != 2 {
		t.Errorf("total %d of 2 vehicles: %v", found.Total, found.IDs)
	}
}
