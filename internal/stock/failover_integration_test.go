//go:build integration

package stock_test

import (
	"testing"
	"time"

	"forecourt/db/mysqldb"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

// TestFailover locks the source's table: when that is known, every search is answered by the copy without waiting, also
// while it is tried again and again; and live again by itself when the lock is gone.
func TestFailover(t *testing.T) {
	all := vehicles()[:50]
	db := server.NewDatabase(t)
	db.Exec(t, contract.Schema)
	if err := mysqldb.New(db).InsertVehicle(t.Context(), mysqldb.InsertVehicleParams(all[0])); err != nil {
		t.Fatal(err)
	}
	cached, _ := newCached(t, all, 100)
	const wait = 2 * time.Second
	changes := make(chan bool, 100)
	f := stock.NewFailover(stock.NewLive(db.DB, time.Now), cached, stock.FailoverOptions{
		Wait: wait, Pause: 200 * time.Millisecond, Failures: 2, Changed: func(live bool, _ error) { changes <- live },
	})
	search := func() (live bool, took time.Duration) {
		begin := time.Now()
		page, err := f.Search(t.Context(), vehicle.Search{Sort: vehicle.ByPrice, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		return page.Origin.Live, time.Since(begin)
	}
	if live, _ := search(); !live {
		t.Fatal("the source was not asked")
	}
	lock, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if _, err := lock.ExecContext(t.Context(), "LOCK TABLES vehicles_stock WRITE"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if live, took := search(); live || took < wait {
			t.Fatalf("live %t after %s", live, took)
		}
	}
	if live := <-changes; live {
		t.Fatal("the source is not known to be down")
	}
	var asked int
	for begin := time.Now(); time.Since(begin) < 3*wait; asked++ { // Several tries of the source fall into this time.
		if live, took := search(); live || took > wait/2 {
			t.Fatalf("search %d: live %t after %s", asked, live, took)
		}
	}
	if _, err := lock.ExecContext(t.Context(), "UNLOCK TABLES"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		if live, _ := search(); live {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("not live again")
		}
	}
}
