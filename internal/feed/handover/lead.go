package handover

import (
	"context"
	"errors"
	"time"

	"forecourt/internal/feed"
)

const (
	// tryEvery is the pause between two tries to take the lease.
	tryEvery = 500 * time.Millisecond
	// releaseTime is how long it may take to release the lease.
	releaseTime = 2 * time.Second
)

// Lead calls work while this writer has the lease, and follows the feed while another one has it, until the context
// ends. The context of work ends when another writer takes over. If no server of the feed answers at the beginning,
// nobody knows who leads. Then this writer works, and what it publishes waits in the outbox.
func (w *Writer) Lead(ctx context.Context, work func(context.Context)) error {
	defer w.release(ctx)
	ended := context.AfterFunc(ctx, w.Close) // The program must not wait for snapshots.
	defer ended()
	if !w.Feed.Reached(ctx) {
		w.lead(ctx, work)
	}
	for ctx.Err() == nil {
		held, err := w.Lease.Try(ctx)
		if held {
			w.Log.Info("this writer has the feed", "feed_writer", w.Name)
			w.lead(ctx, work)
			continue
		}
		if err != nil && ctx.Err() == nil {
			w.Log.Warn("nobody knows who has the feed", "error", err)
		}
		if err := w.stand(ctx); err != nil {
			return err
		}
	}
	return nil
}

// lead calls work until another writer has the lease.
func (w *Writer) lead(ctx context.Context, work func(context.Context)) {
	leading, stop := context.WithCancel(ctx)
	defer stop()
	w.setStop(stop)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Lease.Keep(leading)
		stop()
	}()
	work(leading)
	stop()
	<-done
	w.Wait()
	w.publisher = nil
}

// stand follows the feed until this writer gets the lease.
func (w *Writer) stand(ctx context.Context) error {
	w.Log.Info("another writer has the feed: the copies follow it", "feed_writer", w.Lease.Other())
	following, stop := context.WithCancel(ctx)
	defer stop()
	w.Follower.Views = w.Views
	done := make(chan error, 1)
	go func() { done <- w.Follower.Run(following) }()
	ticker := time.NewTicker(tryEvery)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ticker.C:
		}
		if held, err := w.Lease.Try(ctx); err == nil && held {
			stop()
			return <-done
		}
	}
}

// Take takes the lease for one run, and keeps it until end is called. If the holder has died, it waits until the
// lease expires. led is false if another writer has the lease. If no server of the feed answers, the run is made
// without a lease.
func (w *Writer) Take(ctx context.Context) (led bool, end func()) {
	if !w.Feed.Reached(ctx) {
		return true, w.Close
	}
	over := time.Now().Add(feed.LeaseTime + 2*tryEvery)
	for {
		held, err := w.Lease.Try(ctx)
		if held {
			break
		}
		if err != nil {
			return true, w.Close
		}
		if time.Now().After(over) || ctx.Err() != nil {
			return false, func() {}
		}
		select {
		case <-ctx.Done():
		case <-time.After(tryEvery):
		}
	}
	keeping, stop := context.WithCancel(ctx)
	go w.Lease.Keep(keeping)
	return true, func() {
		stop()
		w.Close()
		w.release(ctx)
	}
}

func (w *Writer) release(ctx context.Context) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
	defer stop()
	if err := w.Lease.Release(ctx); err != nil {
		w.Log.Debug("the lease was not given back: it runs out", "error", err)
	}
}

func (w *Writer) setStop(stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stop = stop
}

// fenced is called with the error of a publication. If another writer has published meanwhile, this one may go on
// only if it has the lease. If it has not, it stops leading.
func (w *Writer) fenced(ctx context.Context, err error) (again bool) {
	if !errors.Is(err, feed.ErrFenced) {
		return false
	}
	held, err := w.Lease.Try(ctx)
	if held {
		return true
	}
	if err == nil {
		w.Log.Warn("another writer has the feed: this one drops its role", "feed_writer", w.Lease.Other())
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.stop != nil {
			w.stop()
		}
	}
	return false
}
