package words

import (
	_ "embed"
	"strings"
)

//go:embed fillers.txt
var fillersText string

//go:embed common.txt
var commonText string

//go:embed phrases.txt
var phrasesText string

// sections returns the lists of phrases.txt by their titles.
func sections() map[string]string {
	all, title := map[string]string{}, ""
	for line := range strings.Lines(phrasesText) {
		line = strings.TrimSpace(line)
		if inner, ok := strings.CutPrefix(line, "["); ok {
			title = strings.TrimSuffix(inner, "]")
		} else if line != "" && !strings.HasPrefix(line, "#") {
			all[title] += line
		}
	}
	return all
}

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			set[word] = true
		}
	}
	return set
}

// direction is what a comparing word makes of its number.
type direction int

const (
	none direction = iota
	atLeast
	atMost
	about
	fromTo
	plain // An amount without a comparing word, as in "for 9k".
)

// comparator is a comparing word: newer than 2018 begins with 2019, because it is strict.
type comparator struct {
	direction direction
	strict    bool
	of        string // What it can only compare: "price", "year", or "" for anything.
}

func add[V any](into map[string]V, v V, phrases string) {
	for phrase := range strings.SplitSeq(phrases, ",") {
		into[strings.TrimSpace(phrase)] = v
	}
}

// comparators are the comparing words, folded, with one space between words.
func comparators(p map[string]string) map[string]comparator {
	m := map[string]comparator{}
	add(m, comparator{direction: atLeast}, p["before a number: at least"])
	add(m, comparator{direction: atLeast, strict: true}, p["before a number: at least, strict"])
	add(m, comparator{direction: atLeast, of: "year"}, p["before a number: at least, year"])
	add(m, comparator{direction: atLeast, strict: true, of: "year"}, p["before a number: at least, strict, year"])
	add(m, comparator{direction: atMost}, p["before a number: at most"])
	add(m, comparator{direction: atMost, strict: true}, p["before a number: at most, strict"])
	add(m, comparator{direction: atMost, of: "price"}, p["before a number: at most, price"])
	add(m, comparator{direction: atMost, of: "year"}, p["before a number: at most, year"])
	add(m, comparator{direction: atMost, strict: true, of: "year"}, p["before a number: at most, strict, year"])
	add(m, comparator{direction: about}, p["before a number: about"])
	add(m, comparator{direction: fromTo}, p["before a number: from to"])
	add(m, comparator{direction: plain}, p["before a number: amount"])
	return m
}

// hints are the words that say what the number behind them is.
func hints(p map[string]string) map[string]string {
	m := map[string]string{}
	add(m, "price", p["the number behind is: price"])
	add(m, "mileage", p["the number behind is: mileage"])
	add(m, "year", p["the number behind is: year"])
	return m
}

// units are the words behind a number that say what it is. "other" is what a search cannot filter by.
func units(p map[string]string) map[string]string {
	m := map[string]string{}
	add(m, "price", p["the number before is: price"])
	add(m, "mi", p["the number before is: mi"])
	add(m, "km", p["the number before is: km"])
	add(m, "age", p["the number before is: age"])
	add(m, "plate", p["the number before is: plate"])
	add(m, "other", p["the number before is: other"])
	return m
}

// afters are comparing words behind their number.
func afters(p map[string]string) map[string]comparator {
	m := map[string]comparator{}
	add(m, comparator{direction: atLeast}, p["behind a number: at least"])
	add(m, comparator{direction: atMost}, p["behind a number: at most"])
	return m
}

// sorts are the words that ask for an order.
func sorts(p map[string]string) map[string]string {
	m := map[string]string{}
	add(m, "price", p["order: price"])
	add(m, "-price", p["order: -price"])
	add(m, "-year", p["order: -year"])
	add(m, "year", p["order: year"])
	add(m, "mileage", p["order: mileage"])
	add(m, "-listed_at", p["order: -listed_at"])
	return m
}

// others are phrases that a search cannot filter by, although their words look as if it could.
func others(p map[string]string) map[string]bool {
	return wordsOf(p["no filter says"])
}

func wordsOf(phrases string) map[string]bool {
	m := map[string]bool{}
	add(m, true, phrases)
	return m
}

// negations begin what is not wanted.
func negations(p map[string]string) map[string]bool {
	return wordsOf(p["not wanted"])
}

// fillerPhrases ask for nothing, although their words alone would be reported.
func fillerPhrases(p map[string]string) map[string]bool {
	return wordsOf(p["asks for nothing"])
}

// weak are words that are values of a stock, and common words as well: they are read as values behind their make only.
func weak(p map[string]string) map[string]bool {
	return wordsOf(p["values behind a make only"])
}

// weakMeanings are words of other languages that English uses otherwise.
func weakMeanings(p map[string]string) map[string]bool {
	return wordsOf(p["meanings behind a make only"])
}
