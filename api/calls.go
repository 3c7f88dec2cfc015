package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/api/mcp"
	"forecourt/api/passage"
)

// maxBatch is how many messages a request may hold. Newer versions of the protocol have no batches.
const maxBatch = 10

// calls counts the calls in a request. It reads the body, and puts it back for the next reader.
func calls(w http.ResponseWriter, r *http.Request) (int, *auth.Refusal) {
	if r.Method != http.MethodPost || r.Body == nil {
		return 1, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mcp.MaxBody))
	if errors.As(err, new(*http.MaxBytesError)) {
		return 0, &auth.Refusal{Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("A request may have at most %d bytes.", mcp.MaxBody)}
	}
	if err != nil {
		return 0, &auth.Refusal{Status: http.StatusBadRequest, Detail: "The request's body did not come as announced."}
	}
	// The protocol's library also reads what is no JSON as a whole, such as a batch with something behind it.
	if !json.Valid(body) {
		return 0, &auth.Refusal{Status: http.StatusBadRequest, Detail: "The request's body is malformed: it is not JSON."}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var batch []json.RawMessage
	if json.Unmarshal(body, &batch) != nil {
		return 1, nil // It is a single message, or the protocol has its own error for it.
	}
	if len(batch) > maxBatch {
		return 0, &auth.Refusal{Status: http.StatusBadRequest, Detail: fmt.Sprintf("A batch may have at most %d messages: send them one by one.", maxBatch)}
	}
	return max(1, len(batch)), nil
}

// noted notes for the access log who calls tools.
func (s *server) noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := passage.NotesOf(r.Context())
		n.Admit(r.Context(), s.Deadline)
		n.Operation = "/mcp"
		next.ServeHTTP(w, r)
	})
}

// called answers each call of a tool in a slot, with its own entry in the access log and the metrics.
func (s *server) called(operations http.Handler) http.Handler {
	call := s.passage.Call(s.places.Work(operations))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call.ServeHTTP(w, r.WithContext(cars.OfTool(r.Context())))
	})
}
