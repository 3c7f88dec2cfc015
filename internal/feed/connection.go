package feed

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// connectionLog logs once that the connection is lost, and once that it is back.
type connectionLog struct {
	log  *slog.Logger
	mu   sync.Mutex
	lost bool
}

func (l *connectionLog) failed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost || err == nil {
		return
	}
	l.lost = true
	l.log.Warn("the feed is not reached: it is tried again until it is", "error", err)
}

func (l *connectionLog) connected() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost = false
	l.log.Info("the feed is connected")
}

// Close closes the connection.
func (f *Feed) Close() { f.nc.Close() }

// Connected reports whether there is a connection to a server now.
func (f *Feed) Connected() bool { return f.nc.IsConnected() }

// Received returns how many bytes have come over the connection.
func (f *Feed) Received() uint64 { return f.nc.Stats().InBytes }

// ErrAway says that no server of the feed answers.
var ErrAway = errors.New("no server at FEED_URL answers")

// Reached waits for a connection, and reports whether there is one. Only the first call waits long.
func (f *Feed) Reached(ctx context.Context) bool {
	wait := connectTimeout + reconnectWait
	if f.asked.Swap(true) {
		wait = reconnectWait
	}
	over := time.After(wait)
	for !f.nc.IsConnected() {
		select {
		case <-ctx.Done():
			return false
		case <-over:
			return false
		case <-time.After(reconnectWait / 10):
		}
	}
	return true
}

// Revive connects to another server if this one no longer answers. A connection to a server that hangs, or that was
// cut off, may still look whole.
func (f *Feed) Revive(ctx context.Context) {
	if !f.nc.IsConnected() {
		return
	}
	asking, stop := context.WithTimeout(ctx, aliveTimeout)
	defer stop()
	if err := f.nc.FlushWithContext(asking); err != nil && ctx.Err() == nil && f.nc.IsConnected() {
		f.options.Log.Warn("a server of the feed does not answer: another one is tried", "server", f.nc.ConnectedServerName(), "error", err)
		_ = f.nc.ForceReconnect() // It only fails if the connection was closed.
	}
}
