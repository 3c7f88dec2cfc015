package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// option reads a stretch as a value of one parameter.
func (r *reader) option(name string, from, to int, key string) (Reading, int) {
	f := r.fields[name]
	if key == "unknown" || key == "other" {
		if named := r.fieldBehind(to); named != "" && named != name {
			return Reading{}, tierNone
		}
	}
	if name == "trim" && !r.trimHere(from, to, key) || f.Own && !r.ownHere(f, from, to, key) || name == "location" && !r.placeHere(from, to) ||
		name == "condition" && !r.conditionHere(from, to, key) || name == "transmission" && key == "auto" && r.meansCar(f, from) {
		return Reading{}, tierNone
	}
	if f.name == "model" && r.named != "" && r.named != "model" && r.namedAt == from && len(f.byKey[key]) == 0 {
		return Reading{}, tierNone
	}
	if name == "currency" && r.number(from) != nil {
		return Reading{}, tierNone // It is the currency of that amount.
	}
	if to > from+1 && len(f.withMake[key]) > 0 && len(f.byKey[key]) == 0 {
		return Reading{}, tierNone // A make and its model are two things.
	}
	if reading, ok := r.inNames(f, from, to, key); ok && len(r.book.Models[key]) == 0 {
		return reading, tierPart
	}
	if reading, ok := f.direct(r.span(from, to), key); ok && (len(f.byKey[key]) == 0 || !r.junk(f, key)) {
		if len(f.byKey[key]) > 0 {
			return reading, tierExact
		}
		return reading, tierSynonym
	}
	if reading, ok := r.partly(f, from, to, key); ok {
		return reading, tierPart
	}
	if name == "make" && len(f.meanings[key]) > 0 || name == "model" && len(f.byKey[key]) == 0 && r.modelThatExists(from, to, key) ||
		(name == "color" || name == "fuel_type" || name == "body_type" || name == "currency") && len(f.meanings[key]) > 0 && len(f.values) > 0 {
		text := r.span(from, to)
		if list := f.meanings[key]; len(list) == 1 && slices.Contains(list[0].Words, key) {
			text = list[0].Name
		}
		return Reading{Outcome: Unknown, Values: []string{text}, Why: "the stock has none"}, tierAbsent
	}
	return Reading{}, tierNone
}

// junk tells whether a rare value is really a word of a surer parameter. Dirty stocks have models such as "black".
func (r *reader) junk(f *field, key string) bool {
	if f.name != "model" && f.name != "make" && f.name != "trim" {
		return false
	}
	own := vehiclesOf(f.byKey[key])
	for _, surer := range r.sure {
		if vehiclesOf(surer.byKey[key]) > own {
			return true
		}
		for _, m := range surer.meanings[key] {
			if slices.Contains(m.Words, key) && vehiclesOf(m.whole) > own*manyTimes {
				return true
			}
		}
	}
	if brand := r.fields["make"]; f.name == "model" && len(brand.byKey[key]) == 0 {
		for _, m := range brand.meanings[key] {
			if slices.Contains(m.Words, key) && vehiclesOf(m.whole) > own*manyTimes {
				return true
			}
		}
	}
	return f.name == "model" && own < 3 && (r.book.Common[key] || r.filler(key))
}

// partly reads a stretch as part of a name.
func (r *reader) partly(f *field, from, to int, key string) (Reading, bool) {
	if f.name != "make" && f.name != "model" && f.name != "location" {
		return Reading{}, false
	}
	short := len(key) < 4 && len(f.knownFamily(key)) == 0 && (f.name != "model" || !r.besideMake())
	if short || r.tokens[from].IsNumber || r.filler(key) || to == from+1 && r.book.Common[key] {
		return Reading{}, false
	}
	if f.name == "model" && (to > from+1 && r.severalThings(from, to) || r.describes(key)) {
		return Reading{}, false
	}
	var keys []string
	for _, t := range r.tokens[from:to] {
		keys = append(keys, t.Key)
	}
	reading, ok := f.part(keys, nil)
	if !ok {
		return reading, false
	}
	if f.name == "model" && slices.ContainsFunc(reading.Values, func(v string) bool {
		return len(wordbook.Split(wordbook.Fold(v))) > maxNameWords && !strings.HasPrefix(wordbook.Key(v), key)
	}) {
		return reading, false // Some models are whole advertisements.
	}
	if reading.Outcome == Ambiguous {
		for _, c := range reading.Candidates {
			if !strings.HasPrefix(wordbook.Key(c.Value), key) {
				return reading, false
			}
		}
	}
	return reading, true
}

