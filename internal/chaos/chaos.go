// Package chaos runs writers and readers on a feed, causes faults, and checks that no reader shows anything wrong.
// The faults and the checks are here; process runs the programs.
package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"forecourt/internal/process"
	"forecourt/internal/testdb"
)

// Options say how long a run is, how large the stock is, and where the output goes.
type Options struct {
	// For is how long there are faults. The time before that is without faults, for the figures, and is a third as
	// long.
	For      time.Duration
	Vehicles int
	Readers  int
	// Followers is how many light followers are run instead of readers, 0 for none: they keep no rows.
	Followers int
	// Cursor lets most refreshes read only what has changed at the source, as one does with a large stock. Then no
	// vehicle is deleted.
	Cursor bool
	// Binary is the path of the program.
	Binary string
	// Out gets the figures, and Log the progress.
	Out, Log io.Writer
}

const (
	// syncEvery is the pause between refreshes.
	syncEvery = time.Second
	// sameFaults is how many failures of the same kind are printed.
	sameFaults = 5
	// smallDiskBytes is the size of the last reader's disk, in addition to what the copy needs.
	smallDiskBytes = 64 << 20
)

// chaos is one run.
type chaos struct {
	Options
	dir, key string
	broker   *broker
	mysql    *testdb.Server
	toSource *testdb.Proxy
	source   *sql.DB
	commits  commits
	writers  []*program
	readers  []*watcher

	mu sync.Mutex
	// wrong lists what went wrong, but only the first few failures of each kind. times counts all.
	wrong []string
	times map[string]int
	// caused lists the faults.
	caused []caused
	// newWriter has, for each death of a writer, the time until a reader showed a later commit.
	newWriter []time.Duration
	// contents has the fingerprints that each copy of a reader has had.
	contents []*contents
	figures  figures
}

// caused is a fault: its kind, and the commits that were made while it lasted.
type caused struct {
	kind     string
	from, to int
}

// fault records a failure. The run continues, and fails at its end.
func (c *chaos) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.times[format]++
	if c.times[format] <= sameFaults {
		c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
		fmt.Fprintln(c.Log, "WRONG:", c.wrong[len(c.wrong)-1])
	}
}

// Run starts everything, measures, causes faults for the time, and prints the figures. The error says what went wrong.
func Run(ctx context.Context, o Options) (err error) {
	if o.Followers > 0 {
		o.Readers = 1 // It shows when a new writer publishes.
	} else if o.Readers < 2 {
		return fmt.Errorf("%d readers are too few: one has a small disk, and at least one other is killed and paused", o.Readers)
	}
	c := &chaos{Options: o, key: "the-key-of-the-chaos-run", times: map[string]int{}}
	if c.Binary, err = filepath.Abs(o.Binary); err != nil {
		return err
	}
	if c.dir, err = os.MkdirTemp("", "forecourt-chaos-"); err != nil {
		return err
	}
	closers := []func() error{func() error { return os.RemoveAll(c.dir) }}
	defer func() {
		for i := len(closers) - 1; i >= 0; i-- {
			err = errors.Join(err, closers[i]())
		}
	}()
	if err := c.startServers(ctx, &closers); err != nil {
		return err
	}
	if err := c.startPrograms(ctx, &closers); err != nil {
		return fmt.Errorf("%w\n%s", err, c.logs())
	}
	if c.Followers > 0 {
		return c.runCrowd(ctx)
	}
	if err := c.work(ctx); err != nil {
		return fmt.Errorf("%w\n%s", err, c.logs())
	}
	if err := c.report(); err != nil {
		fmt.Fprintln(c.Log, c.logs())
		return err
	}
	return nil
}

// startServers starts the feed's servers and the source.
func (c *chaos) startServers(ctx context.Context, closers *[]func() error) (err error) {
	fmt.Fprintf(c.Log, "start three %s and %s with %d vehicles\n", natsImage, testdb.Image, c.Vehicles)
	if c.broker, err = startBroker(ctx); err != nil {
		return err
	}
	*closers = append(*closers, c.broker.stop)
	if c.mysql, err = testdb.Start(ctx); err != nil {
		return err
	}
	*closers = append(*closers, c.mysql.Stop)
	if err := c.fill(ctx); err != nil {
		return err
	}
	*closers = append(*closers, c.source.Close)
	c.toSource, err = testdb.OpenProxy(ctx, func() (string, error) {
		host, port, err := c.mysql.Address(context.Background())
		return net.JoinHostPort(host, strconv.Itoa(port)), err
	})
	if err == nil {
		*closers = append(*closers, c.toSource.Close)
	}
	return err
}

