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
			if i > 0 {
				r.unwant(i-1, r.pieces[i-1].from, p.to)
			}
		case isNot:
			if !p.gone {
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
			for _, v := range f.byHead[wordbook.Key(text)] {
				if slices.Contains(v.words, word) && !slices.Contains(list, v) {
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

// ofMake tells whether some of the makes has one of the models.
func (r *reader) ofMake(models, makes []string) bool {
	for _, m := range makes {
		for _, model := range models {
			if r.hasModel(wordbook.Key(m), wordbook.Key(model)) {
				return true
			}
		}
	}
	return false
}

// modelsOf returns the models that some of the makes has; all, if that is none.
func (r *reader) modelsOf(models, makes []string) (kept []string) {
	for _, model := range models {
		if r.ofMake([]string{model}, makes) {
			kept = append(kept, model)
		}
	}
	if len(kept) == 0 {
		return models
	}
	return kept
}
