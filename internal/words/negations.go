package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// negation reads words that say that what stands behind them is not wanted: "no", "anything but". How far they reach is
// decided later, when all pieces are known; only lists in brackets or behind a colon say their end at once. It returns
// the token behind the words, or i if none begin there, as all readers do.
func (r *reader) negation(i int) int {
	p, to := r.Phrase(i, wordbook.NotNext)
	if _, also := r.Phrase(i, wordbook.AlsoNot); also > to && slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Kind == syntax.IsNot || p.Kind == syntax.IsNotLast }) {
		p.Name, to = wordbook.Each, also
	}
	if p.Name == wordbook.Comma && r.beginsName(to) {
		to = i + 1
	}
	if _, listed := r.Phrase(i, wordbook.NotListed); listed > to && listed < len(r.Tokens) && r.Cut(listed, ":") {
		to = listed
	}
	if to == 0 && (r.rather(i) || r.leavesOut(i) || r.norTwice(i) || r.butNot(i) || r.switchesFrom(i)) {
		to = i + 1
	}
	if _, nothing := r.Phrase(i, wordbook.AsksNothing); to == 0 || nothing > to {
		return i // "not sure" asks for nothing.
	}
	if end, _ := r.longest(i); end > to {
		return i
	}
	if _, much := r.Phrase(to, wordbook.TooMuch); much > 0 && much < len(r.Tokens) && !r.Cut(to, ",;.!?:") && !r.Cut(much, ",;.!?") {
		if end, _ := r.longest(much); end == much {
			return r.Leave(i, much+1) // "un SUV pas trop gros"
		}
	}
	reach := 0
	if to < len(r.Tokens) {
		reach = r.objectEnd(to)
	}
	name, behind := r.label(to)
	if behind > 0 {
		to = behind // "exclude colors: …"
		r.named, r.namedAt = name, to
	}
	at := to
	if _, number := r.Phrase(to, wordbook.NamesNext); behind == 0 && number > 0 && r.signBefore(number) {
		at, behind = number, number // "exclude_years: [2014, 2018]"
	}
	if reach == 0 {
		reach = r.listEnd(at, behind > 0)
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsNot, Each: p.Name == wordbook.Each, Reach: reach})
	return to
}

// rather tells whether a token is the "than" behind which stands what is not wanted: "rather petrol than diesel".
func (r *reader) rather(i int) bool {
	if !r.May(i, wordbook.Than) {
		return false
	}
	return r.MayWithin(0, i, wordbook.Prefers) && (!r.Is(i, wordbook.AsksNothing) || r.sameBehind(i))
}

// sameBehind tells whether values of one field stand right before a token and behind it: "meglio benzina che diesel".
func (r *reader) sameBehind(i int) bool {
	last := len(r.Pieces) - 1
	_, options := r.longest(min(r.PastArticles(i+1), len(r.Tokens)))
	return last >= 0 && len(options) > 0 && r.Pieces[last].To == i && r.Pieces[last].Carries(options[0].Parameter)
}

// switchesFrom tells whether a token stands before a car that is given up for another one, with the verb at the end:
// "von BMW auf Audi umsteigen".
func (r *reader) switchesFrom(i int) bool {
	if !r.May(i, wordbook.OfYear) || r.English || i+1 >= len(r.Tokens) {
		return false
	}
	at := i + 1
	for r.May(at, insideLeft) {
		at++
	}
	if !r.beforeHead(at) {
		return false
	}
	heads := 1
	for at++; at < len(r.Tokens) && !r.Cut(at, ",;.!?"); at++ {
		if r.beforeHead(at) {
			heads++
		}
		if _, to := r.Phrase(at, wordbook.SwitchLast); to > 0 {
			return heads > 1 && r.clauseEnds(to)
		}
	}
	return false
}

// norTwice tells whether a token is one of two words such as "né … né", of which the first one negates, too.
func (r *reader) norTwice(i int) bool {
	const far = 6
	if !r.May(i, wordbook.Nor) {
		return false
	}
	for at := max(0, i-far); at < min(len(r.Tokens), i+far); at++ {
		if at != i && r.Tokens[at].Key == r.Tokens[i].Key {
			return true
		}
	}
	return false
}

// leavesOut tells whether a token begins a verb whose end stands behind what is not wanted: "leave … out". It remembers
// where that end is, so that it asks for nothing there.
func (r *reader) leavesOut(i int) bool {
	const far = 6
	if !r.May(i, wordbook.LeavesNext) {
		return false
	}
	for at := i + 1; at < min(len(r.Tokens), i+far) && !r.Cut(at, ",;.!?"); at++ {
		if _, to := r.Phrase(at, wordbook.NoFilter); to > at+1 {
			return false // "keep it below 22k out the door"
		}
		if r.May(at, wordbook.LeavesEnd) {
			r.closing = at + 1
			return at > i+1
		}
	}
	return false
}

