package auth_test

import (
	"math"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forecourt/api/auth"
)

// clock stands still until a test advances it.
type clock struct{ ns atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(1_700_000_000, c.ns.Load()) }
func (c *clock) advance(d time.Duration) { c.ns.Add(int64(d)) }

func newLimiter(l auth.Limits) (*auth.Limiter, *clock) {
	c := &clock{}
	return auth.NewLimiter(l, c.now), c
}

// take compares the whole grant, and returns it for its release.
func take(t *testing.T, l *auth.Limiter, id string, wantOK bool, want auth.Grant) auth.Grant {
	t.Helper()
	got, ok := l.Take(id)
	if ok != wantOK {
		t.Errorf("Take(%s) = %v, want %v", id, ok, wantOK)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(auth.Grant{})); diff != "" {
		t.Errorf("Take(%s) (-want +got):\n%s", id, diff)
	}
	return got
}

func TestBurstAndRefill(t *testing.T) {
	l, clock := newLimiter(auth.Limits{PerSecond: 2, Burst: 3})
	const ms = time.Millisecond
	take(t, l, "a", true, auth.Grant{Limit: 3, Remaining: 2, Reset: 500 * ms})
	take(t, l, "a", true, auth.Grant{Limit: 3, Remaining: 1, Reset: 1000 * ms})
	take(t, l, "a", true, auth.Grant{Limit: 3, Remaining: 0, Reset: 1500 * ms})
	empty := auth.Grant{Limit: 3, Remaining: 0, Reset: 1500 * ms, RetryAfter: 500 * ms}
	take(t, l, "a", false, empty)
	take(t, l, "a", false, empty) // A refusal costs nothing.

	clock.advance(499 * ms)
	take(t, l, "a", false, auth.Grant{Limit: 3, Remaining: 0, Reset: 1001 * ms, RetryAfter: 1 * ms})
	clock.advance(1 * ms)
	take(t, l, "a", true, auth.Grant{Limit: 3, Remaining: 0, Reset: 1500 * ms})
	clock.advance(time.Hour) // The bucket holds no more than the burst.
	take(t, l, "a", true, auth.Grant{Limit: 3, Remaining: 2, Reset: 500 * ms})
}

// TestRetryAfterIsEnough waits exactly as long as it was told, at rates that no float holds exactly.
func TestRetryAfterIsEnough(t *testing.T) {
	for _, perSecond := range []float64{0.001, 0.3, 1.0 / 3, 0.7, 3, 7, 9.9, 333, 12345} {
		l, clock := newLimiter(auth.Limits{PerSecond: perSecond, Burst: 1})
		for i := range 200 {
			if _, ok := l.Take("a"); !ok {
				t.Fatalf("%g a second: request %d came too early", perSecond, i)
			}
			g, ok := l.Take("a")
			if ok || g.RetryAfter <= 0 || g.Remaining != 0 {
				t.Fatalf("%g a second: %+v, %v after the last token", perSecond, g, ok)
			}
			clock.advance(g.RetryAfter)
		}
	}
}

func TestIdsDoNotDisturbEachOther(t *testing.T) {
	l, _ := newLimiter(auth.Limits{PerSecond: 1, Burst: 2, Concurrent: 1})
	for range 100 {
		l.Take("flood")
	}
	take(t, l, "quiet", true, auth.Grant{Limit: 2, Remaining: 1, Reset: time.Second})
}

func TestConcurrent(t *testing.T) {
	l, _ := newLimiter(auth.Limits{PerSecond: 1, Burst: 5, Concurrent: 2})
	first := take(t, l, "a", true, auth.Grant{Limit: 5, Remaining: 4, Reset: time.Second})
	take(t, l, "a", true, auth.Grant{Limit: 5, Remaining: 3, Reset: 2 * time.Second})
	refused := take(t, l, "a", false, auth.Grant{Limit: 5, Remaining: 3, Reset: 2 * time.Second, RetryAfter: time.Second})

	refused.Release() // It holds nothing.
	take(t, l, "a", false, auth.Grant{Limit: 5, Remaining: 3, Reset: 2 * time.Second, RetryAfter: time.Second})
	first.Release()
	first.Release() // A second release does nothing.
	take(t, l, "a", true, auth.Grant{Limit: 5, Remaining: 2, Reset: 3 * time.Second})
	take(t, l, "a", false, auth.Grant{Limit: 5, Remaining: 2, Reset: 3 * time.Second, RetryAfter: time.Second})
	auth.Grant{}.Release()
}

func TestConcurrentAndEmpty(t *testing.T) {
	l, _ := newLimiter(auth.Limits{PerSecond: 0.1, Burst: 1, Concurrent: 1})
	take(t, l, "a", true, auth.Grant{Limit: 1, Reset: 10 * time.Second})
	take(t, l, "a", false, auth.Grant{Limit: 1, Reset: 10 * time.Second, RetryAfter: 10 * time.Second})
}

