package chaos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"forecourt/internal/process"
)

// figures are what a run prints.
type figures struct {
	// from and to are the first and the last commit of the time without faults.
	from, to int
	// answers are the times that searches took meanwhile, sorted, and still those of a server that follows nothing.
	answers, still []time.Duration
	// newReader is the time until a reader without a copy had answered a search.
	newReader time.Duration
	// messages and bytes are what was added to the feed's stream meanwhile, and rows is the number of changed rows.
	messages, bytes uint64
	rows            int64
	// rowBytes is the average length of a row as text.
	rowBytes float64
	// states, changes and snapshots are the numbers of what was checked at the end.
	states, changes, snapshots int
}

// The time without faults is For / calm, but at least leastCalm.
const (
	calm      = 3
	leastCalm = 15 * time.Second
)

// measure measures while there are no faults.
func (c *chaos) measure(ctx context.Context) (err error) {
	fmt.Fprintln(c.Log, "measure without faults")
	still, err := c.newStill(ctx)
	if err != nil {
		return err
	}
	asking, stop := context.WithCancel(ctx)
	var asked sync.WaitGroup
	asked.Go(func() { still.run(asking) })
	defer func() {
		stop()
		asked.Wait()
		err = errors.Join(err, still.Stop())
	}()
	process.Pause(ctx, 3*time.Second)
	for _, r := range c.readers {
		r.latencies()
	}
	still.latencies()
	before, err := c.stream(ctx)
	if err != nil {
		return err
	}
	changes, err := c.loggedChanges(ctx)
	if err != nil {
		return err
	}
	c.figures.from = len(c.commits.all()) + 1
	process.Pause(ctx, max(leastCalm, c.For/calm))
	c.figures.to = len(c.commits.all())
	for _, r := range c.readers {
		c.figures.answers = append(c.figures.answers, r.latencies()...)
	}
	slices.Sort(c.figures.answers)
	c.figures.still = still.latencies()
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

// loggedChanges returns the number of changes that the first reader has logged.
func (c *chaos) loggedChanges(ctx context.Context) (n int64, err error) {
	list, err := texts(ctx, c.readers[0].program, "SELECT COALESCE(MAX(id), 0) FROM forecourt_row_changes")
	if err == nil {
		_, err = fmt.Sscan(list[0], &n)
	}
	return n, err
}

// measureRow measures the average length of a row as text.
func (c *chaos) measureRow(ctx context.Context) error {
	names, err := texts(ctx, c.readers[0].program, "SELECT name FROM pragma_table_info(?)", view)
	if err != nil {
		return err
	}
	lengths := make([]string, len(names))
	for i, name := range names {
		lengths[i] = `COALESCE(LENGTH(CAST("` + name + `" AS BLOB)), 0)`
	}
	list, err := texts(ctx, c.readers[0].program, "SELECT AVG("+strings.Join(lengths, " + ")+") FROM "+view)
	if err == nil {
		_, err = fmt.Sscan(list[0], &c.figures.rowBytes)
	}
	return err
}

// measureNewReader measures how long a reader without a copy takes until it has answered a search.
func (c *chaos) measureNewReader(ctx context.Context) error {
	p, err := c.newReader(ctx, "new")
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := p.Start(); err != nil {
		return err
	}
	if err = p.Ready(ctx, 3*time.Minute); err == nil {
		_, err = newWatcher(c, p).ask(ctx)
	}
	c.figures.newReader = time.Since(begin)
	if stopErr := p.Stop(); err == nil {
		err = stopErr
	}
	return err
}
