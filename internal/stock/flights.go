package stock

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"

	"forecourt/internal/vehicle"
)

// flights combines equal searches: while one is under way, further ones wait for its answer instead of asking the
// source again. The query is cancelled when no request waits for it any more. The zero value is ready to use. It is
// safe for concurrent use.
type flights struct {
	mu      sync.Mutex
	flights map[string]*flight
}

// flight is one search that is under way.
type flight struct {
	// waiting is how many requests wait for it. stop cancels it.
	waiting int
	stop    context.CancelFunc
	// done is closed when page and err are set.
	done chan struct{}
	page vehicle.Page
	err  error
}

// search returns what ask returns. ask is called only once for equal searches at a time. The vehicles of the page are
// shared, so they must not be changed.
func (f *flights) search(ctx context.Context, s vehicle.Search, ask func(context.Context, vehicle.Search) (vehicle.Page, error)) (vehicle.Page, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return vehicle.Page{}, err
	}
	key := string(text)
	f.mu.Lock()
	one, known := f.flights[key]
	if !known {
		one = f.begin(ctx, key, s, ask)
	}
	one.waiting++
	f.mu.Unlock()
	select {
	case <-one.done:
		return one.page, one.err
	case <-ctx.Done():
		f.leave(key, one)
		return vehicle.Page{}, ctx.Err()
	}
}

// begin starts a search, which has the deadline of its first request.
func (f *flights) begin(ctx context.Context, key string, s vehicle.Search, ask func(context.Context, vehicle.Search) (vehicle.Page, error)) *flight {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	if deadline, ok := ctx.Deadline(); ok {
		working, stop = context.WithDeadline(context.WithoutCancel(ctx), deadline)
	}
	one := &flight{stop: stop, done: make(chan struct{})}
	if f.flights == nil {
		f.flights = map[string]*flight{}
	}
	f.flights[key] = one
	go func() {
		defer stop()
		defer close(one.done)
		defer f.remove(key, one)
		defer func() {
			if fault := recover(); fault != nil { // In this goroutine, a panic would end the program.
				one.err = fmt.Errorf("search: panic: %v\n%s", fault, debug.Stack())
			}
		}()
		one.page, one.err = ask(working, s)
	}()
	return one
}

// leave cancels a search after its last request has gone. The next equal request begins another one.
func (f *flights) leave(key string, one *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one.waiting--; one.waiting == 0 {
		f.forget(key, one)
		one.stop()
	}
}

func (f *flights) remove(key string, one *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forget(key, one)
}

// forget makes the next equal request begin another search. The caller holds mu.
func (f *flights) forget(key string, one *flight) {
	if f.flights[key] == one {
		delete(f.flights, key)
	}
}
