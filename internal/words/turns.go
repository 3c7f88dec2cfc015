package words

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// turnBefore turns the limit before a negation that speaks of it: "mehr als 14.000 Euro darf er nicht kosten".
func (r *reader) turnBefore(i int) bool {
	for at := i - 1; at >= 0 && !r.cut(r.pieces[at+1].from, ",;.!?"); at-- {
		p := &r.pieces[at]
		if p.kind == isNumber && len(p.numbers) == 1 && strings.HasSuffix(p.numbers[0].Parameter, "_min") && p.numbers[0].Parameter != "year_min" {
			r.turn(p)
			p.numbers[0].Sent = r.span(p.from, r.pieces[i].to)
			r.pieces[i].gone = true
			return true
		}
		if !p.gone && p.kind != isFiller && p.kind != isValue {
			return false
		}
	}
	return false
}

// overLimit returns the limit behind a negated value that is to be left out together with it: "no Golf over 100k
// miles". No filter says that; without the limit, all Golfs would be left out. It returns 0 when there is none.
func (r *reader) overLimit(i int) int {
	next := r.behind(i)
	if next < 0 || r.pieces[i].kind != isValue || r.pieces[next].kind != isNumber || r.cut(r.pieces[next].from, ",;.!?") {
		return 0
	}
	p := &r.pieces[next]
	name := p.numbers[0].Parameter
	if _, compares := r.phrase(p.from, wordbook.ComparesNext); compares == 0 || len(p.numbers) > 1 || p.numbers[0].Currency != "" {
		return 0
	}
	if name == "price_min" || name == "mileage_min" || name == "year_max" {
		return next
	}
	return 0
}

// bareAmount tells whether a piece is an amount without a comparing word.
func (p *piece) bareAmount(name string) bool {
	return p.kind == isNumber && len(p.numbers) == 1 && p.numbers[0].Parameter == name+"_max" && strings.HasSuffix(p.numbers[0].Why, atMostUnsaid)
}

// negatable tells whether a piece can be left out: a value, a single number, or some years.
func (r *reader) negatable(i int) bool {
	p := &r.pieces[i]
	return p.kind == isValue || p.kind == isNumber && !p.bareAmount("price") && (len(singles(p.numbers)) > 0 || len(p.numbers) == 1)
}

// mostYears bounds the years from one to another that are left out one by one.
const mostYears = 30

// singles returns single numbers as they are, and years from one to another as single years. Other limits have none.
func singles(list []Number) []Number {
	if len(list) == 2 && list[0].Parameter == "year_min" && list[1].Parameter == "year_max" && list[1].Value-list[0].Value < mostYears {
		var years []Number
		for year := list[0].Value; year <= list[1].Value; year++ {
			n := list[0]
			n.Parameter, n.Value = "year", year
			years = append(years, n)
		}
		return years
	}
	for _, n := range list {
		if strings.HasSuffix(n.Parameter, "_min") || strings.HasSuffix(n.Parameter, "_max") {
			return nil
		}
	}
	return list
}

// ofYear are the words before a year that mean that year behind a negation: "not one from 2016".
var ofYear = map[string]bool{"from": true, "aus": true, "von": true, "vom": true, "de": true, "del": true, "uit": true, "van": true, "dal": true, "of": true, "in": true}

// turn makes of numbers what a negation makes of them: single numbers are not wanted, and a limit is turned round.
func (r *reader) turn(p *piece) {
	if list := singles(p.numbers); len(list) > 0 {
		p.not, p.numbers = true, list
		return
	}
	if p.bareAmount("mileage") {
		return // "keine 100.000 km" is less than that.
	}
	n := &p.numbers[0]
	name, isMin := strings.CutSuffix(n.Parameter, "_min")
	name, _ = strings.CutSuffix(name, "_max")
	next := 0.0
	if name == "year" {
		next = 1
	}
	switch {
	case name == "year" && isMin && ofYear[r.tokens[p.from].Key]:
		n.Parameter, p.not = name, true
	case isMin:
		n.Parameter, n.Value = name+"_max", n.Value-next
	default:
		n.Parameter, n.Value = name+"_min", n.Value+next
	}
}
