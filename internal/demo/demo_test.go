package demo_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/demo"
)

func now() time.Time { return time.Date(2026, time.March, 14, 15, 9, 26, 535_897_932, time.UTC) }

func take(g *demo.Generator, n int) []demo.Vehicle {
	stock := make([]demo.Vehicle, n)
	for i := range stock {
		stock[i] = g.Next()
	}
	return stock
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestSameSeedSameStock(t *testing.T) {
	a, b := take(demo.New(7, now()), 5000), take(demo.New(7, now()), 5000)
	for i := range a {
		if a[i].ID != int64(i+1) {
			t.Fatalf("vehicle %d has ID %d", i+1, a[i].ID)
		}
		if !reflect.DeepEqual(a[i], b[i]) {
			t.Fatalf("vehicle %d differs:\n%+v\n%+v", i+1, a[i], b[i])
		}
	}
	if c := take(demo.New(8, now()), 5000); reflect.DeepEqual(a, c) {
		t.Error("another seed gives the same stock")
	}
}

// TestFirstVehicle: a seed gives the same stock in every release and on every machine.
func TestFirstVehicle(t *testing.T) {
	v := demo.New(1, now()).Next()
	got := strings.Join([]string{
		v.StockNumber, text(v.VIN), v.Make, v.Model, text(v.Trim), v.Price.String(), text(v.ListingURL), string(v.UpdatedAt),
	}, "|")
	if want := firstVehicle; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCatalogue(t *testing.T) {
	_, dead, err := demo.Holdings(2030)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range dead {
		t.Error(entry)
	}
}

func TestStockFollowsTheCatalogue(t *testing.T) {
	allowed, _, err := demo.Holdings(2027)
	if err != nil {
		t.Fatal(err)
	}
	makes, models := map[string]bool{}, map[string]bool{}
	for _, v := range take(demo.New(3, now()), 50_000) {
		makes[v.Make], models[v.Make+" "+v.Model] = true, true
		if v.Trim == nil || v.Drivetrain == nil {
			continue
		}
		h := demo.Holding{
			Make: v.Make, Model: v.Model, Body: *v.BodyType, Trim: *v.Trim, Fuel: *v.FuelType,
			Transmission: *v.Transmission, Drivetrain: *v.Drivetrain, Year: *v.Year,
		}
		if !allowed[h] {
			t.Fatalf("not in the catalogue: %+v", h)
		}
	}
	if len(makes) < 28 || len(models) < 110 {
		t.Errorf("%d makes and %d models in stock", len(makes), len(models))
	}
}

// TestFactsOutsideTheCatalogue checks facts that anyone can look up, to find slips in the catalogue.
func TestFactsOutsideTheCatalogue(t *testing.T) {
	facts := []struct {
		make, model, body, fuels string
		first, last              int64
	}{
		{"Tesla", "Model Y", "SUV", "Electric", 2020, 2027},
		{"Tesla", "Model 3", "Sedan", "Electric", 2017, 2027},
		{"Ford", "F-150", "Pickup", "Gasoline Hybrid Diesel", 2001, 2027},
		{"Ford", "Mustang Mach-E", "SUV", "Electric", 2021, 2027},
		{"Ford", "Fusion", "Sedan", "Gasoline Hybrid", 2006, 2020},
		{"Toyota", "Prius", "Hatchback", "Hybrid", 2001, 2027},
		{"Toyota", "RAV4 Prime", "SUV", "Plug-in hybrid", 2021, 2024},
		{"Honda", "Odyssey", "Minivan", "Gasoline", 2001, 2027},
		{"Honda", "Fit", "Hatchback", "Gasoline", 2007, 2020},
		{"Jeep", "Gladiator", "Pickup", "Gasoline Diesel", 2020, 2027},
		{"Jeep", "Patriot", "SUV", "Gasoline", 2007, 2017},
		{"Chevrolet", "Bolt EV", "Hatchback", "Electric", 2017, 2023},
		{"Chevrolet", "Impala", "Sedan", "Gasoline", 2001, 2020},
		{"Kia", "Telluride", "SUV", "Gasoline", 2020, 2027},
		{"Mazda", "MX-5 Miata", "Convertible", "Gasoline", 2001, 2027},
		{"Nissan", "Leaf", "Hatchback", "Electric", 2011, 2025},
		{"Porsche", "Taycan", "Sedan", "Electric", 2020, 2027},
	}
	seen := map[int]int{}
	for _, v := range take(demo.New(4, now()), 100_000) {
		i := slices.IndexFunc(facts, func(f struct {
			make, model, body, fuels string
			first, last              int64
		}) bool {
			return f.make == v.Make && f.model == v.Model
		})
		if i < 0 {
			continue
		}
		seen[i]++
		f := facts[i]
		if *v.BodyType != f.body || !strings.Contains(f.fuels, *v.FuelType) || *v.Year < f.first || *v.Year > f.last {
			t.Errorf("%d %s %s: %s, %s", *v.Year, v.Make, v.Model, *v.BodyType, *v.FuelType)
		}
	}
	for i, f := range facts {
		if seen[i] == 0 {
			t.Errorf("no %s %s in stock", f.make, f.model)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	g := demo.New(1, now())
	b.ReportAllocs()
	for b.Loop() {
		g.Next()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "vehicles/s")
}

const firstVehicle = "C100001|KM8KAKDC5EK643411|Hyundai|Tucson|Limited|8999.00|https://dealer.example/inventory/1-2014-hyundai-tucson|2026-02-08 06:25:13.480909"
