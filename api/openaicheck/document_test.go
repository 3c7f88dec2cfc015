package openaicheck_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestDocument(t *testing.T) {
	const noServer = "Could not find a valid URL in servers: "
	run(t, []change{
		{"A01 old", `{"openapi": "3.0.3"}`, []string{`A01 E /openapi: ('openapi',): Input should be '3.1.1' or '3.1.0'; it is "3.0.3"`}},
		{"A01 missing", `{"openapi": null}`, []string{`A01 E /openapi: ('openapi',): Input should be '3.1.1' or '3.1.0'; it is ""`}},
		{"A02", extraOperations(29), []string{"A02 E /paths: OpenAPI spec can have a maximum of 30 operations: it has 31; remove some"}},
		{"A04 none", `{"servers": null}`, []string{"A04 E /servers: " + noServer + "there are 0 servers; name exactly one"}},
		{"A04 two", `{"servers": [{"url": "https://a.example"}, {"url": "https://b.example"}]}`, []string{
			"A04 E /servers: " + noServer + "there are 2 servers; name exactly one"}},
		{"A04 http", `{"servers": [{"url": "http://a.example"}]}`, []string{
			"A04 E /servers/0/url: " + noServer + `"http://a.example"; give an absolute address that starts with https://`}},
		{"A04 relative", `{"servers": [{"url": "/v1"}]}`, []string{
			"A04 E /servers/0/url: " + noServer + `"/v1"; give an absolute address that starts with https://`}},
		{"A04 variable", `{"servers": [{"url": "https://{host}/"}]}`, []string{
			"A04 E /servers/0: " + noServer + `"https://{host}/" has variables; write the address out`}},
		{"A06", `{"paths": null, "components": {"schemas": null, "responses": null}}`, []string{
			`A06 E /components/schemas: In components section, schemas subsection is not an object; add "schemas": {} at least`}},
		{"A06 list", `{"paths": null, "components": {"schemas": [], "responses": null}}`, []string{
			`A06 E /components/schemas: In components section, schemas subsection is not an object; add "schemas": {} at least`}},
		{"A07", `{"components": {"securitySchemes": {"other": {"type": "http", "scheme": "bearer"}}}}`, []string{
			"A07 W /components/securitySchemes: Found multiple security schemes, only 1 is supported: there are 2; keep one"}},
	})
	if got := check(t, patched(t, extraOperations(28))); got != nil {
		t.Errorf("30 operations: %v", got)
	}
}

// TestSize checks A03: each of the three forms counts.
func TestSize(t *testing.T) {
	compact := patched(t, `{"info": {"description": "`+strings.Repeat("x", 1_000_000)+`"}}`)
	indented := patched(t, `{"info": {"x-list": [`+strings.Repeat("1,", 120_000)+`1]}}`)
	spaced := append(patched(t, `{}`), strings.Repeat(" ", 1_000_000)...)
	for name, document := range map[string][]byte{"compact": compact, "indented": indented, "as it stands": spaced} {
		got := check(t, document)
		want := fmt.Sprintf("A03 E : OpenAPI spec must be 1MB or smaller: it has %d bytes, ", len(document))
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: %v, want %q", name, got, want)
		}
	}
	if len(indented) > 300_000 {
		t.Errorf("the document of %d bytes does not show that the indented form counts", len(indented))
	}
}

func extraOperations(n int) string {
	var paths []string
	for i := range n {
		paths = append(paths, fmt.Sprintf(`"/%d": {"get": {"operationId": "get%d"}}`, i, i))
	}
	return `{"paths": {` + strings.Join(paths, ",") + `}}`
}

func TestSecurity(t *testing.T) {
	const scheme = "X01 W /components/securitySchemes/key: security scheme key is not one that the tool can send; " +
		"make it an apiKey in the header X-API-Key, or http bearer"
	const carries = "X01 W /cars, get: parameter %s carries the key; remove it: the security scheme sends the key"
	run(t, []change{
		{"X01 none", `{"security": null}`, []string{
			"X01 W /cars, get: the operation has no security requirement; add one to it or to the document",
			"X01 W /cars, post: the operation has no security requirement; add one to it or to the document"}},
		{"X01 emptied", `{"paths": {"/cars": {"get": {"security": []}}}}`, []string{
			"X01 W /cars, get: the operation has no security requirement; add one to it or to the document"}},
		{"X01 optional", `{"paths": {"/cars": {"get": {"security": [{}, {"key": []}]}}}}`, []string{
			"X01 W /cars, get: an empty security requirement makes the key optional; remove it"}},
		{"X01 unknown", `{"paths": {"/cars": {"get": {"security": [{"lock": []}]}}}}`, []string{
			"X01 W /cars, get: the security requirement names the unknown scheme lock; add it to components.securitySchemes"}},
		{"X01 in the query", `{"components": {"securitySchemes": {"key": {"in": "query"}}}}`, []string{scheme}},
		{"X01 other header", `{"components": {"securitySchemes": {"key": {"name": "Token"}}}}`, []string{scheme}},
		{"X01 basic", `{"components": {"securitySchemes": {"key": {"type": "http", "scheme": "basic"}}}}`, []string{scheme}},
		{"X01 key as parameter", parameters(`{"name": "x-api-key", "in": "query"}`), []string{fmt.Sprintf(carries, "x-api-key")}},
		{"X01 key as header", parameters(`{"name": "X-API-KEY", "in": "header"}`), []string{
			"P03 W /cars, get: parameter X-API-KEY has location header; ignoring. Make it a query parameter, or leave it out",
			fmt.Sprintf(carries, "X-API-KEY")}},
		{"X01 key in components", `{"components": {"parameters": {"k": {"name": "X-API-Key", "in": "query"}}}}`, []string{
			"X01 W /components/parameters/k: parameter X-API-Key carries the key; remove it: the security scheme sends the key"}},
	})
}
