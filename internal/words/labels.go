package words

import (
	"slices"
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
	if name == "" && r.namesUnknown(i) {
		return r.Leave(i, to) // "seller_type": …
	}
	r.Put(i, to, syntax.IsFiller)
	r.named, r.namedAt = name, to
	return to
}

// sentNothing passes over the name of a field for which a program sends nothing: "make": null.
func (r *reader) sentNothing(i int) int {
	_, to := r.Phrase(i, wordbook.NothingSent)
	n := len(r.Pieces) - 1
	if to == 0 || n < 0 || !r.Cut(i, ":=") || to < len(r.Tokens) && !r.Cut(to, ",;&}])") {
		return i
	}
	for at := n; at >= 0; at-- {
		if p := &r.Pieces[at]; p.Kind == syntax.IsLeft {
			p.Kind = syntax.IsFiller
		}
		if r.Tokens[r.Pieces[at].From].Gap != "_" {
			break // It is the first word of the name.
		}
	}
	return r.Put(i, to, syntax.IsFiller)
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
	if own, end := r.fieldBehind(i); own != "" && r.signBefore(end) {
		return own, end
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
	if r.Cut(to, ",/|") {
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
		return r.Put(i, to, syntax.IsNotLast)
	}
	if _, to := r.Phrase(i, wordbook.SaysYes); to > 0 && r.Pieces[n-1].Kind == syntax.IsValue {
		return r.Put(i, to, syntax.IsFiller)
	}
	return i
}

// listEnd returns the token at which a list of what is not wanted ends, when signs show that it is one: "exclude: Fiat,
// Opel; …", "not in [black, gray]". It returns 0 for other text.
func (r *reader) listEnd(i int, named bool) int {
	if i >= len(r.Tokens) {
		return 0
	}
	if end := r.objectEnd(i); end > 0 {
		return end
	}
	bracket := r.Cut(i, "([{")
	if !bracket && !named && !r.Cut(i, ":=") {
		return 0
	}
	for at := i + 1; at < len(r.Tokens); at++ {
		if bracket && r.Cut(at, ")]}") || !bracket && (r.Cut(at, ";}.!?)&") || r.beginsField(at) && (!r.Tokens[i].IsNumber || !r.Tokens[at].IsNumber)) {
			return at
		}
	}
	return len(r.Tokens)
}

// objectEnd returns the token at which an object of lists ends that opens before a token, 0 if none opens there:
// "exclude": {"fuel": ["diesel"], "color": ["red"]}.
func (r *reader) objectEnd(i int) int {
	if !r.Cut(i, "{") || !r.Cut(i, ":=") {
		return 0
	}
	depth := 0
	for at := i; at < len(r.Tokens); at++ {
		for _, mark := range r.Tokens[at].Gap {
			switch {
			case strings.ContainsRune("([{", mark) && (at > i || mark == '{' || depth > 0):
				depth++
			case strings.ContainsRune(")]}", mark) && at > i:
				depth--
			}
		}
		if depth <= 0 && at > i {
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
	if _, _, to := r.fieldOfName(i); to > 0 {
		return true
	}
	if _, to := r.Phrase(i, wordbook.NamesNext); to > 0 && (r.signBefore(to) || r.ComparedAt(to)) {
		return true
	}
	_, to := r.Phrase(i, wordbook.NotNext)
	return r.ComparedAt(i) || to > 0
}

// called passes over what programs write around a search: the name of a call, "search_cars(", and what says which call
// it is: "tool": "inventory_search".
func (r *reader) called(i int) int {
	to := r.identifier(i)
	head := r.queryHead(i)
	switch {
	case head > 0:
		to = head
	case r.May(i, wordbook.NamesCall) && to < len(r.Tokens) && r.Cut(to, ":=") && !r.Tokens[to].IsNumber:
		to = r.identifier(to)
	case to > i+1 && r.MayWithin(i, to, wordbook.CallVerb) && (to >= len(r.Tokens) || !r.Cut(to, ":=") || r.beginsField(to)):
	default:
		return i
	}
	return r.Put(i, to, syntax.IsFiller)
}

// identifier returns the token behind a name whose parts "_", "." or "-" join.
func (r *reader) identifier(i int) int {
	to := i + 1
	for to < len(r.Tokens) && (r.Tokens[to].Gap == "_" || r.Tokens[to].Gap == ".") && !r.Tokens[to].IsNumber {
		to++
	}
	return to
}

// limitName reads the name of a limit as programs write it, in whatever order its parts are: "baujahr_von",
// "desde_anio", "max_mileage_miles". unit is "mi", "km" or a currency if a part says it. to is 0 if it is no such name.
func (r *reader) limitName(i int) (c wordbook.Comparator, hint, unit string, to int) {
	to = i + 1
	for to < len(r.Tokens) && (r.Tokens[to].Gap == "_" || r.Tokens[to].Gap == "" && !r.Tokens[to].IsNumber) {
		to++
	}
	if to == i+1 || to >= len(r.Tokens) || !r.Cut(to, ":=") && (!r.May(to, wordbook.NamesFilterValue) || !r.signBefore(to+1)) {
		return c, "", "", 0 // "type": "price_max", "value": 15000
	}
	for at := i; at < to; at++ {
		names, last := r.Phrase(at, wordbook.NamesNext)
		is, unitEnd := r.Phrase(at, wordbook.NamesLast)
		if unitEnd == at+1 && (is.Name == "mi" || is.Name == "km") && r.Tokens[at].Key != "mileage" {
			unit = is.Name
		}
		currency := r.CurrencyOf(r.Tokens[at].Key)
		switch {
		case currency != "":
			unit = currency
		case last == at+1 && (names.Name == "price" || names.Name == "mileage" || names.Name == "year" || names.Name == "age") && (hint == "" || hint == names.Name):
			hint = names.Name
		case r.May(at, wordbook.LeastInName):
			c.Direction, c.Strict = wordbook.AtLeast, r.Tokens[at].Key == "gt"
		case r.May(at, wordbook.MostInName):
			c.Direction, c.Strict = wordbook.AtMost, r.Tokens[at].Key == "lt"
		case unit != "" && unitEnd == at+1, r.May(at, wordbook.InLimitName):
		default:
			return c, "", "", 0
		}
	}
	if hint == "" || c.Direction == wordbook.NoDirection {
		return c, "", "", 0
	}
	return c, hint, unit, to
}

// passNames passes over the names of numbers that the text asks for elsewhere: "price in euros, under 9,000".
func (r *reader) passNames() {
	for i := range r.Pieces {
		p := &r.Pieces[i]
		if p.Kind != syntax.IsLeft || p.Gone || p.From >= len(r.Tokens) {
			continue
		}
		if r.saysLimit(i) {
			continue
		}
		name, to := r.Phrase(p.From, wordbook.NamesNext)
		if to != p.To {
			continue
		}
		if slices.ContainsFunc(r.Pieces, func(o syntax.Piece) bool { return o.Kind == syntax.IsNumber && o.Carries(name.Name) }) {
			p.Kind = syntax.IsFiller
		}
	}
}

// saysLimit passes over words that only say again how the number before them is meant: "15 grand is really my max".
func (r *reader) saysLimit(i int) bool {
	last := i - 1
	for last > 0 && (r.Pieces[last].Kind == syntax.IsFiller || r.Pieces[last].Kind == syntax.IsAnd || r.Pieces[last].Gone) {
		last--
	}
	if last < 0 || r.Pieces[last].Kind != syntax.IsNumber || len(r.Pieces[last].Numbers) != 1 || r.Cut(r.Pieces[i].From, ";.!?") {
		return false
	}
	ends := map[wordbook.Direction]string{wordbook.AtMost: "_max", wordbook.AtLeast: "_min"}
	for _, h := range r.PhrasesAt(r.Pieces[i].From) {
		end := ends[h.Comparator.Direction]
		if end == "" || h.Role != wordbook.ComparesLast && h.Role != wordbook.ComparesNext || !strings.HasSuffix(r.Pieces[last].Numbers[0].Parameter, end) {
			continue
		}
		for at := i; at < len(r.Pieces) && r.Pieces[at].Kind == syntax.IsLeft && r.Pieces[at].To <= h.To; at++ {
			if r.Pieces[at].To == h.To {
				for n := i; n <= at; n++ {
					r.Pieces[n].Kind = syntax.IsFiller
				}
				return true
			}
		}
	}
	return false
}
