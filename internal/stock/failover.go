package stock

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"

	"forecourt/internal/vehicle"
)

// Failover reads the source, and the copy when the source is down or slow. If the copy may answer while it is young, it
// is read first. A circuit breaker keeps it from waiting for a source that is known to be down, and tries again by
// itself. It is safe for concurrent use.
type Failover struct {
	live   *Live
	cached *Cached
	// recent is the copy while it is young enough to be read first; nil if it never is.
	recent  *Recent
	wait    time.Duration
	breaker *gobreaker.CircuitBreaker[any]
	failed  func(reason error)
	// reason is why the source failed last.
	reason atomic.Value
}

// failure is what reason holds: an atomic.Value takes values of one type.
type failure struct{ error }

// FailoverOptions say when the copy is read.
type FailoverOptions struct {
	// MaxAge lets the copy answer without the source while it is not older; 0 always asks the source first. If the source
	// does not answer, the copy does, whatever its age.
	MaxAge time.Duration
	// Now is the clock by which the copy's age is told; it is needed with MaxAge.
	Now func() time.Time
	// Wait is how long the source may take.
	Wait time.Duration
	// Pause is how long the source is left alone when it is known to be down.
	Pause time.Duration
	// Failures in a row are how many make it known to be down.
	Failures uint32
	// Changed hears when the reading goes over to the copy, and why, or back; it may be nil.
	Changed func(live bool, reason error)
	// Failed hears why the source did not answer a request that the copy then answered, while the source is not known to
	// be down; it may be nil.
	Failed func(reason error)
}

// NewFailover joins two readers.
func NewFailover(live *Live, cached *Cached, o FailoverOptions) *Failover {
	f := &Failover{live: live, cached: cached, wait: o.Wait, failed: o.Failed}
	if o.MaxAge > 0 {
		f.recent = NewRecent(cached, o.MaxAge, o.Now)
	}
	f.breaker = gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name:         "source",
		Timeout:      o.Pause,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= o.Failures },
		IsSuccessful: answers,
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case o.Changed == nil:
			case to == gobreaker.StateClosed:
				o.Changed(true, nil)
			case from == gobreaker.StateClosed: // A probe that fails is no news.
				reason, _ := f.reason.Load().(failure)
				o.Changed(false, reason.error)
			}
		},
	})
	return f
}

// answers tells whether the source did what it should: that a client went away is not its fault.
func answers(err error) bool {
	return err == nil || errors.Is(err, context.Canceled)
}

// ask asks the source within its time, and keeps why it failed.
func (f *Failover) ask(ctx context.Context, live func(context.Context) (any, error)) (any, error) {
	return f.breaker.Execute(func() (any, error) {
		limited, stop := context.WithTimeoutCause(ctx, f.wait, fmt.Errorf("no answer within %s", f.wait))
		defer stop()
		answer, err := live(limited)
		if !answers(err) {
			reason := err
			if limited.Err() != nil {
				reason = context.Cause(limited)
			}
			f.reason.Store(failure{reason})
			if f.failed != nil && f.breaker.State() == gobreaker.StateClosed {
				f.failed(reason)
			}
		}
		return answer, err
	})
}

// either asks the source, then the copy. While it is not known whether the source is back, nobody waits for it: the
// copy answers, and the source is tried in the background.
func either[T any](ctx context.Context, f *Failover, live, cached func(context.Context) (T, error)) (T, error) {
	if f.young(ctx) {
		if answer, err := cached(ctx); err == nil || ctx.Err() != nil {
			return answer, err
		}
	}
	switch f.breaker.State() { // Looked at once: asked again, it may be half open, and this request would wait.
	case gobreaker.StateHalfOpen:
		go f.probe(context.WithoutCancel(ctx))
		return cached(ctx)
	case gobreaker.StateOpen:
		return cached(ctx)
	case gobreaker.StateClosed:
	}
	answer, err := f.ask(ctx, func(ctx context.Context) (any, error) { return live(ctx) })
	if err == nil {
		return answer.(T), nil
	}
	if ctx.Err() != nil {
		var none T
		return none, err
	}
	return cached(ctx)
}

// young tells whether the copy is to be read first.
func (f *Failover) young(ctx context.Context) bool {
	return f.recent != nil && f.recent.check(ctx) == nil
}

// probe asks the source for a vehicle, whichever: an answer makes it known to be back, none to be down. Only one probe
// at a time reaches the source.
func (f *Failover) probe(ctx context.Context) {
	_, _ = f.ask(ctx, func(ctx context.Context) (any, error) { // The breaker keeps the outcome.
		_, _, _, err := f.live.Get(ctx, vehicle.ID{})
		return nil, err
	})
}

// Search returns a page.
func (f *Failover) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	return either(ctx, f,
		func(ctx context.Context) (vehicle.Page, error) { return f.live.Search(ctx, s) },
		func(ctx context.Context) (vehicle.Page, error) { return f.cached.Search(ctx, s) })
}

// found is the answer of Get.
type found struct {
	vehicle vehicle.Vehicle
	origin  vehicle.Origin
	ok      bool
}

// Get returns a vehicle, and false when there is none with this id.
func (f *Failover) Get(ctx context.Context, id vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	answer, err := either(ctx, f,
		func(ctx context.Context) (found, error) {
			v, origin, ok, err := f.live.Get(ctx, id)
			return found{v, origin, ok}, err
		},
		func(ctx context.Context) (found, error) {
			v, origin, ok, err := f.cached.Get(ctx, id)
			return found{v, origin, ok}, err
		})
	return answer.vehicle, answer.origin, answer.ok, err
}

// Values returns the words and ranges of the stock. To read them from a big source may take longer than a search may;
// that does not make the source known to be down.
func (f *Failover) Values(ctx context.Context) (vehicle.Values, error) {
	return patient(ctx, f, f.live.Values, f.cached.Values)
}

// patient asks the source for what takes its time, unless it is known to be down, and then the copy. The circuit
// breaker does not hear of it.
func patient[T any](ctx context.Context, f *Failover, live, cached func(context.Context) (T, error)) (T, error) {
	if f.breaker.State() == gobreaker.StateClosed && !f.young(ctx) {
		limited, stop := context.WithTimeout(ctx, f.wait)
		defer stop()
		if answer, err := live(limited); err == nil || ctx.Err() != nil {
			return answer, err
		}
	}
	return cached(ctx)
}
