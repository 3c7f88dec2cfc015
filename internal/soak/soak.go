// Package soak runs the program under load, outages and changes for a while, to find out whether anything grows. It
// samples and judges; process runs the server.
package soak

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"forecourt/internal/demo"
	"forecourt/internal/testdb"
)

// Options say how long a run is, how large the stock is, and where the output goes.
type Options struct {
	// For is how long the load lasts.
	For      time.Duration
	Vehicles int
	Clients  int
	// Binary is the path of the program.
	Binary string
	// Out gets the table, and Log the progress.
	Out, Log io.Writer
}

const (
	// slice is the length of one round. Throughout a round there are changes and load. Each has one new key, one
	// revoked key and one outage.
	slice = 30 * time.Second
	// outage is how long the database is away in each round.
	outage = 8 * time.Second
	// keyPause is longer than a running server needs to notice a change of the keys.
	keyPause = 3 * time.Second
	// syncEvery is the pause between refreshes, and changeEvery that between changes at the source.
	syncEvery   = 3 * time.Second
	changeEvery = 500 * time.Millisecond
)

// soak is one run.
type soak struct {
	Options
	dir    string
	mysql  *testdb.Server
	source *sql.DB
	server *server
	load   *load
	// faults lists what went wrong.
	mu     sync.Mutex
	faults []string
}

// fault records a failure. The run continues, and fails at its end.
func (s *soak) fault(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) < 20 {
		s.faults = append(s.faults, fmt.Sprintf(format, args...))
	}
}

// Run starts MySQL and the program, lets them work for a while, and prints a table. It returns an error that names
// what grew or went wrong.
func Run(ctx context.Context, o Options) (err error) {
	s := &soak{Options: o}
	if s.Binary, err = filepath.Abs(o.Binary); err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "forecourt-soak-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.dir)) }()
	fmt.Fprintf(o.Log, "start %s with %d vehicles\n", testdb.Image, o.Vehicles)
	if s.mysql, err = testdb.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.mysql.Stop()) }()
	if err := s.fill(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.source.Close()) }()
	key, err := s.newKey(ctx, 0)
	if err != nil {
		return err
	}
	if s.server, err = s.start(ctx); err != nil {
		return err
	}
	s.load = newLoad(s.server.URL, key, s.fault)
	samples, err := s.work(ctx)
	if err == nil {
		err = s.compare(ctx)
	}
	err = errors.Join(err, s.server.Stop())
	if err != nil {
		return fmt.Errorf("%w\nthe end of the server's log:\n%s", err, s.server.LogEnd())
	}
	return s.report(samples)
}

// fill creates the stock.
func (s *soak) fill(ctx context.Context) (err error) {
	if s.source, err = s.mysql.Open(ctx, "vehicles_db"); err != nil {
		return err
	}
	var script strings.Builder
	if err := demo.WriteMySQL(&script, demo.New(1, time.Now()), s.Vehicles); err != nil {
		return err
	}
	if _, err := s.source.ExecContext(ctx, script.String()); err != nil {
		return fmt.Errorf("make the stock: %w", err)
	}
	return nil
}

// work starts everything, and takes a sample once a second.
func (s *soak) work(parent context.Context) (samples []sample, err error) {
	ctx, stop := context.WithTimeout(parent, s.For)
	defer stop()
	var working sync.WaitGroup
	for range s.Clients {
		working.Go(func() { s.load.run(ctx) })
	}
	working.Go(func() { s.change(ctx) })
	working.Go(func() { s.rounds(ctx) })
	begin := time.Now()
	for tick := time.NewTicker(time.Second); ; {
		select {
		case <-tick.C:
			taken, err := s.sample(parent, time.Since(begin))
			if err != nil {
				s.fault("sample after %s: %v", time.Since(begin).Round(time.Second), err)
				continue
			}
			samples = append(samples, taken)
		case <-ctx.Done():
			tick.Stop()
			working.Wait()
			return samples, parent.Err()
		}
	}
}

// compare makes a last sync, after which the copy must equal the source.
func (s *soak) compare(ctx context.Context) error {
	fmt.Fprintln(s.Log, "compare the copy with the source")
	for deadline := time.Now().Add(time.Minute); ; {
		out, err := s.program(ctx, "verify", "--source")
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the copy does not equal the source: %w: %s", err, out)
		}
		time.Sleep(syncEvery)
	}
}
