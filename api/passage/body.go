package passage

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"forecourt/api/problem"
)

const (
	// openRead is how long a client without a key may take to send a request's body.
	openRead = 5 * time.Second
	// openBody is the greatest length of such a body, in bytes.
	openBody = 16 << 10
)

// Whole reads a request's body into memory before it passes the request on. So a client that sends its body slowly, or
// not at all, does not hold what next takes, such as a slot. This also concerns requests whose body nobody wants: the
// server reads a body before it sends an answer.
func Whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		connection := http.NewResponseController(w)
		_ = connection.SetReadDeadline(time.Now().Add(openRead)) // In tests the body comes from memory, without a deadline.
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, openBody))
		NotesOf(r.Context()).limit(OpenWrite)
		if err != nil {
			w.Header().Set("Connection", "close") // The rest of the body is not wanted.
			unread(err).Write(w)
			return
		}
		_ = connection.SetReadDeadline(time.Time{})
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

// unread says why a body could not be read.
func unread(err error) *problem.Problem {
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		return problem.New(http.StatusRequestEntityTooLarge, "The request's body is longer than 16,384 bytes.")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return problem.New(http.StatusRequestTimeout, "The request's body did not come within 5 seconds.")
	}
	return problem.New(http.StatusBadRequest, "The request's body did not come as announced.")
}
