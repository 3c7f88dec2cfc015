package api

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"forecourt/api/cars"
	"forecourt/api/problem"
	"forecourt/internal/vehicle"
)

const (
	// lookEvery is the pause between two tries to read the stock, and lookAgain that after one that failed.
	lookEvery = 3 * time.Second
	lookAgain = time.Second
	// firstLook is how long /readyz waits for the first try. It is less than passage.OpenWrite.
	firstLook = 3 * time.Second
)

// readiness is the answer of /readyz.
type readiness struct {
	Status     string  `json:"status"`
	Source     string  `json:"source"`
	AsOf       string  `json:"as_of"`
	AgeSeconds float64 `json:"age_seconds"`
	Feed       *Feed   `json:"feed,omitempty"`
}

// Feed says where the copies of a server stand that follows a feed.
type Feed struct {
	Connected bool       `json:"connected"`
	Views     []FeedView `json:"views"`
}

// FeedView says where one copy stands: which segment it has last, where that is in the stream, of when it is, and how
// much later it was here. Waiting tells that it cannot go on without another snapshot.
type FeedView struct {
	View       string    `json:"view"`
	Sequence   int64     `json:"sequence"`
	Position   int64     `json:"position"`
	AsOf       time.Time `json:"as_of"`
	LagSeconds float64   `json:"lag_seconds"`
	Waiting    bool      `json:"waiting"`
}

// lookout keeps the result of the last try to read the stock. The tries are made beside the requests, because /readyz
// needs no key, and so must not touch the source.
type lookout struct {
	mu     sync.Mutex
	looked time.Time
	origin vehicle.Origin
	failed bool
	// prepared means that the stock's words have been read once, or cannot be.
	prepared bool
	first    chan struct{} // Closed after the first try.
}

// look tries again and again, until the context ends.
func (s *server) look(ctx context.Context) {
	for first := true; ; first = false {
		pause := lookEvery
		if !s.lookOnce(ctx) {
			pause = lookAgain
		}
		if first {
			close(s.ready.first)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// lookOnce tries once, and reports whether that has succeeded.
func (s *server) lookOnce(ctx context.Context) bool {
	origin, err := s.readOne(ctx)
	if ctx.Err() != nil {
		return false
	}
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if (err != nil) != s.ready.failed {
		if err != nil {
			s.Log.Warn("not ready: the stock cannot be read", "error", err)
		} else {
			s.Log.Info("ready again")
		}
	}
	s.ready.looked, s.ready.origin, s.ready.failed = s.Now(), origin, err != nil
	return err == nil
}

// readOne reads one vehicle, and for the first time the stock's words. While a large stock's words are read, which
// needs all of it, requests that need them would wait until their deadline.
func (s *server) readOne(ctx context.Context) (origin vehicle.Origin, err error) {
	ctx, stop := context.WithTimeout(ctx, s.Deadline)
	defer stop()
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("look whether the stock can be read: %v", reason)
		}
	}()
	page, err := s.Reader.Search(ctx, vehicle.Search{Sort: s.Shape.DefaultSort(), Limit: 1})
	if err == nil && !s.ready.prepared {
		err = s.operations.Prepare(ctx)
		s.ready.prepared = err == nil
	}
	return page.Origin, err
}

// tellReady says whether searches can be answered, from where, and how old the rows are. The last try has found it out.
func (s *server) tellReady(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.ready.first:
	case <-r.Context().Done():
	case <-time.After(firstLook):
	}
	s.ready.mu.Lock()
	looked, origin, failed := s.ready.looked, s.ready.origin, s.ready.failed
	s.ready.mu.Unlock()
	if failed || s.Now().Sub(looked) > s.Deadline+2*lookEvery {
		w.Header().Set("Retry-After", "5")
		problem.New(http.StatusServiceUnavailable, "The stock cannot be read at the moment.").Write(w)
		return
	}
	o := cars.NewOrigin(origin)
	told := readiness{Status: "ready", Source: o.Source, AsOf: o.AsOf, AgeSeconds: s.Now().Sub(origin.AsOf).Round(time.Millisecond).Seconds()}
	if s.Feed != nil {
		told.Feed = s.Feed()
	}
	writeJSON(w, http.StatusOK, told)
}
