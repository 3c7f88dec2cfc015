package toolset_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forecourt/api/toolset"
)

func tools(t *testing.T) []toolset.Tool {
	t.Helper()
	text, err := os.ReadFile("../../openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	list, err := toolset.FromDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestStrict checks every function against strict mode: all properties are required, null stands for what may be left
// out, nothing else is allowed, and only keywords that strict mode knows are used.
func TestStrict(t *testing.T) {
	list := tools(t)
	functions, chat := toolset.Functions(list), toolset.ChatFunctions(list)
	if len(functions) < 3 || functions[0].Name != "search_cars" || functions[1].Name != "get_car" || functions[2].Name != "list_values" || len(chat) != len(functions) {
		t.Fatalf("%d functions, the first %s", len(functions), functions[0].Name)
	}
	name := regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
	for i, f := range functions {
		if !f.Strict || !name.MatchString(f.Name) || f.Description == "" || len(f.Description) > 1024 || f.Parameters["additionalProperties"] != false {
			t.Errorf("%+v", f)
		}
		properties, required := f.Parameters["properties"].(map[string]any), f.Parameters["required"].([]string)
		if len(properties) != len(required) || len(properties) == 0 {
			t.Errorf("%s: %d properties, %d required", f.Name, len(properties), len(required))
		}
		for _, p := range list[i].Parameters {
			schema := properties[p.Name].(map[string]any)
			kinds, nullable := schema["type"].([]any)
			if !slices.Contains(required, p.Name) || nullable == p.Required || nullable && !slices.Contains(kinds, any("null")) || schema["description"] == "" {
				t.Errorf("%s: %s is %v", f.Name, p.Name, schema)
			}
			for keyword := range schema {
				if !slices.Contains([]string{"type", "description", "enum", "items", "minimum", "maximum"}, keyword) {
					t.Errorf("%s: %s has %s", f.Name, p.Name, keyword)
				}
			}
			if values, ok := schema["enum"].([]any); ok && nullable && !slices.Contains(values, nil) {
				t.Errorf("%s: %s: null is not among its values", f.Name, p.Name)
			}
		}
	}
}

func TestTarget(t *testing.T) {
	list := tools(t)
	for _, c := range []struct {
		tool      int
		arguments string
		want      string
		wrong     string
	}{
		{0, ``, "/cars/", ""},
		{0, `{}`, "/cars/", ""},
		{0, `{"make":null,"year":[],"q":"","limit":null}`, "/cars/", ""},
		{0, `{"make":["A","B, C"]}`, "/cars/?make=A&make=B%2C+C", ""},
		{0, `{"make":"A"}`, "/cars/?make=A", ""},
		{0, `{"limit":"5"}`, "/cars/?limit=5", ""},
		{0, `{"limit":5.0,"price_max":19999.5}`, "/cars/?limit=5&price_max=19999.5", ""},
		{0, `{"year":[2019,"2020"]}`, "/cars/?year=2019&year=2020", ""},
		{0, `{"colour":"red"}`, "/cars/?colour=red", ""},
		{1, `{"id":7}`, "/cars/7", ""},
		{1, `{"id":"7"}`, "/cars/7", ""},
		{1, `{"id":"a/b?c"}`, "/cars/a%2Fb%3Fc", ""},
		{1, `{}`, "", "id is missing"},
		{1, `{"id":".."}`, "", "id is missing"},
		{0, `{"make":{"a":1}}`, "", "not an object"},
		{0, `{"make":[["a"]]}`, "", "texts or numbers"},
		{0, `[1]`, "", "not a JSON object"},
		{0, `{"make":"` + strings.Repeat("x", toolset.MaxArguments) + `"}`, "", "longer than"},
	} {
		got, err := list[c.tool].Target(json.RawMessage(c.arguments))
		if got != c.want || (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%.60s: %q, %v; want %q, %q", c.arguments, got, err, c.want, c.wrong)
		}
	}
}

// TestFlags sends a flag in the ways in which models do.
func TestFlags(t *testing.T) {
	list, err := toolset.FromDocument([]byte(`{"paths":{"/x":{"get":{"operationId":"x","parameters":[{"name":"navigation","in":"query","schema":{"type":"boolean"}}]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for arguments, want := range map[string]string{`{"navigation":true}`: "/x?navigation=true", `{"navigation":false}`: "/x?navigation=false", `{"navigation":"yes"}`: "/x?navigation=yes", `{"navigation":null}`: "/x"} {
		if got, err := list[0].Target(json.RawMessage(arguments)); got != want || err != nil {
			t.Errorf("%s: %s (%v), want %s", arguments, got, err, want)
		}
	}
	if _, err := list[0].Target(json.RawMessage(`{"other":true}`)); err == nil {
		t.Error("true for what is no flag")
	}
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		`{`: "read the OpenAPI document",
		`{"paths":{"/x":{"get":{"operationId":"x","responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}}}`:                                                                  "not in the document",
		`{"paths":{"/x":{"get":{"operationId":"x","responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}},"components":{"schemas":{"A":{"$ref":"#/components/schemas/A"}}}}`: "deep",
	} {
		if _, err := toolset.FromDocument([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %v", text, err)
		}
	}
}
