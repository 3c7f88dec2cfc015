package cache_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forecourt/internal/cache"
)

func pointer[T any](v T) *T { return &v }

// TestRunsAreKeptAsTheyAre records a run with a value in every column, and others.
func TestRunsAreKeptAsTheyAre(t *testing.T) {
	full := cache.Run{
		View: "cars", Outcome: "published", Mode: "snapshot", StartedAt: "2026-11-01T12:00:00.000000Z", DurationSeconds: 1.5,
		SnapshotAt: pointer("2026-11-01T12:00:01.000000Z"), RowCount: pointer(int64(3)), Inserted: 1, Updated: 2, Deleted: 3,
		Fingerprint: pointer("ab"), Notice: pointer("a notice"), Unchanged: 4, Error: pointer("an error"), Host: pointer("db:3306"), Position: pointer("uuid:1-7"),
	}
	for i, column := range reflect.VisibleFields(reflect.TypeFor[cache.Run]()) {
		if column.Name != "ID" && reflect.ValueOf(full).Field(i).IsZero() {
			t.Errorf("give %s a value here: the column may be forgotten by RecordRun (sql/sqlite/runs.sql, Run.Record)", column.Name)
		}
	}
	part := cache.Run{View: "cars", Outcome: "unchanged", Mode: "incremental", StartedAt: "2026-11-01T13:00:00.000000Z"}
	failed := cache.Run{View: "cars", Outcome: "failed", Mode: "snapshot", StartedAt: "2026-11-01T14:00:00.000000Z", Error: pointer("no line")}
	path := newFile(t)
	record(t, path, full, part, failed)
	c := open(t, path, cache.Options{ReadOnly: true})
	ignoreID := cmpopts.IgnoreFields(cache.Run{}, "ID")

	runs, err := c.Runs(t.Context(), 10)
	if diff := cmp.Diff([]cache.Run{failed, part, full}, runs, ignoreID); err != nil || diff != "" {
		t.Errorf("runs: %v (-want +got):\n%s", err, diff)
	}
	last, ok, err := c.LastCopy(t.Context(), "cars")
	if diff := cmp.Diff(part, last, ignoreID); err != nil || !ok || diff != "" {
		t.Errorf("the last copy: %v, %v (-want +got):\n%s", ok, err, diff)
	}
	whole, incremental, ok, err := c.SinceFull(t.Context(), "cars")
	if diff := cmp.Diff(full, whole, ignoreID); err != nil || !ok || incremental != 1 || diff != "" {
		t.Errorf("the last whole copy: %d since, %v, %v (-want +got):\n%s", incremental, ok, err, diff)
	}
	if _, ok, err := c.LastCopy(t.Context(), "bikes"); ok || err != nil {
		t.Errorf("a view that was never copied: %v, %v", ok, err)
	}
	if name, err := c.NameOf(t.Context(), "CARS"); name != "cars" || err != nil {
		t.Errorf("the name of CARS is %s, %v", name, err)
	}
}

// TestForgetOldRunsKeepsTheLastCopy, however old it is.
func TestForgetOldRunsKeepsTheLastCopy(t *testing.T) {
	path := newFile(t)
	c := open(t, path, cache.Options{})
	if err := c.RecordRun(t.Context(), cache.Run{View: "cars", Outcome: "published", Mode: "snapshot"}); err != nil {
		t.Fatal(err)
	}
	for range 1100 {
		if err := c.RecordRun(t.Context(), cache.Run{View: "cars", Outcome: "failed", Mode: "snapshot"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.ForgetOldRuns(t.Context(), "cars"); err != nil {
		t.Fatal(err)
	}
	runs, err := c.Runs(t.Context(), 5000)
	if err != nil || len(runs) != 1001 {
		t.Errorf("%d runs are left, %v", len(runs), err)
	}
	if _, ok, err := c.LastCopy(t.Context(), "cars"); !ok || err != nil {
		t.Errorf("the last copy's run is gone: %v", err)
	}
}
