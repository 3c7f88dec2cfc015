// Package address keeps a search in the address of a page.
package address

import (
	"net/url"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// The ends of the names of parameters that ask for a range.
const (
	MinEnd = "_min"
	MaxEnd = "_max"
)

// WasRead is a field of the form, not a parameter of the API: it names the filters that the free text has set, as
// parameter:value. It never stays in an address.
const WasRead = ".read"

// Query has the parameters of the API as they are in the address bar.
type Query url.Values

// Clone returns a copy.
func (q Query) Clone() Query {
	c := Query{}
	for name, values := range q {
		c[name] = slices.Clone(values)
	}
	return c
}

// Explicit returns the values of a parameter, one by one.
func (q Query) Explicit(name string) []string {
	var list []string
	for _, value := range q[name] {
		for _, one := range vehicle.SplitList(value) {
			if one != "" {
				list = append(list, one)
			}
		}
	}
	return list
}

// First returns the value of a parameter that is given once.
func (q Query) First(name string) string { return strings.TrimSpace(url.Values(q).Get(name)) }

// With returns the first page of the query with a parameter set to a value.
func (q Query) With(name, value string) Query {
	c := q.Clone()
	delete(c, "cursor")
	c[name] = []string{value}
	return c
}

// Less returns the first page of the query without a value of a parameter.
func (q Query) Less(name, value string) Query {
	c := q.Clone()
	delete(c, "cursor")
	c[name] = slices.DeleteFunc(q.Explicit(name), func(one string) bool { return one == value })
	if len(c[name]) == 0 {
		delete(c, name)
	}
	return c
}

// Without returns the first page of the query without some parameters.
func (q Query) Without(names ...string) Query {
	c := q.Clone()
	delete(c, "cursor")
	for _, name := range names {
		delete(c, name)
	}
	return c
}

// Unsaid returns the first page of the query without a piece of its free text. If the text does not contain the piece,
// the whole text is removed.
func (q Query) Unsaid(piece string) Query {
	text, ok := cutOut(q.First("q"), piece)
	if !ok || text == "" {
		return q.Without("q")
	}
	return q.With("q", text)
}

// Href returns the query as an address.
func (q Query) Href(path string) string {
	if text := url.Values(q).Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// cutOut removes a piece from a text, whatever its case. It returns false if the text does not contain it.
func cutOut(text, piece string) (string, bool) {
	at := strings.Index(text, piece)
	if at < 0 {
		at = strings.Index(strings.ToLower(text), strings.ToLower(piece))
	}
	if at < 0 || piece == "" || at+len(piece) > len(text) {
		return text, false
	}
	left := strings.TrimRight(text[:at], " ,;") + " " + strings.TrimLeft(text[at+len(piece):], " ,;")
	return strings.Join(strings.Fields(left), " "), true
}

// Tidy removes the parameters that say nothing, because a form sends its empty fields, too. It reports whether it has
// removed some.
func Tidy(sent url.Values) (q Query, changed bool) {
	q = Query{}
	for name, values := range sent {
		for _, value := range values {
			if strings.TrimSpace(value) == "" || name == WasRead {
				changed = true
				continue
			}
			q[name] = append(q[name], value)
		}
	}
	return q, changed
}
