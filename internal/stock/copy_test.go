package stock_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/big"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/mapping"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

// snapshotAt is when the copies' snapshots were taken.
var snapshotAt = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// openCache opens a new cache.
func openCache(tb testing.TB) *cache.Cache {
	tb.Helper()
	functions, err := mapping.Driver()
	if err != nil {
		tb.Fatal(err)
	}
	store, err := cache.Open(tb.Context(), filepath.Join(tb.TempDir(), "cache.db"), cache.Options{Driver: functions})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return store
}

// rowsetColumns are the world's columns as a sync sees them.
func (w *world) rowsetColumns(tb testing.TB) []rowset.Column {
	tb.Helper()
	columns := make([]rowset.Column, len(w.columns))
	for i, c := range w.columns {
		var known bool
		if columns[i], known = source.MySQLColumn(c.name, strings.ToLower(c.kind)); !known {
			tb.Fatalf("%s has the type %s", c.name, c.kind)
		}
	}
	return columns
}

// publish makes the copy hold the world's rows, as a sync does.
func (w *world) publish(tb testing.TB, store *cache.Cache, fingerprint string, at time.Time) {
	tb.Helper()
	columns := w.rowsetColumns(tb)
	batch := rowset.NewBatch(len(columns))
	for _, row := range w.rows {
		for i, value := range row.values {
			batch.Append(stored(tb, columns[i], value))
		}
	}
	batch.SetHashes(rowset.NewHasher(columns, columns))
	sent := false
	what := publication.Copy{
		View: w.view, Columns: columns, Key: w.key, TakenAt: at, Log: true,
		Rows: func() (*rowset.Batch, error) {
			if sent {
				return nil, io.EOF
			}
			sent = true
			return batch, nil
		},
	}
	err := publication.Publish(tb.Context(), store, what, func(changes publication.Changes) (cache.Run, error) {
		now := at.UTC().Format(cache.TimeFormat)
		return cache.Run{
			Mode: "snapshot", View: w.view, Outcome: "published", StartedAt: now, SnapshotAt: &now,
			RowCount: ptr(int64(len(w.rows))), Fingerprint: &fingerprint,
			Inserted: changes.Inserted, Updated: changes.Updated, Deleted: changes.Deleted,
		}, nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// stored is a value as a sync stores it: a decimal number is the nearest number that SQLite has.
func stored(tb testing.TB, c rowset.Column, value any) rowset.Value {
	tb.Helper()
	switch v := value.(type) {
	case nil:
		return rowset.Value{}
	case int64:
		return rowset.Int(v)
	case float64:
		return rowset.Float(v)
	case string:
		if c.Kind != rowset.Decimal {
			return rowset.TextOf([]byte(v))
		}
		exact, ok := new(big.Rat).SetString(v)
		if !ok {
			tb.Fatalf("%s: %q is no number", c.Name, v)
		}
		if exact.IsInt() {
			return rowset.Int(exact.Num().Int64())
		}
		f, _ := exact.Float64()
		return rowset.Float(f)
	}
	tb.Fatalf("%s: %T", c.Name, value)
	return rowset.Value{}
}

var fingerprint = strings.Repeat("ab", 16)

// newCached makes a copy of the world.
func newCached(tb testing.TB, w *world, indexUpTo int64) (*stock.Cached, *cache.Cache) {
	tb.Helper()
	store := openCache(tb)
	w.publish(tb, store, fingerprint, snapshotAt)
	return newReader(tb, w, store.DB(), indexUpTo), store
}

func newReader(tb testing.TB, w *world, db *sql.DB, indexUpTo int64) *stock.Cached {
	tb.Helper()
	r, err := stock.NewCached(stock.CachedOptions{
		Stock: w.stock(tb), IndexUpTo: indexUpTo, Failed: func(err error) {
			if tb.Context().Err() == nil && !errors.Is(err, stock.ErrShape) { // At the test's end the file is closed.
				tb.Error(err)
			}
		},
		Open: func(context.Context) (*sql.DB, error) { return db, nil },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// contractWorld is a stock with the contract's columns: cars, and some that are hard to find.
func contractWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: contract.View, key: []string{contract.Key},
		words: map[string][][]string{
			"make": {
				{"citroën"}, {"CITROËN"}, {"citroen"}, {"škoda", "Citroen"}, {""}, {"100% \"ODD\" 'make'"}, {"null"}, {"' OR 1=1 --"}, {"Ford "}, {"ford"},
				{"strasse"}, {"straße"}, {"автоваз"}, {"АВТОВАЗ", "kia"}, {"АвтоВАЗ", "Škoda"}, {"σας"}, {"fiat"}, {"kia"}, {"ångström"}, {"großmann"}, {"inf"}, {"nan"}, {"1e5"}, {"0x10"},
			},
			"model":    {{"A\\B_C%"}, {"f-150"}, {"ларгус универсал"}, {"σας"}},
			"color":    {{"naïve blue", "White"}, {"zażółć gęślą jaźń"}},
			"location": {{"austin, tx"}},
		},
	}
	for _, c := range contract.Columns() {
		kind := c.Type
		if c.Name == "updated_at" || c.Name == "status" {
			kind += " NOT NULL"
		}
		w.columns = append(w.columns, column{c.Name, kind})
	}
	all := cars(tb, 240)
	for i := range all { // Miles and kilometres, and what is neither.
		all[i].MileageUnit = choose(i, ptr("mi"), ptr("km"), ptr("KM"), nil, ptr("mi"), ptr("h"))
	}
	for i, v := range []demoVehicle{
		{Make: "Citroën", Model: "C4 Cactus", Color: ptr("Naïve Blue")}, {Make: "CITROËN", Model: "c4 cactus"}, {Make: "Citroen", Model: "C3"},
		{Make: "Škoda", Model: "Octavia", Price: ptr(vehicle.Amount(1))}, {Make: "ŠKODA", Model: "Octavia", Price: ptr(vehicle.Amount(999999999999))},
		{Make: "", Model: ""}, {Make: "100% \"Odd\" 'Make'", Model: "a\\b_c%"}, {Make: "null", Model: "NULL"}, {Make: "ford", Model: "F-150"},
		{Make: "Ford ", Model: "F-150"}, {Make: "ΣΑΣ", Model: "σας"}, {Make: "Straße", Model: "STRASSE"},
		{Make: "АВТОВАЗ", Model: "Ларгус Универсал"}, {Make: "автоваз", Model: "ЛАРГУС УНИВЕРСАЛ"}, {Make: "АвтоВАЗ", Model: "Niva", Color: ptr("Zażółć Gęślą Jaźń")},
		{Make: "FİAT", Model: "fıat"}, {Make: "\u212aia", Model: "KIA"}, {Make: "\u212bngström", Model: "GRO\u1e9eMANN"}, {Make: "Großmann", Model: "Ångström"},
		{Make: "Kia", Model: "kia", Color: ptr("ZAŻÓŁĆ GĘŚLĄ JAŹŃ"), ListedAt: ptr(vehicle.DateTime("2026-10-31 00:00:00"))},
	} {
		v.ID, v.StockNumber, v.Status = int64(900000+i), fmt.Sprintf("X%d", i), "available"
		v.UpdatedAt = "2026-10-31 00:00:00.000000" // All at one moment: the id decides.
		all = append(all, v)
	}
	for _, v := range all {
		w.rows = append(w.rows, contractRow(v))
	}
	return w
}

func contractRow(v demoVehicle) row {
	var price any
	if v.Price != nil {
		price = v.Price.String()
	}
	text := func(d *vehicle.DateTime) any {
		if d == nil {
			return nil
		}
		return string(*d)
	}
	return row{
		id: vehicle.NumberID(v.ID),
		values: []any{
			v.ID, v.StockNumber, value(v.VIN), v.Make, v.Model, value(v.Trim), value(v.Year), value(v.Color), value(v.BodyType), value(v.FuelType),
			value(v.Transmission), value(v.Drivetrain), value(v.Mileage), value(v.MileageUnit), price, value(v.Currency), value(v.ItemCondition),
			value(v.Location), v.Status, value(v.ListingURL), text(v.ListedAt), string(v.UpdatedAt),
		},
		want: map[string]any{
			"stock_number": v.StockNumber, "vin": value(v.VIN), "make": v.Make, "model": v.Model, "trim": value(v.Trim), "year": value(v.Year),
			"color": value(v.Color), "body_type": value(v.BodyType), "fuel_type": value(v.FuelType), "transmission": value(v.Transmission),
			"drivetrain": value(v.Drivetrain), "mileage": value(v.Mileage), "mileage_unit": value(v.MileageUnit), "price": value(v.Price),
			"currency": value(v.Currency), "condition": value(v.ItemCondition), "location": value(v.Location), "status": v.Status,
			"listing_url": value(v.ListingURL), "listed_at": text(v.ListedAt), "updated_at": string(v.UpdatedAt),
		},
	}
}
