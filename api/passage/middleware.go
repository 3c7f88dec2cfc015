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

// maxURL is how long a request's address may be.
const maxURL = 8 << 10

// Passage passes requests on. Its fields are set before the first one.
type Passage struct {
	Log *slog.Logger
	Now func() time.Time
	// Deadline is how long a request may take.
	Deadline time.Duration
	// Observe hears of every answer; it may be nil.
	Observe func(operation string, status int, source string, took time.Duration)

	refused sample
}

// key is the type of the value by which a context has the notes.
type key struct{}

// Notes is what the inner handlers leave for the access log.
type Notes struct {
	// Operation is the pattern that the request has met, Source where its rows came from.
	Operation, Source string
	id, key           string
	// refused tells that no slot was free.
	refused bool
	// connection is the client's.
	connection *http.ResponseController
	// Found is how many vehicles a search found, Corrected and Unknown how many of its values were read in other words, or
	// not.
	Found              *int64
	Corrected, Unknown int
}

// RequestID returns the id of a request, "" outside of Wrap.
func RequestID(ctx context.Context) string { return NotesOf(ctx).id }

// Keyed notes who asks for what, inside the check of the key.
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

// OpenWrite is how long who has no key may take to read an answer, keyedWrite how long who has one may take beyond the
// deadline.
const (
	OpenWrite  = 5 * time.Second
	keyedWrite = 10 * time.Second
)

// Admit notes the key that let a request in, and lets its client take longer to read the answer.
func (n *Notes) Admit(ctx context.Context, deadline time.Duration) {
	n.key = auth.KeyName(ctx)
	n.limit(deadline + keyedWrite)
}

// limit sets until when the answer must be read. Kernels compare with the real time, whatever the server's clock says.
func (n *Notes) limit(d time.Duration) {
	if n.connection != nil {
		_ = n.connection.SetWriteDeadline(time.Now().Add(d)) // Tests write into memory, which has none.
	}
}

var givenID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// closed is what no answer lets a browser do; the pages for people allow more.
const closed = "default-src 'none'; frame-ancestors 'none'"

// Wrap is what every request passes: an id, limits, compression, the access log.
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

// Call is what each call of a tool passes: an entry of its own in the access log and the metrics.
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

// finish writes the access log's line, and answers for a handler that panicked.
func (p *Passage) finish(w *recorder, r *http.Request, n *Notes, begin time.Time, panicked any) {
	if panicked == http.ErrAbortHandler { //nolint:errorlint // It is compared as net/http does.
		defer panic(panicked) // A download breaks off, so that its reader knows.
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

// recorder remembers what was answered.
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
