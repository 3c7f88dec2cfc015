package api

import (
	"net/http"
	"strings"

	"forecourt/api/cars"
	"forecourt/api/problem"
)

// told turns the errors that libraries write as plain text (the mux, the file server, the MCP library) into problems.
// Errors in JSON or HTML pass unchanged.
func told(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &teller{ResponseWriter: w}
		next.ServeHTTP(t, r)
		t.finish()
	})
}

// maxTold is how much of an error's own text becomes part of the problem, in characters.
const maxTold = 300

type teller struct {
	http.ResponseWriter
	held  int // The status that is held back, 0 for none.
	text  []byte
	wrote bool
}

func (t *teller) WriteHeader(status int) {
	if t.wrote {
		return // The answer has begun. The file server also reports a client that went away meanwhile.
	}
	if kind := t.Header().Get("Content-Type"); t.held == 0 && status >= http.StatusBadRequest && !strings.Contains(kind, "json") && !strings.Contains(kind, "text/html") {
		t.held = status
		return
	}
	t.wrote = status >= http.StatusOK
	t.ResponseWriter.WriteHeader(status)
}

func (t *teller) Write(b []byte) (int, error) {
	if t.held == 0 {
		t.wrote = true
		return t.ResponseWriter.Write(b)
	}
	if left := maxTold - len(t.text); left > 0 {
		t.text = append(t.text, b[:min(len(b), left)]...)
	}
	return len(b), nil
}

// Unwrap lets http.ResponseController find the connection.
func (t *teller) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// finish writes the error that was held back as a problem.
func (t *teller) finish() {
	if t.held == 0 {
		return
	}
	t.Header().Del("Content-Length")
	t.Header().Del("Content-Encoding")
	detail := cars.Line(strings.TrimSpace(strings.ToValidUTF8(string(t.text), "\uFFFD")), maxTold)
	switch t.held {
	case http.StatusNotFound:
		detail = nothingHere
	case http.StatusMethodNotAllowed:
		detail = "Only " + t.Header().Get("Allow") + " is answered here."
	default:
		if detail == "" {
			detail = "The request cannot be answered; /openapi.json describes those that can."
		}
	}
	problem.New(t.held, detail).Write(t.ResponseWriter)
}
