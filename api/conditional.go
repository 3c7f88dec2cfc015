package api

import (
	"net/http"
	"strings"
)

// conditional answers 304 when the client has what would be sent (RFC 9110, section 13.1.2).
func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if known := r.Header.Get("If-None-Match"); known != "" {
			w = &matcher{ResponseWriter: w, known: known}
		}
		next.ServeHTTP(w, r)
	})
}

type matcher struct {
	http.ResponseWriter
	known   string
	matched bool
}

func (m *matcher) WriteHeader(status int) {
	if tag := m.Header().Get("ETag"); status == http.StatusOK && tag != "" && matches(m.known, tag) {
		m.matched = true
		m.Header().Del("Content-Type")
		m.Header().Del("Content-Length")
		status = http.StatusNotModified
	}
	m.ResponseWriter.WriteHeader(status)
}

func (m *matcher) Write(b []byte) (int, error) {
	if m.matched {
		return len(b), nil
	}
	return m.ResponseWriter.Write(b)
}

// matches compares weakly, as If-None-Match wants.
func matches(known, tag string) bool {
	for candidate := range strings.SplitSeq(known, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
