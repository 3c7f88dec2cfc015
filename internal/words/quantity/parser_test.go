package quantity_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/wordbook"
)

// parser returns a parser for a text, and a stock that is priced in euros and counts kilometres.
func parser(text string) *quantity.Parser {
	book := wordbook.Default()
	return quantity.New(phrase.New(book, text), match.New(book, vehicle.Values{}, match.Options{Unit: "km", Currency: "EUR", Year: 2026}))
}

// TestNumber checks the value of a number, what its unit says, and where it ends.
func TestNumber(t *testing.T) {
	for _, test := range []struct {
		text  string
		value float64
		of    string
		to    int
	}{
		{"15k", 15_000, "", 1},
		{"twenty five thousand miles", 25_000, "mi", 4},
		{"nine and a half grand", 9_500, "", 5},
		{"€12.500", 12_500, "price", 2},
		{"80.000 km", 80_000, "km", 2},
		{"twenty eighteen", 2018, "", 2},
		{"5 years old", 5, "age", 3},
	} {
		got := parser(test.text).Number(0)
		if got == nil || got.Number != test.value || got.Of != test.of || got.To != test.to {
			t.Errorf("%q is %+v; want %v of %q up to token %d", test.text, got, test.value, test.of, test.to)
		}
	}
	if got := parser("red").Number(0); got != nil {
		t.Errorf("red is %+v", got)
	}
}

// TestAssign checks which filter a number or a range asks for, when no word stands before it.
func TestAssign(t *testing.T) {
	for text, want := range map[string]string{
		"2018":              "year=2018",
		"2015-2018":         "year_min=2015 year_max=2018",
		"18 plate":          "year=2018",
		"10.000 miles":      "mileage_max=16093",
		"8k euros or less":  "price_max=8000",
		"10-15k":            "price_min=10000 price_max=15000",
		"the 90s":           "",
		"90s":               "year_min=1990 year_max=1999",
		"5000":              "price_max=5000?mileage_max=5000?",
		"555-123-4567":      "",
		"3 years old":       "year=2023",
		"2016 on":           "year_min=2016",
		"seven grand":       "price_max=7000",
		"about a red thing": "",
	} {
		if got := filters(text); got != want {
			t.Errorf("%q asks for %q, want %q", text, got, want)
		}
	}
}

// filters reads the number at the beginning of a text.
func filters(text string) string {
	p := parser(text)
	first := p.Number(0)
	if first == nil {
		return ""
	}
	second, to := p.RangeEnd(first, false)
	found, _ := p.Assign(0, to, wordbook.Comparator{}, "", first, second)
	var list []string
	for _, n := range found.Numbers {
		list = append(list, fmt.Sprintf("%s=%v", n.Parameter, n.Value))
	}
	if found.Question != nil {
		for _, c := range found.Question.Candidates {
			list = append(list, c.Parameter+"="+c.Value+"?")
		}
		return strings.Join(list, "")
	}
	return strings.Join(list, " ")
}
