package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"forecourt/api/auth"
	"forecourt/internal/vehicle"
)

// maxURL is how long a request's address may be.
const maxURL = 8 << 10

// notes is what the inner handlers leave for the access log.
type notes struct {
	id, key, operation, source string
	// refused tells that no slot was free.
	refused bool
	// connection is the client's.
	connection *http.ResponseController
	// found is how many vehicles a search found, corrected and unknown how many of its values were read in other words, or
	// not.
	found              *int64
	corrected, unknown int
}

func requestID(ctx context.Context) string {
	if n, ok := ctx.Value(noteKey).(*notes); ok {
		return n.id
	}
	return ""
}

// note keeps where the rows came from for the access log.
func note(ctx context.Context, o vehicle.Origin) {
	if n, ok := ctx.Value(noteKey).(*notes); ok {
		n.source = newOrigin(o).Source
	}
}

// keyed notes who asks for what, inside the check of the key.
func (s *server) keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := notesOf(r.Context())
		n.admit(r.Context(), s.Deadline)
		defer func() { n.operation = r.Pattern }()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			newProblem(http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.").write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// notesOf returns a request's notes, or new ones outside of wrap.
func notesOf(ctx context.Context) *notes {
	if n, ok := ctx.Value(noteKey).(*notes); ok {
		return n
	}
	return &notes{}
}

// openWrite is how long who has no key may take to read an answer, keyedWrite how long who has one may take beyond the
// deadline.
const (
	openWrite  = 5 * time.Second
	keyedWrite = 10 * time.Second
)

// admit notes the key that let a request in, and lets its client take longer to read the answer.
func (n *notes) admit(ctx context.Context, deadline time.Duration) {
	n.key = auth.KeyName(ctx)
	n.limit(deadline + keyedWrite)
}

// limit sets until when the answer must be read. Kernels compare with the real time, whatever the server's clock says.
func (n *notes) limit(d time.Duration) {
	if n.connection != nil {
		_ = n.connection.SetWriteDeadline(time.Now().Add(d)) // Tests write into memory, which has none.
	}
}

var givenID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// closed is what no answer lets a browser do; the pages for people allow more.
const closed = "default-src 'none'; frame-ancestors 'none'"

// wrap is what every request passes: an id, limits, compression, the access log.
func (s *server) wrap(next http.Handler) http.Handler {
	compressed := gzhttp.GzipHandler(told(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := s.Now()
		n := &notes{id: r.Header.Get("X-Request-ID"), connection: http.NewResponseController(w)}
		n.limit(openWrite)
		if !givenID.MatchString(n.id) {
			n.id = rand.Text()
		}
		h := w.Header()
		h.Set("X-Request-ID", n.id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Content-Security-Policy", closed)
		recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
		ctx, stop := context.WithTimeout(context.WithValue(r.Context(), noteKey, n), s.Deadline)
		defer stop()
		defer func() { s.finish(recorded, r, n, begin, recover()) }()
		if len(r.RequestURI) > maxURL {
			newProblem(http.StatusRequestURITooLong, "The address is longer than 8,192 characters: ask for fewer values.").write(recorded)
			return
		}
		compressed.ServeHTTP(recorded, r.WithContext(ctx))
	})
}

// finish writes the access log's line, and answers for a handler that panicked.
func (s *server) finish(w *recorder, r *http.Request, n *notes, begin time.Time, panicked any) {
	if panicked == http.ErrAbortHandler { //nolint:errorlint // It is compared as net/http does.
		defer panic(panicked) // A download breaks off, so that its reader knows.
	} else if panicked != nil {
		s.Log.Error("a handler panicked", "request_id", n.id, "panic", panicked, "stack", string(debug.Stack()))
		if !w.wrote {
			newProblem(http.StatusInternalServerError, "Something went wrong here; the operator finds it by the X-Request-ID of this answer.").write(w)
		}
	}
	took := s.Now().Sub(begin)
	attributes := []any{"request_id", n.id, "method", r.Method, "path", r.URL.Path, "status", w.status, "bytes", w.bytes,
		"milliseconds", float64(took.Microseconds()) / 1000, "key", n.key, "source", n.source}
	if n.found != nil {
		attributes = append(attributes, "found", *n.found, "corrected", n.corrected, "unknown", n.unknown)
	}
	if n.refused || n.key == "" || w.status == http.StatusTooManyRequests {
		logged, passed := s.refused.take(s.Now())
		if passed > 0 {
			s.Log.Info("refused requests were not logged one by one", "requests", passed)
		}
		if logged {
			s.Log.Info("request", attributes...)
		}
	} else {
		s.Log.Info("request", attributes...)
	}
	if s.Observe != nil {
		s.Observe(n.operation, w.status, n.source, took)
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
