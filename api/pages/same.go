package pages

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"forecourt/internal/vehicle"
)

// same is the search as programs and AI tools send it.
type same struct {
	// JSON is the address of the answer, Curl a command line, Tool a tool's call.
	JSON, Curl, Tool string
}

func (p *Pages) same(r *http.Request, q query) *same {
	target := q.href(searchPath)
	base := p.Address(r)
	tool, err := json.MarshalIndent(map[string]any{"name": "search_cars", "arguments": p.arguments(q)}, "", "  ")
	if err != nil {
		panic(err) // Texts and numbers always have a JSON form.
	}
	return &same{JSON: target, Curl: "curl -H \"X-API-Key: $API_KEY\" '" + base + target + "'", Tool: string(tool)}
}

// arguments writes the parameters as a tool takes them: lists, numbers and texts.
func (p *Pages) arguments(q query) map[string]any {
	all := map[string]any{}
	for name, values := range q {
		f := p.Shape.Field(name)
		switch {
		case f != nil && f.Kind == vehicle.Flag:
			all[name] = flagText(f, q.first(name)) == vehicle.Yes
		case f != nil && f.Listed:
			var numbers []any
			for _, value := range q.explicit(name) {
				numbers = append(numbers, number(value))
			}
			all[name] = numbers
		case f != nil:
			all[name] = q.explicit(name)
		case name == "limit" || p.rangeField(name) != nil && p.rangeField(name).Kind != vehicle.Date:
			all[name] = number(q.first(name))
		default:
			all[name] = strings.Join(values, ",")
		}
	}
	return all
}

// number is a number as JSON has it, or the text when it is none.
func number(text string) any {
	if n := json.Number(text); json.Valid([]byte(text)) && !slices.Contains([]string{"true", "false", "null"}, text) && !strings.ContainsAny(text, `"{[`) {
		return n
	}
	return text
}

// grouped writes a number with thousands separators.
func grouped(n int64) string { return humanize.Comma(n) }
