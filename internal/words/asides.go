package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// filtersNothing finds phrases that no filter can say, even if their single words are values.
func (r *reader) filtersNothing(i int) int {
	_, to := r.Phrase(i, wordbook.NoFilter)
	if to == 0 {
		return i
	}
	if a := r.Number(i); a != nil && a.Of == quantity.OwnUnit && a.To >= to {
		return i // "one owner", where that is a field
	}
	if end, options := r.longest(i); end > to || end == to && len(r.Fields[options[0].Parameter].ByKey) > 0 && options[0].Outcome == match.Exact && to > i+1 {
		return i // A value of the stock says more.
	}
	r.Leave(i, to)
	return to
}

// negation reads words that say that something is not wanted.
func (r *reader) negation(i int) int {
	p, to := r.Phrase(i, wordbook.NotNext)
	if _, also := r.Phrase(i, wordbook.AlsoNot); also > to && slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Kind == syntax.IsNot || p.Kind == syntax.IsNotLast }) {
		p.Name, to = wordbook.Each, also
	}
	if p.Name == wordbook.Comma && r.beginsName(to) {
		to = i + 1
	}
	if to == 0 && (r.rather(i) || r.leavesOut(i) || r.norTwice(i)) {
		to = i + 1
	}
	if _, nothing := r.Phrase(i, wordbook.AsksNothing); to == 0 || nothing > to {
		return i // "not sure" asks for nothing.
	}
	if end, _ := r.longest(i); end > to {
		return i
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
	if reach == 0 {
		reach = r.listEnd(to, behind > 0)
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsNot, Each: p.Name == wordbook.Each, Reach: reach})
	return to
}

// rather tells whether a token is the "than" of "rather petrol than diesel".
func (r *reader) rather(i int) bool {
	if !r.May(i, wordbook.Than) {
		return false
	}
	for at := range i {
		if r.May(at, wordbook.Prefers) {
			return !r.tellsKind(i) && (!r.Is(i, wordbook.AsksNothing) || r.sameBehind(i))
		}
	}
	return false
}

// sameBehind tells whether values of one field stand right before a token and behind it: "meglio benzina che diesel".
func (r *reader) sameBehind(i int) bool {
	last, next := len(r.Pieces)-1, i+1
	for r.May(next, wordbook.Article) {
		next++
	}
	_, options := r.longest(min(next, len(r.Tokens)))
	return last >= 0 && len(options) > 0 && r.Pieces[last].To == i && r.Pieces[last].Carries(options[0].Parameter)
}

// tellsKind tells whether the word at a token does not compare, but says which kind of a model is meant: "lieber einen
// Astra als Kombi".
func (r *reader) tellsKind(i int) bool {
	last := r.passedBack(len(r.Pieces)) - 1
	if last < 0 || !r.Pieces[last].Carries("model") || r.Pieces[last].To != i {
		return false
	}
	_, options := r.longest(i + 1)
	return len(options) > 0 && options[0].Parameter != "model" && options[0].Parameter != "make"
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

// leavesOut tells whether a token begins "leave … out".
func (r *reader) leavesOut(i int) bool {
	const far = 6
	if !r.May(i, wordbook.LeavesNext) {
		return false
	}
	for at := i + 1; at < min(len(r.Tokens), i+far) && !r.Cut(at, ",;.!?"); at++ {
		if r.May(at, wordbook.LeavesEnd) {
			r.closing = at + 1
			return at > i+1
		}
	}
	return false
}

// signedNot reads the signs of "-bmw" and "!diesel".
func (r *reader) signedNot(i int) {
	gap, isWord := r.Tokens[i].Gap, !r.Tokens[i].IsNumber
	if unequal := strings.TrimRight(gap, " \"'(["); strings.HasSuffix(unequal, "!=") || strings.HasSuffix(unequal, "≠") {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i, Kind: syntax.IsNot})
		return
	}
	for _, sign := range []string{"-", "!", "–"} {
		if before, ok := strings.CutSuffix(gap, sign); ok && isWord && (before == "" && i == 0 || strings.HasSuffix(before, " ") || strings.HasSuffix(before, ",") || r.valueBegins(i, before, sign)) && !strings.HasSuffix(before, "!") {
			r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i, Kind: syntax.IsNot})
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
	at := i
	if r.Tokens[at].Key == "$" {
		at++
	}
	if at+1 >= len(r.Tokens) || r.named == "" || r.namedAt != i || !r.May(at, wordbook.NotInField) || !r.Cut(at+1, ":=") {
		return i
	}
	r.nameField(i, at+1, r.named, true)
	return at + 1
}

// withoutIt reads "dieselfrei", and the end of "diesel-free".
func (r *reader) withoutIt(i int) int {
	last := len(r.Pieces) - 1
	for last > 0 && r.Pieces[last].Kind == syntax.IsFiller {
		last--
	}
	if r.Is(i, wordbook.NotLast) && last >= 0 && !r.Cut(i, ",;.!?") && r.Pieces[last].Kind == syntax.IsValue {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i + 1, Kind: syntax.IsNotLast})
		return i + 1
	}
	key := r.Tokens[i].Key
	for _, end := range r.Book.Tables.Without {
		if head, ok := strings.CutSuffix(key, end); ok && len(head) > 2 && r.Index[head] != 0 {
			if options := r.options(i, i+1, head); len(options) > 0 {
				r.Take(i, i+1, options)
				r.Pieces = append(r.Pieces, syntax.Piece{From: i + 1, To: i + 1, Kind: syntax.IsNotLast})
				return i + 1
			}
		}
	}
	return i
}

