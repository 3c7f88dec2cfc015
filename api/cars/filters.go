package cars

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forecourt/internal/nearest"
	"forecourt/internal/vehicle"
)

// The ends of the names of parameters that ask for a range.
const (
	minEnd = "_min"
	maxEnd = "_max"
)

// parameterNames returns the names of the parameters that search by a field.
func parameterNames(f *vehicle.Field) []string {
	var names []string
	if f.HasWords() || f.Listed {
		names = append(names, f.Name)
	}
	if f.HasRange() {
		names = append(names, f.Name+minEnd, f.Name+maxEnd)
	}
	return names
}

// filter reads the parameters that search by a field.
func (q *query) filter(f *vehicle.Field, s *vehicle.Search) {
	switch {
	case f.Kind == vehicle.Flag:
		put1(s.Words, f.Name, q.flags(f.Name))
	case f.HasWords():
		put1(s.Words, f.Name, q.words(f.Name))
	case f.Listed:
		put1(s.Numbers, f.Name, q.numbers(f))
	}
	if !f.HasRange() {
		return
	}
	r := vehicle.Range{Min: q.bound(f, minEnd), Max: q.bound(f, maxEnd)}
	if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
		q.fail(f.Name+minEnd, q.values.Get(f.Name+minEnd), "it is greater than "+f.Name+maxEnd)
	}
	if r.Asks() {
		s.Ranges[f.Name] = r
	}
}

func put1[V any](into map[string][]V, name string, list []V) {
	if len(list) > 0 {
		into[name] = list
	}
}

// flagWords are what people send for yes and no.
var flagWords = map[string]string{
	vehicle.Yes: vehicle.Yes, "true": vehicle.Yes, "1": vehicle.Yes, "y": vehicle.Yes,
	vehicle.No: vehicle.No, "false": vehicle.No, "0": vehicle.No, "n": vehicle.No,
}

// flags reads yes and no.
func (q *query) flags(name string) []string {
	var list []string
	for _, word := range q.words(name) {
		value, ok := flagWords[strings.ToLower(word)]
		if !ok {
			q.fail(name, word, "it must be true or false").Allowed = []string{"true", "false"}
			return nil
		}
		if !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}

// numbers reads a list of single numbers.
func (q *query) numbers(f *vehicle.Field) []int64 {
	var list []int64
	for _, text := range q.words(f.Name) {
		n, ok := q.number(f, f.Name, text, f.ListLow, f.ListHigh)
		if !ok {
			return nil
		}
		list = append(list, n)
	}
	return list
}

// bound reads one end of a range as a rank.
func (q *query) bound(f *vehicle.Field, end string) *int64 {
	name := f.Name + end
	text := q.one(name)
	if text == "" {
		return nil
	}
	if f.Kind == vehicle.Date {
		n, err := parseDate(text, end == maxEnd)
		if err != nil {
			q.fail(name, text, err.Error())
			return nil
		}
		return &n
	}
	n, ok := q.number(f, name, text, f.Low, f.High)
	if !ok {
		return nil
	}
	return &n
}

// number reads a number, and scales it as the field does.
func (q *query) number(f *vehicle.Field, name, text string, low, high int64) (int64, bool) {
	n, err := f.ParseNumber(strings.TrimPrefix(text, "+"))
	if err == nil && n >= low && n <= high {
		return n, true
	}
	from, to := f.FormatNumber(low), f.FormatNumber(high)
	switch {
	case f.Kind == vehicle.Money:
		q.fail(name, text, fmt.Sprintf("it must be an amount from %s to %s, without currency and thousands separators, such as 19999 or 19999.50", from, to))
	case f.Decimals > 0:
		q.fail(name, text, fmt.Sprintf("it must be a number from %s to %s with at most %d decimals, without unit and thousands separators", from, to, f.Decimals))
	default:
		q.fail(name, text, fmt.Sprintf("it must be a whole number from %s to %s", from, to))
	}
	return 0, false
}

// parseDate reads a date, or a date and time, as a rank. A date without a time means its first or its last moment.
func parseDate(text string, last bool) (int64, error) {
	clock := strings.Replace(text, "T", " ", 1)
	for _, form := range []string{time.DateTime, "2006-01-02 15:04", time.DateOnly} {
		t, err := time.ParseInLocation(form, clock, time.UTC)
		if err != nil || t.Year() > 9999 {
			continue
		}
		if form == time.DateOnly && last {
			t = t.AddDate(0, 0, 1).Add(-time.Microsecond)
		}
		return vehicle.DateTime(t.Format("2006-01-02 15:04:05.000000")).Pack()
	}
	return 0, fmt.Errorf("it must be a date such as %s, or a date and time such as %s 10:00:00", exampleDate, exampleDate)
}

// exampleDate is the example in messages and descriptions.
const exampleDate = "2024-01-31"

// unknown reports the parameters that no other method has read. Call it last.
func (q *query) unknown() {
	var names []string
	for name := range q.values {
		if !slices.Contains(q.known, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxValues)] {
		shown := strings.ToValidUTF8(cut(name), "\uFFFD")
		if absent := q.absent(name); absent != "" {
			q.fail(shown, q.values.Get(name), "this stock has no "+absent)
			continue
		}
		e := q.fail(shown, q.values.Get(name), "there is no such parameter")
		e.Nearest = q.otherName(strings.ToLower(name))
		if !slices.Contains(q.known, e.Nearest) {
			e.Nearest = nearest.To(name, q.known)
		}
		if e.Nearest == "" {
			e.Allowed = q.known
		}
	}
}

// absent returns the standard field that a parameter asks for, if this stock does not have the field.
func (q *query) absent(parameter string) string {
	for _, f := range vehicle.Catalogue() {
		if q.shape.Field(f.Name) == nil && (parameter == f.Name || slices.Contains(parameterNames(&f), parameter)) {
			return f.Name
		}
	}
	return ""
}

// otherNames are names that people use for the parameters that are not fields.
var otherNames = map[string]string{
	"order": "sort", "order_by": "sort", "query": "q", "search": "q", "text": "q", "keywords": "q", "page": "cursor", "offset": "cursor",
	"page_size": "limit", "per_page": "limit",
}

// otherName returns the parameter for which people use a name, or "".
func (q *query) otherName(name string) string {
	for _, f := range q.shape.Fields() {
		if slices.Contains(f.Also, name) {
			return f.Name
		}
		if !f.HasRange() {
			continue
		}
		switch name {
		case "min_" + f.Name, f.Name + "_from":
			return f.Name + minEnd
		case "max_" + f.Name, f.Name + "_to":
			return f.Name + maxEnd
		}
	}
	return otherNames[name]
}
