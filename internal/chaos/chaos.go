// Package chaos runs writers and readers on a feed, causes faults, and looks whether a reader shows what it must not.
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

	"forecourt/internal/testdb"
)

// Options say how long to run, how large, and where the output goes.
type Options struct {
	// For is how long the faults last. Before them, a third of that time is without faults, for the figures.
	For      time.Duration
	Vehicles int
	Readers  int
	// Binary is the path of the program.
	Binary string
	// Out gets the figures, and Log the progress.
	Out, Log io.Writer
}

const (
	// syncEvery is the pause between refreshes.
	syncEvery = time.Second
	// sameFaults is how many things that go wrong in the same way are told.
	sameFaults = 5
	// smallDiskBytes is the size of the last reader's disk, besides what the copy itself needs.
	smallDiskBytes = 64 << 20
)

// chaos is one run.
type chaos struct {
	Options
	dir, key string
	// life is the time of the programs: it ends after the run.
	life     context.Context
	broker   *broker
	mysql    *testdb.Server
	toSource *testdb.Proxy
	source   *sql.DB
	commits  commits
	writers  []*process
	readers  []*watcher

	mu sync.Mutex
	// wrong lists what happened and must not happen, the first few of each sort. times counts them all.
	wrong []string
	times map[string]int
	// caused counts the faults by their kind.
	caused map[string]int
	// newWriter are the times from the death of a writer until a reader showed a later commit.
	newWriter []time.Duration
	// contents are what the readers' copies have had.
	contents []*contents
	figures  figures
}

// fault records what must not happen. The run goes on, and fails at its end.
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
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	c := &chaos{Options: o, key: "the-key-of-the-chaos-run", life: life, caused: map[string]int{}, times: map[string]int{}}
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
	if err := c.work(ctx); err != nil {
		return err
	}
	return c.report()
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
	for i := range 2 {
		w, err := c.newProcess(fmt.Sprintf("writer%d", i+1), "info", []string{"sync", "--every", syncEvery.String()},
			"SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", c.toSource.Port()), "SOURCE_USER=chaos", "SOURCE_PASSWORD=chaos", "SOURCE_SSL_MODE=required",
			"SOURCE_READ_TIMEOUT=10s", "SOURCE_CONNECT_TIMEOUT=2s", "SYNC_RETRIES=0")
		if err != nil {
			return err
		}
		c.writers = append(c.writers, w)
		if err := w.start(c.life); err != nil {
			return err
		}
		*closers = append(*closers, w.stop)
	}
	for i := range c.Readers {
		r, err := c.newReader(ctx, fmt.Sprintf("reader%d", i+1))
		if err != nil {
			return err
		}
		if i == c.Readers-1 {
			remove, err := smallDisk(r.dir, smallDiskBytes+int64(c.Vehicles)*2000)
			if err != nil {
				return err
			}
			*closers = append(*closers, remove)
		}
		c.readers = append(c.readers, newWatcher(c, r))
		if err := r.start(c.life); err != nil {
			return err
		}
		*closers = append(*closers, r.stop)
	}
	for _, r := range c.readers {
		if err := r.ready(ctx, 3*time.Minute); err != nil {
			return err
		}
	}
	return nil
}

// newProcess prepares a program in its own folder, with the settings of the feed and some more.
func (c *chaos) newProcess(name, level string, args []string, settings ...string) (*process, error) {
	p := &process{name: name, dir: filepath.Join(c.dir, name), log: filepath.Join(c.dir, name+".log"), binary: c.Binary, args: args}
	p.died = func(p *process) { c.fault("%s has ended by itself:\n%s", p.name, p.logEnd()) }
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return nil, err
	}
	p.env = append([]string{"FEED_URL=" + c.broker.url(), "FEED_REPLICAS=3", "CACHE_PATH=" + filepath.Join(p.dir, "cache.db"), "TMPDIR=" + p.dir, "LOG_LEVEL=" + level}, settings...)
	return p, nil
}

func (c *chaos) newReader(ctx context.Context, name string) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	p, err := c.newProcess(name, "warn", []string{"serve", "--follow"}, "LISTEN_ADDR="+address, "API_KEY="+c.key, "RATE_LIMIT=0", "DEMAND_LOG=off")
	if err != nil {
		return nil, err
	}
	p.url = "http://" + address
	return p, nil
}

// work lets everything run: first without faults, for the figures, then with them, then until all readers have the last
// commit.
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
		s := &contents{process: r.process, had: map[string]bool{}}
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
	c.faults(faulty)
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
				c.fault("%s shows commit %d a minute after commit %d, which is the last", r.name, r.last(), last)
				break
			}
			if !wait(ctx, 50*time.Millisecond) {
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
		fmt.Fprintf(&text, "the end of the log of %s:\n%s\n", p.name, p.logEnd())
	}
	return text.String()
}

func (c *chaos) programs() (list []*process) {
	list = append(list, c.writers...)
	for _, r := range c.readers {
		list = append(list, r.process)
	}
	return list
}
