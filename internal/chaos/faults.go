package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"
)

// kind is one kind of fault. do causes it, and heals it before it returns.
type kind struct {
	name string
	do   func(ctx context.Context, c *chaos) error
}

// faultPause is the time between the end of a fault and the next one.
const faultPause = 2 * time.Second

// kinds are all faults. Each pass goes through them in another order.
var kinds = []kind{
	{"the working writer is killed", func(ctx context.Context, c *chaos) error { return c.killWriter(ctx, 3*time.Second) }},
	{"the working writer is paused for longer than its lease", func(ctx context.Context, c *chaos) error {
		w, err := c.worker(ctx)
		if err != nil {
			return err
		}
		return hold(ctx, w, 15*time.Second)
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
	{"a reader is killed", func(ctx context.Context, c *chaos) error { return c.restart(ctx, c.anyReader(), time.Second) }},
	{"a reader is paused", func(ctx context.Context, c *chaos) error { return hold(ctx, c.anyReader(), 5*time.Second) }},
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
		wait(ctx, 5*time.Second)
		for _, p := range c.broker.proxies {
			p.Slow(0)
		}
		return nil
	}},
	{"the source is away", func(ctx context.Context, c *chaos) error {
		c.toSource.Refuse(true)
		c.toSource.Cut()
		wait(ctx, 5*time.Second)
		c.toSource.Refuse(false)
		return nil
	}},
	{"a reader's disk is full", func(ctx context.Context, c *chaos) error { return c.fillDisk(ctx, 5*time.Second) }},
}

// faults causes one fault after the other until the context ends. The last one is healed.
func (c *chaos) faults(ctx context.Context) {
	for n := 0; ; {
		for _, at := range rand.Perm(len(kinds)) {
			if !wait(ctx, faultPause) {
				return
			}
			n++
			begin := time.Now()
			err := kinds[at].do(ctx, c)
			fmt.Fprintf(c.Log, "fault %d, %s: %s\n", n, kinds[at].name, time.Since(begin).Round(time.Millisecond))
			if err != nil && ctx.Err() == nil {
				c.fault("fault %d, %s: %v", n, kinds[at].name, err)
			}
			c.mu.Lock()
			c.caused[kinds[at].name]++
			c.mu.Unlock()
		}
	}
}

// anyReader returns a reader, but not the one with the small disk.
func (c *chaos) anyReader() *process { return c.readers[rand.IntN(len(c.readers)-1)].process }

// restart kills a program, and starts it again after a while. A reader is asked again when it says that it is ready.
func (c *chaos) restart(ctx context.Context, p *process, away time.Duration) error {
	p.fault(true)
	defer p.fault(false)
	if err := p.kill(); err != nil {
		return err
	}
	wait(ctx, away)
	if ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	if err := p.start(c.life); err != nil || p.url == "" {
		return err
	}
	return p.ready(ctx, time.Minute)
}

// hold stops a program for a while. It does not notice that.
func hold(ctx context.Context, p *process, away time.Duration) error {
	p.fault(true)
	defer p.fault(false)
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	wait(ctx, away)
	return p.signal(syscall.SIGCONT)
}

// killWriter kills the writer that works, and measures how long it takes until a commit that came after its death is
// shown by a reader.
func (c *chaos) killWriter(ctx context.Context, away time.Duration) error {
	w, err := c.worker(ctx)
	if err != nil {
		return err
	}
	w.fault(true)
	defer w.fault(false)
	if err := w.kill(); err != nil {
		return err
	}
	died, after := time.Now(), len(c.commits.all())+1
	started := false
	for time.Since(died) < time.Minute && ctx.Err() == nil {
		if !started && time.Since(died) > away {
			started = true
			if err := w.start(c.life); err != nil {
				return err
			}
		}
		if at, ok := c.firstSeen(after); ok && started {
			c.mu.Lock()
			c.newWriter = append(c.newWriter, at.Sub(died))
			c.mu.Unlock()
			return nil
		}
		wait(ctx, 20*time.Millisecond)
	}
	if !started {
		err = w.start(c.life)
	}
	if ctx.Err() == nil {
		c.fault("no new writer within a minute")
	}
	return err
}

// firstSeen returns when the first reader showed a commit.
func (c *chaos) firstSeen(number int) (first time.Time, ok bool) {
	for _, r := range c.readers {
		if at, shown := r.seen(number); shown && (!ok || at.Before(first)) {
			first, ok = at, true
		}
	}
	return first, ok
}