// describes tells whether a word is one for a body type or the like, even if the stock does not say them: a cabrio is
// asked for, and not the only model with that word in its name.
func (r *reader) describes(key string) bool {
	for _, name := range []string{"body_type", "color", "fuel_type", "transmission", "drivetrain"} {
		if f := r.fields[name]; f != nil && len(f.meanings[key]) > 0 {
			return true
		}
	}
	return false
}

// severalThings tells whether a stretch cannot be part of one name, because it begins with a make or holds a value of a
// sure field.
func (r *reader) severalThings(from, to int) bool {
	brand := r.fields["make"]
	if first := r.tokens[from].Key; len(brand.byKey[first]) > 0 || len(brand.meanings[first]) > 0 {
		return true
	}
	for _, t := range r.tokens[from:to] {
		for _, f := range r.sure {
			if f.Weight > 1 && len(f.byKey[t.Key]) > 0 {
				return true
			}
		}
	}
	return false
}

// inNames reads an equipment line, or a name with a digit, as the models whose names contain it: "XLT", "Z28".
func (r *reader) inNames(f *field, from, to int, key string) (Reading, bool) {
	if f.name != "model" || to > from+1 || len(key) < 2 || len(f.byWord[key]) == 0 || r.tokens[from].IsNumber || r.book.Common[key] || r.filler(key) {
		return Reading{}, false
	}
	if !r.book.Trims[key] && (!wordbook.HasDigit(key) || len(key) < 3 || isOrdinal(key)) {
		return Reading{}, false
	}
	own, family := f.named(key)
	list := union(union(own, family), f.having([]string{key}))
	if r.model != "" && r.book.Trims[key] { // Behind a model it is one of that model's: "impala ls" is no Camaro.
		list = slices.DeleteFunc(slices.Clone(list), func(v *value) bool { return !strings.HasPrefix(v.key, r.model) })
	}
	return Reading{Outcome: Interpreted, Values: texts(list), Why: "the models with this in their name"}, len(list) > 0
}

// isOrdinal tells of "3rd", which is a row of seats.
func isOrdinal(key string) bool {
	rest := strings.TrimLeft(key, "0123456789")
	return rest != key && (rest == "st" || rest == "nd" || rest == "rd" || rest == "th")
}

// besideMake tells whether the last thing that was read is a make.
func (r *reader) besideMake() bool {
	return len(r.pieces) > 0 && slices.ContainsFunc(r.pieces[len(r.pieces)-1].options, func(o Reading) bool { return o.Parameter == "make" })
}

// modelThatExists tells whether a stretch is a model that the stock does not have, and clearly so.
func (r *reader) modelThatExists(from, to int, key string) bool {
	if len(r.book.Models[key]) == 0 {
		return len(r.fields["model"].meanings[key]) > 0
	}
	if r.afterMake(key) {
		return true
	}
	number := to == from+1 && r.tokens[from].IsNumber
	return len(key) >= 4 && !number && !r.book.Common[key] && !r.filler(key)
}

// trimHere tells whether a trim may stand here. Most trims are common words, which mean a trim only beside a make or
// model.
func (r *reader) trimHere(from, to int, key string) bool {
	if len(r.fields["trim"].byKey[key]) == 0 {
		return false
	}
	if to-from > 1 || wordbook.HasDigit(key) {
		return true
	}
	for _, p := range r.pieces {
		for _, o := range p.options {
			if o.Parameter == "make" || o.Parameter == "model" {
				return true
			}
		}
	}
	return !r.book.Common[key] && !r.filler(key) && (len(key) > 2 || r.beforeModel(to))
}

// likens are words for "such as" in some language that are models, too.
var likens = map[string]bool{"tipo": true, "type": true}

