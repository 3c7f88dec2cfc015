package words

import (
	"math"
	"strconv"
)

// classify decides what amounts are: years, prices or mileages.
func (r *reader) classify(from, to int, c comparator, hint string, first, second *amount) {
	last := first.number
	if second != nil {
		last = second.number
	}
	yearly := isYear(first, r.year) && (second == nil || isYear(second, r.year))
	of := first.of
	switch {
	case of == ofOwn:
		r.ownRange(from, to, c, first, last)
	case of == "other" || first.decimal && first.number < 100 && of == "":
		r.leave(from, to)
	case of == "age" && c.direction != fromTo:
		r.age(from, to, c, first.number)
	case of == "plate":
		r.plate(from, to, first.number)
	case of == "mi" || of == "km" || hint == "mileage" && of == "":
		r.range_(from, to, "mileage", c, r.distance(first.number, of), r.distance(last, of), of)
	case of == "price" || hint == "price":
		r.range_(from, to, "price", c, first.number, last, "")
	case hint == "year" && !yearly && c.of == "year" && first.number < 60 && first.number > 0:
		r.age(from, to, c, first.number)
	case yearly && (hint == "year" || !roundCompared(c, first)):
		r.years(from, to, c, first.number, last, second != nil)
	case yearly && roundCompared(c, first):
		r.either(from, to, c, first.number, "price", "year")
	case hint == "year", first.number < 500 && !first.k:
		r.leave(from, to)
	case c.direction == none:
		r.either(from, to, comparator{direction: atMost}, first.number, "price", "mileage")
	default:
		r.range_(from, to, "price", c, first.number, last, "")
	}
}

// isYear tells whether a number can be a model year.
func isYear(a *amount, now int) bool {
	return !a.k && !a.decimal && a.suffix == "" && a.of == "" && a.number >= 1950 && a.number <= float64(now+2) && a.number == math.Trunc(a.number) && len(a.key) == 4 && len(a.text) <= 5
}

// roundCompared tells of "under 2000", which may be a price.
func roundCompared(c comparator, a *amount) bool {
	return c.of == "" && math.Mod(a.number, 1000) == 0 && (c.strict && c.direction != none || c.direction == atMost)
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

func (r *reader) put(from, to int, parameter string, value float64, why string) {
	r.result.Numbers = append(r.result.Numbers, Number{Parameter: parameter, Value: value, Sent: r.span(from, to), Why: why})
}

// range_ puts the bounds of a price or a mileage.
func (r *reader) range_(from, to int, name string, c comparator, low, high float64, unit string) {
	why := "a " + name
	if unit != "" && r.unit != "" && unit != r.unit {
		why += ", converted to " + r.unit
	}
	if name == "price" && r.money != "" {
		why += " in " + r.money
	}
	switch c.direction {
	case atLeast:
		r.put(from, to, name+"_min", low, why)
	case atMost, plain, none:
		if c.direction != atMost {
			why += "; no comparing word: at most"
		}
		r.put(from, to, name+"_max", low, why)
	case about:
		why += "; about: a tenth more or less"
		r.put(from, to, name+"_min", math.Round(low*0.9), why)
		r.put(from, to, name+"_max", math.Round(low*1.1), why)
	case fromTo:
		r.put(from, to, name+"_min", min(low, high), why)
		r.put(from, to, name+"_max", max(low, high), why)
	}
	r.pieces = append(r.pieces, piece{from: from, to: to})
}

func (r *reader) years(from, to int, c comparator, low, high float64, isRange bool) {
	strict := 0.0
	if c.strict {
		strict = 1
	}
	switch {
	case isRange:
		r.put(from, to, "year_min", min(low, high), "model years")
		r.put(from, to, "year_max", max(low, high), "model years")
	case c.direction == atLeast:
		r.put(from, to, "year_min", low+strict, "model years")
	case c.direction == atMost:
		r.put(from, to, "year_max", low-strict, "model years")
	case c.direction == about:
		r.put(from, to, "year_min", low-1, "model years; about: one more or less")
		r.put(from, to, "year_max", low+1, "model years; about: one more or less")
	default:
		r.put(from, to, "year", low, "a model year")
	}
	r.pieces = append(r.pieces, piece{from: from, to: to})
}

// age reads "less than 5 years old".
func (r *reader) age(from, to int, c comparator, n float64) {
	if r.year == 0 || n > 100 {
		r.leave(from, to)
		return
	}
	year := float64(r.year) - n
	why := "an age, counted from " + strconv.Itoa(r.year)
	switch {
	case c.direction == atMost && c.of == "", c.direction == atLeast && c.of == "year":
		r.put(from, to, "year_min", year, why)
	case c.direction == atLeast, c.direction == atMost:
		r.put(from, to, "year_max", year, why)
	default:
		r.put(from, to, "year", year, why)
	}
	r.pieces = append(r.pieces, piece{from: from, to: to})
}

// plate reads a British age identifier: 19 is March to August of 2019, 69 the half year after.
func (r *reader) plate(from, to int, n float64) {
	if n > 50 {
		n -= 50
	}
	if n < 1 || n > 50 || r.year > 0 && 2000+n > float64(r.year)+1 {
		r.leave(from, to)
		return
	}
	r.put(from, to, "year", 2000+n, "the year of a British number plate")
	r.pieces = append(r.pieces, piece{from: from, to: to})
}

// either reports a number that may be two things.
func (r *reader) either(from, to int, c comparator, n float64, names ...string) {
	end := "_max"
	if c.direction == atLeast {
		end = "_min"
	}
	reading := Reading{Sent: r.span(from, to), Outcome: Ambiguous, Why: "the text does not say what the number is"}
	for _, name := range names {
		reading.Candidates = append(reading.Candidates, Candidate{Parameter: name + end, Value: strconv.FormatFloat(n, 'f', -1, 64)})
	}
	r.result.Ambiguous = append(r.result.Ambiguous, reading)
	r.pieces = append(r.pieces, piece{from: from, to: to})
}
