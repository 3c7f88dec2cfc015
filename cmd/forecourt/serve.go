package main

import (
	"context"
	"errors"
	"time"

	"forecourt/api"
	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/conns"
	"forecourt/internal/fit"
	"forecourt/internal/service"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

const (
	// strangerRate and strangerBurst limit requests without a valid key, for each address.
	strangerRate  = 5
	strangerBurst = 20
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

	Feed   config.Feed `embed:""`
	Follow bool        `name:"follow" var:"SERVE_FOLLOW" group:"Feed" help:"Follow the feed at FEED_URL instead of the source: the copy is read, and kept equal to the feed."`
}

// Run serves until it is stopped, and then finishes the running requests.
func (c *serveCommand) Run(ctx context.Context, p *program) error {
	if err := c.API.Complete(p.env); err != nil {
		return usageError{err}
	}
	if err := c.completeFollow(); err != nil {
		return usageError{err}
	}
	return c.run(ctx, p, nil)
}

// run is Run with complete settings. It calls ready when the API listens, with what signs browsers in.
func (c *serveCommand) run(ctx context.Context, p *program, ready func(*auth.Sessions)) (err error) {
	if p.env.Get("GOGC") == "" {
		service.PaceHeap(c.ReadFrom == "live")
	}
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
	following, closeFeed, err := c.openFollower(ctx, p)
	if err != nil {
		return err
	}
	defer closeFeed()
	reader, closeReader, err := openReader(ctx, p, reading{&c.Source, &c.Cache, &c.Views, &c.Stock, &c.Reading})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	connections, err := conns.Most(c.Connections, c.Concurrent)
	if err != nil {
		return usageError{err}
	}
	options := service.Options{
		API: api.Options{
			Options:        cars.Options{Words: book, PublicURL: c.PublicURL, Version: documentVersion, Log: p.log, Now: p.now},
			Limits:         auth.Limits{PerSecond: c.RateLimit, Burst: c.RateBurst, Concurrent: c.Concurrent / 2},
			StrangerLimits: auth.Limits{PerSecond: strangerRate, Burst: strangerBurst}, Concurrent: c.Concurrent, Deadline: c.Deadline,
			TrustForwarded: c.TrustForwarded, AllowedHosts: c.AllowedHosts, AllowedOrigins: c.AllowedOrigins,
			Pages: api.PageAccess(c.Pages), CSVRows: c.CSVRows,
		},
		Reader: reader, Keys: keys, CachePath: c.Path, ReadFrom: c.ReadFrom, DemandPath: c.File(c.Path),
		Address: c.ListenAddr, MetricsAddress: c.MetricsAddr, Connections: connections, Every: c.SyncEvery, Ready: ready,
		Following: following,
	}
	if c.SyncEvery > 0 {
		closeSource, failed := c.openSyncer(p, &options)
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, closeSource()) }()
	}
	return service.Run(ctx, options)
}

// restFrom is the part of the time between two refreshes in which a refresh reads as fast as it can. Of the rest it may
// take half for resting.
const restFrom = 2 * time.Second

// openSyncer adds what keeps the copy fresh, and returns the function that closes its source.
func (c *serveCommand) openSyncer(p *program, options *service.Options) (end func() error, err error) {
	list, m, err := mappedViews(c.Views, c.Stock)
	if err != nil {
		return nil, err
	}
	fullAfter, fullEvery, err := c.Incremental.Full()
	if err != nil {
		return nil, err
	}
	from, err := p.openSource(&c.Source)
	if err != nil {
		return nil, err
	}
	options.Views, options.Lead = list, func(ctx context.Context, work func(context.Context)) error { work(ctx); return nil }
	what := syncer.Options{
		CachePath: c.Path, KeepChanges: c.Changes.Keep(), MaxChanges: c.Changes.MaxBytes(), Cache: cache.Options{Mode: c.FileMode(), Patrol: cache.NewPatrol(c.Path, true, p.now)},
		RestUpTo: max(0, (c.SyncEvery-restFrom)/2), FullAfter: fullAfter, FullEvery: fullEvery, Look: fit.Needs(m, fit.StockView(m, list)), Now: p.now, Log: p.log,
	}
	end = from.Close
	if c.Feed.On() {
		f := feeding{Feed: c.Feed, Cache: c.Cache, Changes: c.Changes, views: list, mapping: m}
		writer, err := f.writer(p)
		if err != nil {
			return nil, errors.Join(err, end())
		}
		what.Feed, options.Lead = writer, writer.Lead
		options.Publishing = &service.Publishing{Following: service.Following{Follower: writer.Follower, Connected: writer.Feed.Connected}, Held: writer.Lease.Held}
		end = func() error { writer.Feed.Close(); return from.Close() }
	}
	options.Syncer = syncer.New(from, what)
	return end, nil
}

