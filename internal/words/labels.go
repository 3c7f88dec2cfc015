package words

import (
	"strings"

	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// labelled reads the name of a field that a sign parts from its value, as forms and programs write it: "Fuel: diesel",
// "make IN (BMW, Audi)".
func (r *reader) labelled(i int) int {
	name, to := r.label(i)
	if to == 0 {
		return i
	}
	if r.Tokens[to].Key == "in" && to+1 < len(r.Tokens) {
		to++ // "condition in (good, excellent)"
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
	r.named, r.namedAt = name, to
	return to
}

// label returns the field that a name with a sign behind it means, "" for none, and the token behind the name.
func (r *reader) label(i int) (name string, to int) {
	for _, h := range r.PhrasesAt(i) {
		if h.Role == wordbook.NamesField && h.To > to && r.signBefore(h.To) {
			name, to = h.Name, h.To
		}
	}
	if to > 0 {
		return name, to
	}
	if own := r.fieldBehind(i); own != "" {
		if end := i + 1 + strings.Count(own, "_"); r.signBefore(end) {
			return own, end
		}
	}
	return "", 0
}

// signBefore tells whether a sign stands before a token that parts a name from its value.
func (r *reader) signBefore(i int) bool {
	if i >= len(r.Tokens) {
		return false
	}
	if r.Cut(i, ":=≠[") {
		return true
	}
	if r.Tokens[i].Key == "not" && i+1 < len(r.Tokens) {
		i++
	}
	return r.Tokens[i].Key == "in" && i+1 < len(r.Tokens) && r.Cut(i+1, "([{")
}

// carryName lets the name of a field count for the next value of a list, too: "model: Golf, Up or Polo".
func (r *reader) carryName(i, to int) {
	if r.named == "" || i != r.namedAt {
		return
	}
	r.namedAt = len(r.Tokens)
	if to >= len(r.Tokens) || r.Cut(to, ";}])") {
		return
	}
	if _, behind := r.Phrase(to, wordbook.OrJoint); behind > 0 {
		r.namedAt = behind
	} else if _, behind := r.Phrase(to, wordbook.AndJoint); behind > 0 {
		r.namedAt = behind
	} else if r.Cut(to, ",/|") {
		r.namedAt = to
	}
}

// ofName tells whether the name of a field stands before a token, and the stock has what the token says for it.
func (r *reader) ofName(i int, key string) bool {
	return r.named != "" && r.namedAt == i && r.Fields[r.named] != nil && len(r.Fields[r.named].ByKey[key])+len(r.Fields[r.named].Meanings[key]) > 0
}

// answered reads "true" and "no" behind what they speak of: "manual=false".
func (r *reader) answered(i int) int {
	n := len(r.Pieces)
	if n == 0 || !r.Cut(i, ":=") {
		return i
	}
	if _, to := r.Phrase(i, wordbook.SaysNo); to > 0 && r.Pieces[n-1].Kind == syntax.IsValue {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsNotLast})
		return to
	}
	if _, to := r.Phrase(i, wordbook.SaysYes); to > 0 && r.Pieces[n-1].Kind == syntax.IsValue {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
		return to
	}
	return i
}

// listEnd returns the token at which a list of what is not wanted ends, when signs show that it is one: "exclude: Fiat,
// Opel; …", "not in [black, gray]". It returns 0 for other text.
func (r *reader) listEnd(i int, named bool) int {
	if i >= len(r.Tokens) {
		return 0
	}
	bracket := r.Cut(i, "([{")
	if !bracket && !named && !r.Cut(i, ":=") {
		return 0
	}
	for at := i + 1; at < len(r.Tokens); at++ {
		if bracket && r.Cut(at, ")]}") || !bracket && (r.Cut(at, ";}.!?)") || r.beginsField(at)) {
			return at
		}
	}
	return len(r.Tokens)
}

// beginsField tells whether the name of another field or a limit stands at a token.
func (r *reader) beginsField(i int) bool {
	if _, to := r.label(i); to > 0 {
		return true
	}
	if _, to := r.Phrase(i, wordbook.NamesNext); to > 0 && (r.signBefore(to) || r.ComparedAt(to)) {
		return true
	}
	_, to := r.Phrase(i, wordbook.NotNext)
	return r.ComparedAt(i) || to > 0
}
