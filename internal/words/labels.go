package words

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// labelled reads the name of a field that a sign parts from its value, as forms and programs write it: "Fuel: diesel",
// "make IN (BMW, Audi)".
func (r *reader) labelled(i int) int {
	name, to := r.label(i)
	if to == 0 {
		return i
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: isFiller})
	r.named, r.namedAt = name, to
	return to
}

// label returns the field that a name with a sign behind it means, "" for none, and the token behind the name.
func (r *reader) label(i int) (name string, to int) {
	for _, h := range r.found(i) {
		if h.Role == wordbook.NamesField && h.to > to && r.signBefore(h.to) {
			name, to = h.Name, h.to
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
	if i >= len(r.tokens) {
		return false
	}
	if r.cut(i, ":=≠[") {
		return true
	}
	if r.tokens[i].Key == "not" && i+1 < len(r.tokens) {
		i++
	}
	return r.tokens[i].Key == "in" && i+1 < len(r.tokens) && r.cut(i+1, "([{")
}

// carryName lets the name of a field count for the next value of a list, too: "model: Golf, Up or Polo".
func (r *reader) carryName(i, to int) {
	if r.named == "" || i != r.namedAt {
		return
	}
	r.namedAt = len(r.tokens)
	if to >= len(r.tokens) || r.cut(to, ";}])") {
		return
	}
	if _, behind := r.phrase(to, wordbook.OrJoint); behind > 0 {
		r.namedAt = behind
	} else if _, behind := r.phrase(to, wordbook.AndJoint); behind > 0 {
		r.namedAt = behind
	} else if r.cut(to, ",/|") {
		r.namedAt = to
	}
}

// ofName tells whether the name of a field stands before a token, and the stock has what the token says for it.
func (r *reader) ofName(i int, key string) bool {
	return r.named != "" && r.namedAt == i && r.fields[r.named] != nil && len(r.fields[r.named].byKey[key])+len(r.fields[r.named].meanings[key]) > 0
}

// answered reads "true" and "no" behind what they speak of: "manual=false".
func (r *reader) answered(i int) int {
	n := len(r.pieces)
	if n == 0 || !r.cut(i, ":=") {
		return i
	}
	if _, to := r.phrase(i, wordbook.SaysNo); to > 0 && r.pieces[n-1].kind == isValue {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isNotLast})
		return to
	}
	if _, to := r.phrase(i, wordbook.SaysYes); to > 0 && r.pieces[n-1].kind == isValue {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isFiller})
		return to
	}
	return i
}

// listEnd returns the token at which a list of what is not wanted ends, when signs show that it is one: "exclude: Fiat,
// Opel; …", "not in [black, gray]". It returns 0 for other text.
func (r *reader) listEnd(i int, named bool) int {
	if i >= len(r.tokens) {
		return 0
	}
	bracket := r.cut(i, "([{")
	if !bracket && !named && !r.cut(i, ":=") {
		return 0
	}
	for at := i + 1; at < len(r.tokens); at++ {
		if bracket && r.cut(at, ")]}") || !bracket && (r.cut(at, ";}.!?)") || r.beginsField(at)) {
			return at
		}
	}
	return len(r.tokens)
}

// beginsField tells whether the name of another field or a limit stands at a token.
func (r *reader) beginsField(i int) bool {
	if _, to := r.label(i); to > 0 {
		return true
	}
	if _, to := r.phrase(i, wordbook.NamesNext); to > 0 && (r.signBefore(to) || r.comparedAt(to)) {
		return true
	}
	_, to := r.phrase(i, wordbook.NotNext)
	return r.comparedAt(i) || to > 0
}

// unwantList marks all values of a list as not wanted.
func (r *reader) unwantList(i int) {
	r.pieces[i].gone = true
	from := r.pieces[i].from
	for j := i + 1; j < len(r.pieces) && r.pieces[j].from < r.pieces[i].reach; j++ {
		switch p := &r.pieces[j]; {
		case p.gone:
		case p.kind == isOr || p.kind == isAnd || p.kind == isNot:
			p.kind = isFiller
		case p.kind == isValue || p.kind == isNumber && len(singles(p.numbers)) > 0:
			j = r.unwant(j, from, 0)
			from = r.pieces[min(j+1, len(r.pieces)-1)].from
		}
	}
}

// listsValue tells whether the list behind a negation has a value.
func (r *reader) listsValue(i int) bool {
	for j := i + 1; j < len(r.pieces) && r.pieces[j].from < r.pieces[i].reach; j++ {
		if p := &r.pieces[j]; p.kind == isValue || p.kind == isNumber && len(singles(p.numbers)) > 0 {
			return true
		}
	}
	return false
}
