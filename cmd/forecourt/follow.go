package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/feed"
	"forecourt/internal/feed/follow"
	"forecourt/internal/feed/handover"
	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/syncer"
)

type followCommand struct {
	config.Feed  `embed:""`
	config.Cache `embed:""`
	config.Views `embed:""`
	config.Stock `embed:""`

	Changes config.Changes `embed:""`

	Once bool `name:"once" group:"Feed" help:"Bring the file to where the feed is now, and exit."`
}

// Run keeps the local file equal to a feed.
func (c *followCommand) Run(ctx context.Context, p *program) error {
	if !c.On() {
		return usageError{errNoFeed}
	}
	list, m, err := mappedViews(c.Views, c.Stock)
	if err != nil {
		return err
	}
	f := feeding{Feed: c.Feed, Cache: c.Cache, Changes: c.Changes, views: list, mapping: m}
	from, err := f.connect(p)
	if err != nil {
		return err
	}
	defer from.Close()
	follower, err := f.follower(p, from)
	if err != nil {
		return err
	}
	if !c.Once {
		p.log.Info("the feed is followed until this is stopped", "path", c.Path)
		return follower.Run(ctx)
	}
	if !from.Reached(ctx) {
		return feed.ErrAway
	}
	if err := follower.Once(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s holds %s\n", c.Path, standing(follower))
	return err
}

var errNoFeed = errors.New("FEED_URL is not set: name the NATS servers of the feed, such as nats://nats.example.com:4222")

// feeding is what a command does with a feed.
type feeding struct {
	config.Feed
	config.Cache
	config.Changes

	views   []syncer.View
	mapping *mapping.Mapping
}

// connect prepares the feed. Its errors are mistakes in the settings.
func (f *feeding) connect(p *program) (*feed.Feed, error) {
	connected, err := feed.Connect(f.options(p))
	if err != nil {
		return nil, usageError{err}
	}
	return connected, nil
}

// options say where the feed is.
func (f *feeding) options(p *program) feed.Options {
	name := f.Name
	if name == "" {
		name = feed.NameFor(f.names())
	}
	return feed.Options{
		URLs: f.URLs(), Name: name, Credentials: f.CredentialsFile, Token: f.TokenFile, CA: f.CAFile, Certificate: f.CertFile, Key: f.KeyFile,
		Domain: f.Domain, Replicas: f.Replicas, Log: p.log,
	}
}

func (f *feeding) names() (names []string) {
	for _, view := range f.views {
		names = append(names, view.Name)
	}
	return names
}

// follower returns what makes the copies equal to a feed.
func (f *feeding) follower(p *program, from *feed.Feed) (*follow.Follower, error) {
	version, err := mappingVersion(f.mapping)
	if err != nil {
		return nil, err
	}
	return follow.New(follow.Options{
		Feed: from, CachePath: f.Path, Cache: cache.Options{Mode: f.FileMode(), Patrol: cache.NewPatrol(f.Path, true, p.now)},
		Indexes: fit.Indexes(f.mapping, fit.StockView(f.mapping, f.views), func(view string, err error) {
			p.log.Warn("the copy does not fit stock.yaml: it is kept all the same", "view", view, "error", err)
		}),
		Mapping: version, KeepChanges: f.Changes.Keep(), MaxChanges: f.Changes.MaxBytes(), Now: p.now, Log: p.log,
	}), nil
}

// writer returns what hands refreshes over to a feed, nil without one. Close the feed.
func (f *feeding) writer(p *program) (*handover.Writer, error) {
	to, err := f.connect(p)
	if err != nil {
		return nil, err
	}
	follower, err := f.follower(p, to)
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	name := fmt.Sprintf("%s:%d", host, os.Getpid())
	lease, err := to.NewLease(name)
	if err != nil {
		return nil, err
	}
	return handover.New(handover.Options{
		Feed: to, Lease: lease, Follower: follower, Views: f.names(), Name: name, Mapping: follower.Mapping, KeepFor: f.Feed.Keep, MaxBytes: f.Feed.MaxBytes(),
		Now: p.now, Log: p.log,
	}), nil
}

// mappingVersion is the hash of an owner's mapping, "" without one.
func mappingVersion(m *mapping.Mapping) (string, error) {
	if m == nil {
		return "", nil
	}
	text, err := mapping.Write(m, nil)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), err
}

// lead makes one run, if no other writer has the feed. If one has, the copies are brought to where the feed is.
func lead(ctx context.Context, p *program, w *handover.Writer, run func(context.Context) error) error {
	led, end := w.Take(ctx)
	defer end()
	if led {
		return run(ctx)
	}
	w.Follower.Views = w.Views
	if err := w.Follower.Once(ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "another writer (%s) has the feed: the copies follow it, and stand at %s\n", w.Lease.Other(), standing(w.Follower))
	return err
}

// standing says where a follower stands.
func standing(f *follow.Follower) string {
	var parts []string
	for _, state := range f.States() {
		parts = append(parts, fmt.Sprintf("segment %d of %s, of %s", state.Sequence, state.View, state.AsOf.UTC().Format("2006-01-02 15:04:05 UTC")))
	}
	if len(parts) == 0 {
		return "nothing yet"
	}
	return strings.Join(parts, "; ")
}

// isFeedError tells whether an error is about the feed.
func isFeedError(err error) bool {
	return errors.As(err, new(*syncer.HandOverError)) || errors.As(err, new(*feed.Error)) || errors.Is(err, feed.ErrAway) || errors.Is(err, feed.ErrAbsent)
}
