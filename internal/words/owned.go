package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// ownedCar leaves out the car that a person has and does not ask for: "trading in my Fiesta".
func (r *reader) ownedCar(i int) int {
	_, to := r.phrase(i, wordbook.OwnedNext)
	if to == 0 {
		return r.ownedBefore(i)
	}
	if to == i+1 { // "my": the car must be the next word.
		if to+1 < len(r.tokens) && !r.cut(to, ",;.!?") && ofAge[r.tokens[to].Key] {
			to++ // "seinen alten Meriva"
		}
		if _, options := r.longest(to); r.cut(min(to, len(r.tokens)-1), ",;.!?") || len(options) == 0 || options[0].Parameter != "make" && options[0].Parameter != "model" {
			return i
		}
	}
	end := to
	for at := to; at < len(r.tokens) && !r.cut(at, ",;.!?"); {
		next, options := r.longest(at)
		if len(options) > 0 && options[0].Parameter == "model" {
			r.owned = append(r.owned, options[0].Values...)
		}
		number := r.number(at)
		switch {
		case next > at:
			at, end = next, next
		case number != nil && number.IsNumber && (isYear(number, r.year) || at == to && to > i+1):
			at, end = number.to, number.to
		case end == to && r.is(at, wordbook.AsksNothing):
			at++
		case end > to && ofYear[r.tokens[at].Key] && at+1 < len(r.tokens) && r.tokens[at+1].IsNumber:
			at++ // "un Ibiza del 2012"
		default:
			at = len(r.tokens)
		}
	}
	if end == to {
		return i
	}
	r.leave(i, end)
	return end
}

// ofAge are words between "my" and the car that a person has.
var ofAge = map[string]bool{
	"old": true, "current": true, "alten": true, "alte": true, "alter": true, "altes": true, "aktuellen": true, "bisherigen": true, "vieille": true, "vieux": true, "ancienne": true, "ancien": true, "viejo": true, "vieja": true, "vecchia": true, "vecchio": true, "oude": true, "huidige": true,
}

// ownedBefore leaves out the car before a phrase such as "to trade in": "I've got a 2009 Malibu to trade in".
func (r *reader) ownedBefore(i int) int {
	_, to := r.phrase(i, wordbook.OwnedLast)
	if to == 0 {
		return i
	}
	first, next, found := len(r.pieces), i, false
walk:
	for at := len(r.pieces) - 1; at >= 0 && !r.cut(next, ",;.!?"); at-- {
		switch p := &r.pieces[at]; {
		case p.carries("make", "model", "year", "color", "trim"):
			first, found = at, true
		case p.kind == isLeft && !found:
			first, found = at, true
			break walk
		case p.kind != isFiller, found && !article[r.tokens[p.from].Key]:
			break walk
		}
		next = r.pieces[at].from
	}
	if !found {
		return i
	}
	from := r.pieces[first].from
	r.pieces = r.pieces[:first]
	r.leave(from, to)
	return to
}

// carries tells whether all that a piece may mean is of some fields.
func (p *piece) carries(fields ...string) bool {
	of := func(name string) bool {
		for _, field := range fields {
			if strings.TrimSuffix(strings.TrimSuffix(name, "_min"), "_max") == field {
				return true
			}
		}
		return false
	}
	switch p.kind {
	case isValue:
		return of(p.options[0].Parameter)
	case isNumber:
		return of(p.numbers[0].Parameter)
	}
	return false
}

// leaveOwned leaves out clauses about a car that the person has, if a wish follows: "he drives a Tahoe and wants a
// RAV4", "my old Outback just hit 250,000 miles and I'd love another one".
func (r *reader) leaveOwned() {
	for n := range r.pieces { // "14 grand plus the Insignia"
		if p := &r.pieces[n]; p.carries("model") && slices.Contains(r.owned, first(p.options[0].Values)) && p.from > 0 && definite[r.tokens[p.from-1].Key] {
			p.kind = isLeft
		}
	}
	for n := 0; n < len(r.pieces); n++ {
		from := r.pieces[n].from
		if from >= len(r.tokens) {
			continue
		}
		begin, byVerb := 0, false
		_, nothing := r.phrase(from, wordbook.AsksNothing)
		if _, to := r.phrase(from, wordbook.OwnsNext); to > 0 && nothing <= to {
			begin, byVerb = to, true
		} else if _, to := r.phrase(from, wordbook.OwnedNext); to > 0 && r.pieces[n].kind == isLeft {
			begin = max(r.pieces[n].to, to)
		}
		if begin == 0 {
			continue
		}
		if end := r.clauseEnd(begin); end > begin && r.speaksOfOwn(n, begin, end, !byVerb) {
			r.leaveClause(n, end)
		}
	}
}

