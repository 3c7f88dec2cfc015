package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"forecourt/api"
	"forecourt/api/auth"
	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/conns"
	"forecourt/internal/syncer"
)

const (
	// After breakerFailures failures in a row the source counts as down. It is then left alone for breakerPause.
	breakerFailures = 3
	breakerPause    = 5 * time.Second
	// shutdownWait is how long running requests may take when the server is stopped.
	shutdownWait = 20 * time.Second
	maxHeader    = 16 << 10
	// strangerRate and strangerBurst limit requests without a valid key, for each address.
	strangerRate  = 5
	strangerBurst = 20
	// rereadKeys is the longest time until a change of the file of keys is noticed.
	rereadKeys = time.Second
	// metricsConnections is how many connections the readers of the metrics may have.
	metricsConnections = 32
)

type serveCommand struct {
	config.Source `embed:""`
	config.Cache  `embed:""`
	config.Views  `embed:""`

	Changes       config.Changes     `embed:""`
	Incremental   config.Incremental `embed:""`
	config.API    `embed:""`
	config.Stock  `embed:""`
	config.Demand `embed:""`
}

// Run serves until it is stopped, and then finishes the running requests.
func (c *serveCommand) Run(p *program) error {
	if err := c.API.Complete(p.env); err != nil {
		return usageError{err}
	}
	return c.run(p, func(*auth.Sessions) {})
}

// run is Run with complete settings. It calls ready when the API listens, with what signs browsers in.
func (c *serveCommand) run(p *program, ready func(*auth.Sessions)) (err error) {
	keys, err := auth.OpenRing(c.Keys, c.KeyFile, p.now)
	if err != nil {
		return usageError{err}
	}
	if c.PublicURL == "" {
		p.log.Warn("PUBLIC_URL is not set: documents name the address of the request, which behind a proxy may be one that clients cannot reach")
	}
	book, err := openWords(c.WordsFile)
	if err != nil {
		return usageError{err}
	}
	closers := &closers{}
	defer func() { err = errors.Join(err, closers.close()) }()
	reader, err := openReader(p, reading{&c.Source, &c.Cache, &c.Views, &c.Stock, &c.Reading}, closers)
	if err != nil {
		return err
	}
	sessions, err := openSessions(p, c.Path, keys)
	if err != nil {
		return err
	}
	metrics := newMetrics()
	group, ctx := errgroup.WithContext(p.ctx)
	heard := openDemand(ctx, p, c.File(c.Path), metrics, closers, group)
	usage := openUsage(ctx, p, usageFile(c.Path), metrics, group)
	group.Go(func() error { keys.Watch(ctx, rereadKeys, p.log); return nil })
	handler := api.New(ctx, api.Options{
		Reader: reader.Reader, Shape: reader.stock.Shape, Own: ownWords(reader.stock.Mapping), Keys: keys, Words: book, Limits: auth.Limits{PerSecond: c.RateLimit, Burst: c.RateBurst, Concurrent: c.Concurrent / 2},
		StrangerLimits: auth.Limits{PerSecond: strangerRate, Burst: strangerBurst}, Concurrent: c.Concurrent,
		Deadline: c.Deadline, PublicURL: c.PublicURL, TrustForwarded: c.TrustForwarded, AllowedHosts: c.AllowedHosts, AllowedOrigins: c.AllowedOrigins,
		Version: documentVersion, Log: p.log, Now: p.now, Observe: metrics.observe, Heard: heard,
		Pages: api.PageAccess(c.Pages), Sessions: sessions, CSVRows: c.CSVRows, Inside: c.inside(p, reader),
		Used: func(ctx context.Context, key auth.Key, n int, admitted bool) {
			conns.Keyed(ctx)
			usage.used(key, n, admitted)
		},
	})
	if err := c.listenAll(ctx, group, p, handler, metrics); err != nil {
		return err
	}
	if c.SyncEvery > 0 {
		if err := c.refresh(ctx, group, p, metrics); err != nil {
			return err
		}
	}
	ready(sessions)
	return group.Wait()
}

// listenAll serves the API, and the metrics if they have an address.
func (c *serveCommand) listenAll(ctx context.Context, group *errgroup.Group, p *program, handler http.Handler, metrics *metrics) error {
	most, err := maxConnections(c.Connections, c.Concurrent)
	if err != nil {
		return err
	}
	guests := conns.New(most, p.now)
	metrics.connections(guests)
	if err := c.listen(ctx, group, p, c.ListenAddr, handler, guests, "the API listens"); err != nil || c.MetricsAddr == "" {
		return err
	}
	return c.listen(ctx, group, p, c.MetricsAddr, metrics.handler(), conns.New(metricsConnections, p.now), "the metrics listen")
}

// listen serves a handler until the context ends, and then finishes the running requests.
func (c *serveCommand) listen(ctx context.Context, group *errgroup.Group, p *program, address string, handler http.Handler, most *conns.Cap, message string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return usageError{fmt.Errorf("listen at %s: %w: set LISTEN_ADDR or METRICS_ADDR", address, err)}
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: c.Deadline + 10*time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	most.Watch(server)
	p.log.Info(message, "address", listener.Addr().String())
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		finishing, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
		defer stop()
		return server.Shutdown(finishing)
	})
	return nil
}

// refresh keeps the local copy fresh.
func (c *serveCommand) refresh(ctx context.Context, group *errgroup.Group, p *program, metrics *metrics) error {
	list, m, err := mappedViews(c.Views, c.Stock)
	if err != nil {
		return err
	}
	from, err := p.openSource(&c.Source)
	if err != nil {
		return err
	}
	fullAfter, fullEvery, err := c.Incremental.Full()
	if err != nil {
		return err
	}
	s := syncer.New(from, syncer.Options{CachePath: c.Path, KeepChanges: c.Changes.Keep(), MaxChanges: c.Changes.MaxBytes(), Cache: cache.Options{Mode: c.FileMode(), Patrol: cache.NewPatrol(c.Path, true, p.now)}, FullAfter: fullAfter, FullEvery: fullEvery,
		Look: stockNeeds(m, stockView(m, list)), Now: p.now, Log: p.log})
	group.Go(func() error {
		syncer.Repeat(ctx, c.SyncEvery, rand.Float64, p.log, func(ctx context.Context) error {
			var failed error
			err := s.Run(ctx, list, func(r syncer.Report) {
				metrics.sync(r)
				logRefresh(ctx, p.log, r)
				failed = errors.Join(failed, r.Err)
			})
			if err != nil && ctx.Err() == nil {
				p.log.Error("the copy was not refreshed", "error", err)
			}
			return errors.Join(failed, err)
		})
		return from.Close()
	})
	return nil
}
