package cars

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"forecourt/api/problem"
)

// parseQuery reads a raw query; net/http would drop what it cannot read.
func parseQuery(raw string) (url.Values, *problem.Problem) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, problem.New(http.StatusBadRequest, "The query is not well formed: encode special characters in percent form, and separate parameters with &.")
	}
	return plainNames(values), nil
}

// bracketed is how some clients name the values of a list: make[]=Ford, make[0]=Ford.
var bracketed = regexp.MustCompile(`^(.+)\[([0-9]{0,6})\]$`)

// plainNames takes the brackets of lists away, and keeps the order of their values.
func plainNames(values url.Values) url.Values {
	type entry struct {
		sent, name string
		at         int
	}
	var list []entry
	for sent := range values {
		if !strings.HasSuffix(sent, "]") {
			continue
		}
		if parts := bracketed.FindStringSubmatch(sent); parts != nil {
			at, err := strconv.Atoi(parts[2])
			if err != nil {
				at = -1 // make[] has no place.
			}
			list = append(list, entry{sent, parts[1], at})
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.sent, b.sent)) })
	for _, e := range list {
		values[e.name] = append(values[e.name], values[e.sent]...)
		delete(values, e.sent)
	}
	return values
}

// readQuery reads an operation's parameters; huma's own errors do not say what would be right.
func readQuery[T any](s *Operations, at key, read func(*query) T) huma.Middlewares {
	return huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		u := ctx.URL()
		values, wrong := parseQuery(u.RawQuery)
		if wrong == nil {
			q := &query{values: values, shape: s.shape, path: ctx.Param, known: make([]string, 0, 2*len(s.full)+len(otherNames))}
			asked := read(q)
			if len(q.errors) == 0 {
				next(huma.WithValue(ctx, at, asked))
				return
			}
			wrong = problem.BadParameters(q.errors)
		}
		writeProblem(ctx, wrong)
	}}
}

func writeProblem(ctx huma.Context, p *problem.Problem) {
	_, w := humago.Unwrap(ctx)
	p.Write(w)
}
