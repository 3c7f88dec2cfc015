package words

import (
	"slices"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// ownWords reads a flag of the owner's: "with navigation", "no accidents".
func (r *reader) ownWords(i int) int {
	at, no := i, false
	if _, to := r.Phrase(i, wordbook.NotNext); to > 0 {
		at, no = to, true
		for r.May(at, insideLeft) {
			at++
		}
	}
	if _, may := r.Phrase(i, wordbook.FlagMayNext); may > 0 {
		for at = may; r.May(at, wordbook.Article); at++ {
		}
		if p, to := r.OwnAt(at); to > 0 && p.Field.Kind == vehicle.Flag {
			return r.Leave(i, to)
		}
	}
	p, to := r.OwnAt(at)
	if to == 0 {
		if _, end := r.Phrase(at, wordbook.NoFilter); end > 0 {
			if within, ok := r.OwnWithin(at, end); ok {
				p, to = within, end // "full service history", where only "service history" is a field
			}
		}
	}
	if to == 0 || p.Field.Kind != vehicle.Flag {
		return i
	}
	if _, optional := r.Phrase(to, wordbook.MayLast); optional > 0 && !no && !r.Cut(to, ",;.!?") {
		return r.Leave(i, optional) // "tow bar not needed"
	}
	if no && to < len(r.Tokens) && r.May(to, wordbook.Needed) && !r.Cut(to, ",;.!?") {
		return r.Leave(i, to+1) // "no tow bar needed"
	}
	value := p.Value
	if no {
		value = opposite(value)
	}
	if value == "" {
		return i
	}
	if to < len(r.Tokens) && r.Cut(to, ":=≠") { // "tow_bar=no", "tow_bar != yes"
		_, isNo := r.Phrase(to, wordbook.SaysNo)
		_, isYes := r.Phrase(to, wordbook.SaysYes)
		if isNo+isYes > 0 && (isNo > 0) != r.Cut(to, "!≠") {
			value = opposite(value)
		}
		to = max(to, isNo, isYes)
	} else if end := r.untrue(to); end > 0 {
		value, to = opposite(value), end
	} else if end, is := r.saysBehind(to); end > 0 && !no {
		if to = end; !is {
			value = opposite(value)
		}
	}
	r.takeFlag(i, to, p.Field.Name, value)
	if no {
		return r.ownAlso(to)
	}
	return to
}

// untrue returns the token behind words that deny what stands before them: "tow_bar not true". It is 0 if there are
// none.
func (r *reader) untrue(i int) int {
	_, to := r.Phrase(i, wordbook.NotNext)
	if to == 0 || r.Cut(i, ",;.!?") {
		return 0
	}
	_, end := r.Phrase(to, wordbook.SaysYes)
	return end
}

// saysBehind returns the token behind a "yes" or "no" that ends a clause: "tow bar no, service history yes". It is 0 if
// there is none.
func (r *reader) saysBehind(i int) (to int, is bool) {
	_, no := r.Phrase(i, wordbook.SaysNo)
	_, yes := r.Phrase(i, wordbook.SaysYes)
	if to = max(no, yes); to == 0 || r.Cut(i, ",;.!?") || !r.clauseEnds(to) {
		return 0, false
	}
	return to, yes > 0
}

// takeFlag adds a piece for what a car has or has not.
func (r *reader) takeFlag(from, to int, name, value string) {
	r.Take(from, to, []match.Reading{{Parameter: name, Outcome: match.Interpreted, Values: []string{value}, Why: "the text says it"}})
}

// opposite returns the other one of yes and no.
func opposite(value string) string {
	return map[string]string{vehicle.Yes: vehicle.No, vehicle.No: vehicle.Yes}[value]
}

// ownAlso reads further flags that an "or" joins to one which is not wanted: "no tow bar or sunroof".
func (r *reader) ownAlso(i int) int {
	_, at := r.Phrase(i, wordbook.OrJoint)
	from := at
	p, to := r.OwnAt(r.PastArticles(at))
	if from == 0 || to == 0 || p.Field.Kind != vehicle.Flag || p.Value == "" {
		return i
	}
	r.Put(i, from, syntax.IsFiller)
	r.takeFlag(from, to, p.Field.Name, opposite(p.Value))
	return r.ownAlso(to)
}

// turnFlags turns what a car has or has not round where it is not wanted: not with a tow bar is without.
func (r *reader) turnFlags() {
	for n := range r.Pieces {
		p := &r.Pieces[n]
		if !p.Not || p.Kind != syntax.IsValue || len(p.Options) != 1 || len(p.Options[0].Values) != 1 || r.Fields[p.Options[0].Parameter] != nil {
			continue
		}
		if value := opposite(p.Options[0].Values[0]); value != "" {
			p.Not, p.Options[0].Values, p.Options[0].Why = false, []string{value}, "the text says it"
		}
	}
}

// fieldBehind returns the field whose name stands at a token, and the token behind the name: "unknown body type". The
// field is "" when there is none.
func (r *reader) fieldBehind(i int) (name string, to int) {
	if i >= len(r.Tokens) {
		return "", 0
	}
	for _, n := range r.FieldNames[strings.TrimSuffix(r.Tokens[i].Key, "s")] {
		same := i+len(n.Words) <= len(r.Tokens)
		for at := 1; same && at < len(n.Words); at++ {
			same = strings.TrimSuffix(r.Tokens[i+at].Key, "s") == n.Words[at]
		}
		if same {
			return n.Of, i + len(n.Words)
		}
	}
	return "", 0
}

// namedBehind tells whether the name of a field stands at a token.
func (r *reader) namedBehind(i int) bool {
	name, _ := r.fieldBehind(i)
	return name != ""
}

// nameBeside returns the token behind the name of an owner's field that has a value beside it: "the York branch",
// "branch: York".
func (r *reader) nameBeside(i int) int {
	name, to := r.fieldBehind(i)
	if f := r.Fields[name]; f == nil || !f.Own {
		return i
	}
	if n := len(r.Pieces); n > 0 && r.Pieces[n-1].Parameter() == name {
		return to
	}
	if _, options := r.longest(to); len(options) > 0 && options[0].Parameter == name {
		return to
	}
	return i
}

// ownBehind tells whether words that compare a number stand behind it, and the name of an owner's field behind those:
// "five or more seats".
func (r *reader) ownBehind(a *quantity.Quantity) bool {
	_, to := r.Phrase(a.To, wordbook.ComparesLast)
	if to == 0 || r.Cut(a.To, ",;.!?") {
		return false
	}
	_, end := r.OwnNumber(to)
	return end > 0
}

// aboutThisCar tells whether words such as "about the 2016 Golf" speak of one car, and compare no year.
func (r *reader) aboutThisCar(year *quantity.Quantity) bool {
	return r.IsYear(year) && r.May(year.From()-1, wordbook.Article|wordbook.Possessive) && r.beforeHead(year.To)
}

// holdsLabel tells whether programs write the name of a number inside what a word before a token names, so that this
// word names none: {"range": {"price": {"lte": 12000}}}.
func (r *reader) holdsLabel(i int) bool {
	if !r.signBefore(i) || !r.Cut(i, "{[") {
		return false
	}
	_, to := r.Phrase(i, wordbook.NamesNext)
	return to > 0 && r.signBefore(to)
}

// hasBody tells whether the stock has the body type that a word means, and not only one that is near to it.
func (r *reader) hasBody(key string) bool {
	return slices.ContainsFunc(r.Fields["body_type"].Meanings[key], func(m *match.Meaning) bool {
		return slices.Contains(m.Words, key) && len(m.Whole) > 0
	})
}
