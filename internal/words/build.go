package words

import (
	"slices"
	"strings"
)

// build writes the result.
func (r *reader) build() {
	sides := 0
	for i := range r.pieces {
		sides = max(sides, r.pieces[i].side)
	}
	alternatives := make([]Alternative, sides)
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.gone {
			continue
		}
		words, excluded, numbers, others := &r.result.Words, &r.result.Excluded, &r.result.Numbers, &r.result.ExcludedNumbers
		if p.side > 0 {
			a := &alternatives[p.side-1]
			words, excluded, numbers, others = &a.Words, &a.Excluded, &a.Numbers, &a.ExcludedNumbers
		}
		switch {
		case p.kind == isNumber && p.not:
			*others = append(*others, p.numbers...)
		case p.kind == isNumber:
			for _, n := range p.numbers {
				*numbers = tighter(*numbers, n)
			}
		case p.kind != isValue && p.kind != isQuestion:
		case p.options[0].Outcome == Ambiguous && p.not:
			p.kind = isLeft
		case p.options[0].Outcome == Ambiguous:
			r.result.Ambiguous = append(r.result.Ambiguous, p.options[0])
		case p.not:
			*excluded = append(*excluded, p.options[0])
		default:
			*words = append(*words, p.options[0])
		}
	}
	for n := range alternatives {
		alternatives[n].Sent = r.sideText(n + 1)
	}
	r.result.Alternatives = alternatives
}

// sideText returns the piece of text from the first to the last piece of an alternative.
func (r *reader) sideText(side int) string {
	from, to := -1, 0
	for _, p := range r.pieces {
		if p.side == side && p.to > p.from {
			if from < 0 {
				from = p.from
			}
			to = p.to
		}
	}
	if from < 0 {
		return ""
	}
	return r.span(from, to)
}

// tighter adds a number. If the list has the same limit already, the narrower one counts.
func tighter(list []Number, n Number) []Number {
	at := slices.IndexFunc(list, func(o Number) bool { return o.Parameter == n.Parameter })
	isMin, isMax := strings.HasSuffix(n.Parameter, "_min"), strings.HasSuffix(n.Parameter, "_max")
	if at < 0 || !isMin && !isMax || list[at].Currency != n.Currency || list[at].Unit != n.Unit {
		return append(list, n)
	}
	if isMin && n.Value > list[at].Value || isMax && n.Value < list[at].Value {
		n.Sent = list[at].Sent + ", " + n.Sent
		n.Why += "; the narrower of two limits"
		list[at] = n
	} else {
		list[at].Sent += ", " + n.Sent
	}
	return list
}

// leftovers collects what was not understood. Neighbours become one text, with the articles between them.
func (r *reader) leftovers() {
	for i := 0; i < len(r.pieces); i++ {
		if r.pieces[i].kind != isLeft || r.pieces[i].gone {
			continue
		}
		from, to := r.pieces[i].from, r.pieces[i].to
		for j := i + 1; j < len(r.pieces); j++ {
			p := r.pieces[j]
			if p.gone {
				continue
			}
			left := p.kind == isLeft || p.kind == isAnd && r.tokens[p.from].Key == "plus" && j == i+1 && j+1 < len(r.pieces) && r.pieces[j+1].kind == isLeft
			if p.from < len(r.tokens) && r.cut(p.from, ",;.!?") || !left && (p.kind != isFiller || !article[r.tokens[p.from].Key]) {
				break
			}
			if left {
				to, i = max(to, p.to), j
			}
		}
		if to < len(r.tokens) && states[r.tokens[to].Key] && !r.cut(to, ",;.!?") {
			to++ // "good condition"
		}
		r.result.Leftovers = append(r.result.Leftovers, r.span(from, to))
	}
}

var article = map[string]bool{"a": true, "an": true, "the": true, "my": true, "your": true, "of": true, "to": true, "for": true, "de": true, "la": true}
