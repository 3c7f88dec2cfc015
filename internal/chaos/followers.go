package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"forecourt/internal/feed"
	"forecourt/internal/process"
)

// follower reads a feed as a reader does, but keeps no rows: it looks whether each segment follows on the one before,
// and whether its rows are those that were sent.
type follower struct {
	feed *feed.Feed
	log  io.Writer

	mu sync.Mutex
	// sequence, position and fingerprint are those of the last segment.
	sequence    int64
	position    uint64
	fingerprint string
	segments    int
	// gaps, doubled and wrong count what must not happen.
	gaps, doubled, wrong int
	// lags are the times from the source's snapshots until their segments were here.
	lags []time.Duration
}

// errEnough ends the reading when the context does.
var errEnough = errors.New("the follower has ended")

// run follows until the context ends. started is called when it stands somewhere.
func (f *follower) run(ctx context.Context, started func()) {
	tell := sync.OnceFunc(started)
	for ctx.Err() == nil {
		if err := f.session(ctx, tell); err != nil && ctx.Err() == nil {
			f.feed.Revive(ctx)
			process.Pause(ctx, 200*time.Millisecond)
		}
	}
}

func (f *follower) session(ctx context.Context, started func()) error {
	if !f.feed.Reached(ctx) {
		return feed.ErrAway
	}
	if f.position == 0 {
		if _, err := f.feed.Open(ctx); err != nil {
			return err
		}
		head, err := f.feed.Head(ctx, view)
		if err != nil {
			return err
		}
		if head.Header == nil {
			return feed.ErrAbsent
		}
		f.mu.Lock()
		f.sequence, f.position, f.fingerprint = head.Sequence, head.Position, head.After
		f.mu.Unlock()
	}
	started()
	return f.feed.Read(ctx, f.position, func(m feed.Message) error {
		if ctx.Err() != nil {
			return errEnough
		}
		f.take(m, time.Now())
		return nil
	})
}

// take looks at a message.
func (f *follower) take(m feed.Message, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.position = max(f.position, m.Position)
	if m.Err != nil {
		f.wrong++
		fmt.Fprintln(f.log, "WRONG:", m.Err)
	}
	s := m.Segment
	if s == nil {
		return
	}
	switch {
	case s.Sequence <= f.sequence:
		f.doubled++
		return
	case s.Sequence != f.sequence+1:
		f.gaps++
		fmt.Fprintf(f.log, "WRONG: segment %d comes after %d\n", s.Sequence, f.sequence)
	case !s.Reset() && s.Before != f.fingerprint:
		f.wrong++
		fmt.Fprintf(f.log, "WRONG: segment %d begins at another fingerprint\n", s.Sequence)
	}
	f.sequence, f.fingerprint = s.Sequence, s.After
	f.segments++
	f.lags = append(f.lags, now.Sub(s.AsOf))
}

// takeLags returns the lags, and forgets them.
func (f *follower) takeLags() []time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	lags := f.lags
	f.lags = nil
	return lags
}

// crowd are many followers in this process.
type crowd struct {
	*chaos
	followers []*follower
	working   sync.WaitGroup
	// memory is what a follower holds of this process, in bytes.
	memory float64
}

// startCrowd starts the followers, and waits until all stand somewhere.
func (c *chaos) startCrowd(ctx, life context.Context, n int) (*crowd, error) {
	fmt.Fprintf(c.Log, "start %d followers\n", n)
	all := &crowd{chaos: c}
	before := held()
	var waiting sync.WaitGroup
	for range n {
		f, err := feed.Connect(feed.Options{URLs: c.broker.direct(), Name: feed.NameFor([]string{view}), Replicas: 1, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return all, err
		}
		one := &follower{feed: f, log: c.Log}
		all.followers = append(all.followers, one)
		waiting.Add(1)
		all.working.Go(func() { one.run(life, waiting.Done) })
	}
	ready := make(chan struct{})
	go func() { waiting.Wait(); close(ready) }()
	select {
	case <-ready:
	case <-ctx.Done():
		return all, ctx.Err()
	case <-time.After(3 * time.Minute):
		return all, errors.New("the followers do not reach the feed within three minutes")
	}
	process.Pause(ctx, 5*time.Second)
	all.memory = float64(held()-before) / float64(n)
	return all, nil
}

// held returns the memory of this process that is in use.
func held() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc + stats.StackInuse)
}

// received returns the bytes that all followers have got.
func (c *crowd) received() (bytes uint64) {
	for _, f := range c.followers {
		bytes += f.feed.Received()
	}
	return bytes
}

func (c *crowd) lags() (all []time.Duration) {
	for _, f := range c.followers {
		all = append(all, f.takeLags()...)
	}
	slices.Sort(all)
	return all
}

