package pages

import (
	"net/url"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// The ends of the names of parameters that ask for a range.
const (
	minEnd = "_min"
	maxEnd = "_max"
)

// wasRead is the form's own field: what the filters were set to because the free text says so, as parameter:value. The
// API has no such parameter, so it never stays in an address.
const wasRead = ".read"

// query is the API's parameters as the address bar holds them.
type query url.Values

func (q query) clone() query {
	c := query{}
	for name, values := range q {
		c[name] = slices.Clone(values)
	}
	return c
}

// explicit returns the values of a parameter, one by one.
func (q query) explicit(name string) []string {
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

// first returns the value of a parameter that is given once.
func (q query) first(name string) string { return strings.TrimSpace(url.Values(q).Get(name)) }

// with returns the query with a parameter set to a value, on the first page.
func (q query) with(name, value string) query {
	c := q.clone()
	delete(c, "cursor")
	c[name] = []string{value}
	return c
}

// less returns the query without a value of a parameter, on the first page.
func (q query) less(name, value string) query {
	c := q.clone()
	delete(c, "cursor")
	c[name] = slices.DeleteFunc(q.explicit(name), func(one string) bool { return one == value })
	if len(c[name]) == 0 {
		delete(c, name)
	}
	return c
}

// without returns the query without a parameter, on the first page.
func (q query) without(names ...string) query {
	c := q.clone()
	delete(c, "cursor")
	for _, name := range names {
		delete(c, name)
	}
	return c
}

// unsaid returns the query without a piece of its free text, on the first page. A piece that does not stand there as it
// was read takes the whole text with it.
func (q query) unsaid(piece string) query {
	text, ok := cutOut(q.first("q"), piece)
	if !ok || text == "" {
		return q.without("q")
	}
	return q.with("q", text)
}

// href is the query as an address.
func (q query) href(path string) string {
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

// tidy returns the parameters that say something, and whether that is fewer than there were: a form sends its empty
// fields, too.
func tidy(sent url.Values) (q query, changed bool) {
	q = query{}
	for name, values := range sent {
		for _, value := range values {
			if strings.TrimSpace(value) == "" || name == wasRead {
				changed = true
				continue
			}
			q[name] = append(q[name], value)
		}
	}
	return q, changed
}

// fold brings the free text and the filters of a form together. A filter that stands as the text had set it is left to
// the text; one that was changed wins, and what the text said of it is taken out of the text.
func (p *Pages) fold(q query, set []string, read func(text string) []interpreted) query {
	was := map[string][]string{}
	for _, one := range set {
		if name, value, ok := strings.Cut(one, ":"); ok {
			was[name] = append(was[name], value)
		}
	}
	var changed []string
	for name, values := range was {
		if sameValues(values, q[name]) {
			q = q.without(name)
		} else {
			changed = append(changed, name)
		}
	}
	text := q.first("q")
	if len(changed) == 0 || text == "" {
		return q
	}
	for _, i := range read(text) {
		if slices.Contains(changed, i.Parameter) {
			q = q.unsaid(i.Sent)
		}
	}
	return q
}

func sameValues(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
