package stock

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"forecourt/internal/vehicle"
)

func searchOf(name string) vehicle.Search {
	return vehicle.Search{Words: map[string][]string{"make": {name}}, Limit: 20}
}

// TestSameSearchesAskOnce sends many searches at one moment: those that are the same ask once, others ask for
// themselves.
func TestSameSearchesAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flights
		var asked atomic.Int64
		ask := func(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
			n := asked.Add(1)
			time.Sleep(time.Second)
			return vehicle.Page{Total: n, Origin: vehicle.Origin{Fingerprint: s.Words["make"][0]}}, ctx.Err()
		}
		var group sync.WaitGroup
		for i := range 30 {
			name := []string{"Ford", "Opel", "Audi"}[i%3]
			group.Go(func() {
				page, err := f.search(t.Context(), searchOf(name), ask)
				if err != nil || page.Origin.Fingerprint != name {
					t.Errorf("%s: %+v, %v", name, page, err)
				}
			})
		}
		group.Wait()
		if got := asked.Load(); got != 3 {
			t.Errorf("the source was asked %d times", got)
		}
		if page, err := f.search(t.Context(), searchOf("Ford"), ask); err != nil || page.Total != 4 {
			t.Errorf("a later search was answered by an earlier one: %+v, %v", page, err)
		}
		if len(f.flights) != 0 {
			t.Errorf("%d searches are kept", len(f.flights))
		}
	})
}

// TestAbandonedSearchIsMadeAgain lets the request go away that asks, whichever it is: one of those that are left asks
// again, and with the last the search ends. A request that only waits goes away without a trace.
func TestAbandonedSearchIsMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flights
		var begun, ended, left atomic.Int64
		var asks context.Context
		ask := func(ctx context.Context, _ vehicle.Search) (vehicle.Page, error) {
			begun.Add(1)
			asks = ctx
			<-ctx.Done()
			ended.Add(1)
			return vehicle.Page{Total: 1}, ctx.Err()
		}
		var group sync.WaitGroup
		requests := map[context.Context]context.CancelFunc{}
		for range 4 {
			ctx, stop := context.WithCancel(t.Context())
			requests[ctx] = stop
			group.Go(func() {
				if _, err := f.search(ctx, searchOf("Ford"), ask); !errors.Is(err, context.Canceled) {
					t.Errorf("a request that went away got %v", err)
				}
				left.Add(1)
			})
		}
		synctest.Wait()
		leave := func(ctx context.Context) {
			requests[ctx]()
			delete(requests, ctx)
			synctest.Wait()
		}
		for ctx := range requests {
			if ctx != asks {
				leave(ctx)
				break
			}
		}
		if begun.Load() != 1 || ended.Load() != 0 || left.Load() != 1 {
			t.Errorf("one that waited went away: %d began, %d ended, %d left", begun.Load(), ended.Load(), left.Load())
		}
		for i := range int64(3) {
			if begun.Load() != i+1 || ended.Load() != i {
				t.Errorf("after %d that asked went away, %d searches had begun and %d had ended", i, begun.Load(), ended.Load())
			}
			leave(asks)
		}
		group.Wait()
		if begun.Load() != 3 || ended.Load() != 3 || len(f.flights) != 0 {
			t.Errorf("%d searches began, %d ended, and %d are kept", begun.Load(), ended.Load(), len(f.flights))
		}
	})
}

// TestSharedSearchKeepsDeadline holds a search to the time of its first request.
func TestSharedSearchKeepsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flights
		limited, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		begin := time.Now()
		_, err := f.search(limited, searchOf("Ford"), func(ctx context.Context, _ vehicle.Search) (vehicle.Page, error) {
			<-ctx.Done()
			return vehicle.Page{}, ctx.Err()
		})
		if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("after %s: %v", took, err)
		}
	})
}

// TestPanicOfASharedSearchHoldsNobody lets those that wait ask for themselves. The server turns the panic into an
// error.
func TestPanicOfASharedSearchHoldsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flights
		var asked, fell atomic.Int64
		ask := func(ctx context.Context, _ vehicle.Search) (vehicle.Page, error) {
			n := asked.Add(1)
			time.Sleep(time.Second)
			if n == 1 {
				panic("a broken driver")
			}
			return vehicle.Page{Total: n}, ctx.Err()
		}
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				defer func() {
					if recover() != nil {
						fell.Add(1)
					}
				}()
				if page, err := f.search(t.Context(), searchOf("Ford"), ask); err != nil || page.Total != 2 {
					t.Errorf("%+v, %v", page, err)
				}
			})
			synctest.Wait()
		}
		group.Wait()
		if fell.Load() != 1 || len(f.flights) != 0 {
			t.Errorf("%d searches panicked, %d are kept", fell.Load(), len(f.flights))
		}
	})
}
