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
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations.FS, goose.WithGoMigrations(migrations.Go()...))
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

// TestStockQueries executes the search's queries as they stand, on the default view, which is empty. internal/stock
// tests them with their holes filled.
func TestStockQueries(t *testing.T) {
	q := sqlitedb.New(migrated(t))
	list, err := q.SearchVehicles(t.Context())
	if err != nil || len(list) != 0 {
		t.Errorf("SearchVehicles: %+v, %v", list, err)
	}
	if counted, err := q.CountVehicles(t.Context()); err != nil || !slices.Equal(counted, []int64{0}) {
		t.Errorf("CountVehicles: %v, %v", counted, err)
	}
	if values, err := q.CountValues(t.Context()); err != nil || len(values) != 0 {
		t.Errorf("CountValues: %+v, %v", values, err)
	}
	extent, err := q.GetExtent(t.Context())
	if diff := cmp.Diff([]sqlitedb.GetExtentRow{{}}, extent); err != nil || diff != "" {
		t.Errorf("GetExtent: %v\n%s", err, diff)
	}
	if rows, err := q.ListSnapshotVehicles(t.Context()); err != nil || len(rows) != 0 {
		t.Errorf("ListSnapshotVehicles: %+v, %v", rows, err)
	}
	if rows, err := q.ListStockChanges(t.Context()); err != nil || len(rows) != 0 {
		t.Errorf("ListStockChanges: %+v, %v", rows, err)
	}
	if since, err := q.GetChangesBegin(t.Context(), "vehicles_stock"); err != nil || since != "" {
		t.Errorf("GetChangesBegin: %q, %v", since, err)
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
	if diff := cmp.Diff([]string{"forecourt_feed_outbox", "forecourt_feed_outbox_parts", "forecourt_feed_places", "forecourt_hashed_views", "forecourt_row_changes", "forecourt_row_hash_deltas", "forecourt_row_hashes", "forecourt_sync_runs", "goose_db_version"}, tables); err != nil || diff != "" {
		t.Errorf("ListTables: %v\n%s", err, diff)
	}
	indexes, err := q.ListIndexes(t.Context(), "Forecourt_Sync_Runs")
	if err != nil || len(indexes) != 1 || indexes[0].Name != "forecourt_sync_runs_view" || indexes[0].Statement[:12] != "CREATE INDEX" {
		t.Errorf("ListIndexes: %+v, %v", indexes, err)
	}
}

// TestFilledStockStays migrates a file whose vehicles_stock has rows: they stay until the next sync.
func TestFilledStockStays(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "cache.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations.FS, goose.WithGoMigrations(migrations.Go()...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 8); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO vehicles_stock (id, stock_number, make, model, status, updated_at) VALUES (1, 's', 'm', 'm', 'x', '2026-01-01 00:00:00')"); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM vehicles_stock").Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
}
