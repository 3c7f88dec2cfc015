package mapping_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v3"

	"forecourt/internal/mapping"
)

const schemaFile = "../../docs/stock.schema.json"

// TestSchemaIsThatOfTheRepository compares the committed schema, which make generate writes, with the catalogue.
func TestSchemaIsThatOfTheRepository(t *testing.T) {
	schema, err := mapping.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(file), string(schema)); diff != "" {
		t.Errorf("docs/stock.schema.json is not of today: forecourt adapt --schema > docs/stock.schema.json\n%s", diff)
	}
}

// TestSchemaAgreesWithTheParser gives both the same files: the schema must refuse what the parser refuses.
func TestSchemaAgreesWithTheParser(t *testing.T) {
	text, err := mapping.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text  string
		valid bool
	}{
		{"key: id\nfields: {make: a, model: b}", true},
		{"view: v\nkey: [a, b]\nfields: {make: a, model: b, price: {column: c, currency: EUR, unknown: [0, 1]}, mileage: {column: d, unit: km}}", true},
		{"key: id\nfields: {make: a, model: b, year: {year_of: c}, status: {column: s, values: {0: available, 1: sold}}, color: {first: [c, d]}}\nhide: {status: [sold]}", true},
		{"key: id\nfields: {make: {value: Ford}, model: b}\nown: {doors: {column: d, kind: number}, photo: {column: p, kind: link, about: A photo}}", true},
		{"fields: {make: a, model: b}", false},
		{"key: id\nfields: {make: a}", false},
		{"key: id\nfields: {make: a, model: b, colour: c}", false},
		{"key: id\nfields: {make: a, model: b}\nviews: v", false},
		{"key: id\nfields: {make: {column: a, value: b}, model: b}", false},
		{"key: id\nfields: {make: a, model: b, mileage: {column: c, unit: miles}}", false},
		{"key: id\nfields: {make: {column: a, unit: km}, model: b}", false},
		{"key: id\nfields: {make: a, model: b}\nown: {doors: {column: d, kind: integer}}", false},
		{"key: id\nfields: {make: a, model: b}\nown: {doors: {column: d}}", false},
		{"key: id\nfields: {make: a, model: b}\nown: {Doors: {column: d, kind: number}}", false},
		{"key: id\nfields: {make: a, model: b, price: {column: c, currency: euro}}", false},
	} {
		_, parseErr := mapping.Parse([]byte(c.text))
		var value any
		if err := yaml.Unmarshal([]byte(c.text), &value); err != nil {
			t.Fatal(err)
		}
		schemaErr := resolved.Validate(plain(value))
		if (parseErr == nil) != c.valid || (schemaErr == nil) != c.valid {
			t.Errorf("%s\nwant valid %t; the parser says %v, the schema %v", c.text, c.valid, parseErr, schemaErr)
		}
	}
}

// plain turns what YAML reads into what JSON would read: all keys become texts.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	case map[any]any:
		out := map[string]any{}
		for key := range v {
			name, err := yaml.Marshal(key)
			if err != nil {
				panic(err)
			}
			out[string(name)] = plain(v[key])
		}
		return out
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return value
}
