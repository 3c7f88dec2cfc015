package words

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// ownedCar leaves out the car that a person has and does not ask for: "trading in my Fiesta".
func (r *reader) ownedCar(i int) int {
	_, to := r.phrase(i, wordbook.OwnedNext)
	if to == 0 {
		return r.ownedBefore(i)
	}
	end := to
	for at := to; at < len(r.tokens) && !r.cut(at, ",;.!?"); {
		next, _ := r.longest(at)
		number := r.number(at)
		switch {
		case next > at:
			at, end = next, next
		case number != nil && number.IsNumber && isYear(number, r.year):
			at, end = number.to, number.to
		case end == to && r.is(at, wordbook.AsksNothing):
			at++
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