// beforeHead tells whether a make or model stands at a token.
func (r *reader) beforeHead(i int) bool {
	if i >= len(r.tokens) || r.cut(i, ",;.!?") {
		return false
	}
	_, options := r.longest(i)
	return len(options) > 0 && (options[0].Parameter == "model" || options[0].Parameter == "make")
}

// beforeModel tells whether a model stands at a token.
func (r *reader) beforeModel(i int) bool {
	if i >= len(r.tokens) || r.cut(i, ",;.!?") {
		return false
	}
	_, options := r.longest(i)
	return len(options) > 0 && options[0].Parameter == "model"
}

// ownHere keeps common words from being read as values of the owner's fields everywhere.
func (r *reader) ownHere(f *field, from, to int, key string) bool {
	if n := len(r.pieces); len(f.byKey[key]) > 0 && (to < len(r.tokens) && r.tokens[to].Gap == "/" && len(f.byKey[r.tokens[to].Key]) > 0 ||
		n > 0 && r.tokens[from].Gap == "/" && r.pieces[n-1].parameter() == f.name || n > 1 && r.pieces[n-1].kind == isOr && r.pieces[n-2].parameter() == f.name) {
		return true // "york/hull"
	}
	return to-from > 1 || wordbook.HasDigit(key) || len(key) > 2 && !r.filler(key) && (!r.book.Common[key] || r.besideField(f, from, to) || from > 0 && r.speaks == 0 && capital(r.tokens[from].Text[:1]))
}

// besideField tells whether the name of a field stands beside a stretch: "York branch", "branch=York".
func (r *reader) besideField(f *field, from, to int) bool {
	if r.fieldBehind(to) == f.name {
		return true
	}
	before := from - len(strings.Split(f.name, "_"))
	return before >= 0 && r.fieldBehind(before) == f.name
}

// placeHere tells whether a place may stand here. Two letters are a state only where they are written like one.
func (r *reader) placeHere(from, to int) bool {
	t := r.tokens[from]
	if r.named == "location" && r.namedAt == from {
		return true
	}
	if to > from+1 || len(t.Key) > 2 {
		return to-from != 2 || len(t.Key)+len(r.tokens[to-1].Key) > 3 // "I'd" is no Idaho.
	}
	if !capital(t.Text) || from == 0 {
		return false
	}
	before := r.tokens[from-1].Key
	return before == "in" || before == "near" || strings.Contains(t.Gap, ",")
}

// conditionHere tells whether a condition may stand here. There are also good deals and fair prices.
func (r *reader) conditionHere(from, to int, key string) bool {
	if key != "good" && key != "fair" && key != "other" || r.named == "condition" && r.namedAt == from {
		return true
	}
	if n := len(r.pieces); n > 1 && key != "other" && (r.pieces[n-1].kind == isOr || r.pieces[n-1].kind == isNot) && r.pieces[n-2].parameter() == "condition" {
		return true // "no salvage no fair"
	}
	return to < len(r.tokens) && states[r.tokens[to].Key]
}

// meansCar tells whether "auto" is a car, as in most languages, and no transmission: behind a model, in a text that
// shows no language, it is the latter.
func (r *reader) meansCar(f *field, at int) bool {
	if r.speaks != 0 || r.germanText(at) {
		return true
	}
	n := len(r.pieces)
	return !r.english && len(f.byKey["automatic"])+len(f.byKey["auto"]) == 0 &&
		(n == 0 || !r.pieces[n-1].carries("make", "model", "trim", "fuel_type", "drivetrain") || !slices.ContainsFunc(r.pieces, func(p piece) bool { return p.carries("make", "model") }))
}

// germanText tells whether the words before show that "Auto" is German, for a car.
func (r *reader) germanText(at int) bool {
	if r.tokens[at].Text == "Auto" && at > 0 {
		return true
	}
	for _, t := range r.tokens[:at] {
		if german[t.Key] || strings.HasPrefix(t.Key, "rot") || strings.HasPrefix(t.Key, "schwarz") || strings.HasPrefix(t.Key, "weiss") {
			return true
		}
	}
	return false
}

var german = map[string]bool{"ein": true, "eine": true, "einen": true, "das": true, "ich": true, "suche": true, "mit": true, "und": true, "kein": true, "blaues": true, "grunes": true, "graues": true, "gelbes": true, "neues": true, "gebrauchtes": true}
