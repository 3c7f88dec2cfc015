package vehicle_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
)

func TestFacetsPut(t *testing.T) {
	f := vehicle.Facets{Counts: map[string][]vehicle.Count{}}
	f.Put("make", []vehicle.Count{{Value: "FORD", Vehicles: 3}, {Value: "Kia", Vehicles: 9}, {Value: "Ford", Vehicles: 5}, {Value: "ford", Vehicles: 5}, {Value: "Seat", Vehicles: 9}})
	want := []vehicle.Count{{Value: "Ford", Vehicles: 13}, {Value: "Kia", Vehicles: 9}, {Value: "Seat", Vehicles: 9}}
	if diff := cmp.Diff(want, f.Counts["make"]); diff != "" {
		t.Error(diff)
	}
}

func TestEdges(t *testing.T) {
	price := vehicle.StandardShape().Field("price")
	for _, c := range []struct {
		low, high int64
		about     int
		want      []int64
	}{
		{0, 100, 10, []int64{10, 20, 30, 40, 50, 60, 70, 80, 90, 100}},
		{995, 3020, 5, []int64{1000, 1500, 2000, 2500, 3000}},
		{7, 7, 5, nil},
		{-15, 20, 4, []int64{-5, 5, 15}},
	} {
		edges := price.Edges(vehicle.Range{Min: &c.low, Max: &c.high}, c.about)
		for i, edge := range edges {
			if edge <= c.low || edge > c.high || i > 0 && edge-edges[i-1] != edges[1]-edges[0] {
				t.Errorf("%d to %d: %v", c.low, c.high, edges)
			}
		}
		if c.low >= 0 && !slices.Equal(edges, c.want) {
			t.Errorf("%d to %d: %v, want %v", c.low, c.high, edges, c.want)
		}
	}
	if edges := price.Edges(vehicle.Range{}, 5); edges != nil {
		t.Errorf("of nothing: %v", edges)
	}
}

func TestEdgesOfDates(t *testing.T) {
	f := vehicle.OwnField("tax_due", vehicle.Date, "")
	for _, c := range []struct {
		low, high string
		about     int
		want      []string
	}{
		{"2024-11-15 10:00:00", "2025-02-01 00:00:00", 10, []string{"2024-12-01 00:00:00", "2025-01-01 00:00:00", "2025-02-01 00:00:00"}},
		{"2019-02-28 00:00:00", "2023-06-30 23:59:59.999999", 5, []string{"2020-01-01 00:00:00", "2021-01-01 00:00:00", "2022-01-01 00:00:00", "2023-01-01 00:00:00"}},
		{"0000-00-00 00:00:00", "0000-00-00 00:00:00", 5, nil},
	} {
		var ranks [2]int64
		for i, text := range []string{c.low, c.high} {
			var err error
			if ranks[i], err = vehicle.DateTime(text).Pack(); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, edge := range f.Edges(vehicle.Range{Min: &ranks[0], Max: &ranks[1]}, c.about) {
			got = append(got, string(vehicle.UnpackDate(edge)))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s to %s:\n%s", c.low, c.high, diff)
		}
	}
}
