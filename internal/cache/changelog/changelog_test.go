package changelog_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modernc.org/sqlite"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/rowset"
)

// openCache opens a new cache.
func openCache(t *testing.T) *cache.Cache {
	t.Helper()
	c, err := cache.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// connect returns connections with the functions for these columns.
func connect(t *testing.T, names ...string) *sql.DB {
	t.Helper()
	columns := make([]rowset.Column, len(names))
	for i, name := range names {
		columns[i].Name = name
	}
	var fields changelog.Fields
	fields.Write(columns)
	with := &sqlite.Driver{}
	err := fields.Register(with)
	db := openCache(t).Connect(with)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// TestFieldsWriteTypesAndDigits, and the columns that the mask wants.
func TestFieldsWriteTypesAndDigits(t *testing.T) {
	db := connect(t, "a", `b"`)
	for _, test := range []struct {
		value any
		mask  any
		want  string
	}{
		{int64(math.MinInt64), nil, `,"a":0,"b\"":-9223372036854775808`},
		{1.0, "01", `,"b\"":1.0`},
		{0.1, "01", `,"b\"":0.1`},
		{1e300, "01", `,"b\"":1e+300`},
		{math.Inf(1), "01", `,"b\"":{"real":"+Inf"}`},
		{"Škoda \"x\"\n", "01", `,"b\"":"Škoda \"x\"\n"`},
		{"\xff", "01", `,"b\"":{"text":"ff"}`},
		{[]byte{0, 255}, "01", `,"b\"":{"blob":"00ff"}`},
		{nil, "01", `,"b\"":null`},
		{"unwanted", "10", `,"a":0`},
		{"unwanted", "00", ``},
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), "SELECT forecourt_fields(0, ?, 0, ?)", test.mask, test.value).Scan(&got); err != nil || got != test.want {
			t.Errorf("%#v with mask %v: %s, %v; want %s", test.value, test.mask, got, err, test.want)
		}
		if object := "{" + strings.TrimPrefix(got, ",") + "}"; !json.Valid([]byte(object)) {
			t.Errorf("%s is no JSON", object)
		}
	}
}

// TestFieldsRefuseAMaskOfOtherColumns.
func TestFieldsRefuseAMaskOfOtherColumns(t *testing.T) {
	db := connect(t, "a", "b")
	for _, query := range []string{"SELECT forecourt_fields(0, '1', 1)", "SELECT forecourt_fields(1, NULL, 1, 2)", "SELECT forecourt_fields('x', NULL, 1)"} {
		var got string
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err == nil {
			t.Errorf("%s is %s", query, got)
		}
	}
}

