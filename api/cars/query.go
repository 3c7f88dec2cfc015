package cars

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"forecourt/api/problem"
	"forecourt/internal/nearest"
	"forecourt/internal/vehicle"
	"forecourt/internal/words"
)

const (
	// maxValues is how many values a parameter may have, and maxLength how many characters each may have.
	maxValues = 50
	maxLength = 200
	// maxSent is how many characters of a wrong value are sent back.
	maxSent = 100

	defaultLimit = 20
	maxLimit     = 100
	// briefFields and fullFields are the ways of showing a car.
	briefFields = "brief"
	fullFields  = "full"
)

// request is a request whose words are not read yet.
type request struct {
	vehicle.Search
	// text is the free text. cursor is the cursor as it was sent.
	text, cursor string
	// understood is how the text was read, nil before that.
	understood *words.Understood
	// exclude is what is not wanted.
	exclude []string
	// units are those that limits are meant in, by the fields' names.
	units map[string]string
	// facets are the fields whose values are to be counted.
	facets []*vehicle.Field
	// searches means that the request asks for cars, and not for values or changes.
	searches bool
	// full asks for all fields of a car. sorted means that an order was sent. given has the parameters that were sent.
	full, sorted bool
	given        map[string]bool
}

// query reads the parameters of a request, and collects the mistakes in them.
type query struct {
	values url.Values
	shape  *vehicle.Shape
	// path returns a part of the path.
	path   func(string) string
	known  []string
	errors []problem.ParameterError
}

func (q *query) fail(name, sent, wrong string) *problem.ParameterError {
	if utf8.RuneCountInString(sent) > maxSent {
		sent = string([]rune(sent)[:maxSent]) + "…"
	}
	q.errors = append(q.errors, problem.ParameterError{Parameter: name, Sent: strings.ToValidUTF8(sent, "\uFFFD"), Problem: wrong})
	return &q.errors[len(q.errors)-1]
}

// words reads a list. The parameter may be repeated, and a value may hold several, separated by commas. A comma before
// a space is part of the value ("Austin, TX").
func (q *query) words(name string) []string {
	q.known = append(q.known, name)
	var list []string
	for _, value := range q.values[name] {
		for _, word := range vehicle.SplitList(value) {
			switch {
			case utf8.RuneCountInString(word) > maxLength:
				q.fail(name, word, fmt.Sprintf("a value has at most %d characters", maxLength))
				return nil
			case !utf8.ValidString(word) || strings.ContainsRune(word, 0):
				q.fail(name, word, "it is not valid UTF-8 text")
				return nil
			case word != "":
				list = append(list, word)
			}
		}
	}
	if len(list) > maxValues {
		q.fail(name, "", fmt.Sprintf("it has %d values; at most %d are allowed", len(list), maxValues))
		return nil
	}
	return list
}

// one returns the value of a parameter that may be given once, "" if it is missing.
func (q *query) one(name string) string {
	q.known = append(q.known, name)
	values := q.values[name]
	if len(values) == 0 {
		return ""
	}
	if len(values) > 1 {
		q.fail(name, strings.Join(values, ", "), "it may be given once")
	}
	return strings.TrimSpace(values[0])
}

func (q *query) integer(name string, low, high int64) *int64 {
	text := q.one(name)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		q.fail(name, text, fmt.Sprintf("it must be a whole number from %d to %d", low, high))
		return nil
	}
	return &n
}

func (q *query) choice(name string, allowed []string, fallback string) string {
	text := q.one(name)
	if text == "" {
		return fallback
	}
	if slices.Contains(allowed, text) {
		return text
	}
	e := q.fail(name, text, "it must be one of "+strings.Join(allowed, ", "))
	e.Allowed, e.Nearest = allowed, nearest.To(text, allowed)
	return fallback
}

// sort reads the order.
func (q *query) sort() vehicle.Sort {
	var sorts []string
	for _, sort := range q.shape.Orders() {
		sorts = append(sorts, string(sort))
	}
	fallback := q.shape.DefaultSort()
	wrong := len(q.errors)
	sort := q.choice("sort", sorts, string(fallback))
	if len(q.errors) > wrong {
		if absent := q.absent(strings.TrimPrefix(strings.TrimSpace(q.values.Get("sort")), "-")); absent != "" {
			e := &q.errors[len(q.errors)-1]
			e.Problem = "this stock has no " + absent + ": " + e.Problem
		}
	}
	return vehicle.Sort(sort)
}

// text reads free text, which may be given once.
func (q *query) text(name string) string {
	text := q.one(name)
	switch {
	case len(text) > words.MaxText:
		q.fail(name, text, fmt.Sprintf("it has at most %d characters: say what matters most", words.MaxText))
		return ""
	case !utf8.ValidString(text):
		q.fail(name, text, "it is not valid UTF-8 text")
		return ""
	}
	return text
}

// search reads the parameters of GET /cars/.
func (q *query) search() request {
	s := vehicle.Search{Limit: defaultLimit, Words: map[string][]string{}, Numbers: map[string][]int64{}, Ranges: map[string]vehicle.Range{}}
	for _, f := range q.shape.Fields() {
		q.filter(f, &s)
	}
	if limit := q.integer("limit", 1, maxLimit); limit != nil {
		s.Limit = int(*limit)
	}
	s.Sort = q.sort()
	r := request{
		Search: s, text: q.text("q"), cursor: q.one("cursor"), sorted: q.values.Get("sort") != "", searches: true, exclude: q.words(excludeName), facets: q.facets(), units: q.units(),
		full: q.choice("fields", []string{briefFields, fullFields}, briefFields) == fullFields, given: map[string]bool{},
	}
	for name, values := range q.values {
		r.given[name] = strings.Join(values, "") != ""
	}
	q.unknown()
	return r
}

func fold(word string) string { return strings.ToLower(word) }

func cut(text string) string {
	if runes := []rune(text); len(runes) > maxSent {
		return string(runes[:maxSent]) + "…"
	}
	return text
}

// parseQuery reads a raw query. A mistake in it is a problem, whereas net/http would drop the parameter.
func parseQuery(raw string) (url.Values, *problem.Problem) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, problem.New(http.StatusBadRequest, "The query is not well formed: encode special characters in percent form, and separate parameters with &.")
	}
	return plainNames(values), nil
}

// bracketed matches the names that some clients give to the values of a list: make[]=Ford, make[0]=Ford.
var bracketed = regexp.MustCompile(`^(.+)\[([0-9]{0,6})\]$`)

// plainNames removes the brackets from names, and keeps the order of the values.
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
				at = -1 // make[] has no number.
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

// readQuery reads the parameters of an operation before huma does, because huma's errors do not say what would be
// right.
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
