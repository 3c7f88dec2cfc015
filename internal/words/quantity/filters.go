package quantity

import (
	"math"
	"strconv"
	"strings"

	"forecourt/internal/words/wordbook"
)

// put adds a number to what is found.
func (q *Parser) put(from, to int, parameter string, value float64, why string) {
	q.found.Numbers = append(q.found.Numbers, Number{Parameter: parameter, Value: value, Sent: q.Span(from, to), Why: why})
}

// bounds puts the limits of a price or a mileage.
func (q *Parser) bounds(from, to int, name string, c wordbook.Comparator, low, high float64, a *Quantity) {
	why, unit := "a "+name, ""
	if a.Of == "mi" || a.Of == "km" {
		unit = a.Of
	}
	currency := ""
	switch {
	case name == "mileage" && unit != "" && q.Unit != "" && unit != q.Unit:
		why += converted + q.Unit
		unit = q.Unit
	case name == "mileage" && q.Unit == "" && unit != "":
		why += " in " + unit
	case name == "price":
		unit = ""
		if currency = a.currency; currency == q.Currency {
			currency = "" // All cars are priced in it.
		}
		if currency != "" {
			why += " in " + currency + ": cars priced in it"
		} else if q.Currency != "" {
			why += " in " + q.Currency
		}
	}
	put := func(end string, n float64) {
		q.put(from, to, name+end, n, why)
		last := &q.found.Numbers[len(q.found.Numbers)-1]
		last.Currency, last.Unit = currency, unit
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
		if min(low, high) > 0 {
			put("_min", min(low, high))
		}
		put("_max", max(low, high))
	}
}

// atMostUnsaid is the reason for the limit of an amount that no word compares.
const atMostUnsaid = "; no comparing word: at most"

// About tells whether it is an end of what a word such as "about" means.
func (n *Number) About() bool { return strings.Contains(n.Why, "; about: ") }

// OfAge tells whether it is a year that was counted from an age.
func (n *Number) OfAge() bool { return strings.HasPrefix(n.Why, ofAge) }

// ofAge begins the reason for a year that was counted from an age.
const ofAge = "an age, counted from "

// Uncompared tells whether no word says how to compare a limit.
func (n *Number) Uncompared() bool { return strings.HasSuffix(n.Why, atMostUnsaid) }

func (q *Parser) years(from, to int, c wordbook.Comparator, low, high float64, isRange bool) {
	strict := 0.0
	if c.Strict {
		strict = 1
	}
	switch {
	case isRange && low == high:
		q.put(from, to, "year", low, "a model year")
	case isRange:
		q.put(from, to, "year_min", min(low, high), "model years")
		q.put(from, to, "year_max", max(low, high), "model years")
	case c.Direction == wordbook.AtLeast:
		q.put(from, to, "year_min", low+strict, "model years")
	case c.Direction == wordbook.AtMost:
		q.put(from, to, "year_max", low-strict, "model years")
	case c.Direction == wordbook.About:
		q.put(from, to, "year_min", low-1, "model years; about: one more or less")
		q.put(from, to, "year_max", low+1, "model years; about: one more or less")
	default:
		q.put(from, to, "year", low, "a model year")
	}
}

// age reads "less than 5 years old" and "the last 3 years".
func (q *Parser) age(from, to int, c wordbook.Comparator, n, last float64) {
	if q.Year == 0 || n > 100 {
		return
	}
	year := float64(q.Year) - n
	why := ofAge + strconv.Itoa(q.Year)
	switch {
	case c.Direction == wordbook.FromTo:
		q.put(from, to, "year_min", float64(q.Year)-max(n, last), why)
		q.put(from, to, "year_max", float64(q.Year)-min(n, last), why)
	case c.Direction == wordbook.LastOnes, c.Direction == wordbook.AtMost && c.Of == "", c.Direction == wordbook.AtLeast && c.Of == "year":
		q.put(from, to, "year_min", year, why)
	case c.Direction == wordbook.AtLeast, c.Direction == wordbook.AtMost:
		q.put(from, to, "year_max", year, why)
	case c.Direction == wordbook.About:
		q.put(from, to, "year_min", year-1, why+"; about: one more or less")
		q.put(from, to, "year_max", year+1, why+"; about: one more or less")
	case !q.May(to-1, wordbook.AgeEnd):
		// Five years may be those of a warranty.
	default:
		q.put(from, to, "year", year, why)
	}
}