// definite are articles before a thing that was spoken of.
var definite = map[string]bool{"the": true, "der": true, "den": true, "die": true, "das": true, "le": true, "la": true, "el": true, "il": true, "de": true, "het": true}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// clauseEnd returns the token at which a wish begins behind a clause, 0 when none does.
func (r *reader) clauseEnd(i int) int {
	for at := i; at < len(r.tokens); at++ {
		if _, to := r.phrase(at, wordbook.WishNext); to > 0 && r.wishesBehind(at) {
			return at
		}
		if at > i && r.cut(at, ".;!?") {
			if r.headBehind(at) {
				return at
			}
			return 0
		}
	}
	return 0
}

// wishesBehind tells whether a filter is said from a token on.
func (r *reader) wishesBehind(i int) bool {
	return slices.ContainsFunc(r.pieces, func(p piece) bool { return p.from >= i && (p.kind == isValue || p.kind == isNumber) }) || r.againBehind(i)
}

// headBehind tells whether a make or model is said from a token on.
func (r *reader) headBehind(i int) bool {
	return slices.ContainsFunc(r.pieces, func(p piece) bool { return p.from >= i && p.carries("make", "model") })
}

// againBehind tells whether the same car is asked for from a token on: "another one".
func (r *reader) againBehind(i int) bool {
	for ; i < len(r.tokens); i++ {
		if _, to := r.phrase(i, wordbook.SameAgain); to > 0 {
			return true
		}
	}
	return false
}

// speaksOfOwn tells whether a clause from the token begin on is about a car: behind a verb such as "drives" the first
// thing is a make or model; behind "my old Outback" there is no other one.
func (r *reader) speaksOfOwn(n, begin, end int, known bool) bool {
	for _, p := range r.pieces[n:] {
		if p.from < begin || p.from >= end {
			continue
		}
		switch {
		case p.carries("make", "model"):
			return !known
		case p.kind == isNumber && strings.HasPrefix(p.numbers[0].Parameter, "price"), p.kind == isNot, p.kind == isBack:
			return false
		case p.kind == isOrder && !known:
			return false
		}
	}
	return known
}

// leaveClause makes one piece of all from a piece up to a token, which was not asked for. If the same car is wished for
// again, it stays.
func (r *reader) leaveClause(n, end int) {
	last := n
	for last+1 < len(r.pieces) && r.pieces[last+1].from < end {
		last++
	}
	again := !r.headBehind(end) && r.againBehind(end)
	kept := slices.Clone(r.pieces[:n])
	from := r.pieces[n].from
	for at := n; at <= last; at++ {
		p := &r.pieces[at]
		if again && p.kind == isLeft {
			kept = append(kept, r.carsWithin(p)...)
			from = p.to
			continue
		}
		if again && p.carries("make", "model") {
			kept = append(kept, *p)
			from = p.to
		}
	}
	to := r.pieces[last].to
	for to > from && r.joins(to-1) {
		to--
	}
	if from < to {
		kept = append(kept, piece{from: from, to: to, kind: isLeft})
	}
	if to < r.pieces[last].to {
		kept = append(kept, piece{from: max(from, to), to: r.pieces[last].to, kind: isFiller})
	}
	r.pieces = append(kept, r.pieces[last+1:]...)
}

// joins tells whether a token only joins what follows.
func (r *reader) joins(i int) bool {
	return r.is(i, wordbook.AndJoint) || r.is(i, wordbook.AsksNothing)
}

// carsWithin reads the car in a piece that was left, with what stands before it.
func (r *reader) carsWithin(p *piece) (list []piece) {
	for at := p.from; at < p.to; at++ {
		to, options := r.longest(at)
		if to > at && to <= p.to && (options[0].Parameter == "make" || options[0].Parameter == "model") {
			if at > p.from {
				list = append(list, piece{from: p.from, to: at, kind: isLeft})
			}
			for i := range options {
				options[i].Sent = r.span(at, to)
			}
			return append(list, piece{from: at, to: to, options: options})
		}
	}
	return []piece{*p}
}
