//go:build integration

package stock_test

import (
	"testing"
	"time"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// TestFailover locks the source's table: when that is known, every search is answered by the copy without waiting, also
// while it is tried again and again; and live again by itself when the lock is gone.
func TestFailover(t *testing.T) {
	w := dealerWorld(t)
	db := w.load(t, server)
	cached, _ := newCached(t, w, 1000)
	const wait = 2 * time.Second
	changes := make(chan bool, 100)
	f := stock.NewFailover([]stock.Server{{Live: newLive(t, w, w.reader(t, server, db)), Host: "db1"}}, cached, stock.FailoverOptions{
		Wait: wait, Pause: 200 * time.Millisecond, Failures: 2, Changed: func(_ string, live bool, _ error) { changes <- live },
	})
	search := func() (live bool, took time.Duration) {
		begin := time.Now()
		page, err := f.Search(t.Context(), vehicle.Search{Sort: "price", Limit: 5})
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
	if _, err := lock.ExecContext(t.Context(), "LOCK TABLES dbo_inventory WRITE"); err != nil {
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
	for begin := time.Now(); time.Since(begin) < 3*wait; { // Several tries of the source fall into this time.
		if live, took := search(); live || took > wait/2 {
			t.Fatalf("live %t after %s", live, took)
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
