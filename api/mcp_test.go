package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"forecourt/api/cars"
	"forecourt/api/toolset"
)

// withKey sends the key.
type withKey struct{ key string }

func (w withKey) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+w.key)
	return http.DefaultTransport.RoundTrip(r)
}

// connect opens a session of the official client over HTTP.
func connect(t *testing.T, c *client, version string) *sdk.ClientSession {
	t.Helper()
	server := httptest.NewServer(c.handler)
	t.Cleanup(server.Close)
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.StreamableClientTransport{
		Endpoint: server.URL + "/mcp", HTTPClient: &http.Client{Transport: withKey{theKey}}, DisableStandaloneSSE: true,
	}, &sdk.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	return session
}

// protocolVersions are those that clients speak today.
var protocolVersions = []string{"2025-06-18", "2025-11-25", "2026-07-28"}

func TestMCP(t *testing.T) {
	c := newClient(t, options(newCopy(t, 2000)))
	for _, version := range protocolVersions {
		t.Run(version, func(t *testing.T) {
			session := connect(t, c, version)
			if got := session.InitializeResult().ProtocolVersion; got != version {
				t.Errorf("the session speaks %s", got)
			}
			listed, err := session.ListTools(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, tool := range listed.Tools {
				names = append(names, tool.Name)
				if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.OutputSchema != nil || tool.Description == "" || len(tool.Description) > 1024 {
					t.Errorf("%s: %+v", tool.Name, tool)
				}
			}
			slices.Sort(names)
			for _, want := range []string{"fetch", "get_car", "list_values", "search", "search_cars"} {
				if !slices.Contains(names, want) {
					t.Errorf("no tool %s in %v", want, names)
				}
			}
			for _, arguments := range []map[string]any{
				{"q": "grey toyota under 30k", "make": nil, "limit": "3", "price_min": nil, "year": []any{}, "sort": nil},
				{"make": []any{"toyota", "VW"}, "price_max": "25000.00", "year_min": 2015.0},
				{"make": "Toyota", "limit": 2},
				{},
			} {
				checkAnswer(t, c, call(t, session, "search_cars", arguments), "search_cars")
			}
			checkAnswer(t, c, call(t, session, "list_values", nil), "list_values")
			checkAnswer(t, c, call(t, session, "get_car", map[string]any{"id": 7}), "get_car")
			checkAnswer(t, c, call(t, session, "get_car", map[string]any{"id": "7"}), "get_car")
		})
	}
}

func call(t *testing.T, session *sdk.ClientSession, name string, arguments any) *sdk.CallToolResult {
	t.Helper()
	result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s %v: %v", name, arguments, err)
	}
	return result
}

// checkAnswer holds an answer against the document's schema. It comes once: as text.
func checkAnswer(t *testing.T, c *client, result *sdk.CallToolResult, name string) {
	t.Helper()
	if result.IsError || result.StructuredContent != nil {
		t.Errorf("%s: %s, %v", name, textOf(result), result.StructuredContent)
		return
	}
	tools, err := toolset.FromDocument(c.do(http.MethodGet, "/openapi.json").Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tools, func(tool toolset.Tool) bool { return tool.Name == name })
	text, err := json.Marshal(tools[i].Output)
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
	var plain any
	if err := json.Unmarshal([]byte(textOf(result)), &plain); err != nil {
		t.Fatal(err)
	}
	if err := resolved.Validate(plain); err != nil {
		t.Errorf("%s: the answer is not as its schema says: %v", name, err)
	}
}

func textOf(result *sdk.CallToolResult) string {
	if len(result.Content) != 1 {
		return fmt.Sprintf("%d contents", len(result.Content))
	}
	text, ok := result.Content[0].(*sdk.TextContent)
	if !ok {
		return "no text"
	}
	return text.Text
}

func TestMCPErrorsSayWhatToDo(t *testing.T) {
	session := connect(t, newClient(t, options(newCopy(t, 2000))), "")
	for _, c := range []struct {
		tool      string
		arguments map[string]any
		want      string
	}{
		{"search_cars", map[string]any{"colour": "red"}, "color"},
		{"search_cars", map[string]any{"sort": "prize"}, "price"},
		{"search_cars", map[string]any{"q": "toyota 20k"}, "price_max"},
		{"search_cars", map[string]any{"body_type": "camioneta"}, "Pickup"},
		{"search_cars", map[string]any{"make": map[string]any{"a": 1}}, "not an object"},
		{"search_cars", map[string]any{"make": true}, "true or false"},
		{"search_cars", map[string]any{"make": strings.Repeat("x", 20_000)}, "longer than"},
		{"get_car", map[string]any{"id": 99999999}, "no vehicle"},
		{"get_car", map[string]any{"id": "values"}, "no car"},
		{"get_car", map[string]any{"id": "../../healthz"}, "whole number"},
		{"get_car", map[string]any{}, "id is missing"},
		{"fetch", map[string]any{"id": "values"}, "whole number"},
		{"search", map[string]any{"query": []any{1}}, "must be a text"},
	} {
		result := call(t, session, c.tool, c.arguments)
		if !result.IsError || !strings.Contains(textOf(result), c.want) {
			t.Errorf("%s %.60v: %.300s", c.tool, c.arguments, textOf(result))
		}
	}
}

