package stock_test

import (
	"database/sql"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// TestRecentRefusesAnOldCopy reads a copy by every way: while it is young enough, and when it is not.
func TestRecentRefusesAnOldCopy(t *testing.T) {
	for name, indexUpTo := range map[string]int64{"index": 1000, "SQLite alone": 0} {
		t.Run(name, func(t *testing.T) {
			cached, _ := newCached(t, dealerWorld(t), indexUpTo)
			first, err := cached.Search(t.Context(), vehicle.Search{Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			age := time.Duration(0)
			now := func() time.Time { return first.Origin.AsOf.Add(age) }
			all := func(r *stock.Recent) map[string]error {
				_, search := r.Search(t.Context(), vehicle.Search{Limit: 1})
				_, _, found, get := r.Get(t.Context(), first.Vehicles[0].ID)
				if get == nil && !found {
					t.Error("the vehicle is not found")
				}
				_, values := r.Values(t.Context())
				_, facets := r.Facets(t.Context(), vehicle.Search{}, []vehicle.FacetField{{Name: "make"}})
				return map[string]error{"search": search, "get": get, "values": values, "facets": facets}
			}
			bounded, unbounded := stock.NewRecent(cached, 2*time.Second, now), stock.NewRecent(cached, 0, now)
			for _, age = range []time.Duration{0, 2 * time.Second, 2*time.Second + 1, 24 * time.Hour} {
				for what, err := range all(bounded) {
					if old := age > 2*time.Second; errors.Is(err, stock.ErrTooOld) != old || !old && err != nil {
						t.Errorf("%s of a copy that is %s old: %v", what, age, err)
					}
					if err != nil && !errors.Is(err, stock.ErrUnavailable) {
						t.Errorf("%s: %v is not unavailable", what, err)
					}
				}
				for what, err := range all(unbounded) {
					if err != nil {
						t.Errorf("%s without a limit, %s old: %v", what, age, err)
					}
				}
			}
		})
	}
}

// TestFailoverReadsAYoungCopyFirst: the source is asked only when the copy is too old, and when it does not answer
// either, the old copy does.
func TestFailoverReadsAYoungCopyFirst(t *testing.T) {
	nobody, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	settings := mysql.NewConfig()
	settings.Net, settings.Addr = "tcp", nobody.Addr().String()
	if err := nobody.Close(); err != nil {
		t.Fatal(err)
	}
	connector, err := mysql.NewConnector(settings)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	w := dealerWorld(t)
	cached, _ := newCached(t, w, 1000)
	first, err := cached.Search(t.Context(), vehicle.Search{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	age, asked := time.Second, 0
	f := stock.NewFailover([]stock.Server{{Live: newLiveReader(t, w, db, db.PingContext), Host: "db1"}}, cached, stock.FailoverOptions{
		MaxAge: 2 * time.Second, Now: func() time.Time { return first.Origin.AsOf.Add(age) },
		Wait: time.Second, Pause: time.Hour, Failures: 1000, Failed: func(string, error) { asked++ },
	})
	search := func() {
		t.Helper()
		if page, err := f.Search(t.Context(), vehicle.Search{Limit: 5}); err != nil || page.Origin.Live || len(page.Vehicles) == 0 {
			t.Errorf("%+v, %v", page, err)
		}
		if _, err := f.Values(t.Context()); err != nil {
			t.Error(err)
		}
		if _, _, found, err := f.Get(t.Context(), first.Vehicles[0].ID); err != nil || !found {
			t.Errorf("found %v, %v", found, err)
		}
	}
	if search(); asked != 0 {
		t.Errorf("the source was asked %d times, although the copy is young", asked)
	}
	age = 3 * time.Second
	if search(); asked != 2 { // Values does not tell.
		t.Errorf("the source was asked %d times, and the copy is old", asked)
	}
}
