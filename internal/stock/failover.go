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

// Failover reads the source, which may be several servers with the same rows, and the copy when none of them answers in
// time. If the copy may answer while it is young, it is read first. Each server has a circuit breaker, which keeps
// searches from waiting for one that is known to be down, and tries again by itself. It is safe for concurrent use.
type Failover struct {
	servers []*server
	// cached is nil if there is no copy to read.
	cached *Cached
	// recent is the copy while it is young enough to be read first; nil if it never is.
	recent *Recent
	wait   time.Duration
	failed func(host string, reason error)
	// turn is whose turn it is to answer.
	turn atomic.Uint64
}

// Server is one server of the source.
type Server struct {
	*Live
	// Host names it.
	Host string
	// Fresh reports whether its rows are new enough. It may be nil.
	Fresh func() bool
}

// server is a server with its circuit breaker.
type server struct {
	Server
	breaker *gobreaker.CircuitBreaker[any]
	// reason is why the server failed last.
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
	// Pause is how long a server is left alone when it is known to be down.
	Pause time.Duration
	// Failures in a row are how many make it known to be down.
	Failures uint32
	// Changed hears when a server is known to be down, and why, or answers again; it may be nil.
	Changed func(host string, live bool, reason error)
	// Failed hears why a server did not answer a request, while it is not known to be down; it may be nil.
	Failed func(host string, reason error)
}

// NewFailover joins the readers of the servers and that of the copy, which is nil if there is none to read.
func NewFailover(servers []Server, cached *Cached, o FailoverOptions) *Failover {
	f := &Failover{cached: cached, wait: o.Wait, failed: o.Failed}
	if o.MaxAge > 0 {
		f.recent = NewRecent(cached, o.MaxAge, o.Now)
	}
	for _, one := range servers {
		f.servers = append(f.servers, newServer(one, o))
	}
	return f
}

func newServer(one Server, o FailoverOptions) *server {
	s := &server{Server: one}
	s.breaker = gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name:         one.Host,
		Timeout:      o.Pause,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= o.Failures },
		IsSuccessful: answers,
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case o.Changed == nil:
			case to == gobreaker.StateClosed:
				o.Changed(one.Host, true, nil)
			case from == gobreaker.StateClosed: // A probe that fails is no news.
				reason, _ := s.reason.Load().(failure)
				o.Changed(one.Host, false, reason.error)
			}
		},
	})
	return s
}

// answers tells whether the source did what it should: that a client went away is not its fault.
func answers(err error) bool {
	return err == nil || errors.Is(err, context.Canceled)
}

// ask asks a server within its time, and keeps why it failed.
func (f *Failover) ask(ctx context.Context, s *server, wait time.Duration, live func(context.Context, *Live) (any, error)) (any, error) {
	return s.breaker.Execute(func() (any, error) {
		limited, stop := context.WithTimeoutCause(ctx, wait, fmt.Errorf("no answer within %s", wait))
		defer stop()
		answer, err := live(limited, s.Live)
		if !answers(err) {
			reason := err
			if limited.Err() != nil {
				reason = context.Cause(limited)
			}
			s.reason.Store(failure{reason})
			if f.failed != nil && s.breaker.State() == gobreaker.StateClosed {
				f.failed(s.Host, reason)
			}
		}
		return answer, err
	})
}

// ready returns the servers that may be asked now, each time beginning with another one. While it is not known whether
// one is back, nobody waits for it: it is tried in the background.
func (f *Failover) ready(ctx context.Context) (ready []*server) {
	turn := f.turn.Add(1)
	for i := range f.servers {
		s := f.servers[(turn+uint64(i))%uint64(len(f.servers))]
		switch s.breaker.State() { // Looked at once: asked again, it may be half open, and this request would wait.
		case gobreaker.StateHalfOpen:
			go f.probe(context.WithoutCancel(ctx), s)
		case gobreaker.StateClosed:
			if s.Fresh == nil || s.Fresh() {
				ready = append(ready, s)
			}
		case gobreaker.StateOpen:
		}
	}
	return ready
}

