// Package problem describes errors to clients as RFC 9457 does.
package problem

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Problem is an error in the form of RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457). It tells nothing internal.
type Problem struct {
	Title  string           `json:"title" doc:"Short text for the kind of problem, the same every time." example:"Bad Request"`
	Status int              `json:"status" doc:"The HTTP status code." example:"400"`
	Detail string           `json:"detail,omitempty" doc:"What went wrong this time, and what to do." example:"colour: there is no such parameter; did you mean color?"`
	Errors []ParameterError `json:"errors,omitempty" doc:"One entry for each parameter that is wrong."`
}

// ParameterError says what is wrong with one parameter.
type ParameterError struct {
	Parameter  string      `json:"parameter" doc:"The parameter's name, as it was sent." example:"colour"`
	Sent       string      `json:"sent,omitempty" doc:"The value that was sent, cut after 100 characters." example:"red"`
	Problem    string      `json:"problem" doc:"What is wrong, and what is allowed." example:"there is no such parameter"`
	Candidates []Candidate `json:"candidates,omitempty" doc:"What an ambiguous value may mean: send one of them as its parameter."`
	Nearest    string      `json:"nearest,omitempty" doc:"The nearest thing that is allowed." example:"color"`
	Allowed    []string    `json:"allowed,omitempty" doc:"What is allowed, where that is a short list."`
}

// Candidate is something that an ambiguous value may mean.
type Candidate struct {
	Parameter string `json:"parameter" doc:"The parameter that takes it." example:"make"`
	Value     string `json:"value" doc:"The value." example:"Mercedes-Benz"`
	Vehicles  int64  `json:"vehicles,omitempty" doc:"How many vehicles have it." example:"57"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// New returns a problem whose title is the standard text of the status.
func New(status int, detail string, errors ...ParameterError) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail, Errors: errors}
}

// Write answers a request with the problem.
func (p *Problem) Write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil { // Texts and numbers always have a JSON form.
		body = []byte(`{"title":"Internal Server Error","status":500}`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // The client may be gone.
}

// BadParameters puts the errors of parameters into one problem.
func BadParameters(errors []ParameterError) *Problem {
	var details []string
	for _, e := range errors {
		text := e.Parameter + ": " + e.Problem
		if e.Nearest != "" {
			text += "; did you mean " + e.Nearest + "?"
		}
		details = append(details, text)
	}
	return New(http.StatusBadRequest, strings.Join(details, ". "), errors...)
}
