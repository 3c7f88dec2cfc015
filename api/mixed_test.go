package api_test

import (
	"cmp"
	"database/sql"
	"encoding/csv"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"forecourt/internal/demo"
	"forecourt/internal/stock"
)

// newAlteredCopy makes a copy of a demo's stock in which some statements have changed something.
func newAlteredCopy(tb testing.TB, rows int, change func(db *sql.DB) error) *stock.Cached {
	tb.Helper()
	dir := tb.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	if err := demo.Write(tb.Context(), from, demo.New(3, now), rows); err != nil {
		tb.Fatal(err)
	}
	db, err := sql.Open("sqlite", from)
	if err != nil {
		tb.Fatal(err)
	}
	if err := errors.Join(change(db), db.Close()); err != nil {
		tb.Fatal(err)
	}
	syncAt(tb, from, to, now)
	return openCopy(tb, to)
}

// newMixedCopy has prices in three currencies, and mileages in miles and kilometres.
func newMixedCopy(tb testing.TB) *stock.Cached {
	tb.Helper()
	return newAlteredCopy(tb, 1500, func(db *sql.DB) error {
		_, err := db.ExecContext(tb.Context(), `UPDATE vehicle SET
			mileage_unit = CASE id % 3 WHEN 0 THEN 'km' WHEN 1 THEN 'mi' ELSE mileage_unit END,
			currency = CASE id % 4 WHEN 0 THEN 'EUR' WHEN 1 THEN 'GBP' ELSE 'USD' END`)
		return err
	})
}

// newListings makes a copy of real listings, nil when there are none: they are not part of the project.
func newListings(tb testing.TB) *stock.Cached {
	tb.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "data", "vehicles_vin.csv"))
	if errors.Is(err, os.ErrNotExist) {
		tb.Log("NOT TESTED with real listings: the folder shared/data is missing; it is not part of the project")
		return nil
	}
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	const every, listings = 5, 2500
	return newAlteredCopy(tb, 1, func(db *sql.DB) error {
		tx, err := db.BeginTx(tb.Context(), nil)
		if err != nil {
			return err
		}
		columns := "id INTEGER PRIMARY KEY"
		for _, name := range records[0][1:] {
			kind := map[string]string{"year": "INTEGER", "mileage": "INTEGER", "price": "NUMERIC"}[name]
			columns += ", " + name + " " + cmp.Or(kind, "TEXT")
		}
		_, err = tx.ExecContext(tb.Context(), "DROP VIEW vehicles_stock; CREATE TABLE vehicles_stock ("+columns+")")
		for i := 1; i < listings*every && err == nil; i += every {
			values := make([]any, len(records[i]))
			for at, text := range records[i] {
				if text != "" || records[0][at] == "make" || records[0][at] == "model" {
					values[at] = text
				}
			}
			_, err = tx.ExecContext(tb.Context(), "INSERT INTO vehicles_stock VALUES (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
		}
		return errors.Join(err, tx.Commit())
	})
}

// priced is an answer of a stock with several currencies and units.
type priced struct {
	Items []struct {
		Price, Mileage float64
		Currency       string
		MileageUnit    string `json:"mileage_unit"`
	}
	Total       int
	Interpreted []struct {
		Parameter, Sent, Why string
		UnderstoodAs         []string `json:"understood_as"`
	}
}

func (p *priced) why(parameter string) string {
	for _, i := range p.Interpreted {
		if i.Parameter == parameter {
			return i.Why
		}
	}
	return ""
}

