package pages

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"forecourt/api/pages/address"
	"forecourt/internal/vehicle"
)

// connectPage says how programs and AI tools are connected, with this server's own values.
type connectPage struct {
	// Base is the address of this server. Local means that only this machine can reach it.
	Base  string
	Local bool
	Ways  []way
}

// way is a way of connecting.
type way struct {
	Title, Text string
	Steps       []step
}

// step is something to do, with a text to copy.
type step struct{ Text, Code string }

// connect shows how programs and AI tools are connected.
func (p *Pages) connect(w http.ResponseWriter, r *http.Request) {
	base := p.Address(r)
	servers, err := json.MarshalIndent(map[string]any{"mcpServers": map[string]any{"cars": map[string]any{
		"type": "http", "url": base + "/mcp", "headers": map[string]string{"X-API-Key": "THE KEY"},
	}}}, "", "  ")
	if err != nil {
		panic(err) // It is made of texts.
	}
	page := connectPage{Base: base, Ways: []way{
		{"Any program", "Every operation, its parameters and answers, to read and to try out: the reference is at /docs/.", []step{
			{"A first request", "curl -H \"X-API-Key: $API_KEY\" '" + base + "/cars/?q=grey+SUV+under+40k'"},
			{"The description for generators of clients (OpenAPI 3.1)", base + "/openapi.json"},
		}},
		{"A custom GPT", "In the editor: Configure, Create new action.", []step{
			{"Import from URL", base + "/openapi.json"},
			{"Authentication: API Key, Custom. The header’s name", "X-API-Key"},
			{"The instructions, to begin with", "Answer questions about the cars in stock with the action search_cars, with q in the person's own words. Tell the person what is in not_understood."},
		}},
		{"A client of the Model Context Protocol", "Claude, the Agents SDK, the Responses API, editors and others: streamable HTTP, with the key in a header.", []step{
			{"The address", base + "/mcp"},
			{"As many clients’ settings have it", string(servers)},
			{"Claude Code", "claude mcp add --transport http cars " + base + "/mcp --header \"X-API-Key: $API_KEY\""},
		}},
		{"Function calling", "Strict definitions for OpenAI’s models; the call’s arguments are the parameters of GET /cars/.", []step{
			{"The definitions, written by the program", "forecourt tools > tools.json"},
		}},
	}}
	p.show(w, r, http.StatusOK, "connect.html", p.frame(r, "Connect", "/connect", page))
}

// same shows how programs and AI tools make the same search.
type same struct {
	// JSON is the address of the answer, Curl a command line, and Tool the call of a tool.
	JSON, Curl, Tool string
}

func (p *Pages) same(r *http.Request, q address.Query) *same {
	target := q.Href(searchPath)
	base := p.Address(r)
	tool, err := json.MarshalIndent(map[string]any{"name": "search_cars", "arguments": p.arguments(q)}, "", "  ")
	if err != nil {
		panic(err) // Texts and numbers always have a JSON form.
	}
	return &same{JSON: target, Curl: "curl -H \"X-API-Key: $API_KEY\" '" + base + target + "'", Tool: string(tool)}
}

// arguments writes the parameters as a tool takes them: lists, numbers and texts.
func (p *Pages) arguments(q address.Query) map[string]any {
	all := map[string]any{}
	for name, values := range q {
		f := p.Shape.Field(name)
		switch {
		case f != nil && f.Kind == vehicle.Flag:
			all[name] = flagText(f, q.First(name)) == vehicle.Yes
		case f != nil && f.Listed:
			var numbers []any
			for _, value := range q.Explicit(name) {
				numbers = append(numbers, number(value))
			}
			all[name] = numbers
		case f != nil:
			all[name] = q.Explicit(name)
		case name == "limit" || p.rangeField(name) != nil && p.rangeField(name).Kind != vehicle.Date:
			all[name] = number(q.First(name))
		default:
			all[name] = strings.Join(values, ",")
		}
	}
	return all
}

// number returns a text as a number if it is one, otherwise the text.
func number(text string) any {
	if n := json.Number(text); json.Valid([]byte(text)) && !slices.Contains([]string{"true", "false", "null"}, text) && !strings.ContainsAny(text, `"{[`) {
		return n
	}
	return text
}

// grouped writes a number with thousands separators.
func grouped(n int64) string { return humanize.Comma(n) }
