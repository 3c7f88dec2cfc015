package auth

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxIDs caps a limiter's memory to a few megabytes.
	maxIDs = 10_000
	// sweepEvery spaces the searches for idle ids, which look at all of them: a flood of new ids must not cause one each.
	sweepEvery = time.Minute
	// busyWait is the advice when too many requests run at once: when one ends is not known.
	busyWait = time.Second
	// longest keeps durations from overflowing when the rate is tiny.
	longest = 100 * 365 * 24 * time.Hour
)

// Limits are what one id may do. Every id has them to itself.
type Limits struct {
	// PerSecond is the number of requests a second in the long run; 0 or less means no limit of the rate.
	PerSecond float64
	// Burst is the number of requests that an idle id may make at once; less than 1 counts as 1.
	Burst int
	// Concurrent is the number of requests that may run at the same time; 0 or less means no limit.
	Concurrent int
}

// Limiter keeps every id within the same Limits, by a token bucket (golang.org/x/time/rate) and a count of the running
// requests. It is safe for concurrent use. It remembers at most 10,000 ids: while they are all in use, the ones beyond
// share one allowance. An id is forgotten once that makes no difference: nothing runs, and the bucket is full again.
type Limiter struct {
	limits Limits
	now    func() time.Time

	mu      sync.Mutex
	entries map[string]*entry
	shared  *entry
	swept   time.Time
}

// entry is the state of one id, under the limiter's lock.
type entry struct {
	bucket  *rate.Limiter
	running int
}

// NewLimiter returns a limiter that reads the time from now, which it calls under its lock.
func NewLimiter(l Limits, now func() time.Time) *Limiter {
	if l.PerSecond <= 0 || l.PerSecond >= float64(rate.Inf) || math.IsNaN(l.PerSecond) {
		l.PerSecond = float64(rate.Inf)
	}
	l.Burst = max(l.Burst, 1)
	limiter := &Limiter{limits: l, now: now, entries: map[string]*entry{}, swept: now()}
	limiter.shared = limiter.newEntry()
	return limiter
}

func (l *Limiter) newEntry() *entry {
	return &entry{bucket: rate.NewLimiter(rate.Limit(l.limits.PerSecond), l.limits.Burst)}
}

// Grant is the answer to one request: how an id stands after it.
type Grant struct {
	// Limit is the size of the bucket: the burst. 0 means that the rate is not limited; then Remaining and Reset are 0.
	Limit int
	// Remaining is the number of requests that would be let through right now.
	Remaining int
	// Reset is the time until the bucket is full again, if no request comes.
	Reset time.Duration
	// RetryAfter is, for a refused request, how long to wait before the next one; otherwise 0.
	RetryAfter time.Duration

	// busy tells that the request was refused because others of the id still run.
	busy    bool
	release func()
}

// Release says that the request has ended. It must be called for every request that was let through; calling it again,
// or for a refused one, does nothing. It is safe for concurrent use.
func (g Grant) Release() {
	if g.release != nil {
		g.release()
	}
}

// Take asks for one request of the id, and tells whether it may run. The caller releases the grant when it has ended.
// A refused request costs nothing; the grant says after how long to try again.
func (l *Limiter) Take(id string) (Grant, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	e := l.entry(id, now)
	if l.limits.Concurrent > 0 && e.running >= l.limits.Concurrent {
		g := l.standing(e, now)
		g.busy, g.RetryAfter = true, busyWait
		if g.Limit > 0 && g.Remaining == 0 {
			g.RetryAfter = max(busyWait, l.untilNext(e, now))
		}
		return g, false
	}
	if !e.bucket.AllowN(now, 1) {
		g := l.standing(e, now)
		g.RetryAfter = l.untilNext(e, now)
		return g, false
	}
	e.running++
	g := l.standing(e, now)
	g.release = sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		e.running--
	})
	return g, true
}

// window is the time in which an empty bucket fills up, or 0 when the rate is not limited.
func (l *Limiter) window() time.Duration {
	if l.unlimited() {
		return 0
	}
	return l.refill(float64(l.limits.Burst))
}

func (l *Limiter) unlimited() bool { return l.limits.PerSecond >= float64(rate.Inf) }

func (l *Limiter) entry(id string, now time.Time) *entry {
	if now.Sub(l.swept) >= sweepEvery {
		l.sweep(now)
	}
	e, known := l.entries[id]
	switch {
	case known:
		return e
	case len(l.entries) >= maxIDs:
		return l.shared
	}
	e = l.newEntry()
	l.entries[id] = e
	return e
}

// sweep forgets the ids that a new entry would serve just as well.
func (l *Limiter) sweep(now time.Time) {
	l.swept = now
	for id, e := range l.entries {
		if e.running == 0 && e.bucket.TokensAt(now) >= float64(l.limits.Burst) {
			delete(l.entries, id)
		}
	}
}

// standing is what an id has left.
func (l *Limiter) standing(e *entry, now time.Time) Grant {
	if l.unlimited() {
		return Grant{}
	}
	tokens := e.bucket.TokensAt(now)
	// The bucket overlooks what fills up within a nanosecond, and so does this.
	whole := math.Floor(tokens + l.limits.PerSecond/float64(time.Second))
	return Grant{
		Limit:     l.limits.Burst,
		Remaining: max(0, min(l.limits.Burst, int(whole))),
		Reset:     l.refill(float64(l.limits.Burst) - tokens),
	}
}

// untilNext is the time until the bucket of e has one token.
func (l *Limiter) untilNext(e *entry, now time.Time) time.Duration {
	return l.refill(1 - e.bucket.TokensAt(now))
}

// refill is the time in which so many tokens arrive.
func (l *Limiter) refill(tokens float64) time.Duration {
	ns := math.Round(tokens / l.limits.PerSecond * float64(time.Second))
	return time.Duration(max(0, min(ns, float64(longest))))
}
