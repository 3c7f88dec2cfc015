package openaicheck_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/openaicheck"
)

// good is a document without findings. Each case of the tables below changes one thing in it.
const good = `{
  "openapi": "3.1.0",
  "info": {"title": "Cars", "version": "1"},
  "servers": [{"url": "https://cars.example.com"}],
  "security": [{"key": []}],
  "paths": {
    "/cars": {
      "get": {
        "operationId": "searchCars",
        "summary": "Search the stock",
        "parameters": [
          {"name": "make", "in": "query", "schema": {"type": "string"}},
          {"name": "sort", "in": "query", "schema": {"enum": ["price", "mileage"]}}
        ],
        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}}
      },
      "post": {
        "operationId": "matchCars",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Car"}}}},
        "responses": {"200": {"$ref": "#/components/responses/Page"}}
      }
    }
  },
  "components": {
    "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}},
    "responses": {"Page": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}},
    "schemas": {
      "Page": {"type": "object", "properties": {"cars": {"type": "array", "items": {"$ref": "#/components/schemas/Car"}}}},
      "Car": {"type": "object", "properties": {"make": {"type": "string"}}, "additionalProperties": false}
    }
  }
}`

// change is one case: an RFC 7396 merge patch for the good document, and the findings that it must cause.
type change struct {
	name  string
	patch string
	want  []string
}

func TestGoodDocument(t *testing.T) {
	for name, patch := range map[string]string{
		"as it is":         `{}`,
		"3.1.1":            `{"openapi": "3.1.1"}`,
		"no schemas":       `{"paths": null, "components": {"schemas": {}, "responses": null}}`,
		"bearer":           `{"components": {"securitySchemes": {"key": {"type": "http", "scheme": "Bearer", "in": null, "name": null}}}}`,
		"own security":     `{"security": null, "paths": {"/cars": {"get": {"security": [{"key": []}]}, "post": null}}}`,
		"298 characters":   `{"paths": {"/cars": {"get": {"description": "` + strings.Repeat("ü", 298) + `"}}}}`,
		"long information": `{"info": {"description": "` + strings.Repeat("x", 5000) + `"}}`,
		"700 characters":   parameters(`{"name": "q", "in": "query", "description": "` + strings.Repeat("ü", 700) + `"}`),
		"deep reference":   `{"components": {"schemas": {"Page": {"properties": {"make": {"$ref": "#/components/schemas/Car/properties/make"}}}}}}`,
		"escaped reference": `{"components": {"schemas": {"a/b c": {"type": "string"},
			"Car": {"properties": {"make": {"$ref": "#/components/schemas/a~1b%20c"}}}}}}`,
		"reference to itself in part": `{"components": {"schemas": {"Car": {"properties": {"model": {"$ref": "#/components/schemas/Car/properties/make"}}}}}}`,
		"example like a reference":    `{"components": {"schemas": {"Car": {"example": {"$ref": "nowhere", "properties": {}}}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff([]string(nil), check(t, patched(t, patch))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNotADocument(t *testing.T) {
	for document, want := range map[string]string{
		``:               "parse OpenAPI document as JSON: unexpected end of JSON input",
		`openapi: 3.1.0`: "parse OpenAPI document as JSON: invalid character 'o' looking for beginning of value",
		`[]`:             "parse OpenAPI document: it must be a JSON object",
		`null`:           "parse OpenAPI document: it must be a JSON object",
	} {
		findings, err := openaicheck.Check([]byte(document))
		if err == nil || err.Error() != want || findings != nil {
			t.Errorf("Check(%q) = %v, %v; want the error %q", document, findings, err, want)
		}
	}
}

// TestWrongTypes puts values of the wrong type everywhere. Nothing may panic, whatever the findings.
func TestWrongTypes(t *testing.T) {
	for _, key := range []string{"openapi", "servers", "security", "paths", "components", "webhooks"} {
		for _, value := range []string{`null`, `1`, `""`, `[]`, `[1]`, `{}`, `{"a": 1}`, `{"a": [{"get": [1]}]}`, `{"schemas": {"a": null, "b": {"$ref": 1}}}`} {
			document := strings.Replace(good, `"`+key+`":`, `"`+key+`": `+value+`, "x":`, 1)
			check(t, []byte(document))
		}
	}
}

func TestSortedAndRepeatable(t *testing.T) {
	document := []byte(`{"paths": {"/b": {"head": {}, "get": {"parameters": [{}]}}, "/a": {"get": {}}}, "components": {"schemas":
		{"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}, "C": {}}}}`)
	first := check(t, document)
	want := []string{
		"A01 E /openapi", "A04 E /servers", "O01 W /b, head", "O02 E /a, get", "O02 E /b, get", "P01 E /b, get",
		"S03 E /components/schemas/B", "S05 W /components/schemas/C", "X01 W /a, get", "X01 W /b, get",
	}
	var got []string
	for _, line := range first {
		head, _, _ := strings.Cut(line, ": ")
		got = append(got, head)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for range 20 {
		if diff := cmp.Diff(first, check(t, document)); diff != "" {
			t.Fatalf("another run (-first +this):\n%s", diff)
		}
	}
}

func run(t *testing.T, changes []change) {
	t.Helper()
	for _, change := range changes {
		t.Run(change.name, func(t *testing.T) {
			if diff := cmp.Diff(change.want, check(t, patched(t, change.patch))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// check returns the findings of a document as lines: ID, E or W, where, message.
func check(t *testing.T, document []byte) []string {
	t.Helper()
	findings, err := openaicheck.Check(document)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, finding := range findings {
		level := "W"
		if finding.Error {
			level = "E"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s: %s", finding.ID, level, finding.Where, finding.Message))
	}
	return lines
}

// patched returns the good document with a merge patch applied.
func patched(t *testing.T, patch string) []byte {
	t.Helper()
	var document, changes any
	if err := json.Unmarshal([]byte(good), &document); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(patch), &changes); err != nil {
		t.Fatalf("%v in %s", err, patch)
	}
	result, err := json.Marshal(merge(document, changes))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// merge is MergePatch of RFC 7396, section 2.
func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	result, ok := target.(map[string]any)
	if !ok {
		result = map[string]any{}
	}
	for key, value := range changes {
		if value == nil {
			delete(result, key)
		} else {
			result[key] = merge(result[key], value)
		}
	}
	return result
}

// parameters is the patch that gives the first operation these parameters.
func parameters(list string) string {
	return `{"paths": {"/cars": {"get": {"parameters": [` + list + `]}}}}`
}

// car is the patch that replaces the schema of a car's property.
func car(schema string) string {
	return `{"components": {"schemas": {"Car": {"properties": {"made": ` + schema + `}}}}}`
}
