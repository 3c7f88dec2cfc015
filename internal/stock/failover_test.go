package stock_test

import (
	"context"
	"database/sql"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// TestFailoverSaysWhy: every way of not answering is told once, with its own reason, and a source that stays away is
// not told again at each try.
func TestFailoverSaysWhy(t *testing.T) {
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	settings := mysql.NewConfig()
	settings.Net, settings.Addr = "tcp", closed.Addr().String()
	connector, err := mysql.NewConnector(settings)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	for name, c := range map[string]struct {
		look   func(context.Context) error
		reason string
	}{
		"nothing listens": {db.PingContext, "connection refused"},
		"it hangs":        {func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, "no answer within 50ms"},
		// It does answer, so nobody may be told that it does not.
		"it refuses": {func(context.Context) error { return &mysql.MySQLError{Number: 1142, Message: "SELECT command denied"} }, "SELECT command denied"},
	} {
		t.Run(name, func(t *testing.T) {
			w := dealerWorld(t)
			cached, _ := newCached(t, w, 1000)
			failed, changed := make(chan string, 100), make(chan string, 100)
			f := stock.NewFailover([]stock.Server{{Live: newLiveReader(t, w, db, c.look), Host: "db1"}}, cached, stock.FailoverOptions{
				Wait: 50 * time.Millisecond, Pause: time.Millisecond, Failures: 3,
				Failed: func(_ string, reason error) { failed <- reason.Error() },
				Changed: func(_ string, live bool, reason error) {
					changed <- map[bool]string{false: "down: ", true: "up: "}[live] + reason.Error()
				},
			})
			for i := range 10 { // From the fourth on, the source is tried in the background, and keeps failing.
				page, err := f.Search(t.Context(), vehicle.Search{Sort: "price", Limit: 5})
				if err != nil || page.Origin.Live || len(page.Vehicles) == 0 {
					t.Fatalf("search %d: %+v, %v", i, page, err)
				}
				time.Sleep(2 * time.Millisecond)
			}
			if reason := <-changed; !strings.HasPrefix(reason, "down: ") || !strings.Contains(reason, c.reason) {
				t.Errorf("changed: %s, want %s", reason, c.reason)
			} else if name == "it refuses" && strings.Contains(reason, "no answer") {
				t.Errorf("it did answer: %s", reason)
			}
			if len(changed) != 0 {
				t.Errorf("told again: %s", <-changed)
			}
			if states := f.States(); len(states) != 1 || states[0].Host != "db1" || !states[0].Down || states[0].Behind || states[0].Reason == nil || !strings.Contains(states[0].Reason.Error(), c.reason) {
				t.Errorf("states: %+v", states)
			}
			if len(failed) != 3 {
				t.Fatalf("%d failures, want the three before the source was known to be down", len(failed))
			}
			if reason := <-failed; !strings.Contains(reason, c.reason) {
				t.Errorf("failed: %s, want %s", reason, c.reason)
			}
		})
	}
}

// newLiveReader reads a database that does not get as far as its columns.
func newLiveReader(t *testing.T, w *world, db *sql.DB, look func(context.Context) error) *stock.Live {
	t.Helper()
	r, err := stock.NewLive(stock.LiveOptions{
		Stock: w.stock(t), DB: db, Now: time.Now,
		Columns: func(ctx context.Context) ([]mapping.Column, error) { return nil, look(ctx) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