// plates reads years of two digits and British age identifiers. There, 19 is March to August of 2019, and 69 is the
// half year after that.
func (q *Parser) plates(from, to int, c wordbook.Comparator, n, last float64, isRange bool) {
	one, ok := q.plateYear(n)
	two, also := q.plateYear(last)
	if ok && also {
		q.years(from, to, c, one, two, isRange)
	}
}

// ShortYear returns the filter for a model year in two digits, which stands between two tokens.
func (q *Parser) ShortYear(from, to int, n float64) Filters {
	q.found = Filters{}
	q.plates(from, to, wordbook.Comparator{}, n, n, false)
	return q.found
}

// CountedYear returns the filter for this year or the last one, which stands between two tokens.
func (q *Parser) CountedYear(from, to int, c wordbook.Comparator, last bool) Filters {
	q.found = Filters{}
	year := float64(q.Year)
	if last {
		year--
	}
	q.years(from, to, c, year, year, false)
	return q.found
}

// DatedYear returns the filter for the year of a date, which stands between two tokens.
func (q *Parser) DatedYear(from, to int, c wordbook.Comparator, year float64) Filters {
	q.found = Filters{}
	q.years(from, to, c, year, year, false)
	return q.found
}

func (q *Parser) plateYear(n float64) (float64, bool) {
	now := float64(q.Year%100) + 1
	if n > now && n < 100 && q.Year > 0 && (n >= oldYear || q.Currency != "" && q.Currency != "GBP") {
		return 1900 + n, true // Only British plates count the half years.
	}
	if n > 50 {
		n -= 50
	}
	return 2000 + n, n >= 1 && n <= 50 && (q.Year == 0 || 2000+n <= float64(q.Year)+1)
}

// oldYear is the least number of two digits that is always a year of the last century.
const oldYear = 80

// decade reads "the 90s".
func (q *Parser) decade(from, to int, c wordbook.Comparator, n float64) {
	if n < 100 {
		if n += 1900; n < 1930 {
			n += 100
		}
	}
	if n < 1900 || q.Year > 0 && n > float64(q.Year) {
		return
	}
	q.put(from, to, "year_min", n, whyDecade)
	if c.Direction != wordbook.AtLeast || q.May(from, wordbook.OfYear) {
		q.put(from, to, "year_max", n+9, whyDecade)
	}
}

// whyDecade is the reason for the years of a decade.
const whyDecade = "model years of a decade"

// OfDecade tells whether a number is the first or last year of a decade.
func (n *Number) OfDecade() bool { return n.Why == whyDecade }

// MeasureLike makes a mileage of a limit that may be a price, in the unit of another one.
func (q *Parser) MeasureLike(n, other *Number) {
	unit := other.Unit
	if strings.Contains(other.Why, converted) {
		unit = map[string]string{"km": "mi", "mi": "km"}[q.Unit]
	}
	n.Parameter, n.Assumed, n.Why = other.Parameter, false, "a mileage, as the one before"
	q.InUnit(n, unit)
}

// converted stands in the reason for a mileage that the text says in another unit.
const converted = ", converted to "

// InUnit says in which unit a limit of mileages is whose text does not say it.
func (q *Parser) InUnit(n *Number, unit string) {
	if n.Unit != "" || !strings.HasPrefix(n.Parameter, "mileage") {
		return
	}
	n.Value, n.Unit = q.distance(n.Value, unit), unit
	switch q.Unit {
	case unit:
	case "":
		n.Why += " in " + unit
	default:
		n.Why += converted + q.Unit
		n.Unit = q.Unit
	}
}
