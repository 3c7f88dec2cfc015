package passage

import (
	"bytes"
	"net/http"
	"sync"

	"forecourt/api/problem"
)

// Slots limit how many requests are worked on at a time. nil does not limit them.
type Slots chan struct{}

// Take takes a slot if one is free. leave gives it back.
func (s Slots) Take() (leave func(), ok bool) {
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

// Busy refuses a request for which no slot is free.
func Busy(w http.ResponseWriter, r *http.Request) {
	NotesOf(r.Context()).refused = true
	w.Header().Set("Retry-After", "1")
	problem.New(http.StatusServiceUnavailable, "Too many requests are at work. Try again in a second.").Write(w)
}

// Work passes each request on to next in a slot. The answer is kept in memory until it is complete, and is sent after
// the slot was given back. So a client that reads slowly, or not at all, does not hold a slot.
func (s Slots) Work(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, ok := s.Take()
		if !ok {
			Busy(w, r)
			return
		}
		kept := answers.Get().(*Answer) // The pool has nothing else.
		defer kept.free()
		func() {
			defer leave()
			next.ServeHTTP(kept, r)
		}()
		kept.send(w, r)
	})
}

// Share passes each request on to next in a slot, and holds the slot until the client has read the answer. It is meant
// for requests without a key, whose time for that is OpenWrite. Their bodies are read before.
func (s Slots) Share(next http.Handler) http.Handler {
	return Whole(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, ok := s.Take()
		if !ok {
			Busy(w, r)
			return
		}
		defer leave()
		next.ServeHTTP(w, r)
	}))
}

// Answer is an http.ResponseWriter that keeps the answer in memory. The operations' answers are shorter than 100,000
// characters.
type Answer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

// NewAnswer returns an answer without content, whose status is 200 until another one is written.
func NewAnswer() *Answer { return &Answer{header: http.Header{}, status: http.StatusOK} }

// answers are those that were sent. Their memory serves later ones.
var answers = sync.Pool{New: func() any { return NewAnswer() }}

// free makes the memory of an answer free for another one. The answer must not be used any more.
func (a *Answer) free() {
	clear(a.header)
	a.body.Reset()
	*a = Answer{header: a.header, status: http.StatusOK, body: a.body}
	answers.Put(a)
}

// Status returns the HTTP status.
func (a *Answer) Status() int { return a.status }

// Body returns what was written.
func (a *Answer) Body() []byte { return a.body.Bytes() }

// Header implements http.ResponseWriter.
func (a *Answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *Answer) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, true
	}
}

// Write implements http.ResponseWriter.
func (a *Answer) Write(b []byte) (int, error) {
	a.wrote = true
	return a.body.Write(b)
}

// send sends the answer, or 304 if the client has it already.
func (a *Answer) send(w http.ResponseWriter, r *http.Request) {
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
