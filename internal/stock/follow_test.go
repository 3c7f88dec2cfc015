package stock_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// TestIndexFollowsTheCopy publishes other rows below an index: no answer mixes them, and soon the new ones are found.
func TestIndexFollowsTheCopy(t *testing.T) {
	w := contractWorld(t)
	for i := range w.rows {
		w.rows[i].values = slices.Clone(w.rows[i].values)
	}
	price := slices.IndexFunc(w.columns, func(c column) bool { return c.name == "price" })
	r, store := newCached(t, w, 10_000)
	if err := r.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	cheap := vehicle.Search{Ranges: map[string]vehicle.Range{"price": {Min: ptr[int64](2), Max: ptr[int64](9)}}, Sort: "-price", Limit: 100}
	for round := range 5 {
		fingerprint := strings.Repeat(fmt.Sprint(round), 32)
		for i := range w.rows[:100] {
			w.rows[i].values[price] = fmt.Sprintf("0.0%d", round+2)
		}
		w.publish(t, store, fingerprint, snapshotAt.Add(time.Duration(round+1)*time.Minute))
		for deadline := time.Now().Add(20 * time.Second); ; {
			page, err := r.Search(t.Context(), cheap)
			if err != nil {
				t.Fatal(err)
			}
			if page.Origin.Fingerprint == fingerprint {
				f := w.stock(t).Shape.Field("price")
				if page.Total != 100 || len(page.Vehicles) != 100 || page.Vehicles[99].Value(f).Number() != int64(round+2) {
					t.Fatalf("round %d: %d of %d", round, len(page.Vehicles), page.Total)
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

// TestChangedRowsAreKept: the searches after a refresh need not ask SQLite for the vehicles that have changed.
func TestChangedRowsAreKept(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	all := vehicle.Search{Limit: 1000}
	if found, kept := c.reader.KeptForTest(all); found < 100 || kept != 0 {
		t.Fatalf("before: %d of %d are kept", kept, found)
	}
	c.change(t, 0.1)
	c.check(t, 0)
	if _, kept := c.reader.KeptForTest(all); kept < 20 || kept > 130 {
		t.Errorf("%d are kept", kept)
	}
}

// TestCopyGetsOtherColumns publishes a table that has a column more, and one that lacks what the mapping names.
func TestCopyGetsOtherColumns(t *testing.T) {
	for _, indexUpTo := range []int64{0, 10_000} {
		w := feedWorld(t)
		r, store := newCached(t, w, indexUpTo)
		m := w.model(t)
		m.compare(t, r, vehicle.Search{Limit: 50})
		more := *w
		more.columns = append(slices.Clone(w.columns), column{"more", "INT"})
		more.rows = nil
		for _, row := range w.rows[:100] {
			row.values = append(slices.Clone(row.values), int64(1))
			more.rows = append(more.rows, row)
		}
		more.publish(t, store, strings.Repeat("1", 32), snapshotAt.Add(time.Minute))
		if err := r.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		more.model(t).compare(t, r, vehicle.Search{Limit: 50})
		less := more
		less.columns = slices.Clone(more.columns)
		less.columns[slices.IndexFunc(less.columns, func(c column) bool { return c.name == "price" })].name = "cost"
		less.publish(t, store, strings.Repeat("2", 32), snapshotAt.Add(2*time.Minute))
		refreshed := r.Refresh(t.Context())
		_, err := r.Search(t.Context(), vehicle.Search{Limit: 1, Ranges: map[string]vehicle.Range{"price": {Min: ptr[int64](5)}}})
		for _, err := range []error{refreshed, err} {
			if !errors.Is(err, stock.ErrShape) || !strings.Contains(err.Error(), "no column price") {
				t.Errorf("index up to %d: a column that is gone: %v", indexUpTo, err)
			}
		}
	}
}

// TestNoCopy asks a cache in which nothing was published yet.
func TestNoCopy(t *testing.T) {
	w := dealerWorld(t)
	other := feedWorld(t)
	store := openCache(t)
	other.publish(t, store, fingerprint, snapshotAt)
	r := newReader(t, w, store.DB(), 100)
	for what, ask := range map[string]func() error{
		"a search": func() error { _, err := r.Search(t.Context(), vehicle.Search{Limit: 1}); return err },
		"one":      func() error { _, _, _, err := r.Get(t.Context(), vehicle.ID{}); return err },
		"values":   func() error { _, err := r.Values(t.Context()); return err },
		"changes":  func() error { _, err := r.Changes(t.Context(), vehicle.ChangeSearch{Limit: 1}); return err },
		"origin":   func() error { _, err := r.Origin(t.Context()); return err },
	} {
		if err := ask(); !errors.Is(err, stock.ErrUnavailable) {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.publish(t, store, fingerprint, snapshotAt)
	w.model(t).compare(t, r, vehicle.Search{Limit: 50})
}
