package stock_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
)

// worlds are all stocks that the suite knows.
func worlds(tb testing.TB) map[string]*world {
	tb.Helper()
	return map[string]*world{
		"contract": contractWorld(tb), "dealer": dealerWorld(tb), "autohaus": autohausWorld(tb), "concession": concessionWorld(tb),
		"usati": usatiWorld(tb), "sklad": skladWorld(tb), "feed": feedWorld(tb),
	}
}

// TestCached runs the suite with SQLite alone.
func TestCached(t *testing.T) {
	for name, w := range worlds(t) {
		t.Run(name, func(t *testing.T) {
			r, _ := newCached(t, w, 0)
			suite(t, r, w)
			page, err := r.Search(t.Context(), vehicle.Search{Limit: 1})
			if diff := gocmp.Diff(vehicle.Origin{AsOf: snapshotAt, Fingerprint: fingerprint, Changed: snapshotAt}, page.Origin); err != nil || diff != "" {
				t.Errorf("origin: %v\n%s", err, diff)
			}
		})
	}
}

// TestCachedIndexed runs the suite with the index in memory.
func TestCachedIndexed(t *testing.T) {
	for name, w := range worlds(t) {
		t.Run(name, func(t *testing.T) {
			r, _ := newCached(t, w, 10_000)
			if err := r.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			suite(t, r, w)
			if r.IndexOfForTest() == "" {
				t.Error("the index was not used")
			}
		})
	}
}