// completeFollow finds settings that contradict SERVE_FOLLOW, and sets those that follow from it.
func (c *serveCommand) completeFollow() error {
	switch {
	case !c.Follow:
		return nil
	case !c.Feed.On():
		return errNoFeed
	case c.SyncEvery > 0:
		return errors.New("SERVE_FOLLOW and SERVE_SYNC_EVERY are both set: a server either follows the feed, or copies from the source")
	case c.ReadFrom == "live":
		return errors.New("SERVE_FOLLOW needs READ_FROM=cache, which is also what auto means with it")
	}
	c.ReadFrom = "cache"
	return nil
}

// openFollower returns what keeps the copy equal to a feed, nil without one, and closes the feed's connection. When
// there is no copy yet, it waits for the first one.
func (c *serveCommand) openFollower(ctx context.Context, p *program) (following *service.Following, end func(), err error) {
	if !c.Follow {
		return nil, func() {}, nil
	}
	list, m, err := mappedViews(c.Views, c.Stock)
	if err != nil {
		return nil, nil, err
	}
	f := feeding{Feed: c.Feed, Cache: c.Cache, Changes: c.Changes, views: list, mapping: m}
	from, err := f.connect(p)
	if err != nil {
		return nil, nil, err
	}
	follower, err := f.follower(p, from)
	if err == nil {
		err = follower.First(ctx)
	}
	if err != nil {
		from.Close()
		return nil, nil, err
	}
	return &service.Following{Follower: follower, Connected: from.Connected}, from.Close, nil
}

// reading says where the rows are read from.
type reading struct {
	*config.Source
	*config.Cache
	*config.Views
	*config.Stock
	*config.Reading
}

// openReader opens the places that the settings name, and returns the function that ends reading.
func openReader(ctx context.Context, p *program, c reading) (reader *service.Reader, end func() error, err error) {
	m, err := readStockFile(*c.Stock)
	if err != nil {
		return nil, nil, err
	}
	list, err := views(*c.Views)
	if err != nil {
		return nil, nil, err
	}
	closeSource := func() error { return nil }
	var from *source.Cluster
	if c.ReadFrom != "cache" {
		if from, err = openLive(p, c); err != nil {
			return nil, nil, err
		}
		closeSource = from.Close
	}
	reader, err = service.OpenReader(ctx, service.ReaderOptions{
		Mapping: m, View: fit.StockView(m, list), CachePath: c.Path, From: from, ReadFrom: c.ReadFrom, LiveTimeout: c.LiveTimeout,
		MaxAge: c.MaxAge, Concurrent: c.Concurrent, IndexUpTo: c.IndexUpTo, Program: build(), Log: p.log, Now: p.now,
	})
	if err != nil {
		return nil, nil, errors.Join(err, closeSource())
	}
	return reader, func() error { reader.Keep(); return closeSource() }, nil
}

// openLive prepares the source for live searches.
func openLive(p *program, c reading) (*source.Cluster, error) {
	if c.Type == "sqlite" {
		return nil, usageError{errors.New("SOURCE_TYPE=sqlite cannot be read live: set READ_FROM=cache")}
	}
	if err := c.Complete(p.env); err != nil {
		return nil, usageError{err}
	}
	from, err := openCluster(c.Source, func(one *source.MySQLConfig) {
		one.MaxConns, one.ReadTimeout = c.Concurrent, c.Deadline
	})
	if err != nil {
		return nil, usageError{err}
	}
	return from, nil
}
