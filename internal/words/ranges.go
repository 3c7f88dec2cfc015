package words

import (
	"math"
	"strings"

	"forecourt/internal/words/wordbook"
)

// rangeEnd reads the other end of a range. open means that the first number is compared, so that "and" may stand
// between the two.
func (r *reader) rangeEnd(first *amount, open bool) (*amount, int) {
	to := first.to
	if to >= len(r.tokens) {
		return nil, to
	}
	next := r.tokens[to]
	dash := strings.Trim(next.Gap, " '’")
	at := -1
	if dash == "-" || dash == "–" || dash == "—" || dash == "/" && first.Number >= 10 && !first.Decimal {
		at = to
	}
	if _, end := r.phrase(to, wordbook.RangeJoint); at < 0 && end > 0 && !r.cut(to, ",;") {
		at = r.skip(end)
	}
	if _, end := r.phrase(to, wordbook.RangeJointOpen); at < 0 && open && end > 0 && !r.cut(to, ",;") {
		at = r.skip(end)
	}
	if at < 0 {
		return nil, to
	}
	second := r.number(at)
	if second == nil || !r.sameKind(first, second, dash == "/") {
		return nil, to
	}
	return second, second.to
}

// eitherOf reads the second of two numbers that follow one another: "three or four years old", "2012 or 13". A limit
// counts for the wider one, which then stands in for the first.
func (r *reader) eitherOf(first *amount, c wordbook.Comparator) (*amount, int) {
	to := first.to
	_, at := r.phrase(to, wordbook.OrJoint)
	if at == 0 || r.cut(to, ",;") || r.is(to, wordbook.RangeJoint) {
		return nil, to
	}
	second := r.number(at)
	if second == nil || second.Decimal || second.k || first.of != "" && first.of != second.of {
		return nil, to
	}
	next := second.Number - first.Number
	if isYear(first, r.year) && second.Number >= 100 {
		return nil, to // "2019 or 2020" are two years.
	}
	if isYear(first, r.year) {
		next = second.Number - math.Mod(first.Number, 100)
		second.Number = first.Number + next
	}
	switch {
	case next != 1 || second.of == "" && !isYear(first, r.year), second.of != "" && second.of != "age" && second.of != ofOwn && second.of != "plate":
		return nil, to
	case c.Direction == wordbook.AtMost:
		*first = *second
		return nil, first.to
	case c.Direction == wordbook.AtLeast:
		first.of, first.own, first.to = second.of, second.own, second.to
		return nil, first.to
	}
	return second, second.to
}

// sameKind tells whether two numbers can be the ends of one range. Those of "2019 to 30,000 euros" cannot.
func (r *reader) sameKind(first, second *amount, slash bool) bool {
	one, two := isYear(first, r.year), isYear(second, r.year)
	short := one && second.of == "" && second.Number < 100 && len(second.Key) == 2
	switch {
	case short:
		second.Number += math.Floor(first.Number/100) * 100
		return second.Number >= first.Number
	case slash:
		return one && two || first.Number < 100 && second.Number < 100 && second.of == "plate"
	case one && !two:
		return math.Mod(first.Number, 500) == 0 && second.of == "" || first.of != ""
	case two && !one:
		return math.Mod(second.Number, 500) == 0 && first.Number < second.Number
	case first.of != "" && second.of != "" && first.of != second.of:
		return false
	}
	return true
}

// onwards tells whether a year goes on: "2016 on", "2015-on", "18 plate up".
func (r *reader) onwards(i int, of *amount) bool {
	year := isYear(of, r.year)
	if i >= len(r.tokens) || !year && of.of != "plate" {
		return false
	}
	ends := i+1 == len(r.tokens) || r.cut(i+1, ",;.!?")
	switch r.tokens[i].Key {
	case "on":
		return ends || strings.TrimSpace(r.tokens[i].Gap) == "-"
	case "up":
		return of.of == "plate" || ends && len(r.fields["model"].byKey["up"]) == 0
	}
	return false
}
