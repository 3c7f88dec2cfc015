package mapping_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

const example = `view: vehicles_stock
key: VehicleID
fields:
  make: Brand
  model: ModelName
  year: {year_of: FirstRegistration}
  color: [Paint, Colour]
  price: {column: AskingPrice, decimal: ",", currency: GBP, unknown: ["0", "1"]}
  mileage: {column: Odometer_km, unit: km}
  item_condition: {value: used}
  status: {column: Sold, values: {0: available, 1: sold}}
own:
  doors: {column: Doors, kind: number, about: Number of doors}
  branch: {column: Branch, kind: word, words: {Leeds: [leeds city, LS1]}}
hide: {status: [sold]}
`

var exampleMapping = mapping.Mapping{
	View: "vehicles_stock", Key: []string{"VehicleID"},
	Fields: []mapping.Field{
		{Name: "make", Source: mapping.Source{Columns: []string{"Brand"}}, Line: 4},
		{Name: "model", Source: mapping.Source{Columns: []string{"ModelName"}}, Line: 5},
		{Name: "year", Source: mapping.Source{YearOf: "FirstRegistration"}, Line: 6},
		{Name: "color", Source: mapping.Source{Columns: []string{"Paint", "Colour"}}, Line: 7},
		{Name: "price", Source: mapping.Source{Columns: []string{"AskingPrice"}, Decimal: ",", Currency: "GBP", Unknown: []string{"0", "1"}}, Line: 8},
		{Name: "mileage", Source: mapping.Source{Columns: []string{"Odometer_km"}, Unit: "km"}, Line: 9},
		{Name: "condition", Source: mapping.Source{Value: "used"}, Line: 10},
		{Name: "status", Source: mapping.Source{Columns: []string{"Sold"}, Values: []mapping.Pair{{From: "0", To: "available"}, {From: "1", To: "sold"}}}, Line: 11},
	},
	Own: []mapping.Own{
		{Name: "doors", Kind: vehicle.Number, About: "Number of doors", Source: mapping.Source{Columns: []string{"Doors"}}, Line: 13},
		{
			Name: "branch", Kind: vehicle.Word, About: "Branch.", Source: mapping.Source{Columns: []string{"Branch"}}, Line: 14,
			Words: []mapping.Synonyms{{Value: "Leeds", Words: []string{"leeds city", "LS1"}}},
		},
	},
	Hide: []mapping.Hidden{{Field: "status", Values: []string{"sold"}, Line: 15}},
}

func TestParse(t *testing.T) {
	got, err := mapping.Parse([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&exampleMapping, got); diff != "" {
		t.Error(diff)
	}
	want := []string{"VehicleID", "Brand", "ModelName", "FirstRegistration", "Paint", "Colour", "AskingPrice", "Odometer_km", "Sold", "Doors", "Branch"}
	if diff := cmp.Diff(want, got.Columns()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteIsReadBack(t *testing.T) {
	text, err := mapping.Write(&exampleMapping, map[string]string{"fields.make": "sure: the name", "": "left out: PurchasePrice\nit looks like a cost"})
	if err != nil {
		t.Fatal(err)
	}
	for _, comment := range []string{"  # sure: the name\n  make: Brand\n", "# left out: PurchasePrice\n# it looks like a cost"} {
		if !strings.Contains(string(text), comment) {
			t.Errorf("%q is missing in\n%s", comment, text)
		}
	}
	got, err := mapping.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	lines := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Line" }, cmp.Ignore())
	if diff := cmp.Diff(&exampleMapping, got, lines); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesNameTheirLine(t *testing.T) {
	const begin = "key: id\nfields:\n  make: Brand\n  model: Model\n"
	for _, c := range []struct{ text, want string }{
		{"", "line 1: the file says nothing"},
		{"key: [id\n", "line 1: it is not YAML"},
		{begin + "  pric: P\n", `line 5: fields has no "pric": did you mean price?`},
		{begin + "  make: Other\n", `line 5: fields has "make" twice`},
		{begin + "  item_condition: A\n  condition: B\n", "line 6: the field condition comes twice"},
		{begin + "  price: {colum: P}\n", `line 5: fields: price has no "colum": did you mean column?`},
		{begin + "  price: {column: P, first: [A, B], currency: EUR, year_of: D}\n", "exactly one of"},
		{begin + "  mileage: {column: P, unit: miles}\n", "unit is \"miles\"; it must be km or mi"},
		{begin + "  price: {column: P, currency: euro}\n", "a code of ISO 4217"},
		{begin + "  price: {column: P, currency: EUR}\n  currency: {value: GBP}\n", "currency is said twice"},
		{begin + "  color: {column: C, decimal: \",\"}\n", "decimal is for numbers"},
		{begin + "own:\n  doors: Doors\n", "line 6: own: doors needs a kind"},
		{begin + "own:\n  doors: {column: Doors, kind: int}\n", "it must be one of word, text"},
		{begin + "own:\n  price: {column: P, kind: money}\n", "it is a standard field"},
		{begin + "own:\n  Doors: {column: P, kind: money}\n", "small letters"},
		{begin + "own:\n  co2_max: {column: P, kind: number}\n", "taken for a range"},
		{begin + "own:\n  limit: {column: P, kind: number}\n", "the API uses this name itself"},
		{begin + "own:\n  vehicles: {column: P, kind: number}\n", "the API uses this name itself"},
		{begin + "own:\n  nav: {column: P, kind: flag, values: {0: never}}\n", "yes and no"},
		{begin + "hide: {status: [sold]}\n", "line 5: hide: status is not a field"},
		{"fields: {make: A, model: B}\n", "the key is missing"},
		{"key: id\nfields: {make: A}\n", "fields lacks model"},
		{begin + "sql: DROP\n", `line 5: the file has no "sql"`},
	} {
		if _, err := mapping.Parse([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.text, err, c.want)
		}
	}
}

func TestStandard(t *testing.T) {
	m, complete := mapping.Standard("vehicles_stock", []mapping.Column{{Name: "ID"}, {Name: "make"}, {Name: "model"}, {Name: "item_condition"}, {Name: "Doors"}})
	want := &mapping.Mapping{View: "vehicles_stock", Key: []string{"id"}, Fields: []mapping.Field{
		{Name: "make", Source: mapping.Source{Columns: []string{"make"}}}, {Name: "model", Source: mapping.Source{Columns: []string{"model"}}},
		{Name: "condition", Source: mapping.Source{Columns: []string{"item_condition"}}},
	}}
	if diff := cmp.Diff(want, m); diff != "" || !complete {
		t.Error(complete, diff)
	}
	if _, complete := mapping.Standard("v", []mapping.Column{{Name: "id"}, {Name: "Brand"}, {Name: "Model"}}); complete {
		t.Error("a view without make is taken for the contract's")
	}
}
