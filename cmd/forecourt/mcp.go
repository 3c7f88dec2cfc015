package main

import (
	"context"
	"errors"
	"io"
	"os"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"golang.org/x/sync/errgroup"

	"forecourt/api"
	"forecourt/internal/config"
)

type mcpCommand struct {
	config.Source  `embed:""`
	config.Cache   `embed:""`
	config.Reading `embed:""`
	config.Views   `embed:""`
	config.Stock   `embed:""`
	config.Demand  `embed:""`
}

// Run serves one client over standard input and output, until either is closed. The log goes to standard error.
func (c *mcpCommand) Run(p *program) (err error) {
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
	ctx, stop := context.WithCancel(p.ctx)
	var group errgroup.Group
	if c.PublicURL == "" {
		p.log.Debug("PUBLIC_URL is not set: cars without a page of their own are cited by their path")
	}
	server := api.NewTools(api.Options{
		Reader: reader.Reader, Shape: reader.stock.Shape, Own: ownWords(reader.stock.Mapping), Words: book, Deadline: c.Deadline, PublicURL: c.PublicURL, Version: documentVersion, Log: p.log, Now: p.now,
		Heard: openDemand(ctx, p, c.File(c.Path), newMetrics(), closers, &group),
	})
	err = server.Run(ctx, &sdk.IOTransport{Reader: io.NopCloser(p.stdin), Writer: nopCloser{p.stdout}})
	stop()
	if failed := group.Wait(); failed != nil {
		return failed
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// nopCloser leaves standard output open.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
