package openaicheck_test

import "testing"

const made = "/components/schemas/Car/properties/made"

func TestSchemas(t *testing.T) {
	const noProperties = ": object schema missing properties; name at least one"
	const noType = ": the schema has no type; give it one"
	const isMap = ": the schema is a map (additionalProperties); name the properties, or use an array of name with value"
	const known = `"type": "object", "properties": {"a": {"type": "string"}}`
	run(t, []change{
		{"S01", car(`{"type": "object"}`), []string{"S01 E " + made + noProperties}},
		{"S01 empty", car(`{"properties": {}, "type": "object"}`), []string{"S01 E " + made + noProperties}},
		{"S01 in a response", `{"paths": {"/cars": {"post": {"responses": {"400": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}}}}}}`,
			[]string{"S01 E /paths/~1cars/post/responses/400/content/application~1problem+json/schema" + noProperties}},
		{"S01 in a request", `{"paths": {"/cars": {"post": {"requestBody": {"content": {"text/csv": {"schema": {"type": "object"}}}}}}}}`,
			[]string{"S01 E /paths/~1cars/post/requestBody/content/text~1csv/schema" + noProperties}},
		{"S01 in a parameter", parameters(`{"name": "q", "in": "query", "schema": {"type": "object"}}`),
			[]string{"S01 E /paths/~1cars/get/parameters/0/schema" + noProperties}},
		{"S01 in a parameter's content", parameters(`{"name": "q", "in": "query", "content": {"a/b": {"schema": {"type": "object"}}}}`),
			[]string{"S01 E /paths/~1cars/get/parameters/0/content/a~1b/schema" + noProperties}},
		{"S01 in components", `{"components": {"requestBodies": {"q": {"content": {"a/b": {"schema": {"type": "object"}}}}}}}`,
			[]string{"S01 E /components/requestBodies/q/content/a~1b/schema" + noProperties}},
		{"S01 in a callback", `{"paths": {"/cars": {"post": {"callbacks": {"sold": {"{$url}": {"post": {"requestBody":
			{"content": {"a/b": {"schema": {"type": "object"}}}}}}}}}}}}`,
			[]string{"S01 E /paths/~1cars/post/callbacks/sold/{$url}/post/requestBody/content/a~1b/schema" + noProperties}},
		{"S04", car(`{"type": "array"}`), []string{"S04 E " + made + ": array schema missing items; add them"}},
		{"S04 nested", car(`{"type": "array", "items": {"type": "array"}}`), []string{
			"S04 E " + made + "/items: array schema missing items; add them"}},
		{"S05 type list", car(`{"type": ["string", "null"]}`), []string{
			"S05 W " + made + ": the type is a list; give one type, and leave an absent value out instead of sending null"}},
		{"S05 oneOf", car(`{"oneOf": [{"type": "string"}, {"type": "number"}]}`), []string{
			"S05 W " + made + ": the schema uses oneOf; write one plain schema"}},
		{"S05 anyOf", car(`{"anyOf": [{"type": "string"}, {}]}`), []string{
			"S05 W " + made + ": the schema uses anyOf; write one plain schema", "S05 W " + made + "/anyOf/1" + noType}},
		{"S05 allOf", car(`{"allOf": [{"type": "string"}]}`), []string{
			"S05 W " + made + ": the schema uses allOf; write one plain schema"}},
		{"S05 patternProperties", car(`{` + known + `, "patternProperties": {"^x": {"type": "string"}}}`), []string{
			"S05 W " + made + ": the schema uses patternProperties; name the properties, or use an array of name with value"}},
		{"S05 map", car(`{` + known + `, "additionalProperties": {"type": "string"}}`), []string{"S05 W " + made + isMap}},
		{"S05 open", car(`{` + known + `, "additionalProperties": true}`), []string{"S05 W " + made + isMap}},
		{"S05 untyped", car(`{"description": "anything"}`), []string{"S05 W " + made + noType}},
		{"S05 true", car(`true`), []string{"S05 W " + made + ": the schema is not an object, so that it has no type; write one with a type"}},
		{"S05 items true", car(`{"type": "array", "items": true}`), []string{
			"S05 W " + made + ": the items have no type; write a schema with a type"}},
	})
}

func TestReferences(t *testing.T) {
	unknown := func(where, ref, kind string) []string {
		return []string{"S02 E " + where + ": reference to unknown component " + ref +
			"; using empty schema. Point it at an entry of #/components/" + kind}
	}
	cycle := func(where, trail string) []string {
		return []string{"S03 E " + where + ": Components section contains a circular dependency: " + trail + "; leave one of these references out"}
	}
	const carAt, pageAt = "/components/schemas/Car", "/components/schemas/Page"
	run(t, []change{
		{"S02 missing", car(`{"$ref": "#/components/schemas/Date"}`), unknown(made, "#/components/schemas/Date", "schemas")},
		{"S02 other kind", car(`{"$ref": "#/components/responses/Page"}`), unknown(made, "#/components/responses/Page", "schemas")},
		{"S02 past a list", `{"components": {"schemas": {"Car": {"required": ["make"], "properties": {"made": {"$ref": "#/components/schemas/Car/required/1"}}}}}}`, unknown(made, "#/components/schemas/Car/required/1", "schemas")},
		{"S02 bad escape", car(`{"$ref": "#/components/schemas/%zz"}`), unknown(made, "#/components/schemas/%zz", "schemas")},
		{"S02 file", car(`{"$ref": "date.json"}`), unknown(made, "date.json", "schemas")},
		{"S02 number", car(`{"$ref": 7}`), unknown(made, "7", "schemas")},
		{"S02 in a response", `{"paths": {"/cars": {"get": {"responses": {"404": {"$ref": "#/components/responses/Gone"}}}}}}`,
			unknown("/paths/~1cars/get/responses/404", "#/components/responses/Gone", "responses")},
		{"S03 itself", car(`{"$ref": "#/components/schemas/Car"}`), cycle(carAt, carAt+" → "+carAt)},
		{"S03 two", car(`{"type": "array", "items": {"$ref": "#/components/schemas/Page"}}`),
			cycle(pageAt, pageAt+" → "+carAt+" → "+pageAt)},
		{"S03 responses", `{"components": {"responses": {"R": {"$ref": "#/components/responses/R"}}}}`,
			cycle("/components/responses/R", "/components/responses/R → /components/responses/R")},
	})
}
