// Package service runs the API beside a copy that it keeps fresh.
package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"forecourt/api"
	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/internal/conns"
	"forecourt/internal/syncer"
)

const (
	// shutdownWait is how long running requests may take when the server is stopped.
	shutdownWait = 20 * time.Second
	maxHeader    = 16 << 10
	// rereadKeys is the longest time until a change of the file of keys is noticed.
	rereadKeys = time.Second
	// metricsConnections is how many connections the readers of the metrics may have.
	metricsConnections = 32
)

// Options are what a server is made of.
type Options struct {
	// API is what the API is made of, except for what the server adds: the reader with its shape, the sessions, what the
	// pages show of the program, and the functions that count.
	API    api.Options
	Reader *Reader
	Keys   *auth.Ring
	// CachePath is the copy, beside which the server keeps its own files. ReadFrom is the setting, for the pages.
	CachePath, ReadFrom string
	// DemandPath is the file that counts what people ask for, "" for none.
	DemandPath string
	// Address is where the API listens. The metrics listen at MetricsAddress, unless it is "".
	Address, MetricsAddress string
	// Connections is how many connections clients may have.
	Connections int
	// Syncer copies the Views again Every so often. Without an interval it is not used.
	Syncer *syncer.Syncer
	Views  []syncer.View
	Every  time.Duration
	// Lead calls work while the copy is to be refreshed from here, until the context ends.
	Lead func(ctx context.Context, work func(context.Context)) error
	// Following keeps the copy equal to a feed instead. It may be nil.
	Following *Following
	// Publishing hands the refreshes of the Syncer over to a feed. It may be nil.
	Publishing *Publishing
	// Ready is called when the API listens, with what signs browsers in. It may be nil.
	Ready func(*auth.Sessions)
}

// ListenError says that the server cannot listen at an address, which is a setting.
type ListenError struct {
	Address string
	Err     error
}

// Error implements error.
func (e *ListenError) Error() string {
	return fmt.Sprintf("listen at %s: %v: set LISTEN_ADDR or METRICS_ADDR", e.Address, e.Err)
}

// Unwrap returns the cause.
func (e *ListenError) Unwrap() error { return e.Err }

// server is a running server.
type server struct {
	Options
	log     *slog.Logger
	now     func() time.Time
	metrics *metrics
	group   *errgroup.Group
	// nextRun is when the copy is refreshed next, in Unix milliseconds; 0 while it is refreshed.
	nextRun atomic.Int64
}

// Run serves until the context ends, and then finishes the running requests. It returns a *ListenError if an address
// cannot be used.
func Run(ctx context.Context, o Options) (err error) {
	s := &server{Options: o, log: o.API.Log, now: o.API.Now, metrics: newMetrics()}
	sessions, err := s.openSessions()
	if err != nil {
		return err
	}
	s.group, ctx = errgroup.WithContext(ctx)
	count, closeDemand := CountDemand(ctx, o.DemandPath, s.log, s.now, s.group)
	defer func() { err = errors.Join(err, closeDemand()) }()
	usage := s.openUsage(ctx)
	s.group.Go(func() error { o.Keys.Watch(ctx, rereadKeys, s.log); return nil })
	options := o.API
	options.Reader, options.Shape, options.Own = o.Reader.Reader, o.Reader.Stock.Shape, o.Reader.Stock.Mapping.OwnWords()
	options.Keys, options.Sessions, options.Inside, options.Observe = o.Keys, sessions, s.inside(), s.metrics.observe
	options.Feed = o.Following.states
	options.Heard = func(d cars.Demand) {
		s.metrics.demand(d)
		count(d)
	}
	options.Used = func(ctx context.Context, key auth.Key, n int, admitted bool) {
		conns.Keyed(ctx, key.ID)
		s.metrics.key(key.Name, n, admitted, s.now())
		usage.Count(key, n, admitted)
	}
	if err := s.listenAll(ctx, api.New(ctx, options)); err != nil {
		return err
	}
	if o.Every > 0 {
		s.group.Go(func() error { return s.Lead(ctx, s.refresh) })
	}
	if o.Following != nil {
		s.metrics.registry.MustRegister(followMetrics{o.Following})
		s.group.Go(func() error { return o.Following.Follower.Run(ctx) })
	}
	if o.Publishing != nil {
		s.metrics.registry.MustRegister(publishMetrics{o.Publishing, o.CachePath, s.log})
	}
	if o.Ready != nil {
		o.Ready(sessions)
	}
	return s.group.Wait()
}

// sessionPath is the path of the secret that seals browser sessions. It is kept beside the cache, so that a restart
// signs nobody out.
func sessionPath(cache string) string { return cache + ".pages" }

// UsagePath is the path of the counts of how keys are used. They are beside the cache, because the file of keys may be
// read-only for the server.
func UsagePath(cache string) string { return cache + ".keyuse" }

// openSessions prepares browser sessions.
func (s *server) openSessions() (*auth.Sessions, error) {
	secret, err := auth.SessionSecret(sessionPath(s.CachePath))
	if err != nil {
		s.log.Warn("people who are signed in must sign in again after a restart", "error", err)
	}
	return auth.NewSessions(secret, s.Keys, s.now)
}

// openUsage continues the counts of how keys are used. If they cannot be written, it warns once, and only the metrics
// count.
func (s *server) openUsage(ctx context.Context) *auth.Usage {
	usage, err := auth.OpenUsage(UsagePath(s.CachePath), s.now)
	if err != nil {
		s.log.Warn("the use of keys is counted from 0", "error", err)
	}
	s.group.Go(func() error {
		usage.Run(ctx, func(err error) {
			s.log.Warn("the use of keys is only on /metrics: `forecourt key list` will not show it", "error", err)
		})
		return nil
	})
	return usage
}

// listenAll serves the API, and the metrics if they have an address.
func (s *server) listenAll(ctx context.Context, handler http.Handler) error {
	guests := conns.New(s.Connections, s.now)
	s.metrics.connections(guests)
	if err := s.listen(ctx, s.Address, handler, guests, "the API listens"); err != nil || s.MetricsAddress == "" {
		return err
	}
	return s.listen(ctx, s.MetricsAddress, s.metrics.handler(), conns.New(metricsConnections, s.now), "the metrics listen")
}

// listen serves a handler until the context ends, and then finishes the running requests.
func (s *server) listen(ctx context.Context, address string, handler http.Handler, most *conns.Cap, message string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return &ListenError{address, err}
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: s.API.Deadline + 10*time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	most.Watch(server)
	s.log.Info(message, "address", listener.Addr().String())
	s.group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	s.group.Go(func() error {
		<-ctx.Done()
		finishing, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
		defer stop()
		return server.Shutdown(finishing)
	})
	return nil
}
