package stock

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestTurns sends many quick searches at one moment: only a few run at a time, in the order in which they came. A
// request that goes away while it waits takes no turn.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waiting := newTurns()
		var mu sync.Mutex
		var group sync.WaitGroup
		var began []int
		running, most := 0, 0
		for i := range 5 * atOnce {
			group.Go(func() {
				leave, err := waiting.take(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				began = append(began, i)
				running++
				most = max(most, running)
				mu.Unlock()
				time.Sleep(turn / 2)
				mu.Lock()
				running--
				mu.Unlock()
				leave()
			})
			synctest.Wait()
		}
		gone, leave := context.WithTimeout(t.Context(), time.Millisecond)
		defer leave()
		if _, err := waiting.take(gone); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a request that went away: %v", err)
		}
		group.Wait()
		if most != atOnce || len(began) != 5*atOnce {
			t.Errorf("%d of %d ran, %d at a time, want %d", len(began), 5*atOnce, most, atOnce)
		}
		for i, one := range began {
			if one/atOnce != i/atOnce { // Those that begin at the same moment have no order.
				t.Fatalf("they began in the order %v", began)
			}
		}
		if len(waiting) != 0 {
			t.Errorf("%d turns are held", len(waiting))
		}
	})
}

// TestSlowSearchesHoldUpNobody lets as many searches hang as may run at a time: the next one begins when their turns
// are over, and when they end, no turn is given back twice.
func TestSlowSearchesHoldUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waiting := newTurns()
		var hanging []func()
		for range atOnce {
			leave, err := waiting.take(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			hanging = append(hanging, leave)
		}
		begin := time.Now()
		for range atOnce {
			if _, err := waiting.take(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begin); took != turn {
			t.Errorf("they began after %s, want %s", took, turn)
		}
		for _, leave := range hanging {
			leave()
		}
		if len(waiting) != atOnce {
			t.Errorf("%d turns are held, want %d", len(waiting), atOnce)
		}
		time.Sleep(turn)
		synctest.Wait()
		if len(waiting) != 0 {
			t.Errorf("%d turns are held after their time", len(waiting))
		}
	})
}
