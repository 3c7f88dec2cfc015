package openaicheck_test

import (
	"strings"
	"testing"
)

func TestOperations(t *testing.T) {
	const rule = "letters, digits, _ and -, at most 64 of them"
	unrecognized := func(key string) string {
		return "O01 W /cars, " + key + ": Path /cars has unrecognized method " + key + "; skipping. Remove it, or move it into the operations"
	}
	operation := func(members string) string { return `{"paths": {"/cars": {"get": {` + members + `}}}}` }
	long := func(n int) string { return strings.Repeat("ü", n) }
	run(t, []change{
		{"O01 parameters", `{"paths": {"/cars": {"parameters": [{"name": "page", "in": "query"}]}}}`, []string{unrecognized("parameters")}},
		{"O01 HEAD", `{"paths": {"/cars": {"head": {}}}}`, []string{unrecognized("head")}},
		{"O01 summary", `{"paths": {"/cars": {"summary": "Cars"}}}`, []string{unrecognized("summary")}},
		{"O02", operation(`"operationId": null`), []string{
			"O02 E /cars, get: In path /cars, method get is missing operationId; skipping. Give it one: " + rule}},
		{"O03 twice", operation(`"operationId": "matchCars"`), []string{
			"O03 E /cars, post: operationId matchCars is taken by /cars, get; give each operation its own"}},
		{"O03 characters", operation(`"operationId": "search.cars"`), []string{`O03 E /cars, get: operationId "search.cars" must be ` + rule}},
		{"O03 length", operation(`"operationId": "` + strings.Repeat("a", 65) + `"`), []string{
			`O03 E /cars, get: operationId "` + strings.Repeat("a", 65) + `" must be ` + rule}},
		{"O05 301", operation(`"description": "` + long(301) + `"`), []string{
			"O05 E /cars, get: description has length 301 exceeding limit of 300; shorten it"}},
		{"O05 300", operation(`"description": "` + long(300) + `"`), []string{
			"O05 W /cars, get: description has length 300, at the limit of 300; stay under 299"}},
		{"O05 299", operation(`"summary": "` + long(299) + `"`), []string{
			"O05 W /cars, get: summary has length 299, at the limit of 300; stay under 299"}},
	})
}

func TestParameters(t *testing.T) {
	const nameless = " is has missing or non-string name; skipping. "
	const page = `{"name": "page", "in": "query", "schema": {"type": "integer"}}`
	const duplicated = "P02 E /cars, get: parameter page is duplicated; skipping function due to errors. Keep one of them, or rename it"
	const written = "P01 E /cars, get: parameter #/components/parameters/page" + nameless + "Write the parameter out in place of the $ref"
	components := func(patch string) string {
		return strings.TrimSuffix(patch, "}") + `, "components": {"parameters": {"page": ` + page + `}}}`
	}
	run(t, []change{
		{"P01 reference", components(parameters(`{"$ref": "#/components/parameters/page"}`)), []string{written}},
		{"P01 unnamed", parameters(`{"in": "query"}`), []string{"P01 E /cars, get: parameter (unnamed)" + nameless + "Give it a name"}},
		{"P01 number", parameters(`{"name": 7, "in": "query"}`), []string{"P01 E /cars, get: parameter 7" + nameless + "Give it a name"}},
		{"P01 object", parameters(`{"name": {}, "in": "query"}`), []string{"P01 E /cars, get: parameter map[]" + nameless + "Give it a name"}},
		{"P02", parameters(page + `,` + page), []string{duplicated}},
		{"P02 two locations", parameters(page + `, {"name": "page", "in": "path"}`), []string{duplicated}},
		{"P02 by reference", components(parameters(page + `, {"$ref": "#/components/parameters/page"}`)), []string{written, duplicated}},
		{"P03 header", parameters(`{"name": "Trace", "in": "header"}`), []string{
			"P03 W /cars, get: parameter Trace has location header; ignoring. Make it a query parameter, or leave it out"}},
		{"P03 cookie", parameters(`{"name": "session", "in": "cookie"}`), []string{
			"P03 W /cars, get: parameter session has location cookie; ignoring. Make it a query parameter, or leave it out"}},
		{"P04", parameters(`{"name": "q", "in": "query", "description": "` + strings.Repeat("ü", 701) + `"}`), []string{
			"P04 E /cars, get: description of parameter q has length 701 exceeding limit of 700; shorten it"}},
	})
}
