package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// figures are what a run prints.
type figures struct {
	// from and to are the first and the last commit of the time without faults.
	from, to int
	// answers are how long searches took in that time, sorted.
	answers []time.Duration
	// newReader is how long a reader without a copy took until it was ready.
	newReader time.Duration
	// messages and bytes are what the feed's stream got in that time, and rows how many rows had changed.
	messages, bytes uint64
	rows            int64
	// rowBytes is about how many bytes a row has as text.
	rowBytes float64
	// states, changes and snapshots are what was checked at the end.
	states, changes, snapshots int
}

// calm is the part of the time that is without faults, but not less than leastCalm.
const (
	calm      = 3
	leastCalm = 15 * time.Second
)

// measure takes the figures while nothing is wrong.
func (c *chaos) measure(ctx context.Context) error {
	fmt.Fprintln(c.Log, "measure without faults")
	wait(ctx, 3*time.Second)
	for _, r := range c.readers {
		r.latencies()
	}
	before, err := c.stream(ctx)
	if err != nil {
		return err
	}
	changes, err := c.loggedChanges(ctx)
	if err != nil {
		return err
	}
	c.figures.from = len(c.commits.all()) + 1
	wait(ctx, max(leastCalm, c.For/calm))
	c.figures.to = len(c.commits.all())
	for _, r := range c.readers {
		c.figures.answers = append(c.figures.answers, r.latencies()...)
	}
	slices.Sort(c.figures.answers)
	after, err := c.stream(ctx)
	if err != nil {
		return err
	}
	now, err := c.loggedChanges(ctx)
	if err != nil {
		return err
	}
	c.figures.rows = now - changes
	if after.State.Bytes > before.State.Bytes {
		c.figures.messages, c.figures.bytes = after.State.LastSeq-before.State.LastSeq, after.State.Bytes-before.State.Bytes
	}
	if err := c.measureRow(ctx); err != nil {
		return err
	}
	return c.measureNewReader(ctx)
}

// loggedChanges returns how many changes the first reader has logged.
func (c *chaos) loggedChanges(ctx context.Context) (n int64, err error) {
	list, err := texts(ctx, c.readers[0].process, "SELECT COALESCE(MAX(id), 0) FROM forecourt_row_changes")
	if err == nil {
		_, err = fmt.Sscan(list[0], &n)
	}
	return n, err
}

// measureRow finds out how long a row is as text.
func (c *chaos) measureRow(ctx context.Context) error {
	names, err := texts(ctx, c.readers[0].process, "SELECT name FROM pragma_table_info(?)", view)
	if err != nil {
		return err
	}
	lengths := make([]string, len(names))
	for i, name := range names {
		lengths[i] = `COALESCE(LENGTH(CAST("` + name + `" AS BLOB)), 0)`
	}
	list, err := texts(ctx, c.readers[0].process, "SELECT AVG("+strings.Join(lengths, " + ")+") FROM "+view)
	if err == nil {
		_, err = fmt.Sscan(list[0], &c.figures.rowBytes)
	}
	return err
}

// measureNewReader starts a reader that has no copy.
func (c *chaos) measureNewReader(ctx context.Context) error {
	p, err := c.newReader(ctx, "new")
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := p.start(c.life); err != nil {
		return err
	}
	err = p.ready(ctx, 3*time.Minute)
	c.figures.newReader = time.Since(begin)
	if stopErr := p.stop(); err == nil {
		err = stopErr
	}
	return err
}