// TestMixedCurrencies: a limit with a currency finds only cars that are priced in it, and one without says that the
// currencies are compared as they are. Nothing is converted.
func TestMixedCurrencies(t *testing.T) {
	c := newClient(t, options(newMixedCopy(t)))
	for _, query := range [][]string{
		{"q", "under £25k"}, {"q", "max 25,000 pounds"}, {"q", "in pounds"}, {"q", "GBP only"}, {"currency", "gbp"}, {"currency", "pounds", "price_max", "25000"},
		{"q", "under 25k", "currency", "GBP"}, {"q", "not in euros or dollars"}, {"exclude", "EUR,dollars"},
	} {
		var p priced
		if code := c.get(ask(append(query, "limit", "100")...), &p); code != http.StatusOK || p.Total == 0 {
			t.Errorf("%v: %d, %d cars", query, code, p.Total)
		}
		limited := strings.Contains(strings.Join(query, " "), "25")
		for _, car := range p.Items {
			if car.Currency != "GBP" || limited && car.Price > 25000 {
				t.Errorf("%v finds %v %s", query, car.Price, car.Currency)
			}
		}
		if why := p.why("price_max"); strings.Contains(why, "as it is") {
			t.Errorf("%v: %q", query, why)
		}
	}
	for _, query := range [][]string{{"price_max", "25000"}, {"q", "under 25k"}, {"price_max", "25000", "sort", "price"}, {"q", "ford or bmw under 25k"}} {
		var p priced
		c.get(ask(append(query, "limit", "100")...), &p)
		seen := map[string]bool{}
		for _, car := range p.Items {
			seen[car.Currency] = true
		}
		if why := p.why("price_max"); len(seen) != 3 || !strings.Contains(why, "USD") || !strings.Contains(why, "EUR") || !strings.Contains(why, "send currency") {
			t.Errorf("%v: %v, %q", query, seen, why)
		}
	}
	for _, query := range [][]string{{"sort", "price"}, {"q", "cheapest ford"}, {"q", "lowest mileage"}} {
		var p priced
		if c.get(ask(query...), &p); !strings.Contains(p.why("sort"), "as it is") {
			t.Errorf("%v: %+v", query, p.Interpreted)
		}
	}
	single := newClient(t, options(newCopy(t, 300)))
	for _, query := range [][]string{{"price_max", "25000", "sort", "price"}, {"mileage_max", "50000", "mileage_unit", "mi"}} {
		var p priced
		if single.get(ask(query...), &p); len(p.Interpreted) > 0 {
			t.Errorf("%v of one currency: %+v", query, p.Interpreted)
		}
	}
}

// TestMixedUnits: a limit in a unit is converted for cars in the other one.
func TestMixedUnits(t *testing.T) {
	c := newClient(t, options(newMixedCopy(t)))
	totals := map[string]int{}
	for name, query := range map[string][]string{
		"parameter": {"mileage_max", "30000", "mileage_unit", "mi"}, "words": {"q", "under 30,000 miles"}, "unit for the text": {"q", "mileage under 30,000", "mileage_unit", "miles"},
		"other unit": {"mileage_max", "48280", "mileage_unit", "km"},
	} {
		var p priced
		if code := c.get(ask(append(query, "limit", "100", "sort", "-mileage")...), &p); code != http.StatusOK || p.Total == 0 {
			t.Errorf("%s: %d, %d cars", name, code, p.Total)
		}
		totals[name] = p.Total
		farther := 0
		for _, car := range p.Items {
			if most := map[string]float64{"mi": 30000, "km": 48280}[car.MileageUnit]; car.Mileage > most {
				t.Errorf("%s finds %v %s", name, car.Mileage, car.MileageUnit)
			}
			if car.Mileage > 30000 {
				farther++
			}
		}
		if farther == 0 {
			t.Errorf("%s: no car in kilometres is converted", name)
		}
	}
	if totals["parameter"] != totals["words"] || totals["parameter"] != totals["unit for the text"] || totals["parameter"] != totals["other unit"] {
		t.Errorf("%v", totals)
	}
	var plain, none priced
	if c.get(ask("mileage_max", "30000"), &plain); !strings.Contains(plain.why("mileage_max"), "send mileage_unit") || plain.Total >= totals["parameter"] {
		t.Errorf("%d cars, %q", plain.Total, plain.why("mileage_max"))
	}
	if c.get(ask("mileage_unit", "km"), &none); !strings.Contains(none.why("mileage_unit"), "changes nothing") {
		t.Errorf("%+v", none.Interpreted)
	}
	if code := c.get(ask("mileage_unit", "furlong", "mileage_max", "5"), nil); code != http.StatusBadRequest {
		t.Errorf("an unknown unit: %d", code)
	}
}

// TestValuesByUnit: list_values has a range for each currency and unit.
func TestValuesByUnit(t *testing.T) {
	c := newClient(t, options(newMixedCopy(t)))
	type byUnit struct {
		Currency    string
		MileageUnit string `json:"mileage_unit"`
		Vehicles    int
		Min, Max    float64
	}
	var values struct {
		Price   []byUnit `json:"price_ranges"`
		Mileage []byUnit `json:"mileage_ranges"`
	}
	if code := c.get("/cars/values", &values); code != http.StatusOK || len(values.Price) != 3 || len(values.Mileage) != 2 {
		t.Fatalf("%d %+v", code, values)
	}
	for _, r := range values.Price {
		var dearest priced
		c.get(ask("currency", r.Currency, "sort", "-price", "limit", "1"), &dearest)
		if r.Vehicles == 0 || r.Min <= 0 || r.Min >= r.Max || len(dearest.Items) != 1 || dearest.Items[0].Price != r.Max {
			t.Errorf("%+v, but the dearest is %+v", r, dearest.Items)
		}
	}
	if values.Mileage[0].MileageUnit == values.Mileage[1].MileageUnit || values.Mileage[0].Vehicles < values.Mileage[1].Vehicles {
		t.Errorf("%+v", values.Mileage)
	}
}
