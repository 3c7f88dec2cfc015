package quantity

import (
	"math"
	"strings"

	"forecourt/internal/words/wordbook"
)

// classify decides what quantities are: years, prices or mileages.
func (q *Parser) classify(from, to int, c wordbook.Comparator, hint string, first, second *Quantity) {
	last := first.Number
	if second != nil {
		last = second.Number
	}
	yearly := q.IsYear(first) && (second == nil || q.IsYear(second) || second.Number < 2100 && second.Number > 1950)
	of := first.Of
	short := len(first.Key) == 2 && !first.Thousands && !first.Decimal && of == ""
	if hint == "decade" {
		first.Decade = !yearly && math.Mod(first.Number, 10) == 0 && first.Number < 100
		hint = "year"
	}
	switch {
	case q.noWish(from, c, hint, first, second):
	case first.Decade && (hint == "mileage" || hint == "price" || hint == "tens"), hint == "mileage" && of == "" && barelyDriven(first, last):
		// "miles in the 40s", "low 20s", and a mileage of 50, which are thousands, most likely.
	case first.Decade:
		q.decade(from, to, c, first.Number)
	case hint == "age" && (of == "" || of == "age") && !first.Thousands:
		if c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain {
			c.Direction = wordbook.AtMost
		}
		q.age(from, to, c, first.Number, last)
	case of == OwnUnit:
		q.ownRange(from, to, c, first, last)
	case of == "other" || hint == "other" && of != OwnUnit || first.Decimal && first.Number < 100 && of == "":
		// No filter says it.
	case (of == "plate" || hint == "plate" && of == "") && yearly:
		q.years(from, to, c, first.Number, last, second != nil)
	case of == "plate" || short && (hint == "plate" || q.shortened(first.from)):
		q.plates(from, to, c, first.Number, last, second != nil)
	case of == "last":
		q.age(from, to, wordbook.Comparator{Direction: wordbook.LastOnes}, first.Number, last)
	case of == "age":
		q.age(from, to, c, first.Number, last)
	case (of == "mi" || of == "km") && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.AtMost) && max(first.Number, last) < leastDriven:
		// "80 km to work" is no mileage.
	case of == "mi" || of == "km" || hint == "mileage" && of == "":
		q.bounds(from, to, "mileage", c, q.distance(first.Number, of), q.distance(last, of), first)
	case hint == "price" && of == "" && q.saidInThousands(from, first, second):
		q.bounds(from, to, "price", c, first.Number*1000, last*1000, first)
	case (of == "price" || hint == "price") && max(first.Number, last) < 100:
		// No car costs 50.
	case of == "price" || hint == "price":
		q.bounds(from, to, "price", c, first.Number, last, first)
	case c.Of == "year" && short && second == nil && first.Number > 5 && q.Tokens[first.from].Start == q.Tokens[from].Start:
		q.plates(from, to, c, first.Number, last, false) // "18 or newer"
	case hint == "year" && !yearly && c.Of == "year" && first.Number < 60 && first.Number > 0:
		q.age(from, to, c, first.Number, last)
	case hint == "year" && short && (second == nil || len(second.Key) == 2 && second.Of == ""):
		q.plates(from, to, c, first.Number, last, second != nil)
	case yearly && (hint == "year" || !roundCompared(c, first)):
		q.years(from, to, c, first.Number, last, second != nil)
	case yearly && roundCompared(c, first):
		q.either(from, to, c, first.Number, "price", "year")
	case hint == "year", hint == "plate", first.Number < 500 && !first.Thousands:
		// It may be anything.
	case c.Direction == wordbook.NoDirection && !first.money:
		q.either(from, to, wordbook.Comparator{Direction: wordbook.AtMost}, first.Number, "price", "mileage")
	default:
		q.bounds(from, to, "price", c, first.Number, last, first)
		for i := range q.found.Numbers {
			n := &q.found.Numbers[i]
			n.Assumed = !first.money && first.currency == ""
			n.Unsure = n.Assumed && c.Of == "" && q.asLikelyDriven(from, c, first, second)
		}
	}
}

// noWish tells whether a number is none of a car that is asked for: a time of the day ("call after 5"), the age of a
// person, "km 0", which is a condition, or a year that no car has yet ("stationed here until 2028").
func (q *Parser) noWish(from int, c wordbook.Comparator, hint string, first, second *Quantity) bool {
	of := first.Of
	switch {
	case second != nil:
		return false
	case c.Of == "year" && q.clockTime(from, first), hint == "age" && of == "" && c.Direction == wordbook.NoDirection && first.Number >= DrivingAge:
		return true
	}
	return (of == "mi" || of == "km" || hint == "mileage") && first.Number == 0 || c.Direction == wordbook.AtMost && first.Number > float64(q.Year+1) && q.IsYear(first)
}