// joint reads "or" and "and".
func (r *reader) joint(i int) int {
	if _, to := r.Phrase(i, wordbook.OrJoint); to > 0 && !r.orNothing(i, to) && (to > i+1 || !r.May(i, wordbook.Nor) || r.negated()) {
		if to > i+1 && r.May(to-1, wordbook.Article) {
			to-- // "or A one" may be the name of a model.
		}
		if last := len(r.Pieces) - 1; last >= 0 && r.Pieces[last].Kind == syntax.IsOr && r.Pieces[last].To == i {
			r.Pieces[last].To = to // "or, failing that,"
			return to
		}
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsOr})
		return to
	}
	if _, to := r.Phrase(i, wordbook.AndJoint); to > 0 {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsAnd})
		return to
	}
	return i
}

// orNothing tells whether an "or" only begins words that ask for nothing: "a Prius or whatever".
func (r *reader) orNothing(i, to int) bool {
	_, nothing := r.Phrase(i, wordbook.AsksNothing)
	if nothing <= to || nothing == len(r.Tokens) || r.Cut(nothing, ",;.!?") {
		return nothing > to
	}
	end, _ := r.longest(nothing)
	return end == nothing // "a Camry or something blue" are two wishes.
}

// negated tells whether a negation was read.
func (r *reader) negated() bool {
	return slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Kind == syntax.IsNot })
}

// passed passes over words that ask for nothing.
func (r *reader) passed(i int) int {
	if r.ofUnknown(i) {
		return i
	}
	if i+1 == r.closing {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i + 1, Kind: syntax.IsFiller})
		return i + 1
	}
	if r.Is(i, wordbook.NotLast) && r.May(i, wordbook.NotBehind) && (i+1 == len(r.Tokens) || r.Cut(i+1, ",;.!?")) {
		return r.withoutIt(i) // "petrol yes, diesel no"
	}
	if to := r.fieldName(i); to > i {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
		return to
	}
	if to := r.nameBeside(i); to > i {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
		return to
	}
	if _, to := r.Phrase(i, wordbook.AsksNothing); to > i+1 && to < len(r.Tokens) && r.Tokens[i+1].Gap == "_" && r.Cut(to, ":=") {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
		return to // "any_of": …
	}
	if r.Tokens[i].Gap == "_" || i+1 < len(r.Tokens) && r.Tokens[i+1].Gap == "_" {
		return i // "vehicles_stock" is one word to the one who wrote it.
	}
	_, to := r.Phrase(i, wordbook.AsksNothing)
	if key := r.Tokens[i].Key; to == 0 && key == "condition" && r.besideCondition(i) {
		to = i + 1
	}
	if to == 0 || to == i+1 && r.May(i, wordbook.Elided) && !r.Apostrophe(i) {
		return i
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
	return to
}

// fieldName returns the token behind the name of a field, "body_type"; i when there is none.
func (r *reader) fieldName(i int) int {
	to, name := i+1, r.Tokens[i].Key
	for to < len(r.Tokens) && r.Tokens[to].Gap == "_" {
		name += "_" + r.Tokens[to].Key
		to++
	}
	if to > i+1 && r.Fields[name] != nil {
		return to
	}
	return i
}

// besideCondition tells whether the value behind a word is a condition.
func (r *reader) besideCondition(i int) bool {
	for at := i + 1; at < len(r.Tokens) && at < i+3; at++ {
		if to, options := r.longest(at); to > at {
			return options[0].Parameter == "condition"
		}
	}
	return false
}

// changes reads words that change what stands beside them in a way that no filter says: "unless", "the latter".
func (r *reader) changes(i int) int {
	if _, to := r.Phrase(i, wordbook.IfNext); to > 0 && to < len(r.Tokens) && !r.Cut(to, ",;.!?") {
		if _, options := r.longest(to); len(options) > 0 && r.Fields[options[0].Parameter] != nil {
			r.Leave(i, to) // "if it's a diesel, then under 60k"
			return to
		}
	}
	return r.mark(i, wordbook.Changes, syntax.IsLeft)
}

// takesBack reads words that take back what was said before: "no wait", "actually no".
func (r *reader) takesBack(i int) int {
	if to := r.mark(i, wordbook.TakesBack, syntax.IsBack); to > i {
		return to
	}
	if n := len(r.Pieces); n == 0 || i+1 >= len(r.Tokens) || !r.May(i, wordbook.AloneBack) || !r.Cut(i, ",") || !r.Cut(i+1, ",") && r.Number(i+1) == nil {
		return i
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i + 1, Kind: syntax.IsBack})
	return i + 1
}

// needNotBe reads words that say of a value that it need not be: "nothing against", "is fine too".
func (r *reader) needNotBe(i int) int {
	_, last := r.Phrase(i, wordbook.MayLast)
	if _, next := r.Phrase(i, wordbook.MayNext); next > last || next == last && next > 0 && !r.clauseEnds(next) {
		if to := r.mark(i, wordbook.MayNext, syntax.IsMayNext); to > i {
			return to
		}
	}
	if to := r.mark(i, wordbook.MayLast, syntax.IsMayLast); to > i || !r.May(i, wordbook.Turns) {
		return to
	}
	to := r.mark(i+1, wordbook.MayLast, syntax.IsMayLast)
	if to <= i+1 {
		return i
	}
	r.Pieces[len(r.Pieces)-1].From = i // "but not a must"
	return to
}

// mark makes a piece of a phrase that has a role, if no longer phrase begins there.
func (r *reader) mark(i int, of wordbook.Role, as syntax.Kind) int {
	_, to := r.Phrase(i, of)
	if _, nothing := r.Phrase(i, wordbook.AsksNothing); to == 0 || nothing > to {
		return i
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: as})
	return to
}
