package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// option reads a stretch as a value of one parameter.
func (r *reader) option(name string, from, to int, key string) (match.Reading, int) {
	f := r.Fields[name]
	if name == "trim" && !r.trimHere(from, to, key) || f.Own && !r.ownHere(from, to, key) || name == "location" && !r.placeHere(from, to) ||
		name == "condition" && !r.conditionHere(from, to) || name == "transmission" && key == "auto" && r.meansCar(f, from) {
		return match.Reading{}, tierNone
	}
	if f.Name == "model" && r.named != "" && r.named != "model" && r.namedAt == from && len(f.ByKey[key]) == 0 {
		return match.Reading{}, tierNone
	}
	if name == "make" && r.trimOfModel(from, key) || name == "model" && r.everydayModel(from, to, key) {
		return match.Reading{}, tierNone
	}
	if name == "body_type" && to == from+1 && (r.onlyJoins(from) || len(f.ByKey[key]) == 0 && r.trimOfOther(from, key)) {
		return match.Reading{}, tierNone
	}
	if name == "currency" && r.Number(from) != nil {
		return match.Reading{}, tierNone // It is the currency of that amount.
	}
	if len(f.WithMake[key]) > 0 && len(f.ByKey[key]) == 0 && (to > from+1 || len(r.Fields["make"].ByKey[strings.TrimSuffix(key, "s")]) > 0) {
		return match.Reading{}, tierNone // A make and its model are two things, and "Teslas" are no Model S.
	}
	if reading, ok := r.inNames(f, from, to, key); ok && len(r.Book.Models[key]) == 0 {
		return reading, tierPart
	}
	if reading, ok := f.Direct(r.Span(from, to), key); ok && (len(f.ByKey[key]) == 0 || !r.junk(f, key) || name == "model" && len(r.Book.Models[key]) > 0 && r.besideOr(from, to)) {
		if len(f.ByKey[key]) > 0 {
			return reading, tierExact
		}
		return reading, tierSynonym
	}
	if reading, ok := r.partly(f, from, to, key); ok {
		return reading, tierPart
	}
	if name == "make" && len(f.Meanings[key]) > 0 && !r.everydayMake(from, to, key) || name == "model" && len(f.ByKey[key]) == 0 && r.modelThatExists(from, to, key) ||
		(name == "color" || name == "fuel_type" || name == "body_type" || name == "currency") && len(f.Meanings[key]) > 0 && len(f.Entries) > 0 {
		text := r.Span(from, to)
		if whole := wordbook.Key(text); whole == key+"s" {
			text = text[:len(text)-1] // "Jukes"
		}
		if list := f.Meanings[key]; len(list) == 1 && slices.Contains(list[0].Words, key) {
			text = list[0].Name
		}
		return match.Reading{Outcome: match.Unknown, Values: []string{text}, Why: "the stock has none"}, tierAbsent
	}
	return match.Reading{}, tierNone
}

// junk tells whether a rare value is really a word of a surer parameter. Dirty stocks have models such as "black".
func (r *reader) junk(f *match.Lexicon, key string) bool {
	if f.Name != "model" && f.Name != "make" && f.Name != "trim" || f.Name == "model" && len(r.Book.Models[key]) > 0 && r.afterMake(key) {
		return false // "chevrolet colorado" is no place.
	}
	own := match.VehiclesOf(f.ByKey[key])
	for _, surer := range r.Sure {
		if match.VehiclesOf(surer.ByKey[key]) > own {
			return true
		}
		for _, m := range surer.Meanings[key] {
			if slices.Contains(m.Words, key) && match.VehiclesOf(m.Whole) > own*manyTimes {
				return true
			}
		}
	}
	if brand := r.Fields["make"]; f.Name == "model" && len(brand.ByKey[key]) == 0 {
		for _, m := range brand.Meanings[key] {
			if slices.Contains(m.Words, key) && match.VehiclesOf(m.Whole) > own*manyTimes {
				return true
			}
		}
	}
	return f.Name == "model" && own < 3 && (r.Book.Common[key] || r.Filler(key))
}

