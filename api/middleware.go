package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"forecourt/internal/auth"
	"forecourt/internal/vehicle"
)

// maxURL is how long a request's address may be.
const maxURL = 8 << 10

// notes is what the inner handlers leave for the access log.
type notes struct {
	id, key, operation, source string
	// found is how many vehicles a search found, corrected and unknown how many of its values were read in other words, or not.
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
		if n, ok := r.Context().Value(noteKey).(*notes); ok {
			n.key = auth.KeyID(r.Context())
			defer func() { n.operation = r.Pattern }()
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			newProblem(http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.").write(w)
			return
		}
		next.ServeHTTP(&notFound{ResponseWriter: w}, r)
	})
}

// noted notes who calls tools.
func (s *server) noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, ok := r.Context().Value(noteKey).(*notes); ok {
			n.key, n.operation = auth.KeyID(r.Context()), "/mcp"
		}
		next.ServeHTTP(w, r)
	})
}

// bearer takes the key from "Authorization: Bearer" when there is no X-API-Key: many MCP clients know no other way.
func bearer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			r = r.Clone(r.Context())
			r.Header.Del("Authorization")
			if len(r.Header.Values("X-API-Key")) == 0 {
				r.Header.Set("X-API-Key", strings.TrimSpace(key))
			}
		}
		next.ServeHTTP(w, r)
	})
}

// notFound turns the mux's own 404 into a problem.
type notFound struct {
	http.ResponseWriter
	drop bool
}

func (n *notFound) WriteHeader(status int) {
	if status == http.StatusNotFound && n.Header().Get("Content-Type") != "application/problem+json" {
		n.drop = true
		newProblem(status, "There is nothing at this address; /openapi.json describes what there is.").write(n.ResponseWriter)
		return
	}
	n.ResponseWriter.WriteHeader(status)
}

func (n *notFound) Write(b []byte) (int, error) {
	if n.drop {
		return len(b), nil
	}
	return n.ResponseWriter.Write(b)
}

var givenID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// wrap is what every request passes: an id, limits, compression, the access log.
func (s *server) wrap(next http.Handler) http.Handler {
	places := make(chan struct{}, max(1, s.Concurrent))
	compressed := gzhttp.GzipHandler(conditional(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := s.Now()
		n := &notes{id: r.Header.Get("X-Request-ID")}
		if !givenID.MatchString(n.id) {
			n.id = rand.Text()
		}
		h := w.Header()
		h.Set("X-Request-ID", n.id)
		h.Set("X-Content-Type-Options", "nosniff")
		recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
		ctx, stop := context.WithTimeout(context.WithValue(r.Context(), noteKey, n), s.Deadline)
		defer stop()
		defer func() { s.finish(recorded, r, n, begin, recover()) }()
		if len(r.RequestURI) > maxURL {
			newProblem(http.StatusRequestURITooLong, "The address is longer than 8,192 characters: ask for fewer values.").write(recorded)
			return
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
		default:
			h.Set("Retry-After", "1")
			newProblem(http.StatusServiceUnavailable, "Too many requests are at work. Try again in a second.").write(recorded)
			return
		}
		compressed.ServeHTTP(recorded, r.WithContext(ctx))
	})
}

// finish writes the access log's line, and answers for a handler that panicked.
func (s *server) finish(w *recorder, r *http.Request, n *notes, begin time.Time, panicked any) {
	if panicked != nil {
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
	s.Log.Info("request", attributes...)
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
