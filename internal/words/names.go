package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// fieldOfName reads the name of a field as programs write it, with other words in it: "color_not", "preferredMakes".
// not means that one of them says that the value is not wanted. to is 0 if it is no such name.
func (r *reader) fieldOfName(i int) (name string, not bool, to int) {
	to = i + 1
	for to < len(r.Tokens) && (r.Tokens[to].Gap == "_" || r.Tokens[to].Gap == "") && !r.Tokens[to].IsNumber {
		to++
	}
	if to == i+1 || !r.signBefore(to) {
		return "", false, 0
	}
	for at := i; at < to; {
		field, end := r.fieldWithin(at, to)
		switch {
		case end > at && (name == "" || name == field):
			name, at = field, end
		case r.May(at, wordbook.NotInField):
			not = true
			at++
		case r.May(at, wordbook.InFieldName):
			at++
		default:
			return "", false, 0
		}
	}
	if name == "" {
		return "", false, 0
	}
	return name, not, to
}

// fieldWithin returns the field whose name begins at a token and ends before another one, and the token behind it.
func (r *reader) fieldWithin(i, end int) (name string, to int) {
	for _, h := range r.PhrasesAt(i) {
		if h.Role == wordbook.NamesField && h.Name != "" && h.To > to && h.To <= end {
			name, to = h.Name, h.To
		}
	}
	return name, to
}

// namedInParts reads such a name: "color_not": "black".
func (r *reader) namedInParts(i int) int {
	name, not, to := r.fieldOfName(i)
	if to == 0 {
		return i
	}
	r.nameField(i, to, name, not)
	return to
}

// nameField makes a piece of the name of a field, whose values stand behind it.
func (r *reader) nameField(from, to int, name string, not bool) {
	p := syntax.Piece{From: from, To: to, Kind: syntax.IsFiller}
	if not {
		p.Kind, p.Reach = syntax.IsNot, r.listEnd(to, true)
	}
	r.Pieces = append(r.Pieces, p)
	r.named, r.namedAt = name, to
}

// filterObject reads a filter in parts, as programs write it: {"field": "price", "op": "<=", "value": 12500}.
func (r *reader) filterObject(i int) int {
	if !r.May(i, wordbook.NamesFilter) || !r.signBefore(i+1) {
		return i
	}
	name, at := r.fieldWithin(i+1, len(r.Tokens))
	hint := ""
	own, end := r.OwnNumber(i + 1)
	switch p, to := r.Phrase(i+1, wordbook.NamesNext); {
	case end > 0:
		at = end
	case to > at:
		name, hint, at = "", p.Name, to
	case at == 0 && r.namedBehind(i+1):
		name, at = r.fieldBehind(i + 1)
	case at == 0:
		return i
	}
	c, not, at := r.operator(at)
	if at >= len(r.Tokens) || !r.May(at, wordbook.NamesFilterValue) || !r.signBefore(at+1) {
		return i
	}
	at++
	if hint == "" && own == nil {
		r.nameField(i, at, name, not)
		return at
	}
	first := r.Number(at)
	if first == nil {
		return i
	}
	if own != nil && first.Of == "" {
		first.Of, first.OwnField = quantity.OwnUnit, own
	}
	second, to := r.RangeEnd(first, c.Direction == wordbook.FromTo)
	found, to := r.Assign(i, to, c, hint, first, second)
	if not {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i, Kind: syntax.IsNot})
	}
	r.filter(i, to, found)
	return to
}

// modelNumbers reads a list of models that is written like one number, behind the name of their field: "model=320,520".
func (r *reader) modelNumbers(i int) int {
	if r.named != "model" || r.namedAt != i || !r.Tokens[i].IsNumber || !strings.Contains(r.Tokens[i].Text, ",") {
		return i
	}
	var all match.Reading
	for n, text := range strings.Split(r.Tokens[i].Text, ",") {
		reading, ok := r.Fields["model"].Direct(text, wordbook.Key(text))
		if !ok || reading.Outcome == match.Ambiguous {
			return i
		}
		if n == 0 {
			all = match.AsRead(reading, "")
			continue
		}
		all.Values = append(slices.Clone(all.Values), reading.Values...)
	}
	all.Parameter, all.Why = "model", "the models of a list"
	r.Take(i, i+1, []match.Reading{all})
	return i + 1
}

// unknownName tells a name that programs write, of which one part is a value and another one is unknown: "hu_neu=1"
// asks for no new car.
func (r *reader) unknownName(i int) int {
	to, values, unknown := i+1, 0, 0
	for to < len(r.Tokens) && r.Tokens[to].Gap == "_" {
		to++
	}
	if to == i+1 || to >= len(r.Tokens) || !r.Cut(to, ":=") {
		return i
	}
	for at := i; at < to; at++ {
		switch end, _ := r.longest(at); {
		case end > at:
			values++
		case !r.knownInName(at):
			unknown++
		}
	}
	if values == 0 || unknown == 0 {
		return i
	}
	r.Leave(i, to)
	return to
}

