// Package openaicheck finds what an OpenAI tool would reject, or use badly, in an OpenAPI document.
//
// The identifiers A01 to X01 come from the project's list of what OpenAI's importer accepts. That list is based on
// OpenAI's documentation; the messages come from reports of failed imports. R01 (the size of a response) and R02 (no
// redirect) are about a running server, so they are not checked here. The package does not validate the document
// against the OpenAPI specification: a part with the wrong JSON type is only noticed if a check looks at it.
package openaicheck

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Finding is one place in a document that fails one check.
type Finding struct {
	ID      string // the check: "A01" to "X01"
	Error   bool   // true: the import fails or the operation is lost; false: the tool works less well
	Where   string // "path, method" for an operation, otherwise an RFC 6901 JSON pointer; "" is the whole document
	Message string // the importer's own words if they are known, then what to do
}

// Check returns what an OpenAI tool would reject, or use badly, in an OpenAPI document in JSON, sorted by ID, then
// Where. The same document always gives the same findings. No findings mean that the document passes. It is an error if
// the document is not a JSON object. Check is safe for concurrent use.
func Check(document []byte) ([]Finding, error) {
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		return nil, fmt.Errorf("parse OpenAPI document as JSON: %w", err)
	}
	root, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("parse OpenAPI document: it must be a JSON object")
	}
	c := &checker{root: root, secrets: map[string]bool{}}
	if err := c.size(document); err != nil {
		return nil, err
	}
	c.version()
	c.servers()
	c.components()
	c.schemes()
	c.operations()
	c.walkDocument()
	c.cycles()
	slices.SortFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Where, b.Where), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(c.findings), nil
}

// checker collects the findings of one document.
type checker struct {
	root     map[string]any
	findings []Finding
	refs     []reference     // every reference in the document
	secrets  map[string]bool // lower-case names under which the schemes send the key
}

func (c *checker) fail(id, where, format string, args ...any) {
	c.findings = append(c.findings, Finding{ID: id, Error: true, Where: where, Message: fmt.Sprintf(format, args...)})
}

func (c *checker) warn(id, where, format string, args ...any) {
	c.findings = append(c.findings, Finding{ID: id, Where: where, Message: fmt.Sprintf(format, args...)})
}

// object returns the object under a key. A nil one can be read like an empty one.
func object(parent map[string]any, key string) map[string]any {
	child, _ := parent[key].(map[string]any)
	return child
}

// list returns the array under a key, or nil.
func list(parent map[string]any, key string) []any {
	child, _ := parent[key].([]any)
	return child
}

// text returns the string under a key, or "".
func text(parent map[string]any, key string) string {
	child, _ := parent[key].(string)
	return child
}

// pointer appends tokens to a JSON pointer, escaped as RFC 6901 section 3 says.
func pointer(base string, tokens ...string) string {
	for _, token := range tokens {
		base += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
	}
	return base
}
