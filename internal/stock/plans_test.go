package stock_test

import (
	"strings"
	"testing"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// TestPlansUseIndexes reads SQLite's plans of the page and the count: no part scans the table where an index serves, in
// any order.
func TestPlansUseIndexes(t *testing.T) {
	_, db := newCached(t, vehicles(), 0)
	common := vehicle.Search{Makes: []string{"Ford"}, Models: []string{"Focus"}, YearMin: ptr[int64](2020), Limit: 10}
	for _, sort := range vehicle.Sorts() {
		t.Run("make, model, year by "+string(sort), func(t *testing.T) {
			s := common
			s.Sort = sort
			plan, err := stock.ExplainForTest(t.Context(), db, s)
			if err != nil || strings.Contains(plan, "SCAN vehicles_stock") || !strings.Contains(plan, "forecourt_stock_make_model_year") {
				t.Errorf("%v\n%s", err, plan)
			}
		})
	}
	for name, c := range map[string]struct {
		s    vehicle.Search
		want string
	}{
		"price":            {vehicle.Search{PriceMax: ptr(vehicle.Amount(100)), Sort: vehicle.ByPrice}, "forecourt_stock_price"},
		"price descending": {vehicle.Search{PriceMin: ptr(vehicle.Amount(5_000_000)), Sort: vehicle.ByPriceDesc}, "forecourt_stock_price"},
		"mileage":          {vehicle.Search{MileageMin: ptr[int64](5), MileageMax: ptr[int64](9), Sort: vehicle.ByMileageDesc}, "forecourt_stock_mileage"},
	} {
		t.Run(name, func(t *testing.T) {
			c.s.Limit = 10
			plan, err := stock.ExplainForTest(t.Context(), db, c.s)
			if first, _, _ := strings.Cut(plan, "\n"); err != nil || !strings.Contains(first, c.want) {
				t.Errorf("%v\n%s", err, plan)
			}
		})
	}
	t.Run("the index in memory", func(t *testing.T) {
		plan, err := stock.ExplainIndexedForTest(t.Context(), db)
		if err != nil || strings.Contains(plan, "SCAN vehicles_stock") || strings.Count(plan, "SEARCH vehicles_stock USING INTEGER PRIMARY KEY") != 2 {
			t.Errorf("%v\n%s", err, plan)
		}
	})
}
