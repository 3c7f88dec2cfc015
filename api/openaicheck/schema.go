package openaicheck

import "slices"

var (
	compositions = []string{"allOf", "anyOf", "oneOf"}

	// The keywords of JSON Schema 2020-12 that hold schemas: one, or several in an object or an array.
	oneSchema = []string{
		"additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems",
		"unevaluatedProperties",
	}
	manySchemas = []string{"$defs", "allOf", "anyOf", "dependentSchemas", "oneOf", "patternProperties", "prefixItems", "properties"}
)

// schema checks a schema and all schemas within it: S01, S04, S05, and, through follow, S02.
func (c *checker) schema(where string, value any) {
	schema, ok := value.(map[string]any)
	if !ok {
		c.warn("S05", where, "the schema is not an object, so that it has no type; write one with a type")
		return
	}
	c.follow(where, value, "schemas")
	c.shape(where, schema)
	c.loose(where, schema)
	for _, keyword := range oneSchema {
		if child, ok := schema[keyword].(map[string]any); ok {
			c.schema(pointer(where, keyword), child)
		}
	}
	for _, keyword := range manySchemas {
		each(pointer(where, keyword), schema[keyword], c.schema)
	}
}

// shape checks S01 and S04: what an object or an array must have.
func (c *checker) shape(where string, schema map[string]any) {
	_, has := schema["properties"]
	if (has || isType(schema, "object")) && len(object(schema, "properties")) == 0 {
		c.fail("S01", where, "object schema missing properties; name at least one")
	}
	if isType(schema, "array") {
		switch schema["items"].(type) {
		case map[string]any:
		case bool:
			c.warn("S05", where, "the items have no type; write a schema with a type")
		default:
			c.fail("S04", where, "array schema missing items; add them")
		}
	}
}

// loose checks S05: what a model would have to guess.
func (c *checker) loose(where string, schema map[string]any) {
	if _, several := schema["type"].([]any); several {
		c.warn("S05", where, "the type is a list; give one type, and leave an absent value out instead of sending null")
	}
	composed := false
	for _, keyword := range compositions {
		if _, has := schema[keyword]; has {
			composed = true
			c.warn("S05", where, "the schema uses %s; write one plain schema", keyword)
		}
	}
	if _, has := schema["patternProperties"]; has {
		c.warn("S05", where, "the schema uses patternProperties; name the properties, or use an array of name with value")
	}
	if rest, has := schema["additionalProperties"]; has && rest != false {
		c.warn("S05", where, "the schema is a map (additionalProperties); name the properties, or use an array of name with value")
	}
	for _, keyword := range []string{"type", "$ref", "enum"} {
		if _, has := schema[keyword]; has {
			return
		}
	}
	if !composed {
		c.warn("S05", where, "the schema has no type; give it one")
	}
}

// isType reports whether a schema has the given type, alone or in a list.
func isType(schema map[string]any, name string) bool {
	return schema["type"] == name || slices.Contains(list(schema, "type"), any(name))
}
