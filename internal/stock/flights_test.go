package stock

import (
	"context"
	"errors"
	"strings"
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

// TestAbandonedSearchIsGivenUp lets requests go away: the search goes on for those that are left, and ends with the
// last.
func TestAbandonedSearchIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flights
		ended := make(chan error, 1)
		ask := func(ctx context.Context, _ vehicle.Search) (vehicle.Page, error) {
			<-ctx.Done()
			ended <- ctx.Err()
			return vehicle.Page{Total: 1}, ctx.Err()
		}
		first, leaveFirst := context.WithCancel(t.Context())
		second, leaveSecond := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for _, ctx := range []context.Context{first, second} {
			group.Go(func() {
				if _, err := f.search(ctx, searchOf("Ford"), ask); !errors.Is(err, context.Canceled) {
					t.Errorf("a request that went away got %v", err)
				}
			})
		}
		synctest.Wait()
		leaveFirst()
		synctest.Wait()
		select {
		case err := <-ended:
			t.Fatalf("the search ended although one waits for it: %v", err)
		default:
		}
		leaveSecond()
		group.Wait()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the search ended by %v", err)
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

// TestPanicOfASharedSearchIsAnError must not end the program: no server stands around the goroutine.
func TestPanicOfASharedSearchIsAnError(t *testing.T) {
	var f flights
	_, err := f.search(t.Context(), searchOf("Ford"), func(context.Context, vehicle.Search) (vehicle.Page, error) { panic("a broken driver") })
	if err == nil || !strings.Contains(err.Error(), "a broken driver") || !strings.Contains(err.Error(), "flights_test.go") {
		t.Errorf("got %v", err)
	}
}