// TestArray writes a key of several columns.
func TestArray(t *testing.T) {
	var got string
	err := connect(t).QueryRowContext(t.Context(), "SELECT forecourt_array('Bern', 1, 2.0)").Scan(&got)
	if want := `["Bern",1,2.0]`; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

// add writes a change of a view, as a publication does.
func add(t *testing.T, c *cache.Cache, view, what string, at time.Time, columns int, key, old, now any) {
	t.Helper()
	_, err := c.DB().ExecContext(t.Context(), `INSERT INTO forecourt_row_changes (view, changed_at, run_id, key_columns, key, what, old, new)
		VALUES (?, ?, 1, ?, ?, ?, ?, ?)`, view, at.Format(cache.TimeFormat), columns, key, what, old, now)
	if err != nil {
		t.Fatal(err)
	}
}

// read returns the changes that a filter selects.
func read(t *testing.T, c *cache.Cache, filter changelog.Filter) (all []changelog.Change) {
	t.Helper()
	err := changelog.Read(t.Context(), c, filter, func(change changelog.Change) error { all = append(all, change); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var begin = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// TestReadSelectsInOrder by id, time and view.
func TestReadSelectsInOrder(t *testing.T) {
	c := openCache(t)
	add(t, c, "cars", "inserted", begin, 1, 7, nil, `{"id":7}`)
	add(t, c, "bikes", "updated", begin.Add(time.Hour), 2, `["Bern",1]`, `{"a":1}`, `{"a":2}`)
	add(t, c, "cars", "deleted", begin.Add(2*time.Hour), 1, "7", `{"id":"7"}`, nil)
	want := []changelog.Change{
		{ID: 1, View: "cars", Key: json.RawMessage(`7`), What: "inserted", ChangedAt: "2026-11-01T12:00:00.000000Z", RunID: 1, New: json.RawMessage(`{"id":7}`)},
		{ID: 2, View: "bikes", Key: json.RawMessage(`["Bern",1]`), What: "updated", ChangedAt: "2026-11-01T13:00:00.000000Z", RunID: 1, Old: json.RawMessage(`{"a":1}`), New: json.RawMessage(`{"a":2}`)},
		{ID: 3, View: "cars", Key: json.RawMessage(`"7"`), What: "deleted", ChangedAt: "2026-11-01T14:00:00.000000Z", RunID: 1, Old: json.RawMessage(`{"id":"7"}`)},
	}
	for name, test := range map[string]struct {
		filter changelog.Filter
		want   []changelog.Change
	}{
		"all":         {changelog.Filter{}, want},
		"after an id": {changelog.Filter{After: 1}, want[1:]},
		"since":       {changelog.Filter{Since: begin.Add(90 * time.Minute)}, want[2:]},
		"of a view":   {changelog.Filter{View: "bikes"}, want[1:2]},
	} {
		if diff := cmp.Diff(test.want, read(t, c, test.filter)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestReadReturnsTheVisitorsError, and reads no further.
func TestReadReturnsTheVisitorsError(t *testing.T) {
	c := openCache(t)
	for i := range 2500 { // More than are read at once.
		add(t, c, "cars", "inserted", begin, 1, i, nil, "{}")
	}
	enough, seen := errors.New("enough"), 0
	err := changelog.Read(t.Context(), c, changelog.Filter{}, func(changelog.Change) error {
		if seen++; seen == 2100 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 2100 {
		t.Errorf("after %d changes: %v", seen, err)
	}
	if got := read(t, c, changelog.Filter{}); len(got) != 2500 || got[2499].ID != 2500 {
		t.Errorf("%d changes", len(got))
	}
}

// TestForget removes what is too old, then the oldest of what is too much.
func TestForget(t *testing.T) {
	c := openCache(t)
	add(t, c, "cars", "inserted", begin, 1, 1, nil, "{}")
	add(t, c, "cars", "inserted", begin.Add(time.Hour), 1, 2, nil, "{}")
	if err := changelog.Forget(t.Context(), c, begin.Add(time.Minute), 0); err != nil {
		t.Fatal(err)
	}
	if got := read(t, c, changelog.Filter{}); len(got) != 1 || got[0].ID != 2 {
		t.Fatalf("left are %v", got)
	}
	long := `{"text":"` + strings.Repeat("x", 1000) + `"}`
	for i := range 1000 {
		add(t, c, "cars", "inserted", begin.Add(time.Hour), 1, i, nil, long)
	}
	if err := changelog.Forget(t.Context(), c, begin, 500_000); err != nil {
		t.Fatal(err)
	}
	got := read(t, c, changelog.Filter{})
	if len(got) < 300 || len(got) > 450 || got[len(got)-1].ID != 1002 {
		t.Errorf("%d changes are left of a megabyte, up to %d", len(got), got[len(got)-1].ID)
	}
	if err := changelog.Forget(context.WithoutCancel(t.Context()), c, begin, 500_000); err != nil {
		t.Fatal(err)
	}
	if again := read(t, c, changelog.Filter{}); len(again) != len(got) {
		t.Errorf("the next run forgets %d more, although there is room", len(got)-len(again))
	}
}