// signedNot reads a sign that stands right before a word and negates it: "-bmw", "!diesel", "color != red". The sign is
// no token, so the negation has a piece without one.
func (r *reader) signedNot(i int) {
	gap, isWord := r.Tokens[i].Gap, !r.Tokens[i].IsNumber
	if unequal := strings.TrimRight(gap, " \"'(["); strings.HasSuffix(unequal, "!=") || strings.HasSuffix(unequal, "≠") {
		r.Put(i, i, syntax.IsNot)
		return
	}
	for _, sign := range []string{"-", "!", "–"} {
		if before, ok := strings.CutSuffix(gap, sign); ok && isWord && (before == "" && i == 0 || strings.HasSuffix(before, " ") || strings.HasSuffix(before, ",") || r.valueBegins(i, before, sign)) && !strings.HasSuffix(before, "!") {
			r.Put(i, i, syntax.IsNot)
			return
		}
	}
}

// valueBegins tells whether a sign stands at the beginning of a value that programs write: "color": "!white". A
// dash does so behind the name of a field only; orders have one, too.
func (r *reader) valueBegins(i int, before, sign string) bool {
	return before != "" && strings.ContainsAny(before[len(before)-1:], "\"'=:([") && (sign == "!" || r.named != "" && r.namedAt == i)
}

// denied reads an operator inside the object of a field, as programs write it: {"color": {"$ne": "white"}}.
func (r *reader) denied(i int) int {
	const far = 3
	at := i
	if r.Tokens[at].Key == "$" {
		at++
	}
	if at+1 >= len(r.Tokens) || !r.Cut(at+1, ":=") {
		return i
	}
	field := r.named != "" && r.namedAt == i
	if r.May(at, wordbook.NotInField) && (field || r.EndsBefore(i, far, wordbook.NamesNext)) {
		r.nameField(i, at+1, r.named, true)
		return at + 1
	}
	if at > i && r.Tokens[at].Gap == "" && !r.Tokens[at].IsNumber && (r.Is(at, wordbook.OrJoint) || r.Is(at, wordbook.AndJoint) || r.Tokens[at].Key == "in") {
		r.Put(i, at, syntax.IsFiller)
		r.namedAt = at
		return at // {"year": {"$in": [2014, 2018]}}
	}
	return i
}

// withoutIt reads a word, or the end of one, which says that what stands before it is not wanted: "diesel-free",
// "dieselfrei".
func (r *reader) withoutIt(i int) int {
	last := r.Said(len(r.Pieces))
	if r.Is(i, wordbook.NotLast) && last >= 0 && !r.May(i-1, wordbook.With) && !r.Cut(i, ",;.!?") && r.Pieces[last].Kind == syntax.IsValue {
		return r.Put(i, i+1, syntax.IsNotLast)
	}
	key := r.Tokens[i].Key
	for _, end := range r.Book.Tables.Without {
		if head, ok := strings.CutSuffix(key, end); ok && len(head) > 2 && r.Index[head] != 0 {
			if options := r.options(i, i+1, head); len(options) > 0 {
				r.Take(i, i+1, options)
				return r.Put(i+1, i+1, syntax.IsNotLast)
			}
		}
	}
	return i
}

// negated tells whether a negation was read in the text so far.
func (r *reader) negated() bool {
	return slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Kind == syntax.IsNot })
}

// butNot tells whether a "but" leaves something out of all that stands before it: "any Honda but the Civic".
func (r *reader) butNot(i int) bool {
	if !r.May(i, wordbook.Turns) || r.Cut(i, ",;.!?") {
		return false
	}
	first := len(r.Pieces)
	for first > 0 && r.Pieces[first-1].Kind == syntax.IsValue && !r.Cut(r.Pieces[first-1].From, ",;.!?") {
		first--
	}
	if first == len(r.Pieces) || first == 0 || !r.Is(r.Pieces[first].From-1, wordbook.AnyNext) {
		return false
	}
	return r.beforeHead(r.PastArticles(i + 1))
}

// flipped turns a comparison round: not more than is at most.
func flipped(c wordbook.Comparator) wordbook.Comparator {
	switch c.Direction {
	case wordbook.AtLeast:
		c.Direction = wordbook.AtMost
	case wordbook.AtMost:
		c.Direction = wordbook.AtLeast
	}
	c.Strict = false
	return c
}

// beginsName tells whether what a number is, or the name of a field, stands at a token: "keinen, der Preis sollte …".
func (r *reader) beginsName(i int) bool {
	_, number := r.Phrase(i, wordbook.NamesNext)
	_, field := r.Phrase(i, wordbook.NamesField)
	_, compares := r.Phrase(i, wordbook.ComparesNext)
	return max(number, field) > compares
}

// ofYear tells whether a token behind a word such as "from" is a year: "not from 2012" leaves out one, and "nothing
// from 2012 or older" those up to it.
func (r *reader) ofYear(i int) bool {
	a := r.Number(i)
	return a != nil && r.IsYear(a) && r.May(i-1, wordbook.OfYear)
}

// behindNot tells whether the last thing that was read is a negation.
func (r *reader) behindNot() bool {
	return len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].Kind == syntax.IsNot
}