// partly reads a stretch as part of a name.
func (r *reader) partly(f *match.Lexicon, from, to int, key string) (match.Reading, bool) {
	if f.Name != "make" && f.Name != "model" && f.Name != "location" {
		return match.Reading{}, false
	}
	short := len(key) < 4 && len(f.KnownFamily(key)) == 0 && (f.Name != "model" || !r.besideMake())
	if short || r.Tokens[from].IsNumber || r.Filler(key) || to == from+1 && r.Book.Common[key] {
		return match.Reading{}, false
	}
	if f.Name == "model" && (to > from+1 && r.severalThings(from, to) || r.describes(key) || len(r.Book.Tables.BodyOf[key]) > 0) {
		return match.Reading{}, false
	}
	var keys []string
	for _, t := range r.Tokens[from:to] {
		keys = append(keys, t.Key)
	}
	reading, ok := f.Part(keys, nil)
	if single, plural := strings.CutSuffix(key, "s"); f.Name == "model" && to == from+1 && plural && len(r.Book.Models[single]) > 0 && len(f.ByKey[single]) > 0 {
		return f.Direct(single, single) // "Volts", where a row has "Volts wagon".
	}
	if !ok || f.Name == "location" && !r.partOfPlace(from, to, key, reading) || f.Name == "model" && r.otherTrim(key, reading.Values) {
		return reading, false
	}
	if f.Name == "model" && r.MisspeltMake(r.Tokens[from].Key) {
		return reading, false // "porshe boxster"
	}
	if f.Name == "model" && slices.ContainsFunc(reading.Values, func(v string) bool {
		return len(wordbook.Split(wordbook.Fold(v))) > maxNameWords && !strings.HasPrefix(wordbook.Key(v), key)
	}) {
		return reading, false // Some models are whole advertisements.
	}
	if reading.Outcome == match.Ambiguous {
		for _, c := range reading.Candidates {
			if !strings.HasPrefix(wordbook.Key(c.Value), key) {
				return reading, false
			}
		}
	}
	return reading, true
}

// partOfPlace tells whether a stretch may stand for the places that it is a part of. A word in the middle of a name
// does not, unless it is written like a place: "head gaskets" are not at Hilton Head.
func (r *reader) partOfPlace(from, to int, key string, reading match.Reading) bool {
	if to > from+1 || from > 0 && (r.May(from-1, wordbook.AtPlace|wordbook.OnlyAtPlace) || capital(r.Tokens[from].Text[:1]) && !r.Cut(from, ".!?")) {
		return true
	}
	begins := func(text string) bool {
		return slices.ContainsFunc(strings.FieldsFunc(text, func(c rune) bool { return c == '/' || c == ',' || c == '-' }), func(part string) bool {
			return strings.HasPrefix(wordbook.Key(part), key)
		})
	}
	return slices.ContainsFunc(reading.Values, begins) || slices.ContainsFunc(reading.Candidates, func(c match.Candidate) bool { return begins(c.Value) })
}

// severalThings tells whether a stretch cannot be part of one name, because it begins with a make or holds a value of a
// sure field.
func (r *reader) severalThings(from, to int) bool {
	brand := r.Fields["make"]
	if first := r.Tokens[from].Key; len(brand.ByKey[first]) > 0 || len(brand.Meanings[first]) > 0 {
		return true
	}
	return slices.ContainsFunc(r.Tokens[from:to], func(t lexer.Token) bool {
		return slices.ContainsFunc(r.Sure, func(f *match.Lexicon) bool { return f.Weight > 1 && len(f.ByKey[t.Key]) > 0 })
	}) || slices.ContainsFunc(r.Tokens[from+1:to], func(t lexer.Token) bool { return r.SaysDrive(t.Key, true) }) // "lexus is 250 awd"
}

// inNames reads an equipment line, or a name with a digit, as the models whose names contain it: "XLT", "Z28".
func (r *reader) inNames(f *match.Lexicon, from, to int, key string) (match.Reading, bool) {
	if f.Name != "model" || to > from+1 || len(key) < 2 || len(f.ByWord[key]) == 0 || r.Tokens[from].IsNumber || r.Book.Common[key] || r.Filler(key) {
		return match.Reading{}, false
	}
	if len(r.Book.Tables.BodyOf[key]) > 0 && r.model == "" {
		return match.Reading{}, false // "Touring" is no Corolla Touring Sports.
	}
	if !r.Book.Trims[key] && (!wordbook.HasDigit(key) || len(key) < 3 || isOrdinal(key)) {
		return match.Reading{}, false
	}
	own, family := f.Named(key)
	list := match.Union(match.Union(own, family), f.Having([]string{key}))
	if r.model != "" && r.Book.Trims[key] { // Behind a model it is one of that model's: "impala ls" is no Camaro.
		list = slices.DeleteFunc(slices.Clone(list), func(v *match.Entry) bool { return !strings.HasPrefix(v.Key, r.model) })
		if match.HardlyAny(list, f.ByHead[r.model]) {
			return match.Reading{}, false
		}
	}
	return match.Reading{Outcome: match.Interpreted, Values: match.Texts(list), Why: "the models with this in their name"}, len(list) > 0
}

// isOrdinal tells of "3rd", which is a row of seats.
func isOrdinal(key string) bool {
	rest := strings.TrimLeft(key, "0123456789")
	return rest != key && (rest == "st" || rest == "nd" || rest == "rd" || rest == "th")
}

// besideMake tells whether the last thing that was read is a make.
func (r *reader) besideMake() bool {
	return len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].May("make")
}

// modelThatExists tells whether a stretch is a model that the stock does not have, and clearly so.
func (r *reader) modelThatExists(from, to int, key string) bool {
	if n := len(r.Pieces); n > 0 && r.Pieces[n-1].Carries("model") && r.Pieces[n-1].To == from && r.Tokens[from].Gap == " " {
		return false // "Polo GTI"
	}
	if len(r.Book.Models[key]) == 0 {
		return len(r.Fields["model"].Meanings[key]) > 0
	}
	if r.afterMake(key) {
		return true
	}
	if r.May(from-1, wordbook.OnlyAtPlace) || len(r.Tokens) > 1 && r.Book.SaysBody(key) {
		return false // "a chevy bolt in California", "C220 coupe"
	}
	number := to == from+1 && r.Tokens[from].IsNumber
	return len(key) >= 4 && !number && !r.Book.Common[key] && !r.Filler(key)
}

