//go:build integration

package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// bigWorld has as many rows as make an index worth while.
func bigWorld() *world {
	w := &world{
		view: "big", key: []string{"id"},
		file: `view: big
key: id
fields:
  make: MK
  model: MDL
  year: {year_of: Registered}
  price: {column: Price, unknown: [0, 1]}
  mileage: Miles
  status: {column: Sold, values: {0: available, 1: sold, 7: reserved}}
  transmission: {column: Gear, values: {A: automatic, M: manual}}
  updated_at: Changed
own:
  doors: {column: Doors, kind: number}
`,
		columns: []column{
			{"id", "INT"}, {"MK", "VARCHAR(20)"}, {"MDL", "VARCHAR(20)"}, {"Registered", "DATE"}, {"Price", "DECIMAL(10,2)"}, {"Miles", "INT"},
			{"Sold", "TINYINT"}, {"Gear", "CHAR(8)"}, {"Changed", "DATETIME"}, {"Doors", "INT"},
		},
		more: []string{
			"CREATE INDEX make_model ON big (MK, MDL)", "CREATE INDEX registered ON big (Registered)", "CREATE INDEX price ON big (Price)",
			"CREATE INDEX miles ON big (Miles)", "CREATE INDEX sold ON big (Sold)", "CREATE INDEX gear ON big (Gear)", "CREATE INDEX doors ON big (Doors)",
		},
	}
	for i := range int64(3000) {
		sold, gear := int64(0), "M"
		if i%500 == 0 {
			sold, gear = 7, "a"
		}
		w.rows = append(w.rows, row{id: vehicle.NumberID(i), values: []any{
			i, fmt.Sprintf("Make %d", i%60), fmt.Sprintf("Model %d", i%7), fmt.Sprintf("%d-05-01", 1990+i%37), fmt.Sprint(i * 10), i * 5, sold, gear,
			"2026-10-01 10:00:00", i % 300,
		}})
	}
	return w
}

// TestLivePlans reads MySQL's plans: through the derived table the base table's indexes serve plain columns, values
// that the mapping turns into words, numbers of which some are not known, and the year of a date.
func TestLivePlans(t *testing.T) {
	w := bigWorld()
	r := newLive(t, w, w.reader(t, server, w.load(t, server)))
	for name, c := range map[string]struct {
		s     vehicle.Search
		index string
	}{
		"make and model": {vehicle.Search{Words: map[string][]string{"make": {"make 7"}, "model": {"MODEL 1"}}}, "make_model"},
		"mapped numbers": {vehicle.Search{Words: map[string][]string{"status": {"Reserved"}}}, "sold"},
		"mapped texts":   {vehicle.Search{Words: map[string][]string{"transmission": {"AUTOMATIC"}}}, "gear"},
		"unknown values": {vehicle.Search{Ranges: map[string]vehicle.Range{"price": {Min: ptr[int64](100), Max: ptr[int64](9000)}}}, "price"},
		"plain numbers":  {vehicle.Search{Ranges: map[string]vehicle.Range{"mileage": {Max: ptr[int64](20)}}}, "miles"},
		"year of a date": {vehicle.Search{Numbers: map[string][]int64{"year": {1999}}}, "registered"},
		"years":          {vehicle.Search{Ranges: map[string]vehicle.Range{"year": {Min: ptr[int64](2026), Max: ptr[int64](2026)}}}, "registered"},
		"own numbers":    {vehicle.Search{Numbers: map[string][]int64{"doors": {5000}}}, "doors"},
		"own range":      {vehicle.Search{Ranges: map[string]vehicle.Range{"doors": {Min: ptr[int64](297_500)}}}, "doors"},
	} {
		t.Run(name, func(t *testing.T) {
			c.s.Limit = 1
			plan, err := stock.ExplainLiveForTest(t.Context(), r, c.s)
			if err != nil || strings.Contains(plan, "Table scan on big") || !strings.Contains(plan, "using "+c.index) {
				t.Errorf("%v\n%s", err, plan)
			}
		})
	}
	t.Run("one", func(t *testing.T) {
		if _, _, found, err := r.Get(t.Context(), vehicle.NumberID(7)); !found || err != nil {
			t.Errorf("%t, %v", found, err)
		}
	})
}

// TestLivePlansByKey reads the plan of a vehicle that is asked for by a text, and by a key of several columns.
func TestLivePlansByKey(t *testing.T) {
	for name, w := range map[string]*world{"a text": autohausWorld(t), "several columns": concessionWorld(t), "a text whose case is put aside": skladWorld(t)} {
		t.Run(name, func(t *testing.T) {
			r := newLive(t, w, w.reader(t, server, w.load(t, server)))
			plan, err := stock.ExplainGetForTest(t.Context(), r, w.model(t).all[5].ID)
			if err != nil || strings.Contains(plan, "Table scan") || !strings.Contains(plan, "PRIMARY") && !strings.Contains(plan, "Rows fetched before execution") {
				t.Errorf("%v\n%s", err, plan)
			}
		})
	}
}

// TestLiveAsksOnce sorts by a column that is never NULL: no second query looks for vehicles without a value.
func TestLiveAsksOnce(t *testing.T) {
	w := contractWorld(t)
	r := newLive(t, w, w.reader(t, server, w.load(t, server)))
	for sort, queries := range map[vehicle.Sort]int{"-updated_at": 1, "-listed_at": 2, "price": 2, "-id": 1} {
		plan, err := stock.ExplainLiveForTest(t.Context(), r, vehicle.Search{Words: map[string][]string{"make": {"škoda"}}, Sort: sort, Limit: 5})
		// The count that comes with the rows is a part of their query.
		if got := strings.Count("\n"+plan, "\n->") - strings.Count("\n"+plan, "\n-> Select"); err != nil || got != queries {
			t.Errorf("%s: %v, %d queries, want %d\n%s", sort, err, got, queries, plan)
		}
	}
}