// load is what was used in a time without faults.
type load struct {
	took time.Duration
	lags []time.Duration
	// bytes are those that all followers have got.
	bytes uint64
	// here and servers are the processor time of this process and of the NATS servers, memory is what those hold.
	here, servers time.Duration
	memory        int64
}

// calm measures while there are no faults.
func (c *crowd) calm(ctx context.Context, length time.Duration) (l load, err error) {
	process.Pause(ctx, 3*time.Second)
	c.lags()
	here, _, err := process.Usage(os.Getpid())
	if err != nil {
		return l, err
	}
	servers, _, err := c.broker.usage(ctx)
	if err != nil {
		return l, err
	}
	began, bytes := time.Now(), c.received()
	process.Pause(ctx, length)
	l.took, l.bytes, l.lags = time.Since(began), c.received()-bytes, c.lags()
	hereNow, _, err := process.Usage(os.Getpid())
	if err != nil {
		return l, err
	}
	serversNow, memory, err := c.broker.usage(ctx)
	l.here, l.servers, l.memory = hereNow-here, serversNow-servers, memory
	return l, err
}

// settle waits until all followers have the feed's last segment, and counts what went wrong.
func (c *crowd) settle(ctx context.Context) error {
	f := c.followers[0].feed
	head, err := f.Head(ctx, view)
	if err != nil {
		return err
	}
	over := time.Now().Add(time.Minute)
	for i, one := range c.followers {
		for one.last() < head.Sequence {
			if time.Now().After(over) {
				c.fault("follower %d is at segment %d of %d after a minute", i, one.last(), head.Sequence)
				break
			}
			if !process.Pause(ctx, 20*time.Millisecond) {
				return ctx.Err()
			}
		}
	}
	return nil
}

func (f *follower) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sequence
}

// runCrowd measures the followers without faults, causes those of the servers and the writers, and reports.
func (c *chaos) runCrowd(ctx context.Context) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	changing, stopChanging := context.WithCancel(ctx)
	defer stopChanging()
	all, err := c.startCrowd(ctx, life, c.Followers)
	defer func() {
		end()
		all.working.Wait()
		for _, f := range all.followers {
			f.feed.Close()
		}
	}()
	if err != nil {
		return err
	}
	var changes sync.WaitGroup
	changes.Go(func() { c.change(changing) })
	changes.Go(func() { c.readers[0].run(changing) })
	fmt.Fprintln(c.Log, "measure without faults")
	calm, err := all.calm(ctx, max(leastCalm, c.For/3))
	if err != nil {
		return err
	}
	faulty, stop := context.WithTimeout(ctx, c.For)
	c.faults(faulty, sharedKinds)
	stop()
	stopChanging()
	changes.Wait()
	process.Pause(ctx, 2*syncEvery) // The last refresh comes.
	if err := all.settle(ctx); err != nil {
		return err
	}
	return all.report(calm)
}

// report prints the figures.
func (c *crowd) report(l load) error {
	faulty := c.lags()
	segments, gaps, doubled, wrong := 0, 0, 0, 0
	for _, f := range c.followers {
		segments, gaps, doubled, wrong = segments+f.segments, gaps+f.gaps, doubled+f.doubled, wrong+f.wrong
	}
	n := float64(len(c.followers))
	seconds := l.took.Seconds()
	fmt.Fprintf(c.Out, "%d followers, %d vehicles, %d commits, %d faults\n\n", len(c.followers), c.Vehicles, len(c.commits.all()), len(c.caused))
	table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "segments taken\t%d\tgaps %d\tdoubled %d\tdamaged or of another copy %d\n", segments, gaps, doubled, wrong)
	fmt.Fprintf(table, "from the source's snapshot to a follower, without faults\tp50 %s\tp99 %s\tmost %s\t%d segments\n", at(l.lags, 0.5), at(l.lags, 0.99), at(l.lags, 1), len(l.lags))
	fmt.Fprintf(table, "the same, with faults\tp50 %s\tp99 %s\tmost %s\t%d segments\n", at(faulty, 0.5), at(faulty, 0.99), at(faulty, 1), len(faulty))
	fmt.Fprintf(table, "bytes that a follower gets\t%.0f a second\n", float64(l.bytes)/n/seconds)
	fmt.Fprintf(table, "memory of a follower\t%.0f kB\n", c.memory/1000)
	fmt.Fprintf(table, "memory of the three NATS servers\t%.0f MB\n", float64(l.memory)/1e6)
	fmt.Fprintf(table, "processor of a follower\t%.3f ms a second\n", float64(l.here.Microseconds())/1000/n/seconds)
	fmt.Fprintf(table, "processor of the three NATS servers for a follower\t%.3f ms a second\n", float64(l.servers.Microseconds())/1000/n/seconds)
	if err := table.Flush(); err != nil {
		return err
	}
	if gaps+doubled+wrong > 0 {
		c.fault("%d segments did not come in their order, each once", gaps+doubled+wrong)
	}
	return c.failed()
}
