// Package passage is what every request passes: an id, a slot, the access log and the ETag.
package passage

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"forecourt/api/auth"
	"forecourt/api/problem"
)

// maxURL is the greatest length of a request's address, in bytes.
const maxURL = 8 << 10

// Passage is passed by every request. Its fields must not change after the first one.
type Passage struct {
	Log *slog.Logger
	Now func() time.Time
	// Deadline is how long a request may take.
	Deadline time.Duration
	// Observe is told of every answer. It may be nil.
	Observe func(operation string, status int, source string, took time.Duration)

	refused sample
}

// key finds the notes in a context.
type key struct{}

// Notes are what the inner handlers leave for the access log.
type Notes struct {
	// Operation is the pattern that the request matched. Source says where its rows came from.
	Operation, Source string
	id, key           string
	// refused means that no slot was free.
	refused bool
	// connection is that of the client.
	connection *http.ResponseController
	// Found is how many vehicles a search has found. Corrected is how many of its values were read as other words, and
	// Unknown how many could not be read.
	Found              *int64
	Corrected, Unknown int
}

// RequestID returns the id of a request, or "" outside of Wrap.
func RequestID(ctx context.Context) string { return NotesOf(ctx).id }

// Keyed notes who asks for what, after the check of the key. Only GET and HEAD pass.
func (p *Passage) Keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := NotesOf(r.Context())
		n.Admit(r.Context(), p.Deadline)
		defer func() { n.Operation = r.Pattern }()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			problem.New(http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.").Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// NotesOf returns a request's notes, or new ones outside of Wrap.
func NotesOf(ctx context.Context) *Notes {
	if n, ok := ctx.Value(key{}).(*Notes); ok {
		return n
	}
	return &Notes{}
}

// OpenWrite is how long a client without a key may take to read an answer, and to get one of a page that is shown to
// everybody, beside the deadline. A client with a key may take keyedWrite longer than the deadline.
const (
	OpenWrite  = 5 * time.Second
	keyedWrite = 10 * time.Second
)

// Admit notes the key of a request that was admitted, if it has one, and gives its client more time for the answer.
func (n *Notes) Admit(ctx context.Context, deadline time.Duration) {
	n.key = auth.KeyName(ctx)
	if n.key == "" {
		n.limit(deadline + OpenWrite)
		return
	}
	n.limit(deadline + keyedWrite)
}

// limit sets how long the client may take to read the answer. The kernel uses the real time, whatever Passage.Now
// says.
func (n *Notes) limit(d time.Duration) {
	if n.connection != nil {
		_ = n.connection.SetWriteDeadline(time.Now().Add(d)) // In tests the answer goes to memory, without a deadline.
	}
}

var givenID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// closed is the policy of answers for programs: a browser may do nothing with them. Pages set a policy of their own.
const closed = "default-src 'none'; frame-ancestors 'none'"

// Wrap gives every request an id, limits, compression and a line in the access log.
func (p *Passage) Wrap(next http.Handler) http.Handler {
	compressed := gzhttp.GzipHandler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := p.Now()
		n := &Notes{id: r.Header.Get("X-Request-ID"), connection: http.NewResponseController(w)}
		n.limit(OpenWrite)
		if !givenID.MatchString(n.id) {
			n.id = rand.Text()
		}
		h := w.Header()
		h.Set("X-Request-ID", n.id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Content-Security-Policy", closed)
		recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
		ctx, stop := context.WithTimeout(context.WithValue(r.Context(), key{}, n), p.Deadline)
		defer stop()
		defer func() { p.finish(recorded, r, n, begin, recover()) }()
		if len(r.RequestURI) > maxURL {
			problem.New(http.StatusRequestURITooLong, "The address is longer than 8,192 characters: ask for fewer values.").Write(recorded)
			return
		}
		compressed.ServeHTTP(recorded, r.WithContext(ctx))
	})
}

// Call gives each call of a tool its own entry in the access log and the metrics.
func (p *Passage) Call(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		outer := NotesOf(r.Context())
		n := &Notes{id: outer.id, key: outer.key}
		if n.key == "" {
			n.key = "stdio"
		}
		begin := p.Now()
		recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() { p.finish(recorded, r, n, begin, recover()) }()
		inner := r.WithContext(context.WithValue(r.Context(), key{}, n))
		next.ServeHTTP(recorded, inner)
		n.Operation = "mcp " + inner.Pattern
	})
}

// finish writes the line of the access log. If the handler has panicked, it answers in its place.
func (p *Passage) finish(w *recorder, r *http.Request, n *Notes, begin time.Time, panicked any) {
	if panicked == http.ErrAbortHandler { //nolint:errorlint // It is compared as net/http does.
		defer panic(panicked) // The download breaks off, so that the client knows it is incomplete.
	} else if panicked != nil {
		p.Log.Error("a handler panicked", "request_id", n.id, "panic", panicked, "stack", string(debug.Stack()))
		if !w.wrote {
			problem.New(http.StatusInternalServerError, "Something went wrong here; the operator finds it by the X-Request-ID of this answer.").Write(w)
		}
	}
	took := p.Now().Sub(begin)
	attributes := []any{"request_id", n.id, "method", r.Method, "path", r.URL.Path, "status", w.status, "bytes", w.bytes,
		"milliseconds", float64(took.Microseconds()) / 1000, "key", n.key, "source", n.Source}
	if n.Found != nil {
		attributes = append(attributes, "found", *n.Found, "corrected", n.Corrected, "unknown", n.Unknown)
	}
	if n.refused || n.key == "" || w.status == http.StatusTooManyRequests {
		logged, passed := p.refused.take(p.Now())
		if passed > 0 {
			p.Log.Info("refused requests were not logged one by one", "requests", passed)
		}
		if logged {
			p.Log.Info("request", attributes...)
		}
	} else {
		p.Log.Info("request", attributes...)
	}
	if p.Observe != nil {
		p.Observe(n.Operation, w.status, n.Source, took)
	}
}

// recorder remembers the status and the length of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	wrote  bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