// either asks the servers that are ready, then the copy. A server that hangs has half of the time, if there is another.
func either[T any](ctx context.Context, f *Failover, live func(context.Context, *Live) (T, error), cached func(context.Context, *Cached) (T, error)) (answer T, err error) {
	if f.young(ctx) {
		if answer, err := cached(ctx, f.cached); err == nil || ctx.Err() != nil {
			return answer, err
		}
	}
	ready := f.ready(ctx)
	if len(ready) == 0 && f.cached == nil {
		return live(ctx, f.servers[f.turn.Load()%uint64(len(f.servers))].Live) // There is nobody else to ask.
	}
	limited, stop := context.WithTimeoutCause(ctx, f.wait, fmt.Errorf("no answer within %s", f.wait))
	defer stop()
	for i, s := range ready {
		wait := f.wait
		if i+1 < len(ready) {
			wait /= 2
		}
		var got any
		got, err = f.ask(limited, s, wait, func(ctx context.Context, l *Live) (any, error) { return live(ctx, l) })
		if err == nil {
			return got.(T), nil
		}
		if ctx.Err() != nil {
			return answer, err
		}
		if limited.Err() != nil {
			break
		}
	}
	if f.cached == nil {
		return answer, err
	}
	return cached(ctx, f.cached)
}

// young tells whether the copy is to be read first.
func (f *Failover) young(ctx context.Context) bool {
	return f.recent != nil && f.recent.check(ctx) == nil
}

// probe asks a server for a vehicle, whichever: an answer makes it known to be back, none to be down. Only one probe at
// a time reaches it.
func (f *Failover) probe(ctx context.Context, s *server) {
	_, _ = f.ask(ctx, s, f.wait, func(ctx context.Context, l *Live) (any, error) { // The breaker keeps the outcome.
		_, _, _, err := l.Get(ctx, vehicle.ID{})
		return nil, err
	})
}

// Search returns a page.
func (f *Failover) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	return either(ctx, f,
		func(ctx context.Context, l *Live) (vehicle.Page, error) { return l.Search(ctx, s) },
		func(ctx context.Context, c *Cached) (vehicle.Page, error) { return c.Search(ctx, s) })
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
		func(ctx context.Context, l *Live) (found, error) {
			v, origin, ok, err := l.Get(ctx, id)
			return found{v, origin, ok}, err
		},
		func(ctx context.Context, c *Cached) (found, error) {
			v, origin, ok, err := c.Get(ctx, id)
			return found{v, origin, ok}, err
		})
	return answer.vehicle, answer.origin, answer.ok, err
}

// Values returns the words and ranges of the stock.
func (f *Failover) Values(ctx context.Context) (vehicle.Values, error) {
	return patient(ctx, f,
		func(ctx context.Context, l *Live) (vehicle.Values, error) { return l.Values(ctx) },
		func(ctx context.Context, c *Cached) (vehicle.Values, error) { return c.Values(ctx) })
}

// patient asks a server for what takes its time, unless all are known to be down, and then the copy. A big source may
// take longer than a search may; that does not make it known to be down, so the circuit breakers do not hear of it.
func patient[T any](ctx context.Context, f *Failover, live func(context.Context, *Live) (T, error), cached func(context.Context, *Cached) (T, error)) (T, error) {
	if f.young(ctx) {
		return cached(ctx, f.cached)
	}
	ready := f.ready(ctx)
	if f.cached == nil {
		return live(ctx, append(ready, f.servers[0])[0].Live)
	}
	if len(ready) > 0 {
		limited, stop := context.WithTimeout(ctx, f.wait)
		defer stop()
		if answer, err := live(limited, ready[0].Live); err == nil || ctx.Err() != nil {
			return answer, err
		}
	}
	return cached(ctx, f.cached)
}
