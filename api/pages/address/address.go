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

// WasRead is the form's own field: what the filters were set to because the free text says so, as parameter:value. The
// API has no such parameter, so it never stays in an address.
const WasRead = ".read"

// Query is the API's parameters as the address bar holds them.
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

// With returns the query with a parameter set to a value, on the first page.
func (q Query) With(name, value string) Query {
	c := q.Clone()
	delete(c, "cursor")
	c[name] = []string{value}
	return c
}

// Less returns the query without a value of a parameter, on the first page.
func (q Query) Less(name, value string) Query {
	c := q.Clone()
	delete(c, "cursor")
	c[name] = slices.DeleteFunc(q.Explicit(name), func(one string) bool { return one == value })
	if len(c[name]) == 0 {
		delete(c, name)
	}
	return c
}

// Without returns the query without a parameter, on the first page.
func (q Query) Without(names ...string) Query {
	c := q.Clone()
	delete(c, "cursor")
	for _, name := range names {
		delete(c, name)
	}
	return c
}

// Unsaid returns the query without a piece of its free text, on the first page. A piece that does not stand there as it
// was read takes the whole text with it.
func (q Query) Unsaid(piece string) Query {
	text, ok := cutOut(q.First("q"), piece)
	if !ok || text == "" {
		return q.Without("q")
	}
	return q.With("q", text)
}

// Href is the query as an address.
func (q Query) Href(path string) string {
	if text := url.Values(q).Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// cutOut takes a piece out of a text, whatever its case, and false when it is not there.
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

// Tidy returns the parameters that say something, and whether that is fewer than there were: a form sends its empty
// fields, too.
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
