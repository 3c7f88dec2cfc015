package main

import (
	"context"
	"errors"
	"io"
	"os"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"golang.org/x/sync/errgroup"

	"forecourt/api"
	"forecourt/api/cars"
	"forecourt/internal/config"
	"forecourt/internal/service"
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
func (c *mcpCommand) Run(ctx context.Context, p *program) (err error) {
	book, err := openWords(c.WordsFile)
	if err != nil {
		return usageError{err}
	}
	reader, closeReader, err := openReader(ctx, p, reading{&c.Source, &c.Cache, &c.Views, &c.Stock, &c.Reading})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	ctx, stop := context.WithCancel(ctx)
	var group errgroup.Group
	if c.PublicURL == "" {
		p.log.Debug("PUBLIC_URL is not set: cars without a page of their own are cited by their path")
	}
	count, closeDemand := service.CountDemand(ctx, c.File(c.Path), p.log, p.now, &group)
	defer func() { err = errors.Join(err, closeDemand()) }()
	server := api.NewTools(api.Options{
		Options: cars.Options{
			Reader: reader.Reader, Shape: reader.Stock.Shape, Own: reader.Stock.Mapping.OwnWords(), Words: book,
			PublicURL: c.PublicURL, Version: documentVersion, Log: p.log, Now: p.now, Heard: count,
		},
		Deadline: c.Deadline,
	})
	err = server.Run(ctx, &sdk.IOTransport{Reader: io.NopCloser(p.stdin), Writer: nopCloser{p.rawStdout}})
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
