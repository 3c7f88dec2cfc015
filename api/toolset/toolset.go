// Package toolset turns the operations of an OpenAPI document into tools that a model can call.
package toolset

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Tool is one operation as a tool.
type Tool struct {
	// Name, Title and Description are the operation's id, summary and description.
	Name, Title, Description string
	// Path is the operation's path, with its parameters in braces.
	Path string
	// Parameters are the operation's parameters, in the order of the document.
	Parameters []Parameter
	// Output is the JSON Schema of the answer, without references.
	Output map[string]any
}

// Parameter is one parameter of a tool.
type Parameter struct {
	Name, In, Description string
	Required              bool
	// Schema is the JSON Schema of the value, without its description.
	Schema map[string]any
}

// document is the part of an OpenAPI document that is read here.
type document struct {
	Paths map[string]map[string]struct {
		OperationID, Summary, Description string
		Parameters                        []struct {
			Name, In, Description string
			Required              bool
			Schema                map[string]any
		}
		Responses map[string]struct {
			Content map[string]struct{ Schema map[string]any }
		}
	}
	Components struct{ Schemas map[string]map[string]any }
}

// first are the operations that come first, in this order. Others follow, sorted by name.
var first = []string{"search_cars", "get_car", "list_values"}

// FromDocument returns the read-only operations of a document as tools. It is an error if a schema refers to something
// that is not in the document.
func FromDocument(text []byte) ([]Tool, error) {
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	var tools []Tool
	for path, methods := range d.Paths {
		operation, ok := methods[strings.ToLower(http.MethodGet)]
		if !ok {
			continue
		}
		t := Tool{Name: operation.OperationID, Title: operation.Summary, Description: operation.Description, Path: path}
		for _, p := range operation.Parameters {
			t.Parameters = append(t.Parameters, Parameter{Name: p.Name, In: p.In, Description: cmp.Or(p.Description, description(p.Schema)), Required: p.Required, Schema: p.Schema})
		}
		schema, err := d.inline(operation.Responses["200"].Content["application/json"].Schema, 0)
		if err != nil {
			return nil, fmt.Errorf("read the answer of %s: %w", t.Name, err)
		}
		t.Output = schema
		tools = append(tools, t)
	}
	rank := func(t Tool) int {
		if i := slices.Index(first, t.Name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortFunc(tools, func(a, b Tool) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Name, b.Name)) })
	return tools, nil
}

func description(schema map[string]any) string {
	text, _ := schema["description"].(string)
	return text
}

// maxDepth bounds how many references are followed, because cycles have no end.
const maxDepth = 20

// inline returns a schema without examples, in which each reference is replaced by its target.
func (d *document) inline(schema map[string]any, depth int) (map[string]any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("references are nested more than %d deep", maxDepth)
	}
	if reference, ok := schema["$ref"].(string); ok {
		target, known := d.Components.Schemas[strings.TrimPrefix(reference, "#/components/schemas/")]
		if !known {
			return nil, fmt.Errorf("%s is not in the document", reference)
		}
		return d.inline(target, depth+1)
	}
	result := map[string]any{}
	for name, value := range schema {
		switch v := value.(type) {
		case map[string]any:
			inner, err := d.inlineMap(name, v, depth)
			if err != nil {
				return nil, err
			}
			result[name] = inner
		default:
			if name != "examples" && name != "example" {
				result[name] = value
			}
		}
	}
	return result, nil
}

// inlineMap inlines the schemas of properties, or one schema.
func (d *document) inlineMap(name string, value map[string]any, depth int) (map[string]any, error) {
	if name != "properties" {
		return d.inline(value, depth+1)
	}
	properties := map[string]any{}
	for property, schema := range value {
		inner, err := d.inline(schema.(map[string]any), depth+1)
		if err != nil {
			return nil, err
		}
		properties[property] = inner
	}
	return properties, nil
}

// Lenient is the schema of a tool's arguments that accepts what models really send: null for what they leave out,
// numbers as text, and a single value in place of a list.
func (t Tool) Lenient() map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, p := range t.Parameters {
		schema := p.reducedSchema()
		kind := map[string]any{}
		for name, value := range schema {
			if name != "description" {
				kind[name] = value
			}
		}
		branches := []any{kind}
		items, _ := schema["items"].(map[string]any)
		switch {
		case items["type"] == "integer":
			kind["items"] = anyOf("integer", "string")
			branches = append(branches, only("integer"), only("string"))
		case schema["type"] == "array", schema["type"] == "integer", schema["type"] == "number", schema["type"] == "boolean":
			branches = append(branches, only("string"))
		case p.In == "path":
			branches = append(branches, only("integer"))
		}
		if p.Required {
			required = append(required, p.Name)
		} else {
			branches = append(branches, only("null"))
		}
		properties[p.Name] = map[string]any{"anyOf": branches, "description": schema["description"]}
	}
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func only(kind string) map[string]any { return map[string]any{"type": kind} }

func anyOf(kinds ...string) map[string]any {
	var branches []any
	for _, kind := range kinds {
		branches = append(branches, only(kind))
	}
	return map[string]any{"anyOf": branches}
}

// Strict is the schema of a tool's arguments that strict function calling requires: every property is required, null
// stands for what may be left out, and nothing else is allowed.
func (t Tool) Strict() map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, p := range t.Parameters {
		schema := p.reducedSchema()
		if !p.Required {
			schema["type"] = []any{schema["type"], "null"}
			if values, ok := schema["enum"].([]any); ok {
				schema["enum"] = append(slices.Clone(values), nil)
			}
		}
		properties[p.Name] = schema
		required = append(required, p.Name)
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// reducedSchema is a parameter's schema, reduced to what all consumers understand.
func (p Parameter) reducedSchema() map[string]any {
	schema := map[string]any{}
	for name, value := range p.Schema {
		switch name {
		case "type", "enum", "minimum", "maximum":
			schema[name] = value
		case "items":
			items, _ := value.(map[string]any)
			kind := map[string]any{"type": items["type"]}
			if values, ok := items["enum"]; ok {
				kind["enum"] = values
			}
			schema[name] = kind
		}
	}
	schema["description"] = p.Description
	if fallback, ok := p.Schema["default"]; ok {
		schema["description"] = fmt.Sprintf("%s Default: %v.", p.Description, fallback)
	}
	return schema
}
