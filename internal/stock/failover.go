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

// Failover reads the source, which may be several servers with the same rows, and the copy if none of them answers in
// time. If MaxAge is set, a young copy is read first. Each server has a circuit breaker: searches do not wait for a
// server that is known to be down, and it is tried again in the background. It is safe for concurrent use.
type Failover struct {
	servers []*server
	// cached is nil if there is no copy to read.
	cached *Cached
	// recent reads the copy while it is young enough to be read first. It is nil if it never is.
	recent *Recent
	wait   time.Duration
	failed func(host string, reason error)
	// turn counts the searches, so that each begins with another server.
	turn atomic.Uint64
}

// Server is one server of the source.
type Server struct {
	*Live
	// Host names the server.
	Host string
	// Fresh reports whether its rows are new enough. It may be nil.
	Fresh func() bool
}

// server is a server with its circuit breaker.
type server struct {
	Server
	breaker *gobreaker.CircuitBreaker[any]
	// reason is why the server failed last; it holds no error once it has answered again.
	reason atomic.Value
}

func (s *server) failure() error {
	reason, _ := s.reason.Load().(failure)
	return reason.error
}

// failure is the type of the values of reason, because an atomic.Value takes only one type.
type failure struct{ error }

// FailoverOptions say when the copy is read.
type FailoverOptions struct {
	// MaxAge lets the copy answer without the source while it is not older. 0 means that the source is always asked first.
	// If the source does not answer, the copy does, whatever its age.
	MaxAge time.Duration
	// Now is the clock for the copy's age. It is needed with MaxAge.
	Now func() time.Time
	// Wait is how long the source may take.
	Wait time.Duration
	// Pause is how long a server is left alone after it counts as down.
	Pause time.Duration
	// Failures is the number of failures in a row after which a server counts as down.
	Failures uint32
	// Changed is told when a server counts as down, and why, and when it answers again. It may be nil.
	Changed func(host string, live bool, reason error)
	// Failed is told why a server that does not count as down did not answer a request. It may be nil.
	Failed func(host string, reason error)
}

// NewFailover combines the readers of the servers with that of the copy, which may be nil.
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
			case from == gobreaker.StateClosed: // A failed probe says nothing new.
				o.Changed(one.Host, false, s.failure())
			}
		},
	})
	return s
}

// answers reports whether the source did what it should. It is not its fault if a client went away.
func answers(err error) bool {
	return err == nil || errors.Is(err, context.Canceled)
}

// ask asks a server within its time. If it fails, ask keeps the reason.
func (f *Failover) ask(ctx context.Context, s *server, wait time.Duration, live func(context.Context, *Live) (any, error)) (any, error) {
	return s.breaker.Execute(func() (any, error) {
		late := fmt.Errorf("no answer within %s", wait)
		limited, stop := context.WithTimeoutCause(ctx, wait, late)
		defer stop()
		answer, err := live(limited, s.Live)
		if err == nil && s.failure() != nil {
			s.reason.Store(failure{})
		}
		if !answers(err) {
			reason := err
			switch {
			case limited.Err() != nil:
				reason = context.Cause(limited)
			case errors.Is(err, context.DeadlineExceeded): // That of a shared search, which ends at the same moment.
				reason = late
			}
			s.reason.Store(failure{reason})
			if f.failed != nil && s.breaker.State() == gobreaker.StateClosed {
				f.failed(s.Host, reason)
			}
		}
		return answer, err
	})
}

// ready returns the servers that may be asked now, each time beginning with another one. A server that may be back is
// tried in the background, so that nobody waits for it.
func (f *Failover) ready(ctx context.Context) (ready []*server) {
	turn := f.turn.Add(1)
	for i := range f.servers {
		s := f.servers[(turn+uint64(i))%uint64(len(f.servers))]
		switch s.breaker.State() { // A second look might find it half open, and then this request would wait.
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

// either asks the servers that are ready, and then the copy. If there are several servers, one that hangs gets half of
// the time.
func either[T any](ctx context.Context, f *Failover, live func(context.Context, *Live) (T, error), cached func(context.Context, *Cached) (T, error)) (answer T, err error) {
	if f.young(ctx) {
		if answer, err := cached(ctx, f.cached); err == nil || ctx.Err() != nil {
			return answer, err
		}
	}
	ready := f.ready(ctx)
	if len(ready) == 0 && f.cached == nil {
		return live(ctx, f.servers[f.turn.Load()%uint64(len(f.servers))].Live) // There is nothing else to ask.
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

// young reports whether the copy is read first.
func (f *Failover) young(ctx context.Context) bool {
	return f.recent != nil && f.recent.check(ctx) == nil
}

// probe asks a server for any vehicle. The circuit breaker keeps whether it answers. Only one probe at a time reaches
// the server.
func (f *Failover) probe(ctx context.Context, s *server) {
	_, _ = f.ask(ctx, s, f.wait, func(ctx context.Context, l *Live) (any, error) { // The breaker keeps the result.
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

// Get returns a vehicle, and false if there is none with this identity.
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

// patient asks a server for something that may take long, unless all count as down, and then the copy. A large source
// may take longer than a search may. That is no sign that it is down, so the circuit breakers are not told.
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
