package words

import (
	"math"
	"strconv"
	"strings"

	"forecourt/internal/words/wordbook"
)

// classify decides what amounts are: years, prices or mileages.
func (r *reader) classify(from, to int, c wordbook.Comparator, hint string, first, second *amount) {
	last := first.Number
	if second != nil {
		last = second.Number
	}
	yearly := isYear(first, r.year) && (second == nil || isYear(second, r.year) || second.Number < 2100 && second.Number > 1950)
	of := first.of
	short := len(first.Key) == 2 && !first.k && !first.Decimal && of == ""
	if hint == "decade" {
		first.Decade = !yearly && math.Mod(first.Number, 10) == 0 && first.Number < 100
		hint = "year"
	}
	switch {
	case first.Decade:
		r.decade(from, to, c, first.Number)
	case hint == "age" && (of == "" || of == "age") && !first.k:
		if c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain {
			c.Direction = wordbook.AtMost
		}
		r.age(from, to, c, first.Number, last)
	case of == ofOwn:
		r.ownRange(from, to, c, first, last)
	case of == "other" || hint == "other" && of != ofOwn || first.Decimal && first.Number < 100 && of == "":
		r.leave(from, to)
	case of == "plate" && yearly:
		r.years(from, to, c, first.Number, last, second != nil)
	case of == "plate" || short && r.shortened(first.from):
		r.plates(from, to, c, first.Number, last, second != nil)
	case of == "last":
		r.age(from, to, wordbook.Comparator{Direction: wordbook.LastOnes}, first.Number, last)
	case of == "age":
		r.age(from, to, c, first.Number, last)
	case of == "mi" || of == "km" || hint == "mileage" && of == "":
		r.range_(from, to, "mileage", c, r.distance(first.Number, of), r.distance(last, of), first)
	case (of == "price" || hint == "price") && max(first.Number, last) < 100:
		r.leave(from, to) // No car costs 50.
	case of == "price" || hint == "price":
		r.range_(from, to, "price", c, first.Number, last, first)
	case c.Of == "year" && short && second == nil && first.Number > 5 && r.tokens[first.from].Start == r.tokens[from].Start:
		r.plates(from, to, c, first.Number, last, false) // "18 or newer"
	case hint == "year" && !yearly && c.Of == "year" && first.Number < 60 && first.Number > 0:
		r.age(from, to, c, first.Number, last)
	case hint == "year" && short && second == nil:
		r.plates(from, to, c, first.Number, last, false)
	case yearly && (hint == "year" || !roundCompared(c, first)):
		r.years(from, to, c, first.Number, last, second != nil)
	case yearly && roundCompared(c, first):
		r.either(from, to, c, first.Number, "price", "year")
	case hint == "year", first.Number < 500 && !first.k:
		r.leave(from, to)
	case c.Direction == wordbook.NoDirection && !first.money:
		r.either(from, to, wordbook.Comparator{Direction: wordbook.AtMost}, first.Number, "price", "mileage")
	case c.Of == "" && first.k && first.Number >= bigAmount && c.Direction == wordbook.AtMost && second == nil:
		r.either(from, to, c, first.Number, "mileage", "price") // "<200k"
	default:
		r.range_(from, to, "price", c, first.Number, last, first)
	}
}

// bigAmount is the least amount in thousands that is more likely to be a mileage than a price.
const bigAmount = 150_000

// shortened tells whether an apostrophe before a number stands for the century: "'17".
func (r *reader) shortened(i int) bool {
	return strings.HasSuffix(strings.ReplaceAll(r.tokens[i].Gap, "’", "'"), "'")
}

// isYear tells whether a number can be a model year.
func isYear(a *amount, now int) bool {
	return !a.Grouped && (!a.k || a.spelled && math.Mod(a.Number, 100) != 0) && !a.Decimal && (a.Suffix == "" || a.Ish) && (a.of == "" || a.of == "plate") && (len(a.Key) == 4 || a.spelled) && a.Number >= 1950 && a.Number <= float64(now+2) && a.Number == math.Trunc(a.Number) && len(a.Text) <= 8
}

// roundCompared tells of "under 2000", which may be a price.
func roundCompared(c wordbook.Comparator, a *amount) bool {
	return c.Of == "" && math.Mod(a.Number, 1000) == 0 && (c.Strict && c.Direction != wordbook.NoDirection || c.Direction == wordbook.AtMost)
}

// distance converts into the stock's unit, if both are known.
func (r *reader) distance(n float64, unit string) float64 {
	const kmPerMile = 1.609344
	switch {
	case unit == "km" && r.unit == "mi":
		return math.Floor(n / kmPerMile)
	case unit == "mi" && r.unit == "km":
		return math.Floor(n * kmPerMile)
	}
	return n
}

// put keeps a number. endNumber then makes one piece of all numbers that were kept.
func (r *reader) put(from, to int, parameter string, value float64, why string) {
	r.numbers = append(r.numbers, Number{Parameter: parameter, Value: value, Sent: r.span(from, to), Why: why})
}

// endNumber makes a piece of the numbers that put has kept.
func (r *reader) endNumber(from, to int) {
	r.pieces = append(r.pieces, piece{from: from, to: to, kind: isNumber, numbers: r.numbers})
	r.numbers = nil
}

