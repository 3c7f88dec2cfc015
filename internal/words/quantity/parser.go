// Package quantity finds the filters that the numbers of a free text ask for.
package quantity

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/wordbook"
)

// Parser reads the quantities of one text. It is for one goroutine at a time.
type Parser struct {
	*phrase.Text
	*match.Matcher
	// found collects what the quantity that is being read asks for.
	found Filters
	// amounts are the quantities that were read, because several readings of a text look at the same ones. amountAt
	// has for each token the number of its quantity, counted from 1: none for a token without one, 0 where that is not
	// known.
	amounts  []Quantity
	amountAt []int16
}

// none stands for a token at which no quantity begins.
const none = -1

// New returns a parser for the quantities of a text.
func New(t *phrase.Text, m *match.Matcher) *Parser {
	q := &Parser{Text: t, Matcher: m}
	q.Reset()
	return q
}

// Reset is to be called when its text was made another one.
func (q *Parser) Reset() {
	n := len(q.Tokens)
	q.found, q.amounts, q.amountAt = Filters{}, q.amounts[:0], slices.Grow(q.amountAt[:0], n)[:n]
	clear(q.amountAt)
}

// Filters are what a quantity asks for: numbers, or a question if it may be two things. If no filter can say it, both
// are missing.
type Filters struct {
	Numbers  []Number
	Question *match.Reading
}

// Number is a filter by a number, or an order.
type Number struct {
	Parameter string
	// Value is the number; amounts are in the currency's unit. Text is the order's name.
	Value float64
	Text  string
	// Currency is what the text calls a price's currency (ISO 4217), when the stock's prices are not known to be in it;
	// Unit is the unit of Value, "mi" or "km", when a mileage's unit is said. Both are "" otherwise.
	Currency, Unit string
	// Assumed means that nothing says that an amount is a price, and Unsure that it is as likely to be a mileage.
	Assumed, Unsure bool
	// Sent is the piece of text, Why says in a few words how it was read.
	Sent, Why string
}

// Skip passes over words between a comparing word and its number.
func (q *Parser) Skip(i int) int {
	for i < len(q.Tokens) && (i+1 >= len(q.Tokens) || !q.Cut(i, ",;") || q.insert(i)) {
		if q.May(i, wordbook.Indefinite) && q.thousandAlone(i+1) {
			break // "a grand"
		}
		_, to := q.Phrase(i, wordbook.BetweenNext)
		if _, compares := q.Phrase(i, wordbook.ComparesNext); to == 0 || compares >= to && compares > i+1 {
			break // "at least"
		}
		i = to
	}
	return i
}

// Figure tells whether a number in figures, or a sign of money, stands at a token.
func (q *Parser) Figure(i int) bool {
	return i < len(q.Tokens) && (q.Tokens[i].IsNumber || IsSign(q.Tokens[i].Key) || q.CurrencyOf(q.Tokens[i].Key) != "" && q.Number(i) != nil)
}

// insert tells whether words stand between commas before a number: "not more than, what, eleven thousand".
func (q *Parser) insert(i int) bool {
	_, to := q.Phrase(i, wordbook.BetweenNext)
	return to > 0 && to < len(q.Tokens) && q.Cut(to, ",") && q.Number(to) != nil
}

// PhoneEnd returns the token behind a telephone number that begins with a zero, 0 if none begins at a token.
func (q *Parser) PhoneEnd(i int) int {
	const least = 8
	if to, count := q.Figures(i); count >= least && q.Tokens[i].Key[0] == '0' {
		return to
	}
	return 0
}

// Figures returns the token behind groups of figures, and how many figures those have.
func (q *Parser) Figures(i int) (to, count int) {
	to = i
	for to < len(q.Tokens) && q.Tokens[to].IsNumber && len(q.Tokens[to].Key) > 1 && q.Tokens[to].Suffix == "" && (to == i || strings.Trim(q.Tokens[to].Gap, " -./()") == "") {
		count += len(q.Tokens[to].Key)
		to++
	}
	return to, count
}
