package sqlitedb_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite"

	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
	"forecourt/migrations"
)

// migrated makes a file with the cache's schema: up, down, and up again.
func migrated(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "cache.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func ptr[T any](v T) *T { return &v }

// TestVehicleQueries executes every query on vehicles, with every field set to another value, and with all NULL.
func TestVehicleQueries(t *testing.T) {
	db := migrated(t)
	if _, err := db.ExecContext(t.Context(), `INSERT INTO vehicles_stock VALUES
		(1, 'stock', 'vin', 'make', 'model', 'trim', 2021, 'color', 'body', 'fuel', 'transmission', 'drivetrain', 12345, 'mi', 21990.5, 'USD', 'used', 'place', 'available', 'url', '2026-01-02 03:04:05', '2026-01-02 03:04:05.000006'),
		(2, 's', NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, '2025-01-01 00:00:00.000000')`); err != nil {
		t.Fatal(err)
	}
	full := vehicle.Vehicle{
		ID: 1, StockNumber: "stock", VIN: ptr("vin"), Make: "make", Model: "model", Trim: ptr("trim"), Year: ptr[int64](2021),
		Color: ptr("color"), BodyType: ptr("body"), FuelType: ptr("fuel"), Transmission: ptr("transmission"),
		Drivetrain: ptr("drivetrain"), Mileage: ptr[int64](12345), MileageUnit: ptr("mi"), Price: ptr(vehicle.Amount(2199050)),
		Currency: ptr("USD"), ItemCondition: ptr("used"), Location: ptr("place"), Status: "available", ListingURL: ptr("url"),
		ListedAt: ptr(vehicle.DateTime("2026-01-02 03:04:05")), UpdatedAt: "2026-01-02 03:04:05.000006",
	}
	empty := vehicle.Vehicle{ID: 2, StockNumber: "s", UpdatedAt: "2025-01-01 00:00:00.000000"}
	q := sqlitedb.New(db)
	for _, want := range []vehicle.Vehicle{full, empty} {
		got, err := q.GetVehicle(t.Context(), want.ID)
		if diff := cmp.Diff(want, vehicle.Vehicle(got)); err != nil || diff != "" {
			t.Errorf("GetVehicle: %v\n%s", err, diff)
		}
	}
	list, err := q.ListVehicles(t.Context(), sqlitedb.ListVehiclesParams{ID: 1, Limit: 10})
	if err != nil || len(list) != 1 || list[0].ID != 2 {
		t.Errorf("ListVehicles: %+v, %v", list, err)
	}
	if list, err = q.ListVehicles(t.Context(), sqlitedb.ListVehiclesParams{Limit: 1}); err != nil || len(list) != 1 || list[0].ID != 1 {
		t.Errorf("ListVehicles: %+v, %v", list, err)
	}
	if list, err = q.ListLatestVehicles(t.Context(), 1); err != nil || len(list) != 1 || list[0].ID != 1 {
		t.Errorf("ListLatestVehicles: %+v, %v", list, err)
	}
}

func TestRunQueries(t *testing.T) {
	db := migrated(t)
	q := sqlitedb.New(db)
	record := func(view, outcome string, rows *int64) {
		t.Helper()
		if err := q.RecordRun(t.Context(), sqlitedb.RecordRunParams{Mode: "snapshot",
			View: view, Outcome: outcome, StartedAt: "started", DurationSeconds: 1.5, SnapshotAt: ptr("snapshot"), RowCount: rows,
			Inserted: 1, Updated: 2, Deleted: 3, Fingerprint: ptr("fingerprint"), Notice: ptr("notice"), Error: ptr("error"),
		}); err != nil {
			t.Fatal(err)
		}
	}
	record("a", "published", ptr[int64](10))
	record("b", "unchanged", ptr[int64](20))
	for range 5 {
		record("a", "failed", nil)
	}
	want := sqlitedb.SyncRun{Mode: "snapshot",
		ID: 1, View: "a", Outcome: "published", StartedAt: "started", DurationSeconds: 1.5, SnapshotAt: ptr("snapshot"),
		RowCount: ptr[int64](10), Inserted: 1, Updated: 2, Deleted: 3, Fingerprint: ptr("fingerprint"), Notice: ptr("notice"), Error: ptr("error"),
	}
	got, err := q.GetCopy(t.Context(), "a")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("GetCopy: %v\n%s", err, diff)
	}
	copies, err := q.ListCopies(t.Context())
	if err != nil || len(copies) != 2 || copies[0].ID != 1 || copies[1].ID != 2 {
		t.Errorf("ListCopies: %+v, %v", copies, err)
	}
	// The last copy of a view stays, however many runs have failed since.
	if err := q.DeleteOldRuns(t.Context(), sqlitedb.DeleteOldRunsParams{View: "a", Keep: 2}); err != nil {
		t.Fatal(err)
	}
	runs, err := q.ListRuns(t.Context(), 10)
	var ids []int64
	for _, run := range runs {
		ids = append(ids, run.ID)
	}
	if diff := cmp.Diff([]int64{7, 6, 2, 1}, ids); err != nil || diff != "" {
		t.Errorf("runs after DeleteOldRuns: %v\n%s", err, diff)
	}
	if runs, err = q.ListRuns(t.Context(), 1); err != nil || len(runs) != 1 {
		t.Errorf("ListRuns: %+v, %v", runs, err)
	}
}

func TestCatalogQueries(t *testing.T) {
	q := sqlitedb.New(migrated(t))
	tables, err := q.ListTables(t.Context())
	if diff := cmp.Diff([]string{"forecourt_hashed_views", "forecourt_row_changes", "forecourt_row_hash_deltas", "forecourt_row_hashes", "forecourt_sync_runs", "goose_db_version", "vehicles_stock"}, tables); err != nil || diff != "" {
		t.Errorf("ListTables: %v\n%s", err, diff)
	}
	indexes, err := q.ListIndexes(t.Context(), "Vehicles_Stock")
	if err != nil || len(indexes) != 3 || !slices.ContainsFunc(indexes, func(r sqlitedb.ListIndexesRow) bool { return r.Name == "forecourt_stock_make_model_year" }) || indexes[0].Statement[:12] != "CREATE INDEX" {
		t.Errorf("ListIndexes: %+v, %v", indexes, err)
	}
}
