package mapping

import (
	"encoding/json"
	"fmt"

	"forecourt/internal/vehicle"
)

type object = map[string]any

// JSONSchema returns the JSON schema of a stock.yaml (draft 2020-12), made from the catalogue. Editors use it for
// completion.
func JSONSchema() ([]byte, error) {
	fields, required := object{}, []string{}
	for _, f := range vehicle.Catalogue() {
		extra := object{}
		switch f.Name {
		case "mileage":
			extra["unit"] = object{"enum": []string{"km", "mi"}, "description": "The unit of all mileages."}
		case "price":
			extra["currency"] = object{"type": "string", "pattern": currencyCode.String(), "description": "The currency of all prices (ISO 4217)."}
		}
		fields[f.Name] = object{"description": f.About, "anyOf": []any{text("The column."), source(extra, nil)}}
		if f.Required {
			required = append(required, f.Name)
		}
	}
	own := object{
		"kind":  object{"enum": vehicle.Kinds(), "description": "What the values are."},
		"about": text("A sentence that says what it is."),
		"words": object{"type": "object", "additionalProperties": texts(""), "description": "Other words for its values."},
	}
	schema := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "stock.yaml", "type": "object", "additionalProperties": false,
		"description": "How the columns of an owner's view are the fields of the API. Nothing is published that it does not name.",
		"required":    []string{"key", "fields"},
		"properties": object{
			"view":   text("The view or table that holds the stock."),
			"key":    texts("The column that identifies a vehicle, or several."),
			"fields": object{"type": "object", "properties": fields, "required": required, "additionalProperties": false},
			"own":    object{"type": "object", "propertyNames": object{"pattern": ownName.String()}, "additionalProperties": source(own, []string{"kind"})},
			"hide":   object{"type": "object", "additionalProperties": texts(""), "description": "Values, by field, of vehicles that nobody is shown."},
		},
	}
	out, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return append(out, '\n'), nil
}

func text(about string) object {
	return object{"type": "string", "minLength": 1, "description": about}
}

// value is a text, which may also be written as a bare number or flag.
func value() object { return object{"type": []string{"string", "number", "boolean"}} }

func texts(about string) object {
	return object{"description": about, "anyOf": []any{value(), object{"type": "array", "items": value(), "minItems": 1}}}
}

// source is where a field comes from: exactly one of column, first, year_of and value.
func source(extra object, required []string) object {
	properties := object{
		"column": text("The column."), "first": texts("Columns, of which the first counts that is not NULL."), "year_of": text("A column of dates, whose year counts."),
		"value":   object{"type": []string{"string", "number", "boolean"}, "description": "A constant."},
		"decimal": object{"enum": []string{".", ","}, "description": "The decimal mark of numbers that are written as text."},
		"values":  object{"type": "object", "additionalProperties": value(), "description": "What the column has, and what is shown for it."},
		"unknown": texts("Values that mean that nothing is known."),
	}
	for name, schema := range extra {
		properties[name] = schema
	}
	var ways []any
	for _, way := range []string{"column", "first", "year_of", "value"} {
		ways = append(ways, object{"required": []string{way}})
	}
	s := object{"type": "object", "properties": properties, "additionalProperties": false, "oneOf": ways}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}
