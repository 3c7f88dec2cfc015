package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall"
	"time"

	"forecourt/internal/feed"
	"forecourt/internal/process"
)

// kind is a kind of fault. do causes it, and ends it before it returns.
type kind struct {
	name string
	do   func(ctx context.Context, c *chaos) error
}

// faultPause is the time between the end of a fault and the next one.
const faultPause = 1500 * time.Millisecond

// kinds are all faults.
var kinds = slices.Concat(sharedKinds, readerKinds)

// sharedKinds are the faults of the writers, of NATS and of the source.
var sharedKinds = []kind{
	{"the working writer is killed", func(ctx context.Context, c *chaos) error { return c.killWriter(ctx, 3*time.Second) }},
	{"the working writer is paused for longer than its lease", func(ctx context.Context, c *chaos) error {
		w, err := c.worker(ctx)
		if err != nil {
			return err
		}
		return hold(ctx, w, 2*feed.LeaseTime)
	}},
	{"the standby writer is killed", func(ctx context.Context, c *chaos) error {
		w, err := c.worker(ctx)
		if err != nil {
			return err
		}
		for _, other := range c.writers {
			if other != w {
				return c.restart(ctx, other, time.Second)
			}
		}
		return nil
	}},
	{"a NATS server is killed", func(ctx context.Context, c *chaos) error { return c.broker.kill(ctx, rand.IntN(3), 3*time.Second) }},
	{"the NATS server that leads is killed", func(ctx context.Context, c *chaos) error {
		i, err := c.leader(ctx)
		if err != nil {
			return err
		}
		return c.broker.kill(ctx, i, 3*time.Second)
	}},
	{"a NATS server hangs", func(ctx context.Context, c *chaos) error { return c.broker.pause(ctx, rand.IntN(3), 6*time.Second) }},
	{"a NATS server is cut off", func(ctx context.Context, c *chaos) error { return c.broker.separate(ctx, rand.IntN(3), 6*time.Second) }},
	{"all connections to NATS are cut", func(ctx context.Context, c *chaos) error {
		for _, p := range c.broker.proxies {
			p.Cut()
		}
		return nil
	}},
	{"the links to NATS are slow", func(ctx context.Context, c *chaos) error {
		for _, p := range c.broker.proxies {
			p.Slow(100 * time.Millisecond)
		}
		process.Pause(ctx, 5*time.Second)
		for _, p := range c.broker.proxies {
			p.Slow(0)
		}
		return nil
	}},
	{"the source is away", func(ctx context.Context, c *chaos) error {
		c.toSource.Refuse(true)
		c.toSource.Cut()
		process.Pause(ctx, 5*time.Second)
		c.toSource.Refuse(false)
		return nil
	}},
	{"the working writer's clock jumps", func(ctx context.Context, c *chaos) error {
		w, err := c.worker(ctx)
		if err != nil {
			return err
		}
		return c.jump(ctx, w, 3*time.Second)
	}},
}

// readerKinds are the faults of readers.
var readerKinds = []kind{
	{"a reader is killed", func(ctx context.Context, c *chaos) error { return c.restart(ctx, c.anyReader(), time.Second) }},
	{"a reader is paused", func(ctx context.Context, c *chaos) error { return hold(ctx, c.anyReader(), 5*time.Second) }},
	{"a reader's clock jumps", func(ctx context.Context, c *chaos) error {
		return c.jump(ctx, c.anyReader(), 3*time.Second)
	}},
	{"a reader's disk is full", func(ctx context.Context, c *chaos) error { return c.fillDisk(ctx, 5*time.Second) }},
}

// faults causes one fault after the other until the context ends. Each round has all kinds in a new random order. The
// last fault is ended, too.
func (c *chaos) faults(ctx context.Context, kinds []kind) {
	for n := 0; ; {
		for _, at := range rand.Perm(len(kinds)) {
			if !process.Pause(ctx, faultPause) {
				return
			}
			n++
			begin, first := time.Now(), len(c.commits.all())+1
			err := kinds[at].do(ctx, c)
			fmt.Fprintf(c.Log, "fault %d, %s: %s\n", n, kinds[at].name, time.Since(begin).Round(time.Millisecond))
			if err != nil && ctx.Err() == nil {
				c.fault("fault %d, %s: %v", n, kinds[at].name, err)
			}
			c.mu.Lock()
			c.caused = append(c.caused, caused{kinds[at].name, first, len(c.commits.all())})
			c.mu.Unlock()
		}
	}
}

// anyReader returns a reader, but not the one with the small disk.
func (c *chaos) anyReader() *program { return c.readers[rand.IntN(len(c.readers)-1)].program }

// restart kills a program, and starts it again after a while. A reader is asked again once it is ready.
func (c *chaos) restart(ctx context.Context, p *program, away time.Duration) error {
	p.markFault(true)
	defer p.markFault(false)
	if err := p.Kill(); err != nil {
		return err
	}
	process.Pause(ctx, away)
	if err := p.Start(); err != nil || p.URL == "" {
		return err
	}
	// The fault ends when the program is ready, also if the time of the faults ends before.
	return p.Ready(context.WithoutCancel(ctx), time.Minute)
}

// hold pauses a program for a while, which the program cannot notice.
func hold(ctx context.Context, p *program, away time.Duration) error {
	p.markFault(true)
	defer p.markFault(false)
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	process.Pause(ctx, away)
	return p.Signal(syscall.SIGCONT)
}

// killWriter kills the working writer, and measures the time until a reader shows a commit that was made after its
// death.
func (c *chaos) killWriter(ctx context.Context, away time.Duration) error {
	w, err := c.worker(ctx)
	if err != nil {
		return err
	}
	w.markFault(true)
	defer w.markFault(false)
	if err := w.Kill(); err != nil {
		return err
	}
	died, after := time.Now(), len(c.commits.all())+1
	started := false
	for time.Since(died) < time.Minute && ctx.Err() == nil {
		if !started && time.Since(died) > away {
			started = true
			if err := w.Start(); err != nil {
				return err
			}
		}
		if at, ok := c.firstSeen(after); ok && started {
			c.mu.Lock()
			c.newWriter = append(c.newWriter, at.Sub(died))
			c.mu.Unlock()
			return nil
		}
		process.Pause(ctx, 20*time.Millisecond)
	}
	if !started {
		err = w.Start()
	}
	if ctx.Err() == nil {
		c.fault("no new writer within a minute")
	}
	return err
}

// firstSeen returns when the first reader showed a commit. It returns false if none has.
func (c *chaos) firstSeen(number int) (first time.Time, ok bool) {
	for _, r := range c.readers {
		if at, shown := r.seen(number); shown && (!ok || at.Before(first)) {
			first, ok = at, true
		}
	}
	return first, ok
}
