package stock_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/demo"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

func ptr[T any](v T) *T { return &v }

// vehicles are generated ones, and some that are hard to find.
func vehicles() []vehicle.Vehicle {
	g := demo.New(7, time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	var all []vehicle.Vehicle
	for range 1500 {
		v := g.Next()
		if v.ID%50 == 0 {
			v.Year, v.Mileage = nil, nil
		}
		all = append(all, v)
	}
	for i, v := range []vehicle.Vehicle{
		{Make: "Citroën", Model: "C4 Cactus", Color: ptr("Naïve Blue")}, {Make: "CITROËN", Model: "c4 cactus"}, {Make: "Citroen", Model: "C3"},
		{Make: "Škoda", Model: "Octavia", Price: ptr(vehicle.Money(1))}, {Make: "ŠKODA", Model: "Octavia", Price: ptr(vehicle.Money(999999999999))},
		{Make: "", Model: ""}, {Make: "100% \"Odd\" 'Make'", Model: "a\\b_c%"}, {Make: "null", Model: "NULL"}, {Make: "ford", Model: "F-150"},
		{Make: "ΣΑΣ", Model: "σας"}, {Make: "Straße", Model: "STRASSE"},
	} {
		v.ID, v.StockNumber, v.Status = int64(9000+i), fmt.Sprintf("X%d", i), "available"
		v.UpdatedAt = "2026-10-31 00:00:00.000000" // All at one moment: the id decides.
		all = append(all, v)
	}
	return all
}

// reader is what both engines do.
type reader interface {
	Search(context.Context, vehicle.Search) (vehicle.Page, error)
	Get(context.Context, int64) (vehicle.Vehicle, vehicle.Origin, bool, error)
	Values(context.Context) (vehicle.Values, error)
}

// newCached makes a copy that holds the vehicles.
func newCached(t *testing.T, all []vehicle.Vehicle, indexUpTo int64) (*stock.Cached, *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cache.db")
	if _, err := cache.MigrateUp(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		var price any
		if v.Price != nil {
			price = float64(*v.Price) / 100
		}
		_, err := tx.ExecContext(t.Context(), "INSERT INTO vehicles_stock VALUES (?"+strings.Repeat(", ?", 21)+")", v.ID, v.StockNumber, v.VIN, v.Make,
			v.Model, v.Trim, v.Year, v.Color, v.BodyType, v.FuelType, v.Transmission, v.Drivetrain, v.Mileage, v.MileageUnit, price,
			v.Currency, v.ItemCondition, v.Location, v.Status, v.ListingURL, (*string)(v.ListedAt), string(v.UpdatedAt))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := sqlitedb.New(tx).RecordRun(t.Context(), sqlitedb.RecordRunParams{
		View: "vehicles_stock", Outcome: "published", StartedAt: "2026-11-01T12:00:00.000000Z", SnapshotAt: ptr("2026-11-01T12:00:00.000000Z"),
		RowCount: ptr(int64(len(all))), Fingerprint: ptr(strings.Repeat("ab", 16)),
	}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return stock.NewCached(stock.CachedOptions{
		Open: func(context.Context) (*sql.DB, error) { return db, nil }, IndexUpTo: indexUpTo, Failed: func(err error) { t.Error(err) },
	}), db
}

func TestCached(t *testing.T) {
	all := vehicles()
	r, _ := newCached(t, all, 0)
	suite(t, r, all)
	page, err := r.Search(t.Context(), vehicle.Search{Sort: vehicle.ByPrice, Limit: 1})
	want := vehicle.Origin{AsOf: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), Fingerprint: strings.Repeat("ab", 16)}
	if diff := gocmp.Diff(want, page.Origin); err != nil || diff != "" {
		t.Errorf("origin: %v\n%s", err, diff)
	}
}

// TestCachedIndexed runs the same suite with the index in memory.
func TestCachedIndexed(t *testing.T) {
	all := vehicles()
	r, _ := newCached(t, all, 10_000)
	if err := r.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	suite(t, r, all)
	if r.IndexOfForTest() == "" {
		t.Error("the index was not used")
	}
}

// TestIndexFollowsTheCopy publishes other rows below an index: no answer mixes them, and soon the new ones are found.
func TestIndexFollowsTheCopy(t *testing.T) {
	all := vehicles()
	r, db := newCached(t, all, 10_000)
	if err := r.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	cheap := vehicle.Search{PriceMax: ptr(vehicle.Money(100)), Sort: vehicle.ByPrice, Limit: 100}
	for round := range 5 {
		fingerprint := strings.Repeat(fmt.Sprint(round), 32)
		price := round%2 + 2 // 0.02 or 0.03, in hundredths.
		publish(t, db, fingerprint, float64(price)/100, len(all))
		deadline := time.Now().Add(20 * time.Second)
		for {
			page, err := r.Search(t.Context(), cheap)
			if err != nil {
				t.Fatal(err)
			}
			if page.Origin.Fingerprint == fingerprint {
				if page.Total != 100 || len(page.Vehicles) != 100 || int(*page.Vehicles[99].Price) != price {
					t.Fatalf("round %d: %d of %d, the last at %v", round, len(page.Vehicles), page.Total, page.Vehicles[len(page.Vehicles)-1].Price)
				}
				if r.IndexOfForTest() == fingerprint {
					break
				}
			}
			if time.Now().After(deadline) {
				t.Fatalf("round %d: the new snapshot was not indexed", round)
			}
		}
	}
}

// publish changes a hundred prices, and records a run.
func publish(t *testing.T, db *sql.DB, fingerprint string, price float64, rows int) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "UPDATE vehicles_stock SET price = ? WHERE id IN (SELECT id FROM vehicles_stock WHERE price > 0.01 ORDER BY price LIMIT 99)", price); err != nil {
		t.Fatal(err)
	}
	if err := sqlitedb.New(tx).RecordRun(t.Context(), sqlitedb.RecordRunParams{
		View: "vehicles_stock", Outcome: "published", StartedAt: "2026-11-01T12:00:00.000000Z", SnapshotAt: ptr("2026-11-01T12:00:00.000000Z"),
		RowCount: ptr(int64(rows)), Fingerprint: &fingerprint,
	}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// suite compares a reader with a plain model, which filters and sorts in memory. Both engines must pass it.
func suite(t *testing.T, r reader, all []vehicle.Vehicle) {
	t.Helper()
	t.Run("words", func(t *testing.T) {
		for _, s := range []vehicle.Search{
			{Makes: []string{"citroën"}}, {Makes: []string{"CITROËN"}}, {Makes: []string{"citroen"}}, {Makes: []string{"škoda", "Citroen"}},
			{Makes: []string{""}}, {Makes: []string{"100% \"ODD\" 'make'"}}, {Models: []string{"A\\B_C%"}}, {Makes: []string{"null"}},
			{Makes: []string{"FORD"}, Models: []string{"f-150"}}, {Makes: []string{"' OR 1=1 --"}}, {Colors: []string{"naïve blue", "White"}},
			{Locations: []string{"austin, tx"}}, {Makes: []string{"Ford "}}, {Makes: []string{"strasse"}}, {Makes: []string{"straße"}},
		} {
			s.Sort, s.Limit = vehicle.ByUpdatedAtDesc, 100
			compare(t, r, all, s)
		}
	})
	t.Run("random", func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		for range 250 {
			compare(t, r, all, randomSearch(random, all))
		}
	})
	t.Run("everything", func(t *testing.T) {
		for _, sort := range vehicle.Sorts() {
			compare(t, r, all, vehicle.Search{Sort: sort, Limit: 100})
			compare(t, r, all, vehicle.Search{Sort: sort, Limit: 1, Makes: []string{"Škoda", "Kia"}})
		}
	})
	t.Run("one", func(t *testing.T) {
		for _, want := range []vehicle.Vehicle{all[0], all[len(all)-1]} {
			got, _, found, err := r.Get(t.Context(), want.ID)
			if diff := gocmp.Diff(want, got); err != nil || !found || diff != "" {
				t.Errorf("found %t, %v\n%s", found, err, diff)
			}
		}
		if _, _, found, err := r.Get(t.Context(), -5); found || err != nil {
			t.Errorf("an id that is none: %t, %v", found, err)
		}
	})
	t.Run("cursors", func(t *testing.T) {
		for _, sort := range vehicle.Sorts() {
			bad := vehicle.Search{Sort: sort, Limit: 5, After: &vehicle.Cursor{Value: ptr("no place"), ID: 1}}
			if _, err := r.Search(t.Context(), bad); !stock.IsCursorError(err) {
				t.Errorf("%s: %v", sort, err)
			}
		}
	})
	t.Run("values", func(t *testing.T) { compareValues(t, r, all) })
}

// randomSearch asks for values of a random vehicle, so that something is found.
func randomSearch(random *rand.Rand, all []vehicle.Vehicle) vehicle.Search {
	v := all[random.IntN(len(all))]
	s := vehicle.Search{Sort: vehicle.Sorts()[random.IntN(8)], Limit: 1 + random.IntN(40)}
	sometimes := func() bool { return random.IntN(6) == 0 }
	take := func(into *[]string, value *string) {
		if sometimes() && value != nil {
			*into = append(*into, strings.ToUpper(*value), "no such value")
		}
	}
	take(&s.Makes, &v.Make)
	take(&s.Models, &v.Model)
	take(&s.Trims, v.Trim)
	take(&s.Colors, v.Color)
	take(&s.BodyTypes, v.BodyType)
	take(&s.FuelTypes, v.FuelType)
	take(&s.Transmissions, v.Transmission)
	take(&s.Drivetrains, v.Drivetrain)
	take(&s.Conditions, v.ItemCondition)
	take(&s.Locations, v.Location)
	take(&s.Statuses, &v.Status)
	if sometimes() && v.Year != nil {
		s.Years = []int64{*v.Year, 1901}
	}
	if sometimes() {
		s.YearMin, s.YearMax = v.Year, v.Year
	}
	if sometimes() {
		s.PriceMin = v.Price
	}
	if sometimes() {
		s.PriceMax = v.Price
	}
	if sometimes() {
		s.MileageMin = v.Mileage
	}
	if sometimes() {
		s.MileageMax = v.Mileage
	}
	return s
}

// compare reads all pages, and compares them with the model's answer.
func compare(t *testing.T, r reader, all []vehicle.Vehicle, s vehicle.Search) {
	t.Helper()
	want := model(all, s)
	var got []int64
	for {
		page, err := r.Search(t.Context(), s)
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		if page.Total != int64(len(want)) {
			t.Errorf("%+v: total %d, want %d", s, page.Total, len(want))
		}
		for _, v := range page.Vehicles {
			got = append(got, v.ID)
		}
		if !page.More {
			break
		}
		s.After = ptr(vehicle.CursorOf(page.Vehicles[len(page.Vehicles)-1], s.Sort))
	}
	if !slices.Equal(want, got) {
		t.Errorf("%+v:\n got %v\nwant %v", s, got, want)
	}
}

// model returns the ids of the vehicles that match, in order.
func model(all []vehicle.Vehicle, s vehicle.Search) []int64 {
	var found []vehicle.Vehicle
	for _, v := range all {
		if matches(v, s) {
			found = append(found, v)
		}
	}
	value := func(v vehicle.Vehicle) (float64, string, bool) {
		switch s.Sort {
		case vehicle.ByPrice, vehicle.ByPriceDesc:
			if v.Price != nil {
				return float64(*v.Price), "", true
			}
		case vehicle.ByYear, vehicle.ByYearDesc:
			if v.Year != nil {
				return float64(*v.Year), "", true
			}
		case vehicle.ByMileage, vehicle.ByMileageDesc:
			if v.Mileage != nil {
				return float64(*v.Mileage), "", true
			}
		case vehicle.ByListedAtDesc:
			if v.ListedAt != nil {
				return 0, string(*v.ListedAt), true
			}
		default:
			return 0, string(v.UpdatedAt), true
		}
		return 0, "", false
	}
	descending := s.Sort[0] == '-'
	slices.SortFunc(found, func(a, b vehicle.Vehicle) int {
		an, at, aok := value(a)
		bn, bt, bok := value(b)
		switch {
		case aok && !bok:
			return -1
		case !aok && bok:
			return 1
		case !aok:
			return cmp.Compare(a.ID, b.ID)
		}
		order := cmp.Or(cmp.Compare(an, bn), cmp.Compare(at, bt), cmp.Compare(a.ID, b.ID))
		if descending {
			return -order
		}
		return order
	})
	var ids []int64
	for _, v := range found {
		ids = append(ids, v.ID)
	}
	return ids
}

func matches(v vehicle.Vehicle, s vehicle.Search) bool {
	word := func(list []string, value *string) bool {
		if len(list) == 0 || value == nil {
			return len(list) == 0
		}
		folded := strings.ToLower(*value) // Not EqualFold, which knows more forms than the engines do.
		return slices.ContainsFunc(list, func(want string) bool { return strings.ToLower(want) == folded })
	}
	within := func(low, high, value *int64) bool {
		return (low == nil || value != nil && *value >= *low) && (high == nil || value != nil && *value <= *high)
	}
	return word(s.Makes, &v.Make) && word(s.Models, &v.Model) && word(s.Trims, v.Trim) && word(s.Colors, v.Color) &&
		word(s.BodyTypes, v.BodyType) && word(s.FuelTypes, v.FuelType) && word(s.Transmissions, v.Transmission) &&
		word(s.Drivetrains, v.Drivetrain) && word(s.Conditions, v.ItemCondition) && word(s.Locations, v.Location) && word(s.Statuses, &v.Status) &&
		(len(s.Years) == 0 || v.Year != nil && slices.Contains(s.Years, *v.Year)) && within(s.YearMin, s.YearMax, v.Year) &&
		within((*int64)(s.PriceMin), (*int64)(s.PriceMax), (*int64)(v.Price)) && within(s.MileageMin, s.MileageMax, v.Mileage)
}

func compareValues(t *testing.T, r reader, all []vehicle.Vehicle) {
	t.Helper()
	got, err := r.Values(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Vehicles != int64(len(all)) || *got.PriceMin != 1 || *got.PriceMax != 999999999999 || got.YearMin == nil || *got.YearMax < 2026 || got.MileageMax == nil {
		t.Errorf("ranges: %+v", got)
	}
	toyotas, models := int64(0), map[string]int64{}
	for _, v := range all {
		if v.Make == "Toyota" {
			toyotas++
			models[v.Model]++
		}
	}
	var counted int64
	for _, c := range got.Counts["make"] {
		if c.Value == "Toyota" {
			counted = c.Vehicles
		}
	}
	gotModels := map[string]int64{}
	for _, c := range got.Counts["model"] {
		if c.Make == "Toyota" {
			gotModels[c.Value] = c.Vehicles
		}
	}
	if counted != toyotas {
		t.Errorf("%d Toyotas, want %d", counted, toyotas)
	}
	if diff := gocmp.Diff(models, gotModels); diff != "" {
		t.Error(diff)
	}
	for _, field := range []string{"trim", "color", "body_type", "fuel_type", "transmission", "drivetrain", "condition", "location", "status"} {
		if len(got.Counts[field]) == 0 {
			t.Errorf("no values of %s", field)
		}
	}
}

// TestPlansUseIndexes reads SQLite's plans of what is asked most: none scans the table.
func TestPlansUseIndexes(t *testing.T) {
	_, db := newCached(t, vehicles()[:10], 0)
	for name, c := range map[string]struct {
		s    vehicle.Search
		want string
	}{
		"make, model, year": {vehicle.Search{Makes: []string{"Ford"}, Models: []string{"Focus"}, YearMin: ptr[int64](2020), Sort: vehicle.ByPrice}, "vehicles_stock_make_model_year"},
		"price":             {vehicle.Search{PriceMax: ptr(vehicle.Money(100)), Sort: vehicle.ByPrice}, "vehicles_stock_price"},
		"mileage":           {vehicle.Search{Sort: vehicle.ByMileageDesc}, "vehicles_stock_mileage"},
		"updated":           {vehicle.Search{Sort: vehicle.ByUpdatedAtDesc}, "vehicles_stock_updated_at"},
	} {
		t.Run(name, func(t *testing.T) {
			plan := stock.ExplainForTest(t.Context(), db, c.s)
			if strings.Contains(plan, "SCAN vehicles_stock\n") || !strings.Contains(plan, c.want) {
				t.Errorf("plan:\n%s", plan)
			}
		})
	}
}
