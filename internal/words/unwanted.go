package words

import (
	"slices"

	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// unwantedBefore reads words which say that the value before them is not wanted: "three doors is no good",
// "einen Diesel will ich auf keinen Fall".
func (r *reader) unwantedBefore(i int) int {
	_, to := r.Phrase(i, wordbook.NotLast)
	if short := r.shortIs(i); short > to {
		to = short
	} else if to < i+2 {
		return i // A single word: see withoutIt.
	}
	last := len(r.Pieces) - 1
	for last >= 0 && r.Pieces[last].Kind == syntax.IsFiller && !r.Cut(r.Pieces[last].From, ";.!") && r.namesNoField(last) {
		last--
	}
	if last < 0 || r.Pieces[last].Kind != syntax.IsValue && r.Pieces[last].Kind != syntax.IsNumber || r.Cut(i, ";.!") || !r.clauseEnds(to) && (r.Cut(i, ",?") || r.May(i-1, wordbook.Turns) || r.May(to, wordbook.Article) || r.negatesNext(i, to)) {
		return i
	}
	return r.Put(i, to, syntax.IsNotLast)
}

// tooMuch reads words which say that the value right before them is more than is wanted: "der Kuga war uns doch zu
// groß", "la Clio est trop petite".
func (r *reader) tooMuch(i int) int {
	const far = 4
	last := len(r.Pieces) - 1
	if !r.May(i, wordbook.Copula) || last < 0 || r.Pieces[last].Kind != syntax.IsValue || r.Pieces[last].To != i || r.Cut(i, ",;.!?") || r.conditional(r.Pieces[last].From) {
		return i
	}
	for at := i + 1; at < min(len(r.Tokens)-1, i+far) && !r.Cut(at, ",;.!?"); at++ {
		if _, to := r.Phrase(at, wordbook.TooMuch); to > 0 && to < len(r.Tokens) && !r.Cut(to, ",;.!?") {
			return r.Put(i, to+1, syntax.IsNotLast)
		}
		if _, not := r.Phrase(at, wordbook.NotNext); not > 0 || !r.Is(at, wordbook.AsksNothing) {
			return i
		}
	}
	return i
}

// leaveProvided leaves out the value right before an "if" and a make or model, which it is only wished for with:
// "petrol if it's a Polo, diesel if it's a Golf".
func (r *reader) leaveProvided(i int, of string) {
	n := len(r.Pieces) - 1
	if n < 0 || of != "model" && of != "make" || r.Cut(i, ",;.!?") {
		return
	}
	if p := &r.Pieces[n]; p.Kind == syntax.IsValue && !p.Carries("make", "model") || p.Kind == syntax.IsNumber {
		p.Kind, p.Options, p.Numbers = syntax.IsLeft, nil, nil
	}
}

// conditional tells whether the clause of a token begins with an "if".
func (r *reader) conditional(i int) bool {
	for at := i - 1; at >= 0 && !r.Cut(at+1, ",;.!?"); at-- {
		if r.Is(at, wordbook.IfNext) || r.Is(at, wordbook.Changes) {
			return true
		}
	}
	return false
}

// unwantedToo reads words which say that the value before them is not wanted, as the one before that: "BMWs are out,
// Audis too", "no BMWs, Audis either".
func (r *reader) unwantedToo(i int) int {
	_, to := r.Phrase(i, wordbook.AlsoNotLast)
	last := len(r.Pieces) - 1
	if to == 0 || last < 1 || r.Pieces[last].Kind != syntax.IsValue || r.Cut(i, ",;.!?") || !r.clauseEnds(to) || !r.Cut(r.Pieces[last].From, ",") && r.Pieces[last-1].Kind != syntax.IsAnd {
		return i
	}
	before := last - 1
	for before > 0 && (r.Pieces[before].Kind == syntax.IsFiller || r.Pieces[before].Kind == syntax.IsAnd) {
		before--
	}
	negated, name := before > 0 && r.Pieces[before-1].Kind == syntax.IsNot, r.Pieces[last].Parameter()
	wished := slices.ContainsFunc(r.Pieces[:last], func(p syntax.Piece) bool { return p.Carries(name) })
	switch {
	case r.Pieces[before].Kind == syntax.IsNotLast, negated && r.Pieces[before].Carries(name):
	case negated && !wished:
		r.Pieces[last].Kind = syntax.IsLeft
		return r.Leave(i, to) // "no automatics, red too" may mean both.
	default:
		return i
	}
	return r.Put(i, to, syntax.IsNotLast)
}

// shortIs returns the token behind such words of which the first is the "s" at the end of the word before: "diesel's
// out". It is 0 if there are none.
func (r *reader) shortIs(i int) int {
	const marks = "'’"
	if i < 2 || !r.Cut(i-1, marks) {
		return 0
	}
	if _, to := r.Phrase(i-1, wordbook.NotLast); to > i {
		return to
	}
	return 0
}

// namesNoField tells whether a piece that asks for nothing is not the name of a field: "a Golf, colour is no good" does
// not speak of the Golf.
func (r *reader) namesNoField(n int) bool {
	_, to := r.Phrase(r.Pieces[n].From, wordbook.NamesField)
	return to == 0
}

// behindTold tells whether what stands right before a token is told.
func (r *reader) behindTold(i int) bool {
	n := len(r.Pieces)
	return n > 0 && r.Pieces[n-1].Kind == syntax.IsLeft && r.Pieces[n-1].To == i && !r.Cut(i, ",;.!?")
}

// clauseEnds tells whether a clause ends before a token.
func (r *reader) clauseEnds(i int) bool {
	if i >= len(r.Tokens) || r.Cut(i, ",;.!?") {
		return true
	}
	_, or := r.Phrase(i, wordbook.OrJoint)
	_, and := r.Phrase(i, wordbook.AndJoint)
	return max(or, and) > 0 || r.May(i, wordbook.Turns)
}

// negatesNext tells whether the end of a phrase also negates what follows, and a value does follow.
func (r *reader) negatesNext(from, to int) bool {
	negates := false
	for at := from; at < to; at++ {
		if _, end := r.Phrase(at, wordbook.NotNext); end == to {
			negates = true
		}
	}
	for at := to; negates && !r.clauseEnds(at); at++ {
		if end, _ := r.longest(at); end > at || r.Number(at) != nil {
			return true
		}
		if !r.Is(at, wordbook.AsksNothing) {
			return false
		}
	}
	return false
}

// leaveMakes leaves out the make of a model that is not known, where an "or" joins it to another one: of "mercedes e63
// or bmw m5" nobody wants all Mercedes.
func (r *reader) leaveMakes() {
	for n := 1; n < len(r.Pieces); n++ {
		p, brand := &r.Pieces[n], &r.Pieces[n-1]
		if p.Kind != syntax.IsLeft || !brand.Carries("make") || brand.To != p.From || !r.numbered(p.From) {
			continue
		}
		next := n + 1
		for next < len(r.Pieces) && (r.Pieces[next].Kind == syntax.IsLeft || r.Pieces[next].Kind == syntax.IsFiller) {
			next++
		}
		named := func(p syntax.Piece) bool { return p.Carries("make", "model") }
		last := r.Said(n - 1)
		if next < len(r.Pieces) && r.Pieces[next].Kind == syntax.IsOr && slices.ContainsFunc(r.Pieces[next+1:], named) ||
			last >= 0 && r.Pieces[last].Kind == syntax.IsOr && slices.ContainsFunc(r.Pieces[:last], named) {
			brand.Kind, brand.Options = syntax.IsLeft, nil
		}
	}
}