// startPrograms starts two writers, then the readers, and waits until all are ready.
func (c *chaos) startPrograms(ctx context.Context, closers *[]func() error) error {
	view := "vehicles_stock"
	if c.Cursor {
		view += ":id:updated_at"
	}
	for i := range 2 {
		w, err := c.newProgram(fmt.Sprintf("writer%d", i+1), "info", []string{"sync", "--every", syncEvery.String()},
			"SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", c.toSource.Port()), "SOURCE_USER=chaos", "SOURCE_PASSWORD=chaos", "SOURCE_SSL_MODE=required",
			"SOURCE_READ_TIMEOUT=10s", "SYNC_VIEWS="+view, "SOURCE_CONNECT_TIMEOUT=2s", "SYNC_RETRIES=0")
		if err != nil {
			return err
		}
		c.writers = append(c.writers, w)
		if err := w.Start(); err != nil {
			return err
		}
		*closers = append(*closers, w.Stop)
	}
	for i := range c.Readers {
		r, err := c.newReader(ctx, fmt.Sprintf("reader%d", i+1))
		if err != nil {
			return err
		}
		if i == c.Readers-1 {
			remove, err := smallDisk(r.Dir, smallDiskBytes+int64(c.Vehicles)*2000)
			if err != nil {
				return err
			}
			*closers = append(*closers, remove)
		}
		c.readers = append(c.readers, newWatcher(c, r))
		if err := r.Start(); err != nil {
			return err
		}
		*closers = append(*closers, r.Stop)
	}
	for _, r := range c.readers {
		if err := r.Ready(ctx, 3*time.Minute); err != nil {
			return err
		}
	}
	return nil
}

func (c *chaos) newReader(ctx context.Context, name string) (*program, error) {
	return c.newServer(ctx, name, []string{"serve", "--follow"})
}

// newServer prepares a program that answers searches.
func (c *chaos) newServer(ctx context.Context, name string, args []string, settings ...string) (*program, error) {
	address, err := process.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	settings = append(settings, "LISTEN_ADDR="+address, "API_KEY="+c.key, "RATE_LIMIT=0", "DEMAND_LOG=off")
	p, err := c.newProgram(name, "warn", args, settings...)
	if err != nil {
		return nil, err
	}
	p.URL = "http://" + address
	return p, nil
}

// work lets everything run: first without faults, for the figures, then with faults, and then until all readers show
// the last commit.
func (c *chaos) work(ctx context.Context) error {
	asking, stopAsking := context.WithCancel(ctx)
	changing, stopChanging := context.WithCancel(ctx)
	var working, changes sync.WaitGroup
	defer working.Wait()
	defer stopAsking()
	defer changes.Wait()
	defer stopChanging()
	for _, r := range c.readers {
		working.Go(func() { r.run(asking) })
		s := &contents{program: r.program, had: map[string]bool{}}
		c.contents = append(c.contents, s)
		working.Go(func() {
			if err := s.watch(asking); err != nil {
				c.fault("%v", err)
			}
		})
	}
	changes.Go(func() { c.change(changing) })
	if err := c.measure(ctx); err != nil {
		return err
	}
	faulty, stop := context.WithTimeout(ctx, c.For)
	c.faults(faulty, kinds)
	stop()
	stopChanging()
	changes.Wait()
	if err := c.settle(ctx); err != nil {
		return err
	}
	stopAsking()
	working.Wait()
	return c.check(ctx)
}

// settle waits until all readers show the last commit.
func (c *chaos) settle(ctx context.Context) error {
	last := len(c.commits.all())
	begin := time.Now()
	for _, r := range c.readers {
		for r.last() < last && !r.isDown() {
			if time.Since(begin) > time.Minute {
				c.fault("%s shows commit %d a minute after commit %d, which is the last", r.Name, r.last(), last)
				break
			}
			if !process.Pause(ctx, 50*time.Millisecond) {
				return ctx.Err()
			}
		}
	}
	return nil
}

// logs returns the ends of all logs.
func (c *chaos) logs() string {
	var text strings.Builder
	for _, p := range c.programs() {
		fmt.Fprintf(&text, "the end of the log of %s:\n%s\n", p.Name, p.LogEnd())
	}
	return text.String()
}

func (c *chaos) programs() (list []*program) {
	list = append(list, c.writers...)
	for _, r := range c.readers {
		list = append(list, r.program)
	}
	return list
}
