package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
)

const (
	// maxValues is how many values a parameter may have, maxLength how long each may be.
	maxValues = 50
	maxLength = 200
	// maxSent is how much of a wrong value is sent back.
	maxSent = 100

	defaultLimit = 20
	// briefFields and fullFields are the ways of showing a car.
	briefFields = "brief"
	fullFields  = "full"
	maxLimit    = 100
)

// otherNames are what people call parameters.
var otherNames = map[string]string{
	"colour": "color", "brand": "make", "manufacturer": "make", "body": "body_type", "fuel": "fuel_type", "gearbox": "transmission",
	"price_from": "price_min", "price_to": "price_max", "min_price": "price_min", "max_price": "price_max", "min_year": "year_min",
	"max_year": "year_max", "min_mileage": "mileage_min", "max_mileage": "mileage_max", "order": "sort", "order_by": "sort",
	"query": "q", "search": "q", "text": "q", "keywords": "q", "page": "cursor", "offset": "cursor", "page_size": "limit", "per_page": "limit", "city": "location",
}

// request is what a request asks for, before its words are read.
type request struct {
	vehicle.Search
	// text is the free text, cursor the place as it was sent.
	text, cursor string
	// full asks for all of a car's fields, sorted tells that an order was sent, given which parameters were.
	full, sorted bool
	given        map[string]bool
}

// query reads a request's parameters, and collects what is wrong with them.
type query struct {
	values url.Values
	known  []string
	errors []ParameterError
}

func (q *query) fail(name, sent, problem string) *ParameterError {
	if utf8.RuneCountInString(sent) > maxSent {
		sent = string([]rune(sent)[:maxSent]) + "…"
	}
	q.errors = append(q.errors, ParameterError{Parameter: name, Sent: strings.ToValidUTF8(sent, "\uFFFD"), Problem: problem})
	return &q.errors[len(q.errors)-1]
}

// nearest returns the allowed word that is clearly meant, or "".
func nearest(word string, allowed []string) string {
	best, distance := "", 3
	for _, candidate := range allowed {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), candidate); d < distance && d < len(candidate) {
			best, distance = candidate, d
		}
	}
	return best
}

// words reads a list: the parameter may be repeated, and a value may hold several, separated by commas. A comma before a
// space is part of the value ("Austin, TX").
func (q *query) words(name string) []string {
	q.known = append(q.known, name)
	var list []string
	for _, value := range q.values[name] {
		for _, word := range splitList(value) {
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

func splitList(value string) []string {
	var list []string
	from := 0
	for i := range len(value) {
		if value[i] == ',' && (i+1 == len(value) || value[i+1] != ' ') {
			list = append(list, strings.TrimSpace(value[from:i]))
			from = i + 1
		}
	}
	return append(list, strings.TrimSpace(value[from:]))
}

// one returns a parameter that may be given once, and "" when it is not.
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

func (q *query) integers(name string, low, high int64) []int64 {
	var list []int64
	for _, text := range q.words(name) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < low || n > high {
			q.fail(name, text, fmt.Sprintf("it must be a whole number from %d to %d", low, high))
			return nil
		}
		list = append(list, n)
	}
	return list
}

// money reads an amount such as 19999 or 19999.50.
func (q *query) money(name string) *vehicle.Amount {
	text := q.one(name)
	if text == "" {
		return nil
	}
	var m vehicle.Amount
	if err := m.Scan(text); err != nil || m < 0 || m > 999_999_999_999 {
		q.fail(name, text, "it must be an amount from 0 to 9999999999.99, without currency and thousands separators, such as 19999 or 19999.50")
		return nil
	}
	return &m
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
	e.Allowed, e.Nearest = allowed, nearest(text, allowed)
	return fallback
}

// unknown finds parameters that nobody asked for. It is called last.
func (q *query) unknown() {
	var names []string
	for name := range q.values {
		if !slices.Contains(q.known, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxValues)] {
		shown := name
		if utf8.RuneCountInString(shown) > maxSent {
			shown = string([]rune(shown)[:maxSent]) + "…"
		}
		e := q.fail(strings.ToValidUTF8(shown, "\uFFFD"), q.values.Get(name), "there is no such parameter")
		e.Nearest = otherNames[strings.ToLower(name)]
		if !slices.Contains(q.known, e.Nearest) {
			e.Nearest = nearest(name, q.known)
		}
		if e.Nearest == "" {
			e.Allowed = q.known
		}
	}
}

// ordered finds ranges that hold nothing.
func (q *query) ordered(name string, low, high *int64) {
	if low != nil && high != nil && *low > *high {
		q.fail(name+"_min", q.values.Get(name+"_min"), fmt.Sprintf("it is greater than %s_max", name))
	}
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
	s := vehicle.Search{
		Makes: q.words("make"), Models: q.words("model"), Trims: q.words("trim"), Colors: q.words("color"),
		BodyTypes: q.words("body_type"), FuelTypes: q.words("fuel_type"), Transmissions: q.words("transmission"),
		Drivetrains: q.words("drivetrain"), Conditions: q.words("condition"), Locations: q.words("location"), Statuses: q.words("status"),
		Years: q.integers("year", 1886, 2100), YearMin: q.integer("year_min", 0, 9999), YearMax: q.integer("year_max", 0, 9999),
		PriceMin: q.money("price_min"), PriceMax: q.money("price_max"),
		MileageMin: q.integer("mileage_min", 0, 1<<32), MileageMax: q.integer("mileage_max", 0, 1<<32),
		Limit: defaultLimit,
	}
	if limit := q.integer("limit", 1, maxLimit); limit != nil {
		s.Limit = int(*limit)
	}
	var sorts []string
	for _, sort := range vehicle.Sorts() {
		sorts = append(sorts, string(sort))
	}
	s.Sort = vehicle.Sort(q.choice("sort", sorts, string(vehicle.ByUpdatedAtDesc)))
	q.ordered("year", s.YearMin, s.YearMax)
	q.ordered("price", (*int64)(s.PriceMin), (*int64)(s.PriceMax))
	q.ordered("mileage", s.MileageMin, s.MileageMax)
	r := request{
		Search: s, text: q.text("q"), cursor: q.one("cursor"), sorted: q.values.Get("sort") != "",
		full: q.choice("fields", []string{briefFields, fullFields}, briefFields) == fullFields, given: map[string]bool{},
	}
	for name, values := range q.values {
		r.given[name] = strings.Join(values, "") != ""
	}
	q.unknown()
	return r
}