// saidInThousands tells whether a small number behind a word such as "budget" is one of thousands: no car costs 15. A
// currency before it says that it is not: "GBP 30".
func (q *Parser) saidInThousands(from int, first, second *Quantity) bool {
	const least = 2
	if q.Cut(first.from, "=\"'") {
		return false // A program means what it writes.
	}
	for at := from; at < first.from; at++ {
		if q.CurrencyOf(q.Tokens[at].Key) != "" {
			return false
		}
	}
	small := func(a *Quantity) bool {
		return a == nil || a.Number >= least && a.Number < 100 && a.currency == "" && !a.money && !a.Decimal && !a.Thousands
	}
	return small(first) && small(second)
}

// DrivingAge is the age from which a number is more likely to be a driver's than a car's.
const DrivingAge = 16

// clockTime tells whether a small number behind a word such as "after" is a time of the day, or a day of the month.
// Words such as "newer" only compare years.
func (q *Parser) clockTime(from int, a *Quantity) bool {
	const hours, days = 12, 31
	if a.Of != "" || a.Thousands || a.Decimal {
		return false
	}
	if day := len(a.Key) == 2 && a.Number <= days && q.May(a.from-1, wordbook.Definite); day {
		return true // "livraison avant le 20"
	}
	if a.Number > hours || len(a.Key) == 2 && a.Key[0] == '0' {
		return false
	}
	for at := from; at < a.from; at++ {
		if _, names := q.Phrase(at, wordbook.NamesNext); names > 0 || q.May(at, wordbook.OfYears) {
			return false
		}
	}
	return true
}

// barelyDriven tells whether a mileage without a unit is too small for one.
func barelyDriven(a *Quantity, last float64) bool {
	return a.Number > 0 && last < leastDriven && !a.Thousands
}

// leastDriven is the least mileage that is meant without a comparing word.
const leastDriven = 500

// shortened tells whether an apostrophe before a number stands for the century: "'17".
func (q *Parser) shortened(i int) bool {
	return strings.HasSuffix(strings.ReplaceAll(q.Tokens[i].Gap, "’", "'"), "'")
}

// IsYear tells whether a number can be a model year.
func (q *Parser) IsYear(a *Quantity) bool {
	return !a.Grouped && (!a.Thousands || a.Spelled && math.Mod(a.Number, 100) != 0) && !a.Decimal && (a.Suffix == "" || a.Ish || a.Unit.Of == "year") && (a.Of == "" || a.Of == "plate") && (len(a.Key) == 4 || a.Spelled) && a.Number >= 1950 && a.Number <= float64(q.Year+2) && a.Number == math.Trunc(a.Number) && (a.Spelled || len(a.Text) <= 8)
}

// roundCompared tells of "under 2000", which may be a price.
func roundCompared(c wordbook.Comparator, a *Quantity) bool {
	return c.Of == "" && math.Mod(a.Number, 1000) == 0 && (c.Strict && c.Direction != wordbook.NoDirection || c.Direction == wordbook.AtMost)
}

// distance converts into the stock's unit, if both are known.
func (q *Parser) distance(n float64, unit string) float64 {
	const kmPerMile = 1.609344
	switch {
	case unit == "km" && q.Unit == "mi":
		return math.Floor(n / kmPerMile)
	case unit == "mi" && q.Unit == "km":
		return math.Floor(n * kmPerMile)
	}
	return n
}

// onwards tells whether a year goes on: "2016 on", "2015-on", "18 plate up".
func (q *Parser) onwards(i int, of *Quantity) bool {
	year := q.IsYear(of)
	if i >= len(q.Tokens) || !year && of.Of != "plate" {
		return false
	}
	_, compares := q.Phrase(i+1, wordbook.ComparesNext)
	ends := i+1 == len(q.Tokens) || q.Cut(i+1, ",;.!?") || compares > 0
	if !q.May(i, wordbook.GoesOn) {
		return false
	}
	isModel := !q.May(i, wordbook.OfYears) && len(q.Fields["model"].ByKey[q.Tokens[i].Key]) > 0
	return of.Of == "plate" || !isModel && (ends || q.May(i, wordbook.OfYears) || strings.TrimSpace(q.Tokens[i].Gap) == "-")
}