// trimHere tells whether a trim may stand here. Most trims are common words, which mean a trim only beside a make or
// model.
func (r *reader) trimHere(from, to int, key string) bool {
	if len(r.Fields["trim"].ByKey[key]) == 0 {
		return false
	}
	if to-from > 1 || wordbook.HasDigit(key) {
		return true
	}
	if slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.May("make", "model") }) {
		return true
	}
	return !r.Book.Common[key] && !r.Filler(key) && (len(key) > 2 || r.valueAt(to, "model"))
}

// valueAt tells whether a value of one of some fields stands at a token, and no sign parts it from what stands before.
func (r *reader) valueAt(i int, of ...string) bool {
	if i >= len(r.Tokens) || r.Cut(i, ",;.!?") {
		return false
	}
	_, options := r.longest(i)
	return len(options) > 0 && slices.Contains(of, options[0].Parameter)
}

// beforeHead tells whether a make or model stands at a token.
func (r *reader) beforeHead(i int) bool { return r.valueAt(i, "make", "model") }

// ownHere keeps common words from being read as values of the owner's fields everywhere.
func (r *reader) ownHere(from, to int, key string) bool {
	return to-from > 1 || wordbook.HasDigit(key) || len(key) > 2 && !r.Filler(key) && (!r.Book.Common[key] || from > 0 && r.Speaks == 0 && capital(r.Tokens[from].Text[:1]) || r.restKnown(from))
}

// placeHere tells whether a place may stand here. Two letters are a state only where they are written like one.
func (r *reader) placeHere(from, to int) bool {
	t := r.Tokens[from]
	if to > from+1 || len(t.Key) > 2 {
		return to-from != 2 || len(t.Key)+len(r.Tokens[to-1].Key) > 3 // "I'd" is no Idaho.
	}
	if !capital(t.Text) || from == 0 {
		return false
	}
	before := r.Tokens[from-1].Key
	return before == "in" || before == "near" || strings.Contains(t.Gap, ",")
}

// conditionHere tells whether a condition may stand here. There are also good deals and fair prices.
func (r *reader) conditionHere(from, to int) bool {
	if !r.May(from, wordbook.WeakState) || r.named == "condition" && r.namedAt == from {
		return true
	}
	if n := len(r.Pieces); n > 1 && !r.May(from, wordbook.NoValue) && (r.Pieces[n-1].Kind == syntax.IsOr || r.Pieces[n-1].Kind == syntax.IsNot) && r.Pieces[n-2].Parameter() == "condition" {
		return true // "no salvage no fair"
	}
	if _, other := r.Phrase(to, wordbook.OrJoint); other > 0 {
		return r.valueAt(other, "condition") // "good or excellent condition"
	}
	return r.May(to, wordbook.StateEnd)
}

// known tells whether a word is one for a value of some field.
func (r *reader) known(key string) bool {
	return slices.ContainsFunc(r.Asked, func(f *match.Lexicon) bool { return len(f.ByKey[key])+len(f.Meanings[key]) > 0 })
}

// describes tells whether a word is one for a body type or the like, even if the stock does not say them: a cabrio is
// asked for, and not the only model with that word in its name.
func (r *reader) describes(key string) bool {
	return slices.ContainsFunc([]string{"body_type", "color", "fuel_type", "transmission", "drivetrain"}, func(name string) bool {
		return r.Fields[name] != nil && len(r.Fields[name].Meanings[key]) > 0
	})
}

// trimOfModel tells whether a make is rather an equipment line of the model before it: "Seat Leon Cupra".
func (r *reader) trimOfModel(i int, key string) bool {
	n := len(r.Pieces)
	if n > 1 && r.Pieces[n-1].Kind == syntax.IsLeft && r.Pieces[n-1].To == i && r.Pieces[n-2].To == r.Pieces[n-1].From && r.Book.Trims[r.Tokens[i-1].Key] {
		n-- // "Leon ST Cupra"
	}
	if n == 0 || !r.Book.Trims[key] || len(r.Fields["make"].ByKey[key]) == 0 || r.Cut(i, ",;/.!?") || !r.Pieces[n-1].Carries("model") || r.Pieces[n-1].To != i && n == len(r.Pieces) {
		return false
	}
	if !r.OfMake(r.Pieces[n-1].Options[0].Values, []string{key}) {
		return true
	}
	if n < 2 || !r.Pieces[n-2].Carries("make") || r.Pieces[n-2].To != r.Pieces[n-1].From {
		return false
	}
	return !slices.ContainsFunc(r.Pieces[n-2].Options[0].Values, func(brand string) bool { return wordbook.Key(brand) == key })
}
