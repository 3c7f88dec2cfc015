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

// maxBatch is how many messages one request may hold. The newer versions of the protocol know no batches at all.
const maxBatch = 10

// calls tells how many calls a request is, and keeps its body for those who read it next.
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
	r.Body = io.NopCloser(bytes.NewReader(body))
	var batch []json.RawMessage
	if json.Unmarshal(body, &batch) != nil {
		return 1, nil // It is one message, or none, which the protocol's own errors tell.
	}
	if len(batch) > maxBatch {
		return 0, &auth.Refusal{Status: http.StatusBadRequest, Detail: fmt.Sprintf("A batch may have at most %d messages: send them one by one.", maxBatch)}
	}
	return max(1, len(batch)), nil
}

// noted notes who calls tools.
func (s *server) noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := passage.NotesOf(r.Context())
		n.Admit(r.Context(), s.Deadline)
		n.Operation = "/mcp"
		next.ServeHTTP(w, r)
	})
}

// called is what each call of a tool passes: a slot, and an entry of its own in the access log and the metrics.
func (s *server) called(operations http.Handler) http.Handler {
	call := s.passage.Call(s.places.Work(operations))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call.ServeHTTP(w, r.WithContext(cars.OfTool(r.Context())))
	})
}
