package stock

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"forecourt/internal/vehicle"
)

// flights combines equal searches: while one is under way, further ones wait for its answer instead of asking the
// source again. The zero value is ready to use. It is safe for concurrent use.
type flights struct {
	mu      sync.Mutex
	flights map[string]*flight
}

// flight is one search that is under way.
type flight struct {
	// done is closed when the search has ended. If it answered, page and err are set; otherwise its request went away, or
	// it panicked.
	done     chan struct{}
	answered bool
	page     vehicle.Page
	err      error
}

// search returns what ask returns. ask is called only once for equal searches at a time, by the first of them: no
// further goroutine runs, because starting one costs more than all else here. If the first request goes away, another
// one that waits asks again. The vehicles of the page are shared, so they must not be changed.
func (f *flights) search(ctx context.Context, s vehicle.Search, ask func(context.Context, vehicle.Search) (vehicle.Page, error)) (vehicle.Page, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return vehicle.Page{}, err
	}
	key := string(text)
	for {
		one, first := f.join(key)
		if first {
			return f.fly(ctx, key, one, s, ask)
		}
		select {
		case <-one.done:
			if one.answered {
				return one.page, one.err
			}
		case <-ctx.Done():
			return vehicle.Page{}, ctx.Err()
		}
	}
}

// join returns the search that is under way, or a new one, which the caller must make.
func (f *flights) join(key string) (one *flight, first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one, known := f.flights[key]
	if known {
		return one, false
	}
	if f.flights == nil {
		f.flights = map[string]*flight{}
	}
	one = &flight{done: make(chan struct{})}
	f.flights[key] = one
	return one, true
}

// fly makes a search, and lets those that wait for it go on, also after a panic.
func (f *flights) fly(ctx context.Context, key string, one *flight, s vehicle.Search, ask func(context.Context, vehicle.Search) (vehicle.Page, error)) (vehicle.Page, error) {
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.flights, key)
		close(one.done)
	}()
	page, err := ask(ctx, s)
	one.page, one.err, one.answered = page, err, ctx.Err() == nil
	return page, err
}

const (
	// atOnce is how many searches a server of the source gets at the same time. It answers more searches in all when it
	// gets few at once, and the slowest ones sooner.
	atOnce = 6
	// turn is how long a search counts as one of them. Slow searches and a distant server must not hold up the others.
	turn = 20 * time.Millisecond
)

// turns let searches begin in the order in which they came. They are safe for concurrent use.
type turns chan struct{}

func newTurns() turns { return make(turns, atOnce) }

// take waits for a turn, and returns what ends it. It fails if the context ends before.
func (t turns) take(ctx context.Context) (leave func(), err error) {
	select { // Those that wait for a channel go on in their order.
	case t <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	late := time.AfterFunc(turn, func() { <-t })
	return func() {
		if late.Stop() {
			<-t
		}
	}, nil
}