func TestOddLimits(t *testing.T) {
	for name, perSecond := range map[string]float64{"0": 0, "negative": -1, "NaN": math.NaN(), "infinite": math.Inf(1)} {
		t.Run("rate "+name, func(t *testing.T) {
			l, _ := newLimiter(auth.Limits{PerSecond: perSecond, Concurrent: 50})
			for range 50 {
				take(t, l, "a", true, auth.Grant{})
			}
			take(t, l, "a", false, auth.Grant{RetryAfter: time.Second})
		})
	}
	t.Run("burst 0", func(t *testing.T) {
		l, _ := newLimiter(auth.Limits{PerSecond: 1})
		take(t, l, "a", true, auth.Grant{Limit: 1, Reset: time.Second})
		take(t, l, "a", false, auth.Grant{Limit: 1, Reset: time.Second, RetryAfter: time.Second})
	})
	t.Run("tiny rate", func(t *testing.T) {
		l, _ := newLimiter(auth.Limits{PerSecond: 1e-300, Burst: 1})
		l.Take("a")
		if g, ok := l.Take("a"); ok || g.RetryAfter < 24*time.Hour || g.Reset < 24*time.Hour {
			t.Errorf("%+v, %v", g, ok)
		}
	})
	t.Run("clock set back", func(t *testing.T) {
		l, clock := newLimiter(auth.Limits{PerSecond: 1, Burst: 1})
		l.Take("a")
		clock.advance(-time.Hour)
		take(t, l, "a", false, auth.Grant{Limit: 1, Reset: time.Second, RetryAfter: time.Second})
	})
}

// manyIDs is the number of ids that a limiter remembers.
const manyIDs = 10_000

func fill(t *testing.T, l *auth.Limiter) {
	t.Helper()
	for i := range manyIDs {
		if _, ok := l.Take(strconv.Itoa(i)); !ok {
			t.Fatalf("id %d is refused", i)
		}
	}
}

func TestIdsAreCapped(t *testing.T) {
	l, clock := newLimiter(auth.Limits{PerSecond: 0.001, Burst: 1})
	fill(t, l)
	if _, ok := l.Take("first beyond"); !ok {
		t.Error("the shared bucket is not full")
	}
	if _, ok := l.Take("second beyond"); ok {
		t.Error("ids beyond the cap have their own buckets")
	}
	clock.advance(2 * time.Minute)
	if _, ok := l.Take("third beyond"); ok {
		t.Error("ids are forgotten before their bucket is full")
	}
	if _, ok := l.Take("7"); ok {
		t.Error("a known id lost its bucket")
	}
	clock.advance(1000 * time.Second)
	fill(t, l)
	for _, id := range []string{"1", "9999"} {
		if _, ok := l.Take(id); ok {
			t.Errorf("id %s has no bucket of its own", id)
		}
	}
}

func TestIdleIdsAreForgotten(t *testing.T) {
	for name, perSecond := range map[string]float64{"limited rate": 1, "no limit of the rate": 0} {
		t.Run(name, func(t *testing.T) {
			l, clock := newLimiter(auth.Limits{PerSecond: perSecond, Burst: 1, Concurrent: 1})
			busy, _ := l.Take("busy")
			for i := range manyIDs - 1 {
				g, _ := l.Take(strconv.Itoa(i))
				g.Release()
			}
			clock.advance(time.Minute)
			for i := range manyIDs - 1 {
				if _, ok := l.Take("new " + strconv.Itoa(i)); !ok {
					t.Fatalf("new id %d is refused", i)
				}
			}
			if _, ok := l.Take("busy"); ok {
				t.Error("an id with a running request was forgotten")
			}
			busy.Release()
			if _, ok := l.Take("busy"); !ok {
				t.Error("the released id is refused")
			}
		})
	}
}

// TestTakeAtTheSameTime is for the race detector. It also checks that nobody gets more than the limit.
func TestTakeAtTheSameTime(t *testing.T) {
	const allowed, ids, callers = 3, 4, 16
	l, clock := newLimiter(auth.Limits{PerSecond: 1e6, Burst: 1000, Concurrent: allowed})
	var running [ids]atomic.Int32
	var granted atomic.Int32
	var group sync.WaitGroup
	for caller := range callers {
		group.Go(func() {
			for i := range 500 {
				id := (caller + i) % ids
				g, ok := l.Take(strconv.Itoa(id))
				if !ok {
					continue
				}
				granted.Add(1)
				if n := running[id].Add(1); n > allowed {
					t.Errorf("%d requests of one id at once", n)
				}
				clock.advance(time.Second)
				running[id].Add(-1)
				g.Release()
			}
		})
	}
	group.Wait()
	if granted.Load() == 0 {
		t.Error("nobody was let through")
	}
	for id := range ids {
		for range allowed {
			if _, ok := l.Take(strconv.Itoa(id)); !ok {
				t.Errorf("id %d has a request left over", id)
			}
		}
	}
}

// TestLimitsOfAKeysOwn: new limits hold at once, and what was used still counts.
func TestLimitsOfAKeysOwn(t *testing.T) {
	c := &clock{}
	l := auth.NewLimiter(auth.Limits{PerSecond: 1, Burst: 2, Concurrent: 9}, c.now)
	take := func(id string, own auth.Limits) bool {
		grant, ok := l.TakeMany(id, 1, own)
		grant.Release()
		return ok
	}
	var got []bool
	own := auth.Limits{Burst: 4}
	for range 5 {
		got = append(got, take("own", own))
	}
	got = append(got, take("other", auth.Limits{}), take("own", auth.Limits{Burst: 4, PerSecond: 100}))
	c.advance(10 * time.Millisecond) // One token at the new rate.
	got = append(got, take("own", auth.Limits{Burst: 4, PerSecond: 100}), take("own", auth.Limits{Burst: 4, PerSecond: 100}))
	if diff := cmp.Diff([]bool{true, true, true, true, false, true, false, true, false}, got); diff != "" {
		t.Error(diff)
	}
}
