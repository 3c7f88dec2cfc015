package mcp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"forecourt/api/toolset"
	"forecourt/internal/plain"
)

// searchLimit is how many results search returns.
const searchLimit = "20"

// searchResult is one result of search. Citations need its url.
type searchResult struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// fetched is the answer of fetch.
type fetched struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Text     string            `json:"text"`
	URL      string            `json:"url"`
	Metadata map[string]string `json:"metadata"`
}

func object(required []string, properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "properties": properties, "required": required}
}

func text(description string) map[string]any {
	return map[string]any{"type": "string", "description": description}
}

// addResearch adds search and fetch in the form that OpenAI's deep research calls.
func (o Options) addResearch(server *sdk.Server) {
	server.AddTool(&sdk.Tool{
		Name: "search", Title: "Search the cars in stock", Description: "Finds cars by free text, such as: blue toyota camry under 20k. Returns results, each with id (for fetch), title and url. search_cars can do more.",
		InputSchema: object([]string{"query"}, map[string]any{"query": text("What is looked for, in the person's own words.")}),
		Annotations: readOnly("Search the cars in stock"),
	}, o.search)
	server.AddTool(&sdk.Tool{
		Name: "fetch", Title: "Get one car", Description: "Returns all that is known of a car, by its id from search: id, title, text (a line for each field), url, and metadata (the same by field).",
		InputSchema: object([]string{"id"}, map[string]any{"id": map[string]any{"anyOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "integer"}}, "description": "The id of a result of search."}}),
		Annotations: readOnly("Get one car"),
	}, o.fetch)
}

func (o Options) search(ctx context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
	var in struct{ Query string }
	if !read(r, &in) {
		return failed("query must be a text: what is looked for, in the person's own words."), nil
	}
	query := url.Values{"limit": {searchLimit}}
	if in.Query != "" {
		query.Set("q", in.Query)
	}
	status, body := o.get(ctx, "/cars/?"+query.Encode())
	if status != http.StatusOK {
		return failed(string(body)), nil
	}
	var page struct {
		Items []struct {
			ID         identity
			Summary    string
			ListingURL string `json:"listing_url"`
		}
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, fmt.Errorf("read the answer of search_cars: %w", err)
	}
	results := []searchResult{}
	for _, car := range page.Items {
		results = append(results, searchResult{ID: string(car.ID), Title: car.Summary, URL: o.address(ctx, string(car.ID), car.ListingURL)})
	}
	return marshalled(map[string]any{"results": results})
}

// read reads a call's arguments, and reports whether they match the schema.
func read(r *sdk.CallToolRequest, into any) bool {
	return json.Unmarshal(r.Params.Arguments, into) == nil
}

// identity is a car's id: a text, or a number, which may arrive as text.
type identity string

// UnmarshalJSON implements json.Unmarshaler.
func (i *identity) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, (*string)(i))
	}
	var number json.Number
	err := json.Unmarshal(text, &number)
	*i = identity(number)
	return err
}

// path returns the path of a car in the API, or what is wrong with its id.
func (o Options) path(id identity) (path, problem string) {
	text := string(id)
	if !o.TextID {
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return "", "id must be the id of a result of search: a whole number."
		}
		text = strconv.FormatInt(n, 10)
	}
	path = "/cars/" + url.PathEscape(text)
	if text == "" || text == "." || text == ".." || slices.ContainsFunc(o.Tools, func(t toolset.Tool) bool { return t.Path == path }) {
		return "", "id must be the id of a result of search."
	}
	return path, ""
}

func (o Options) fetch(ctx context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
	var in struct{ ID identity }
	if !read(r, &in) {
		return failed("id must be the id of a result of search: a text or a number."), nil
	}
	path, problem := o.path(in.ID)
	if problem != "" {
		return failed(problem), nil
	}
	status, body := o.get(ctx, path)
	if status != http.StatusOK {
		return failed(string(body)), nil
	}
	var found struct{ Car map[string]any }
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if err := decoder.Decode(&found); err != nil {
		return nil, fmt.Errorf("read the answer of get_car: %w", err)
	}
	d := fetched{Metadata: map[string]string{}}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(found.Car)) {
		value := plain.Text(fmt.Sprint(found.Car[name]))
		d.Metadata[name] = value
		lines = append(lines, name+": "+value)
	}
	d.ID, d.Title, d.Text = d.Metadata["id"], d.Metadata["summary"], strings.Join(lines, "\n")
	d.URL = o.address(ctx, d.ID, d.Metadata["listing_url"])
	return marshalled(d)
}

// address is where a car is cited: its own page, or its address in the API. A page must have a web address without a
// user name and password.
func (o Options) address(ctx context.Context, id, listing string) string {
	page := ""
	if u, err := url.Parse(listing); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil {
		page = listing
	}
	return cmp.Or(page, o.Address(ctx)+"/cars/"+url.PathEscape(id))
}

func marshalled(value any) (*sdk.CallToolResult, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	return answered(body), nil
}