// range_ puts the bounds of a price or a mileage.
func (r *reader) range_(from, to int, name string, c wordbook.Comparator, low, high float64, a *amount) {
	why, unit := "a "+name, ""
	if a.of == "mi" || a.of == "km" {
		unit = a.of
	}
	currency := ""
	switch {
	case name == "mileage" && unit != "" && r.unit != "" && unit != r.unit:
		why += ", converted to " + r.unit
		unit = r.unit
	case name == "mileage" && r.unit == "" && unit != "":
		why += " in " + unit
	case name == "price":
		unit = ""
		if currency = a.currency; currency == r.money {
			currency = "" // All cars are priced in it.
		}
		if currency != "" {
			why += " in " + currency + ": cars priced in it"
		} else if r.money != "" {
			why += " in " + r.money
		}
	}
	put := func(end string, n float64) {
		r.put(from, to, name+end, n, why)
		n2 := &r.numbers[len(r.numbers)-1]
		n2.Currency, n2.Unit = currency, unit
	}
	switch c.Direction {
	case wordbook.AtLeast, wordbook.LastOnes:
		put("_min", low)
	case wordbook.AtMost, wordbook.Plain, wordbook.NoDirection:
		if c.Direction != wordbook.AtMost {
			why += atMostUnsaid
		}
		put("_max", low)
	case wordbook.About:
		why += "; about: a tenth more or less"
		put("_min", math.Round(low*0.9))
		put("_max", math.Round(low*1.1))
	case wordbook.FromTo:
		put("_min", min(low, high))
		put("_max", max(low, high))
	}
	r.endNumber(from, to)
}

// atMostUnsaid is the reason for the limit of an amount that no word compares.
const atMostUnsaid = "; no comparing word: at most"

func (r *reader) years(from, to int, c wordbook.Comparator, low, high float64, isRange bool) {
	strict := 0.0
	if c.Strict {
		strict = 1
	}
	switch {
	case isRange:
		r.put(from, to, "year_min", min(low, high), "model years")
		r.put(from, to, "year_max", max(low, high), "model years")
	case c.Direction == wordbook.AtLeast:
		r.put(from, to, "year_min", low+strict, "model years")
	case c.Direction == wordbook.AtMost:
		r.put(from, to, "year_max", low-strict, "model years")
	case c.Direction == wordbook.About:
		r.put(from, to, "year_min", low-1, "model years; about: one more or less")
		r.put(from, to, "year_max", low+1, "model years; about: one more or less")
	default:
		r.put(from, to, "year", low, "a model year")
	}
	r.endNumber(from, to)
}

// age reads "less than 5 years old" and "the last 3 years".
func (r *reader) age(from, to int, c wordbook.Comparator, n, last float64) {
	if r.year == 0 || n > 100 {
		r.leave(from, to)
		return
	}
	year := float64(r.year) - n
	why := "an age, counted from " + strconv.Itoa(r.year)
	switch {
	case c.Direction == wordbook.FromTo:
		r.put(from, to, "year_min", float64(r.year)-max(n, last), why)
		r.put(from, to, "year_max", float64(r.year)-min(n, last), why)
	case c.Direction == wordbook.LastOnes, c.Direction == wordbook.AtMost && c.Of == "", c.Direction == wordbook.AtLeast && c.Of == "year":
		r.put(from, to, "year_min", year, why)
	case c.Direction == wordbook.AtLeast, c.Direction == wordbook.AtMost:
		r.put(from, to, "year_max", year, why)
	case c.Direction == wordbook.About:
		r.put(from, to, "year_min", year-1, why+"; about: one more or less")
		r.put(from, to, "year_max", year+1, why+"; about: one more or less")
	case !old[r.tokens[to-1].Key]:
		r.leave(from, to) // Five years may be those of a warranty.
		return
	default:
		r.put(from, to, "year", year, why)
	}
	r.endNumber(from, to)
}

// old are words that end an age.
var old = map[string]bool{"old": true, "alt": true, "age": true, "oud": true}

// plates reads years of two digits and British age identifiers. There, 19 is March to August of 2019, and 69 is the
// half year after that.
func (r *reader) plates(from, to int, c wordbook.Comparator, n, last float64, isRange bool) {
	one, ok := r.plateYear(n)
	two, also := r.plateYear(last)
	if !ok || !also {
		r.leave(from, to)
		return
	}
	before := len(r.numbers)
	r.years(from, to, c, one, two, isRange)
	for i := before; i < len(r.numbers); i++ {
		r.numbers[i].Why += ", from two digits"
	}
}

func (r *reader) plateYear(n float64) (float64, bool) {
	now := float64(r.year%100) + 1
	if n > now && n < 100 && r.year > 0 && (n >= oldYear || r.money != "" && r.money != "GBP") {
		return 1900 + n, true // Only British plates count the half years.
	}
	if n > 50 {
		n -= 50
	}
	return 2000 + n, n >= 1 && n <= 50 && (r.year == 0 || 2000+n <= float64(r.year)+1)
}

// either reports a number that may be two things.
func (r *reader) either(from, to int, c wordbook.Comparator, n float64, names ...string) {
	end := "_max"
	if c.Direction == wordbook.AtLeast {
		end = "_min"
	}
	reading := Reading{Sent: r.span(from, to), Outcome: Ambiguous, Why: "the text does not say what the number is"}
	for _, v := range r.fields["model"].byKey[strconv.FormatFloat(n, 'f', -1, 64)] {
		reading.Candidates = append(reading.Candidates, Candidate{Parameter: "model", Value: v.text, Vehicles: v.vehicles})
	}
	for _, name := range names {
		reading.Candidates = append(reading.Candidates, Candidate{Parameter: name + end, Value: strconv.FormatFloat(n, 'f', -1, 64)})
	}
	r.pieces = append(r.pieces, piece{from: from, to: to, kind: isQuestion, options: []Reading{reading}})
}

// bareAmount tells whether a piece is an amount without a comparing word.
func (p *piece) bareAmount(name string) bool {
	return p.kind == isNumber && len(p.numbers) == 1 && p.numbers[0].Parameter == name+"_max" && strings.HasSuffix(p.numbers[0].Why, atMostUnsaid)
}
