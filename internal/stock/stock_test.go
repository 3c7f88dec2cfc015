package stock_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
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
		{Make: "Škoda", Model: "Octavia", Price: ptr(vehicle.Amount(1))}, {Make: "ŠKODA", Model: "Octavia", Price: ptr(vehicle.Amount(999999999999))},
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
		Mode: "snapshot",
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
	cheap := vehicle.Search{PriceMax: ptr(vehicle.Amount(100)), Sort: vehicle.ByPrice, Limit: 100}
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
		Mode: "snapshot",
		View: "vehicles_stock", Outcome: "published", StartedAt: "2026-11-01T12:00:00.000000Z", SnapshotAt: ptr("2026-11-01T12:00:00.000000Z"),
		RowCount: ptr(int64(rows)), Fingerprint: &fingerprint,
	}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}
