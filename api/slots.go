package api

import (
	"bytes"
	"net/http"
)

// slots bound what is worked on at a time; nil bounds nothing.
type slots chan struct{}

// take takes a slot, if one is free. leave gives it back.
func (s slots) take() (leave func(), ok bool) {
	if s == nil {
		return func() {}, true
	}
	select {
	case s <- struct{}{}:
		return func() { <-s }, true
	default:
		return nil, false
	}
}

// busy refuses a request for which no slot is free.
func busy(w http.ResponseWriter, r *http.Request) {
	notesOf(r.Context()).refused = true
	w.Header().Set("Retry-After", "1")
	newProblem(http.StatusServiceUnavailable, "Too many requests are at work. Try again in a second.").write(w)
}

// work lets requests that a key let in through to next, each in a slot. The answer is kept until it is whole, and sent
// when the slot is free again: a client that reads slowly, or not at all, holds none.
func (s *server) work(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, ok := s.places.take()
		if !ok {
			busy(w, r)
			return
		}
		kept := &answer{header: http.Header{}, status: http.StatusOK}
		func() {
			defer leave()
			next.ServeHTTP(kept, r)
		}()
		kept.send(w, r)
	})
}

// share lets requests without a key through to next, as far as their own small share of slots goes. They hold them
// while they read, which openWrite bounds.
func (s *server) share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, ok := s.openPlaces.take()
		if !ok {
			busy(w, r)
			return
		}
		defer leave()
		next.ServeHTTP(w, r)
	})
}

// answer is kept in memory. Those of the operations are shorter than 100,000 characters.
type answer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, true
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.wrote = true
	return a.body.Write(b)
}

// send sends the answer, or 304 when the client has it.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	if a.status == http.StatusOK && a.header.Get("ETag") != "" {
		a.header.Set("ETag", tagOf(a.body.Bytes()))
		if known := r.Header.Get("If-None-Match"); known != "" && matches(known, a.header.Get("ETag")) {
			a.header.Del("Content-Type")
			a.header.Del("Content-Length")
			a.status = http.StatusNotModified
			a.body.Reset()
		}
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // The client may be gone.
}
