// Package testapi checks the answers in tests against the committed OpenAPI document.
package testapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// Document is the OpenAPI document. It is safe for concurrent use.
type Document struct {
	mu        sync.Mutex
	validator validator.Validator
}

// Open reads a document, and fails the test if it cannot.
func Open(tb testing.TB, file string) *Document {
	tb.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return New(tb, text)
}

// New parses a document, and fails the test if it cannot.
func New(tb testing.TB, text []byte) *Document {
	tb.Helper()
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		tb.Fatal(err)
	}
	v, problems := validator.NewValidator(document)
	if len(problems) > 0 {
		tb.Fatal(problems)
	}
	return &Document{validator: v}
}

// Check returns what is wrong with an answer: its status, media type and body must be as the document says. It does not
// read the response's own body.
func (d *Document) Check(request *http.Request, response *http.Response, body []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	read := *response
	read.Body = io.NopCloser(bytes.NewReader(body))
	ok, problems := d.validator.ValidateHttpResponse(request, &read)
	if ok {
		return nil
	}
	var all []error
	for _, p := range problems {
		all = append(all, fmt.Errorf("%s %s: the answer is not as the document says: %s: %s", request.Method, request.URL, p.Message, p.Reason))
	}
	return errors.Join(all...)
}