// TestListChanges is a tool when there is a log of changes, and none otherwise.
func TestListChanges(t *testing.T) {
	for name, want := range map[string]bool{"copy": true, "live": false} {
		reader := map[string]cars.Reader{"copy": newChangedCopy(t, 30), "live": nasty{}}[name]
		c := newClient(t, options(reader))
		session := connect(t, c, "")
		listed, err := session.ListTools(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(listed.Tools, func(tool *sdk.Tool) bool { return tool.Name == "list_changes" }); got != want {
			t.Errorf("%s: list_changes is a tool: %v", name, got)
		}
		if want {
			checkAnswer(t, c, call(t, session, "list_changes", map[string]any{"what": "price_drop", "since": nil}), "list_changes")
		}
	}
}

func TestDeepResearch(t *testing.T) {
	session := connect(t, newClient(t, options(newCopy(t, 2000))), "")
	found := call(t, session, "search", map[string]any{"query": "toyota under 30k"})
	var results struct {
		Results []struct{ ID, Title, URL string }
	}
	if err := json.Unmarshal([]byte(textOf(found)), &results); err != nil || len(results.Results) == 0 {
		t.Fatalf("%s (%v)", textOf(found), err)
	}
	for _, r := range results.Results[:3] {
		var document struct{ ID, Title, Text, URL string }
		fetched := call(t, session, "fetch", map[string]any{"id": r.ID})
		if err := json.Unmarshal([]byte(textOf(fetched)), &document); err != nil || document.ID != r.ID || document.Title != r.Title || document.URL != r.URL ||
			!strings.HasPrefix(r.URL, "https://") || !strings.Contains(document.Text, "make: Toyota") {
			t.Errorf("%+v: %+v (%v)", r, document, err)
		}
	}
}

func TestMCPNeedsAKey(t *testing.T) {
	c := newClient(t, options(newCopy(t, 10)))
	body := `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
	for key, want := range map[string]int{"": 401, "wrong": 401, theKey: 200} {
		request := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/mcp", strings.NewReader(body))
		request.Host = "127.0.0.1:8080"
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		request.Header.Set("X-API-Key", key)
		recorder := httptest.NewRecorder()
		c.handler.ServeHTTP(recorder, request)
		if recorder.Code != want {
			t.Errorf("key %q: %d %s", key, recorder.Code, recorder.Body)
		}
	}
}

// TestTextOfTheStockIsInNoDescription lists the tools of a stock that is full of instructions.
func TestTextOfTheStockIsInNoDescription(t *testing.T) {
	c := newClient(t, options(nasty{}))
	session := connect(t, c, "")
	if result := call(t, session, "search_cars", map[string]any{}); !strings.Contains(textOf(result), "Ignore previous") {
		t.Errorf("the stock's text is data: %s", textOf(result))
	}
	listed, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal([]any{listed, session.InitializeResult()})
	if err != nil || strings.Contains(string(text), "Ignore previous") {
		t.Errorf("a description or the instructions hold text of the stock (%v)", err)
	}
	for _, hostile := range []string{strings.Repeat("a", 10_000), "\u0000\u0001", "\u202eatoyoT", "' OR 1=1 --", instruction} {
		for _, tool := range []string{"search_cars", "search"} {
			name := map[string]string{"search_cars": "q", "search": "query"}[tool]
			if result := call(t, session, tool, map[string]any{name: hostile}); len(textOf(result)) > 100_000 {
				t.Errorf("%s %.20q: %d characters", tool, hostile, len(textOf(result)))
			}
		}
	}
}

// TestParity asks the same by REST, by MCP and by a function tool's arguments: the answers are the same.
func TestParity(t *testing.T) {
	c := newClient(t, patient(options(newChangedCopy(t, 2000))))
	session := connect(t, c, "")
	tools, err := toolset.FromDocument(c.do(http.MethodGet, "/openapi.json").Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct {
		tool      string
		arguments string
		target    string
	}{
		{"search_cars", `{"make":["Toyota"],"limit":5}`, "/cars/?make=Toyota&limit=5"},
		{"search_cars", `{"make":["chevy","Ford"],"color":["grey"],"sort":"price"}`, "/cars/?make=chevy,Ford&color=grey&sort=price"},
		{"search_cars", `{"q":"a grey estate, automatic, under 40k","limit":50}`, "/cars/?limit=50&q=a+grey+estate,+automatic,+under+40k"},
		{"search_cars", `{"location":["Austin, TX","Dallas"],"fields":"full","price_max":25000.5}`, "/cars/?location=Austin,%20TX&location=Dallas&fields=full&price_max=25000.5"},
		{"search_cars", `{"year":[2019,2020],"mileage_max":60000}`, "/cars/?year=2019,2020&mileage_max=60000"},
		{"search_cars", `{"model":["Lada"]}`, "/cars/?model=Lada"},
		{"search_cars", `{"q":"toyota 20k"}`, "/cars/?q=toyota+20k"},
		{"get_car", `{"id":"12"}`, "/cars/12"},
		{"list_values", `{"make":["honda"]}`, "/cars/values?make=honda"},
		{"list_changes", `{"what":["price_drop","left"],"limit":5}`, "/cars/changes?what=price_drop,left&limit=5"},
	} {
		rest := c.do(http.MethodGet, r.target).Body.String()
		var arguments map[string]any
		if err := json.Unmarshal([]byte(r.arguments), &arguments); err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(tools, func(tool toolset.Tool) bool { return tool.Name == r.tool })
		strict := map[string]any{} // As a strict function call sends it: everything, with nulls.
		for _, p := range tools[i].Parameters {
			strict[p.Name] = arguments[p.Name]
		}
		text, err := json.Marshal(strict)
		if err != nil {
			t.Fatal(err)
		}
		target, err := tools[i].Target(text)
		if err != nil {
			t.Fatal(err)
		}
		function := c.do(http.MethodGet, target).Body.String()
		mcp := textOf(call(t, session, r.tool, strict))
		for name, got := range map[string]string{"function": function, "mcp": mcp} {
			if strings.TrimSpace(got) != strings.TrimSpace(rest) {
				t.Errorf("%s %s: %s answers\n%.300s\nREST answers\n%.300s", r.tool, r.arguments, name, got, rest)
			}
		}
	}
}
