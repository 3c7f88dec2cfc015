package quantity

import (
	"strconv"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// either reports a number that may be two things.
func (q *Parser) either(from, to int, c wordbook.Comparator, n float64, names ...string) {
	end := "_max"
	if c.Direction == wordbook.AtLeast {
		end = "_min"
	}
	reading := match.Reading{Sent: q.Span(from, to), Outcome: match.Ambiguous, Why: unsaid}
	for _, v := range q.Fields["model"].ByKey[strconv.FormatFloat(n, 'f', -1, 64)] {
		reading.Candidates = append(reading.Candidates, match.Candidate{Parameter: "model", Value: v.Text, Vehicles: v.Vehicles})
	}
	for _, name := range names {
		reading.Candidates = append(reading.Candidates, match.Candidate{Parameter: name + end, Value: strconv.FormatFloat(n, 'f', -1, 64)})
	}
	q.found.Question = &reading
}

// unsaid is why it is asked what a number is.
const unsaid = "the text does not say what the number is"

// PriceOrMileage asks whether a limit of a price is one of a mileage.
func PriceOrMileage(n Number) match.Reading {
	_, end, _ := strings.Cut(n.Parameter, "_")
	value := strconv.FormatFloat(n.Value, 'f', -1, 64)
	return match.Reading{Sent: n.Sent, Outcome: match.Ambiguous, Why: unsaid, Candidates: []match.Candidate{
		{Parameter: "mileage_" + end, Value: value}, {Parameter: "price_" + end, Value: value},
	}}
}

// AsksPrice tells whether a reading asks whether an amount is a price or a mileage.
func AsksPrice(o *match.Reading) bool {
	_, ok := Decided(o, "price")
	return ok
}

// Decided returns the limit of a field that an amount is, if a reading asks whether it is a price or a mileage.
func Decided(o *match.Reading, field string) (n Number, ok bool) {
	if len(o.Candidates) != 2 {
		return n, false
	}
	for i, c := range o.Candidates {
		name, end, _ := strings.Cut(c.Parameter, "_")
		other, _, _ := strings.Cut(o.Candidates[1-i].Parameter, "_")
		value, err := strconv.ParseFloat(c.Value, 64)
		if name == field && (name == "price" || name == "mileage") && (other == "price" || other == "mileage") && err == nil {
			return Number{Parameter: name + "_" + end, Value: value, Sent: o.Sent, Why: "a " + name + ": the text says the other one"}, true
		}
	}
	return n, false
}

// asLikelyDriven tells whether an amount without a unit is as likely to be a mileage as a price: "under 60k", "30-60k",
// "with less than 20k". Nobody says that a car comes with a price.
func (q *Parser) asLikelyDriven(from int, c wordbook.Comparator, first, second *Quantity) bool {
	const big, bigWith, bigEnd = 50_000, 15_000, 60_000
	switch {
	case second != nil:
		return second.Number >= bigEnd && (first.Thousands || second.Thousands)
	case c.Direction != wordbook.AtMost:
		return false
	}
	return first.Number >= big || c.Strict && first.Number >= bigWith && (q.May(from-1, wordbook.With) || q.May(from, wordbook.With))
}
