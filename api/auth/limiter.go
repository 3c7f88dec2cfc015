package auth

import (
	"cmp"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxIDs limits a limiter's memory to a few megabytes.
	maxIDs = 10_000
	// sweepEvery is the least time between two searches for idle ids. A search looks at all ids, so a flood of new ids
	// must not cause one each.
	sweepEvery = time.Minute
	// busyWait is how long to wait when too many requests run, because nobody knows when one will end.
	busyWait = time.Second
	// longest keeps durations from overflowing at tiny rates.
	longest = 100 * 365 * 24 * time.Hour
)

// Limits are what each id may do. In a key's own limits, 0 means the general limit.
type Limits struct {
	// PerSecond is the number of requests a second in the long run. 0 or less means that the rate is not limited.
	PerSecond float64
	// Burst is the number of requests that an idle id may make at once. Less than 1 counts as 1.
	Burst int
	// Concurrent is the number of requests that may run at the same time. 0 or less means no limit.
	Concurrent int
}

// Limiter keeps every id within its Limits, with a token bucket (golang.org/x/time/rate) and a count of the running
// requests. It is safe for concurrent use. It remembers at most 10,000 ids; if all of them are in use, further ids
// share one allowance. It forgets an id when that makes no difference, which is when nothing runs and the bucket is
// full again.
type Limiter struct {
	limits Limits
	now    func() time.Time

	mu      sync.Mutex
	entries map[string]*entry
	shared  *entry
	swept   time.Time
}

// entry is the state of one id. The limiter's lock guards it.
type entry struct {
	limits  Limits
	bucket  *rate.Limiter
	running int
}

func newEntry(l Limits) *entry {
	return &entry{limits: l, bucket: rate.NewLimiter(rate.Limit(l.PerSecond), l.Burst)}
}

// change gives an existing id new limits. What it has used counts against them.
func (e *entry) change(l Limits, now time.Time) {
	if e.limits != l {
		e.limits = l
		e.bucket.SetLimitAt(now, rate.Limit(l.PerSecond))
		e.bucket.SetBurstAt(now, l.Burst)
	}
}

// NewLimiter returns a limiter. It calls now, its clock, while it holds its lock.
func NewLimiter(l Limits, now func() time.Time) *Limiter {
	l = l.complete()
	return &Limiter{limits: l, now: now, entries: map[string]*entry{}, shared: newEntry(l), swept: now()}
}

func (l Limits) complete() Limits {
	if l.PerSecond <= 0 || l.PerSecond >= float64(rate.Inf) || math.IsNaN(l.PerSecond) {
		l.PerSecond = float64(rate.Inf)
	}
	l.Burst = max(l.Burst, 1)
	return l
}

// over returns these limits, with the general ones where they are 0.
func (l Limits) over(general Limits) Limits {
	return Limits{
		PerSecond: cmp.Or(l.PerSecond, general.PerSecond), Burst: cmp.Or(l.Burst, general.Burst), Concurrent: cmp.Or(l.Concurrent, general.Concurrent),
	}.complete()
}

// Grant is the answer to one request. It says what the id has left.
type Grant struct {
	// Limit is the size of the bucket, the burst. 0 means that the rate is not limited; then Remaining and Reset are 0.
	Limit int
	// Remaining is the number of requests that would be admitted right now.
	Remaining int
	// Reset is the time until the bucket is full again, without further requests.
	Reset time.Duration
	// RetryAfter is how long to wait after a refused request. It is 0 for an admitted one.
	RetryAfter time.Duration

	// window is the time in which the empty bucket fills up.
	window time.Duration
	// busy means that the request was refused because others of the id still run. It is false if waiting cannot help.
	busy    bool
	never   bool
	release func()
}

// Release says that the request has ended. Call it for every admitted request. A second call, or one for a refused
// request, does nothing. It is safe for concurrent use.
func (g Grant) Release() {
	if g.release != nil {
		g.release()
	}
}

// Take asks for one request of the id, and reports whether it may run. The caller releases the grant when the request
// has ended. A refused request costs nothing; its grant says how long to wait.
func (l *Limiter) Take(id string) (Grant, bool) { return l.TakeMany(id, 1, Limits{}) }

// TakeMany is Take for n requests that begin and end together, of an id with its own limits.
func (l *Limiter) TakeMany(id string, n int, own Limits) (Grant, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	e := l.entry(id, own.over(l.limits), now)
	switch limits := e.limits; {
	case n > limits.Burst && !limits.unlimited(), limits.Concurrent > 0 && n > limits.Concurrent:
		g := e.standing(now)
		g.never = true
		return g, false
	case limits.Concurrent > 0 && e.running+n > limits.Concurrent:
		g := e.standing(now)
		g.busy, g.RetryAfter = true, busyWait
		if g.Limit > 0 && g.Remaining < n {
			g.RetryAfter = max(busyWait, e.until(n, now))
		}
		return g, false
	case !e.bucket.AllowN(now, n):
		g := e.standing(now)
		g.RetryAfter = e.until(n, now)
		return g, false
	}
	e.running += n
	g := e.standing(now)
	g.release = sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		e.running -= n
	})
	return g, true
}

func (l Limits) unlimited() bool { return l.PerSecond >= float64(rate.Inf) }

func (l *Limiter) entry(id string, limits Limits, now time.Time) *entry {
	if now.Sub(l.swept) >= sweepEvery {
		l.sweep(now)
	}
	e, known := l.entries[id]
	switch {
	case known:
		e.change(limits, now)
		return e
	case len(l.entries) >= maxIDs:
		return l.shared
	}
	e = newEntry(limits)
	l.entries[id] = e
	return e
}

// sweep forgets the ids for which a new entry would do just as well.
func (l *Limiter) sweep(now time.Time) {
	l.swept = now
	for id, e := range l.entries {
		if e.running == 0 && e.bucket.TokensAt(now) >= float64(e.limits.Burst) {
			delete(l.entries, id)
		}
	}
}

// standing is what an id has left.
func (e *entry) standing(now time.Time) Grant {
	if e.limits.unlimited() {
		return Grant{}
	}
	tokens := e.bucket.TokensAt(now)
	// The bucket admits a request up to a nanosecond early, and this must agree with it.
	whole := math.Floor(tokens + e.limits.PerSecond/float64(time.Second))
	return Grant{
		Limit:     e.limits.Burst,
		Remaining: max(0, min(e.limits.Burst, int(whole))),
		Reset:     e.limits.refill(float64(e.limits.Burst) - tokens),
		window:    e.limits.refill(float64(e.limits.Burst)),
	}
}

// until is the time until the bucket has n tokens.
func (e *entry) until(n int, now time.Time) time.Duration {
	return e.limits.refill(float64(n) - e.bucket.TokensAt(now))
}

// refill is the time in which so many tokens arrive.
func (l Limits) refill(tokens float64) time.Duration {
	ns := math.Round(tokens / l.PerSecond * float64(time.Second))
	return time.Duration(max(0, min(ns, float64(longest))))
}
