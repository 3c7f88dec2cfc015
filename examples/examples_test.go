package examples_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"forecourt/api"
	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/api/toolset"
	"forecourt/internal/cache"
	"forecourt/internal/demo"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/syncer"
	"forecourt/internal/vehicle"
)

const carsKey = "the-key-of-the-examples-1"

// serveCars serves the demo's stock.
func serveCars(t *testing.T) string {
	t.Helper()
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	if err := demo.Write(t.Context(), from, demo.New(3, now), 2000); err != nil {
		t.Fatal(err)
	}
	dealer, err := source.OpenSQLite(from, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer dealer.Close()
	err = syncer.New(dealer, syncer.Options{CachePath: to, Now: time.Now, Log: slog.New(slog.DiscardHandler)}).Run(t.Context(), []syncer.View{{Name: "vehicles_stock"}}, func(r syncer.Report) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	functions, err := mapping.Driver()
	if err != nil {
		t.Fatal(err)
	}
	store, err := cache.Open(t.Context(), to, cache.Options{ReadOnly: true, Driver: functions})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	keys, err := auth.ParseKeys(carsKey)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := stock.NewCached(stock.CachedOptions{
		Stock: stock.Stock{Mapping: mapping.Contract("vehicles_stock"), Shape: vehicle.StandardShape()},
		Open:  func(context.Context) (*sql.DB, error) { return store.DB(), nil }, IndexUpTo: 1 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.New(t.Context(), api.Options{
		Options: cars.Options{Reader: reader, PublicURL: cars.DefaultPublicURL, Version: "1.0.0", Now: time.Now, Log: slog.New(slog.DiscardHandler)},
		Keys:    keys, Concurrent: 16, Deadline: 5 * time.Second,
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// run runs an example with a question, against a stand-in for OpenAI's endpoint.
func run(t *testing.T, example, endpoint, cars string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), filepath.Join(programs, example), "a toyota under 30k")
	command.Env = []string{"OPENAI_API_KEY=none", "OPENAI_BASE_URL=" + endpoint + "/v1", "CARS_URL=" + cars, "CARS_KEY=" + carsKey}
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// asked is the part of a request to the endpoint that is read.
type asked struct {
	Input json.RawMessage
	Tools []struct {
		Type, Name string
		Strict     bool
		Parameters map[string]any
		ServerURL  string `json:"server_url"`
		Headers    map[string]string
	}
	PreviousResponseID string `json:"previous_response_id"`
}

// standIn answers /v1/responses with the items that answer makes from a request.
func standIn(t *testing.T, answer func(asked) []map[string]any) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request asked
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || r.URL.Path != "/v1/responses" {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		w.Header().Set("Content-Type", "application/json")
		err := json.NewEncoder(w).Encode(map[string]any{"id": "resp_1", "object": "response", "status": "completed", "output": answer(request)})
		if err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func message(text string) []map[string]any {
	return []map[string]any{{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": []map[string]any{{"type": "output_text", "text": text, "annotations": []any{}}}}}
}

func TestFunctions(t *testing.T) {
	endpoint := standIn(t, func(a asked) []map[string]any {
		if len(a.Tools) < 3 || a.Tools[0].Name != "search_cars" || !a.Tools[0].Strict || a.Tools[0].Parameters["additionalProperties"] != false {
			t.Errorf("tools: %+v", a.Tools)
		}
		if a.PreviousResponseID == "" {
			return []map[string]any{{"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "search_cars", "status": "completed", "arguments": `{"q":"toyota under 30k","make":null,"limit":2,"year":[],"sort":"price"}`},
				{"type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "get_car", "status": "completed", "arguments": `{"id":"7"}`}}
		}
		var outputs []struct {
			CallID string `json:"call_id"`
			Output string
		}
		if err := json.Unmarshal(a.Input, &outputs); err != nil || len(outputs) != 2 || outputs[0].CallID != "call_1" || !strings.Contains(outputs[1].Output, `"id":7`) {
			t.Errorf("outputs: %v %s", err, a.Input)
		}
		return message("found " + outputs[0].Output)
	})
	if out := run(t, "functions", endpoint, serveCars(t)); !strings.Contains(out, `"make":"Toyota"`) || !strings.Contains(out, `"price_max"`) {
		t.Error(out)
	}
}

func TestMCP(t *testing.T) {
	endpoint := standIn(t, func(a asked) []map[string]any {
		if len(a.Tools) != 1 || a.Tools[0].Type != "mcp" {
			t.Errorf("tools: %+v", a.Tools)
		}
		session, err := sdk.NewClient(&sdk.Implementation{Name: "stand-in", Version: "1"}, nil).Connect(t.Context(), &sdk.StreamableClientTransport{
			Endpoint: a.Tools[0].ServerURL, HTTPClient: &http.Client{Transport: headers(a.Tools[0].Headers)}, DisableStandaloneSSE: true,
		}, nil)
		if err != nil {
			t.Error(err)
			return message("no connection")
		}
		defer session.Close()
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "search_cars", Arguments: map[string]any{"q": "toyota under 30k", "limit": "1"}})
		if err != nil || result.IsError {
			t.Errorf("%+v, %v", result, err)
			return message("no answer")
		}
		text, ok := result.Content[0].(*sdk.TextContent)
		if !ok {
			t.Fatalf("no text: %+v", result.Content)
		}
		return message("found " + text.Text)
	})
	if out := run(t, "mcp", endpoint, serveCars(t)); !strings.Contains(out, `"make":"Toyota"`) {
		t.Error(out)
	}
}

type headers map[string]string

func (h headers) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, value := range h {
		r.Header.Set(name, value)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestToolsAreUpToDate compares the example's functions with those of the document.
func TestToolsAreUpToDate(t *testing.T) {
	document, err := os.ReadFile("../openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	tools, err := toolset.FromDocument(document)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(toolset.Functions(tools))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("functions/tools.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []toolset.Function
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(list); err != nil || string(got) != string(want) {
		t.Errorf("functions/tools.json is out of date: make generate (%v)", err)
	}
}

// TestDocsShowTheExamples compares the Go code on the page with the programs that are tested here.
func TestDocsShowTheExamples(t *testing.T) {
	page, err := os.ReadFile("../docs/openai.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(shown) != 2 {
		t.Fatalf("%d Go examples in docs/openai.md", len(shown))
	}
	for i, example := range []string{"functions", "mcp"} {
		text, err := os.ReadFile(filepath.Join(example, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		if shown[i][1] != string(text) {
			t.Errorf("docs/openai.md does not show examples/%s/main.go as it is", example)
		}
	}
}