// knownInName tells whether a word says something in the name of a field that programs write.
func (r *reader) knownInName(i int) bool {
	if r.May(i, wordbook.InFieldName|wordbook.NotInField|wordbook.InLimitName|wordbook.LeastInName|wordbook.MostInName) {
		return true
	}
	return slices.ContainsFunc(r.PhrasesAt(i), func(h phrase.Hit) bool {
		switch h.Role {
		case wordbook.NoFilter:
			return false
		case wordbook.NamesNext:
			return h.Name != "inspection" && h.Name != "other"
		}
		return true
	})
}

// operator reads how a filter in parts compares: "op": "not in". It returns the token behind it.
func (r *reader) operator(i int) (c wordbook.Comparator, not bool, at int) {
	const most = 4
	if !r.May(i, wordbook.NamesOperator) || !r.signBefore(i+1) {
		return c, false, i
	}
	at = i + 1
	not = r.Cut(at, "!≠")
	for n := 0; n < most && at < len(r.Tokens) && !r.May(at, wordbook.NamesFilterValue); n++ {
		p, to := r.comparing(at)
		switch {
		case to > 0:
			c, at = p.Comparator, to
		default:
			not = not || r.May(at, wordbook.NotInField) || r.Tokens[at].Key == "<>"
			at++
		}
	}
	return c, not, at
}

// unitNamed reads the unit of mileages where programs name it apart from them: "mileage": {"max": 60000, "unit": "mi"}.
func (r *reader) unitNamed(i int) int {
	at := i
	if p, to := r.Phrase(i, wordbook.NamesNext); to == i+1 && p.Name == "mileage" && to < len(r.Tokens) && r.May(to, wordbook.NamesUnit) {
		at = to // "mileage_unit"
	}
	if !r.May(at, wordbook.NamesUnit) || at+1 >= len(r.Tokens) || !r.Cut(at+1, ":=") {
		return i
	}
	p, to := r.Phrase(at+1, wordbook.NamesLast)
	if p.Name != "mi" && p.Name != "km" {
		return i
	}
	r.unit = p.Name
	for n := range r.Pieces {
		for k := range r.Pieces[n].Numbers {
			r.InUnit(&r.Pieces[n].Numbers[k], r.unit)
		}
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
	return to
}

// namesUnknown tells whether a token is part of a name that programs write, whose part before it was not understood.
func (r *reader) namesUnknown(i int) bool {
	n := len(r.Pieces)
	return n > 0 && r.Pieces[n-1].Kind == syntax.IsLeft && r.Pieces[n-1].To == i && (r.Tokens[i].Gap == "_" || r.Tokens[i].Gap == "")
}

// ofUnknown tells whether a token is the value of such a name: nothing is to be left out of what is told.
func (r *reader) ofUnknown(i int) bool {
	n := len(r.Pieces)
	if n == 0 || r.Pieces[n-1].Kind != syntax.IsLeft || r.Pieces[n-1].To != i || !r.Cut(i, ":=") || !r.Is(i, wordbook.AsksNothing) {
		return false
	}
	gap := r.Tokens[i-1].Gap
	return gap == "_" || gap == "" && i > 1 || strings.ContainsAny(r.Tokens[i].Gap, "\"'=")
}

// branches reads the joint of a list of filters, as programs write them:
// {"or": [{"model": "ranger"}, {"model": "f-150"}]}.
func (r *reader) branches(i int) int {
	if i+1 >= len(r.Tokens) || !r.Cut(i+1, ":") || !r.Cut(i+1, "[") {
		return i
	}
	or, and := r.Is(i, wordbook.OrJoint), r.Is(i, wordbook.AndJoint)
	if !or && !and {
		return i
	}
	if or {
		r.branchesEnd = r.listEnd(i+1, false)
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i + 1, Kind: syntax.IsFiller})
	return i + 1
}

// nextBranch adds an "or" where the next filter of such a list begins.
func (r *reader) nextBranch(i int) {
	if i < r.branchesEnd && strings.Contains(strings.ReplaceAll(r.Tokens[i].Gap, " ", ""), "},{") {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i, Kind: syntax.IsOr})
	}
}

// queryHead returns the token behind what an SQL query begins with, which names columns and a table: "SELECT * FROM
// autos WHERE". It is 0 for other text.
func (r *reader) queryHead(i int) int {
	const far = 30
	if i > 0 || r.Tokens[0].Key != "select" {
		return 0
	}
	for at := 1; at+2 < min(len(r.Tokens), far); at++ {
		if r.Tokens[at].Key != "from" {
			continue
		}
		if to := r.identifier(at + 1); to < len(r.Tokens) && r.Tokens[to].Key == "where" {
			return to + 1
		}
	}
	return 0
}

// numbered tells whether a word stands at a token that can only be a model with a number in its name, though the stock
// may not have it: "207", "335i", "320er".
func (r *reader) numbered(i int) bool {
	const least = 3
	if i >= len(r.Tokens) || len(r.Tokens[i].Key) < least || r.Cut(i, ",;.!?") {
		return false
	}
	t := r.Tokens[i]
	if t.IsNumber {
		return len(r.Book.Models[t.Key]) > 0 && t.Suffix == "" && r.Number(i).Of == "" && r.Number(i).To == i+1
	}
	return wordbook.HasDigit(t.Key) && !isOrdinal(t.Key) && len(r.PhrasesAt(i)) == 0
}
