package stock

import (
	"context"
	"sync"
	"time"

	"forecourt/internal/vehicle"
)

// waitForNext is how long a search waits for the next version of the index. SQLite would take about as long for it, and
// much of the processor, which the next version needs.
const waitForNext = 250 * time.Millisecond

// searchIndexed answers a search with the index, and reads the page's rows. If the copy already has another snapshot
// than the index, it waits for a moment. It returns false if SQLite must answer.
func (c *Cached) searchIndexed(ctx context.Context, opened *openCopy, s vehicle.Search) (page vehicle.Page, answered bool, err error) {
	if c.options.IndexUpTo <= 0 {
		return page, false, nil
	}
	page, x, err := c.searchVersion(ctx, opened, s)
	if err != nil || x == nil || page.Vehicles != nil {
		return page, page.Vehicles != nil, err
	}
	timeout := time.After(waitForNext)
	for {
		newer := c.newer.channel()
		// Once more, because the next version may have come before there was the channel. Otherwise this begins to make it,
		// if the copy's origin is looked at again.
		c.origin.Store(nil)
		page, x, err = c.searchVersion(ctx, opened, s)
		if err != nil || x == nil || page.Vehicles != nil {
			return page, page.Vehicles != nil, err
		}
		select {
		case <-newer:
		case <-timeout:
			return page, false, nil
		case <-ctx.Done():
			return page, false, ctx.Err()
		}
	}
}

// setIndex makes an index the current one, and wakes the searches that wait for it. nil means that there is none.
func (c *Cached) setIndex(x *indexed) {
	c.index.Store(x)
	c.newer.wake()
}

// wakeup wakes those who wait for something new. The zero value is ready to use.
type wakeup struct {
	mu   sync.Mutex
	next chan struct{}
}

// channel returns a channel that is closed at the next call of wake.
func (w *wakeup) channel() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == nil {
		w.next = make(chan struct{})
	}
	return w.next
}

func (w *wakeup) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next != nil {
		close(w.next)
		w.next = nil
	}
}
