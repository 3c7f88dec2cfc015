package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// indexedWorld is a stock with many more cars than one finds, and the indexes that its mapping asks for.
func indexedWorld(t *testing.T, file string) (*stock.Cached, []string) {
	t.Helper()
	w := contractWorld(t)
	w.view = "cars"
	if w.file = file; file == "" {
		w.file = "view: cars\nkey: id\nfields: {make: make, model: model, year: year, price: price, mileage: mileage, updated_at: updated_at}\n"
	}
	r, store := newCached(t, w, 0)
	plan, err := stock.PlanForTest(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for i, list := range plan.Indexes() {
		if _, err := store.DB().ExecContext(t.Context(), fmt.Sprintf("CREATE INDEX test_%d ON cars (%s)", i, list)); err != nil {
			t.Fatalf("%s: %v", list, err)
		}
	}
	return r, plan.Indexes()
}

const ownFields = `own:
  doors: {column: year, kind: number}
  branch: {column: location, kind: word}
  deposit: {column: price, kind: money, unknown: [1]}
  listed: {column: listed_at, kind: date}
`

// TestPlansUseIndexes reads SQLite's plans of the page and the count: no part scans the table where an index serves,
// through the derived table, in any order, whatever the mapping.
func TestPlansUseIndexes(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		indexes int
	}{
		"plain":      {"", 3},
		"own fields": {"view: cars\nkey: id\nfields: {make: make, model: model, year: year, price: price, mileage: mileage, updated_at: updated_at}\n" + ownFields, 3},
		"mapped": {`view: cars
key: id
fields:
  make: [make, trim]
  model: {first: [model, trim]}
  year: {column: year, values: {1: 2001}}
  price: {column: price, currency: GBP}
  mileage: {first: [mileage, year], unit: km}
  updated_at: updated_at
` + ownFields, 3},
		"hidden": {"view: cars\nkey: id\nfields: {make: make, model: model, year: year, price: price, mileage: mileage, status: status}\nhide: {status: [sold]}\n", 3},
		"text":   {"view: cars\nkey: id\nfields: {make: {column: make, unknown: [x]}, model: model, year: {year_of: listed_at}, price: {column: stock_number, decimal: \".\"}, mileage: mileage}\n", 2},
	} {
		t.Run(name, func(t *testing.T) {
			r, indexes := indexedWorld(t, c.file)
			if len(indexes) != c.indexes {
				t.Errorf("the indexes are %q", indexes)
			}
			for _, list := range indexes {
				if strings.Contains(list, "forecourt_") {
					t.Errorf("an index needs a function: %s", list)
				}
			}
			if c.indexes < 3 {
				return
			}
			everyOrder(t, r)
			ranges(t, r)
		})
	}
}

func everyOrder(t *testing.T, r *stock.Cached) {
	t.Helper()
	plan, err := stock.PlanForTest(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, sort := range append(plan.Shape.Orders(), "") {
		s := vehicle.Search{Words: map[string][]string{"make": {"Ford"}, "model": {"Focus"}}, Ranges: map[string]vehicle.Range{"year": {Min: ptr[int64](2020)}}, Sort: sort, Limit: 10}
		text, err := stock.ExplainForTest(t.Context(), r, s)
		if err != nil || strings.Contains(text, "SCAN cars") || !strings.Contains(text, "test_0") || !strings.Contains(text, "AND <expr>=?") {
			t.Errorf("%s: %v\n%s", sort, err, text)
		}
	}
}

func ranges(t *testing.T, r *stock.Cached) {
	t.Helper()
	for name, c := range map[string]struct {
		s    vehicle.Search
		want string
	}{
		"price":            {vehicle.Search{Ranges: map[string]vehicle.Range{"price": {Max: ptr[int64](100)}}, Sort: "price"}, "price"},
		"price descending": {vehicle.Search{Ranges: map[string]vehicle.Range{"price": {Min: ptr[int64](5_000_000)}}, Sort: "-price"}, "price"},
		"mileage":          {vehicle.Search{Ranges: map[string]vehicle.Range{"mileage": {Min: ptr[int64](5), Max: ptr[int64](9)}}, Sort: "-mileage"}, "mileage"},
	} {
		c.s.Limit = 10
		plan, err := stock.PlanForTest(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		at := -1
		for i, list := range plan.Indexes() {
			if strings.Contains(list, c.want) && i > 0 {
				at = i
			}
		}
		text, err := stock.ExplainForTest(t.Context(), r, c.s)
		if first, _, _ := strings.Cut(text, "\n"); err != nil || !strings.Contains(first, fmt.Sprintf("test_%d", at)) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
}

// TestIndexReadsByKey reads the plans of what the index in memory reads: it goes through the key.
func TestIndexReadsByKey(t *testing.T) {
	for name, w := range worlds(t) {
		t.Run(name, func(t *testing.T) {
			r, _ := newCached(t, w, 0)
			plan, err := stock.ExplainIndexedForTest(t.Context(), r, []vehicle.ID{w.rows[0].id, w.rows[1].id})
			key := "PRIMARY KEY"
			if w.rows[0].id.IsText() || name == "usati" || name == "contract" {
				key = "sqlite_autoindex"
			}
			_, pageRows, _ := strings.Cut(plan, "forecourt_sync_runs")
			if err != nil || !strings.Contains(pageRows, key) || strings.Contains(pageRows, "SCAN "+w.view) {
				t.Errorf("%v\n%s", err, plan)
			}
		})
	}
}

// TestHistoryOfACarByKey reads the plan of what happened to one vehicle: the log is not searched from end to end.
// Only its first change is looked for in the log's own order.
func TestHistoryOfACarByKey(t *testing.T) {
	w := contractWorld(t)
	r, _ := newCached(t, w, 0)
	text, err := stock.ExplainChangesForTest(t.Context(), r, vehicle.ChangeSearch{VehicleID: &w.rows[0].id, Limit: 100})
	if err != nil || !strings.Contains(text, "SEARCH c USING INDEX forecourt_row_changes_key (key=? AND view=?)\n") || !strings.Contains(text, "INDEX forecourt_row_changes_reset (view=?)\n") ||
		strings.Count(text, "SCAN c\n") > 1 || strings.Contains(text, "TEMP B-TREE") {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestIndexesAreForCopies asks for the indexes of a source: Forecourt makes none there.
func TestIndexesAreForCopies(t *testing.T) {
	plan, err := mapping.Contract("vehicles_stock").Plan(mapping.MySQL, []mapping.Column{
		mapping.NewColumn("id", "int", ""), mapping.NewColumn("make", "text", ""), mapping.NewColumn("model", "text", ""),
	})
	if err != nil || plan.Indexes() != nil {
		t.Errorf("%v, %v", plan.Indexes(), err)
	}
}
