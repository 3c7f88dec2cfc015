package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// negate finds what each negation says is not wanted.
func (r *reader) negate() {
	for i := range r.pieces {
		switch p := &r.pieces[i]; p.kind {
		case isNotLast:
			p.gone = true
			of := i - 1
			for of > 0 && r.pieces[of].kind == isFiller {
				of--
			}
			if of >= 0 {
				r.unwant(of, r.pieces[of].from, p.to)
			}
		case isNot:
			switch {
			case p.gone:
			case p.reach > 0 && r.listsValue(i):
				r.unwantList(i)
			default:
				r.negateFrom(i)
			}
		}
	}
}

// negateFrom finds what one negation reaches: the value behind it, and those that an "or" joins to it. An "and" or a
// comma only joins values of the same field.
func (r *reader) negateFrom(i int) {
	first := r.behind(i)
	if (first < 0 || r.pieces[first].kind == isAnd) && r.turnBefore(i) {
		return
	}
	if first < 0 {
		r.pieces[i].kind = isLeft
		if r.pieces[i].to == r.pieces[i].from {
			r.pieces[i].gone = true
		}
		return
	}
	from := r.pieces[i].from
	if !r.negatable(first) {
		r.leaveNegated(i, first)
		return
	}
	if over := r.overLimit(first); over > 0 {
		r.pieces[i].kind, r.pieces[first].kind, r.pieces[over].kind = isLeft, isLeft, isLeft
		return
	}
	r.pieces[i].gone = true
	last := r.unwant(first, from, 0)
	for {
		next := r.joined(last, r.pieces[i].each)
		if next < 0 {
			return
		}
		last = r.unwant(next, r.pieces[next].from, 0)
	}
}

// leaveNegated reports a negation of something that no filter knows, or of a limit.
func (r *reader) leaveNegated(i, first int) {
	r.pieces[i].kind = isLeft
	if first == i {
		return
	}
	p := &r.pieces[first]
	if p.kind == isNot || p.kind == isOr || p.kind == isAnd || p.kind == isOrder {
		r.pieces[i].gone = r.pieces[i].to == r.pieces[i].from || p.kind == isNot
		return
	}
	if p.kind == isLeft && p.to == p.from+1 && r.unwantVersion(i, first) {
		return
	}
	for j := i + 1; j < first; j++ {
		r.pieces[j].gone = true
	}
	r.pieces[i].to = p.to
	p.gone = true
}

// unwantVersion reads a negated word that names a version of the model before: "Transit, not Custom".
func (r *reader) unwantVersion(i, first int) bool {
	for j := i - 1; j >= 0; j-- {
		if r.pieces[j].parameter() != "model" || r.pieces[j].not {
			continue
		}
		f := r.fields["model"]
		word := r.tokens[r.pieces[first].from].Key
		var list []*value
		for _, text := range r.pieces[j].options[0].Values {
			key := wordbook.Key(text)
			for _, v := range slices.Concat(f.byHead[key], f.byWord[word]) {
				if slices.Contains(v.words, word) && strings.Contains(v.key, key) && !slices.Contains(list, v) {
					list = append(list, v)
				}
			}
		}
		if len(list) == 0 {
			return false
		}
		p := &r.pieces[first]
		p.kind, p.not = isValue, true
		p.options = []Reading{{Parameter: "model", Sent: r.span(r.pieces[i].from, p.to), Outcome: Interpreted, Values: texts(list), Why: "not wanted; the models with this in their name"}}
		r.pieces[i].gone = true
		return true
	}
	return false
}

// behind returns the piece behind a negation that it speaks of, -1 when there is none.
func (r *reader) behind(i int) int {
	for j := i + 1; j < len(r.pieces); j++ {
		p := r.pieces[j]
		if p.from < len(r.tokens) && p.from > r.pieces[i].from && r.cut(p.from, ",;.!?") {
			return -1
		}
		if p.kind != isFiller {
			return j
		}
	}
	return -1
}

// unwant marks a value as not wanted, and returns the last piece that it marked: behind a make, its model. from and to
// are the tokens between which the text of the negation stands; a to of 0 is the end of the value.
func (r *reader) unwant(i, from, to int) int {
	p := &r.pieces[i]
	if p.kind == isNumber {
		r.turn(p)
		for n := range p.numbers {
			p.numbers[n].Sent, p.numbers[n].Why = r.span(from, max(to, p.to)), "not wanted; "+p.numbers[n].Why
		}
		return i
	}
	if p.kind != isValue {
		return i
	}
	if p.parameter() == "make" && i+1 < len(r.pieces) {
		if model := &r.pieces[i+1]; model.parameter() == "model" && !r.cut(model.from, ",;.!?") && r.ofMake(model.options[0].Values, p.options[0].Values) {
			p.gone = true
			i, p = i+1, model
			p.options[0].Values = r.modelsOf(p.options[0].Values, r.pieces[i-1].options[0].Values)
		}
	}
	p.not = true
	for n := range p.options {
		o := &p.options[n]
		o.Sent = r.span(min(from, len(r.tokens)-1), max(to, p.to))
		if o.Outcome == Unknown {
			o.Outcome, o.Why = Interpreted, "not wanted; the stock has none"
		} else if o.Outcome != Ambiguous {
			o.Outcome, o.Why = Interpreted, strings.TrimSuffix("not wanted; "+o.Why, "; ")
		}
	}
	return i
}

// joined returns the value that the negation of another reaches as well, -1 when there is none.
func (r *reader) joined(i int, each bool) int {
	name := r.pieces[i].parameter()
	j := i + 1
	for j < len(r.pieces) && r.pieces[j].kind == isFiller && !r.cut(r.pieces[j].from, ",;.!?") {
		j++
	}
	if j >= len(r.pieces) {
		return -1
	}
	switch p := r.pieces[j]; {
	case p.from >= len(r.tokens) || r.cut(p.from, ";.!?"):
		return -1
	case p.kind == isOr:
		next := r.behind(j)
		if next >= 0 && r.negatable(next) {
			return next
		}
	case p.kind == isAnd:
		next := r.behind(j)
		if next >= 0 && r.negatable(next) && (each || r.pieces[next].parameter() == name) {
			return next
		}
	case r.negatable(j) && p.parameter() == name && (r.cut(p.from, "/") || r.cut(p.from, ",") && r.listGoesOn(j, name)):
		return j
	}
	return -1
}

// listGoesOn tells whether a list of values that commas part ends with an "or" or "and" and a value of the same field:
// "not red, blue or green".
func (r *reader) listGoesOn(i int, name string) bool {
	for j := i + 1; j < len(r.pieces); j++ {
		p := r.pieces[j]
		switch {
		case p.from < len(r.tokens) && r.cut(p.from, ";.!?"):
			return false
		case p.kind == isOr || p.kind == isAnd:
			next := r.behind(j)
			return next >= 0 && r.pieces[next].parameter() == name
		case p.kind != isFiller && p.parameter() != name:
			return false
		}
	}
	return false
}

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
