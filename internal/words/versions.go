package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// headed adds to a model of several words its relatives: they begin with the same words, and have the other words
// anywhere. "sienna le" also finds "sienna awd le".
func (r *reader) headed(from, to int, reading match.Reading) match.Reading {
	f := r.Fields["model"]
	head := ""
	for n := from; n < to-1; n++ {
		if head += r.Tokens[n].Key; len(f.ByKey[head]) == 0 {
			continue
		}
		makes := match.MakesOf(f.ByKey[head])
		for _, v := range f.ByHead[head] {
			if match.SharesMake(v, makes) && hasWords(v, r.Tokens[n+1:to]) && !slices.Contains(reading.Values, v.Text) {
				reading.Values = append(reading.Values, v.Text)
				reading.Outcome, reading.Why = match.Interpreted, "the model and its versions"
			}
		}
	}
	return reading
}

func hasWords(v *match.Entry, tokens []lexer.Token) bool {
	return !slices.ContainsFunc(tokens, func(t lexer.Token) bool { return !slices.Contains(v.Words, t.Key) })
}

// hasSize tells whether a word of a name is a number with letters behind it: "2500HD" for 2500.
func hasSize(v *match.Entry, number string) bool {
	return slices.ContainsFunc(v.Words, func(word string) bool {
		rest, ok := strings.CutPrefix(word, number)
		return ok && rest != "" && wordbook.Digits(rest) == ""
	})
}

// version narrows a model by the words behind it, if they only occur in the names of its family: "f150 xlt". It returns
// the token behind those words.
func (r *reader) version(from, to int, reading *match.Reading) int {
	f := r.Fields["model"]
	key := ""
	for _, t := range r.Tokens[from:to] {
		key += t.Key
	}
	if r.meant != "" {
		key, r.meant = r.meant, ""
	}
	own, family := f.Named(key)
	if len(own) == 0 && len(family) == 0 {
		family = f.KnownFamily(key)
	}
	list := slices.Concat(own, family)
	for to < len(r.Tokens) && len(list) > 0 && r.versionWord(to) {
		kept := slices.DeleteFunc(slices.Clone(list), func(v *match.Entry) bool { return !hasWords(v, r.Tokens[to:to+1]) })
		if t := r.Tokens[to]; len(kept) == 0 && t.IsNumber && len(t.Key) >= 3 {
			kept = slices.DeleteFunc(slices.Clone(list), func(v *match.Entry) bool { return !hasSize(v, t.Key) })
		}
		if len(kept) == 0 && to == from+1 {
			kept = r.ofSameBody(list, r.Tokens[to].Key)
		}
		if len(kept) == 0 || !r.Book.Trims[r.Tokens[to].Key] && match.HardlyAny(kept, list) {
			break // Hardly any row has the word.
		}
		list = kept
		to++
		reading.Values, reading.Outcome, reading.Why = match.Texts(list), match.Interpreted, "the models with this in their name"
	}
	return to
}

// ofSameBody returns the models with a word in their names for the body that another word says: "Golf convertible" is a
// Golf Cabriolet.
func (r *reader) ofSameBody(list []*match.Entry, word string) (kept []*match.Entry) {
	for _, c := range r.Book.Concepts["body_type"] {
		if !slices.Contains(c.Words, word) {
			continue
		}
		for _, v := range list {
			if slices.ContainsFunc(v.Words, func(w string) bool { return slices.Contains(c.Words, w) }) {
				kept = append(kept, v)
			}
		}
	}
	return kept
}

// otherTrim tells whether a word is an equipment line that only other models have than the last one that was read:
// "f-150 lariat or platinum" asks for no F-450 Platinum.
func (r *reader) otherTrim(key string, values []string) bool {
	if n := len(r.Pieces); n > 0 && r.model != "" && r.Pieces[n-1].Carries("model") && !slices.ContainsFunc(values, func(v string) bool {
		return strings.HasPrefix(wordbook.Key(v), r.model) || strings.HasPrefix(wordbook.Key(v), key) || r.behindFamily(v)
	}) {
		return true // "C3 Picasso" is no C4 Picasso, and "Polo GTI" no Golf GTI.
	}
	return r.model != "" && r.Book.Trims[key] && len(r.Book.Models[key]) == 0 && !slices.ContainsFunc(values, func(v string) bool {
		return strings.HasPrefix(wordbook.Key(v), r.model)
	})
}

// behindFamily tells whether the name of a model begins like one of those that were read last.
func (r *reader) behindFamily(name string) bool {
	return slices.ContainsFunc(r.Pieces[len(r.Pieces)-1].Options[0].Values, func(v string) bool {
		return strings.HasPrefix(wordbook.Key(name), wordbook.Key(v))
	})
}

// versionWord tells whether a word may name a version of a model, because it means nothing else.
func (r *reader) versionWord(i int) bool {
	t := r.Tokens[i]
	if r.Cut(i, ",;.!?/") || t.IsNumber && t.Number >= 1900 && t.Number < 2100 || r.Is(i, wordbook.AsksNothing) && len(t.Key) > 2 || r.Is(i, wordbook.OrJoint) || r.Is(i, wordbook.AndJoint) || r.Is(i, wordbook.NotNext) || len(r.Fields["trim"].ByKey[t.Key]) > 0 || len(r.Fields["make"].ByKey[t.Key]) > 0 {
		return false
	}
	if r.May(i, insideLeft) || r.saysEngine(i) {
		return false
	}
	for _, f := range r.Sure {
		if len(f.ByKey[t.Key]) > 0 || len(f.Meanings[t.Key]) > 0 && len(f.Entries) > 0 && f.Name != "location" {
			return false
		}
	}
	if to, options := r.longest(i); to > i+1 && slices.ContainsFunc(r.Sure, func(f *match.Lexicon) bool { return f.Name == options[0].Parameter }) {
		return false // "promaster cargo van" is a van.
	}
	_, compares := r.Phrase(i, wordbook.ComparesNext)
	return compares == 0
}

// otherVersion reads another version of the last model behind an "or": "sienna le or xle".
func (r *reader) otherVersion(i int) bool {
	f, n := r.Fields["model"], len(r.Pieces)
	if n > 1 && r.Pieces[n-1].Kind == syntax.IsFiller && r.May(r.Pieces[n-1].From, wordbook.OrInNames) && r.Pieces[n-2].Carries("model") && len(r.sameHead(i, r.Pieces[n-2].Options[0].Values)) > 0 {
		r.Pieces[n-1].Kind = syntax.IsOr // "Model 3 of Y" is Dutch.
	}
	if n > 0 && r.Tokens[i].Gap == "/" && r.Book.Trims[r.Tokens[i].Key] && r.Pieces[n-1].Carries("model") && r.Pieces[n-1].To == i {
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i, Kind: syntax.IsOr}) // "leaf SV/SL"
		n++
	}
	if n < 2 || r.model == "" || r.Pieces[n-1].Kind != syntax.IsOr || r.Pieces[n-2].Kind != syntax.IsValue || r.Pieces[n-2].Options[0].Parameter != "model" {
		return false
	}
	key := r.Tokens[i].Key
	list := r.sameHead(i, r.Pieces[n-2].Options[0].Values)
	if r.Book.Trims[key] {
		for _, v := range f.ByHead[r.model] {
			if slices.Contains(v.Words, key) && !slices.Contains(list, v) {
				list = append(list, v) // "civic lx or ex"
			}
		}
	}
	if len(list) > 0 {
		r.Take(i, i+1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(list), Why: "the first part of its name stands before"}})
		return true
	}
	if len(f.ByKey[key]) > 0 || len(r.Book.Models[key]) > 0 || !r.versionWord(i) && !r.Book.Trims[key] || r.Filler(key) {
		return false
	}
	if to, options := r.longest(i); to > i+1 && options[0].Parameter == "model" {
		return false // "CX-5 or CX-30" are two whole names.
	}
	for _, v := range f.ByHead[r.model] {
		if slices.Contains(v.Words, key) {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return false
	}
	r.Take(i, i+1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(list), Why: "the models with this in their name"}})
	return true
}

// engine reads the letter for the fuel in names of BMW and Mercedes-Benz, if the stock's models lack it: "320d", "C 220
// d".
func (r *reader) engine(i int) int {
	key, models := r.Tokens[i].Key, r.Fields["model"]
	fuel := "diesel"
	if key[len(key)-1] == 'i' {
		fuel = "gasoline"
	} else if key[len(key)-1] != 'd' {
		return i
	}
	reading, ok := r.Fields["fuel_type"].Direct(fuel, fuel)
	if !ok || len(models.ByKey[key])+len(r.Fields["trim"].ByKey[key]) > 0 {
		return i
	}
	reading.Parameter, reading.Outcome, reading.Why = "fuel_type", match.Interpreted, "the letter behind the model says its fuel"
	if r.ofClass(key[:len(key)-1]) {
		return r.Take(i, i+1, []match.Reading{reading}) // "E-Klasse 220d"
	}
	if number := key[:len(key)-1]; len(number) >= 3 && wordbook.Digits(number) != "" && madeBy(models.ByKey[number], "bmw", "mercedesbenz") {
		model, _ := models.Direct(number, number)
		model.Parameter = "model"
		r.Take(i, i+1, []match.Reading{model})
		return r.Take(i, i+1, []match.Reading{reading})
	}
	n := len(r.Pieces)
	if key != "d" || n == 0 || !r.Pieces[n-1].Carries("model") || len(r.Pieces[n-1].Options[0].Values) == 0 || r.Cut(i, ",;.!?'’") {
		return i
	}
	if model := wordbook.Key(r.Pieces[n-1].Options[0].Values[0]); wordbook.HasDigit(model) && madeBy(models.ByKey[model], "bmw", "mercedesbenz") {
		return r.Take(i, i+1, []match.Reading{reading})
	}
	return i
}

// sizeOfClass reads a number that says which models of a class are meant: "C-Klasse 220".
func (r *reader) sizeOfClass(i int) bool {
	a := r.Number(i)
	if a == nil || !r.Tokens[i].IsNumber || a.Of != "" || a.Suffix != "" || a.Thousands || a.Decimal || a.To > i+1 || r.Cut(i, ",;.!?/") || len(r.Pieces) == 0 || !r.Pieces[len(r.Pieces)-1].Carries("model") || !r.ofClass(a.Key) {
		return false
	}
	r.Put(i, i+1, syntax.IsFiller)
	return true
}

// ofClass narrows the last model that was read to those with a number, if it is a class that has them.
func (r *reader) ofClass(number string) bool {
	if len(number) < 2 || wordbook.Digits(number) != number {
		return false
	}
	for n := len(r.Pieces) - 1; n >= 0; n-- {
		p := &r.Pieces[n]
		if p.Kind == syntax.IsFiller || p.Kind == syntax.IsLeft {
			continue
		}
		if !p.Carries("model") || len(p.Options[0].Values) < 2 {
			return false
		}
		o := &p.Options[0]
		kept := slices.DeleteFunc(slices.Clone(o.Values), func(text string) bool { return wordbook.Digits(wordbook.Key(text)) != number })
		if len(kept) > 0 {
			o.Values = kept
		}
		return len(kept) > 0
	}
	return false
}

func madeBy(list []*match.Entry, makes ...string) bool {
	return slices.ContainsFunc(match.MakesOf(list), func(m string) bool { return slices.Contains(makes, m) })
}

// measures tells whether a unit that no filter has stands at a token, behind a number: "500 litres", "5 speed".
func (r *reader) measures(i int) bool {
	p, to := r.Phrase(i, wordbook.NamesLast)
	alone := !r.besideMake() && !r.Figure(to)
	far := (p.Name == "mi" || p.Name == "km") && alone && (r.clauseEnds(to) || !r.ComparedAt(to))
	return to > 0 && (p.Name == "other" || p.Name == "price" && alone || far) && !r.Cut(i, ",;.!?/") // "500 euros", but "500 Euro 6"
}

// seriesNumber reads a model's number with the end of a German word: "320er", "911er".
func (r *reader) seriesNumber(i int) int {
	number, ok := strings.CutSuffix(r.Tokens[i].Key, "er")
	f := r.Fields["model"]
	if ok && len(number) == 1 && wordbook.HasDigit(number) && r.valueAt(i+1, "model") && !madeBy(f.ByKey[r.Tokens[i+1].Key], "bmw") {
		return r.Leave(i, i+1) // "3er Golf" is the third Golf.
	}
	if !ok || len(number) < 3 || wordbook.Digits(number) != number || len(f.ByKey[number]) == 0 {
		return i
	}
	return r.takeModel(i, i+1, number, "the number of this model")
}

// electricName reads the letter of an electric car before its model, if the stock's models lack it: "e-Golf", "e-up".
func (r *reader) electricName(i int) int {
	f := r.Fields["model"]
	if r.Tokens[i].Key != "e" || i+1 >= len(r.Tokens) || r.Tokens[i+1].Gap != "-" || r.isModel(r.Key(i, i+2)) || len(r.Book.Models[r.Key(i, i+2)]) > 0 && len(f.ByKey[r.Tokens[i+1].Key]) == 0 {
		return i
	}
	key := r.Tokens[i+1].Key
	model, ok := f.Direct(key, key)
	if !ok || model.Outcome == match.Ambiguous || r.Tokens[i+1].IsNumber && !madeBy(f.ByKey[key], "peugeot") || len(key) < 2 {
		return i
	}
	fuel, ok := r.Fields["fuel_type"].Direct("electric", "electric")
	if !ok || fuel.Outcome == match.Ambiguous {
		return i
	}
	fuel.Parameter, fuel.Outcome, fuel.Why = "fuel_type", match.Interpreted, "the letter before the model says its fuel"
	r.Take(i, i+1, []match.Reading{fuel})
	return r.takeModel(i+1, i+2, key, "the model of this name, which is electric")
}

// otherSize reads the number of another model of the same name as the one before an "or", a comma or a correction:
// "Silverado 1500 or 2500" asks for no Ram.
func (r *reader) otherSize(i int) int {
	const least = 3
	t := r.Tokens[i]
	if len(wordbook.Digits(t.Key)) < least || t.Key[0] < '0' || t.Key[0] > '9' || t.Decimal || t.Plus || r.unitAt(i+1) {
		return i
	}
	n := len(r.Pieces)
	joined := n > 0 && r.Pieces[n-1].To == i && r.Cut(i, ",/")
	for n > 0 && (r.Pieces[n-1].Kind == syntax.IsFiller || r.Pieces[n-1].Kind == syntax.IsOr || r.Pieces[n-1].Kind == syntax.IsBack || r.Pieces[n-1].Kind == syntax.IsAnd) {
		p := &r.Pieces[n-1]
		_, meant := r.Phrase(i+1, wordbook.CorrectsLast)
		joined = joined || p.Kind != syntax.IsFiller || p.To == i && meant == 0 && r.May(p.From, wordbook.Definite) && r.Cut(p.From, ",")
		n-- // "a Silverado, the 2500 one"
	}
	if !joined || n == 0 || !r.Pieces[n-1].Carries("model") || r.Pieces[n-1].Options[0].Outcome == match.Unknown {
		return i
	}
	o := &r.Pieces[n-1].Options[0]
	sizes := r.SizesOf(o.Values, t.Key)
	switch {
	case len(sizes) == 0:
		return r.otherEngine(i, o.Values)
	case !slices.ContainsFunc(sizes, func(v *match.Entry) bool { return !slices.Contains(o.Values, v.Text) }):
		o.Values = match.Texts(sizes) // "Sierra, 1500, crew"
		r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: i + 1, Kind: syntax.IsFiller})
		return i + 1
	}
	r.Take(i, i+1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(sizes), Why: "the first part of its name stands before"}})
	return i + 1
}

// otherEngine reads another model of the same name as some others with the letter for its fuel: "GLC 250 or 220d".
func (r *reader) otherEngine(i int, models []string) int {
	number, ok := strings.CutSuffix(r.Tokens[i].Key, "d")
	fuel, known := r.Fields["fuel_type"].Direct("diesel", "diesel")
	if !ok || !known || wordbook.Digits(number) != number {
		return i
	}
	sizes := r.SizesOf(models, number)
	if len(sizes) == 0 || !madeBy(sizes, "bmw", "mercedesbenz") {
		return i
	}
	r.Take(i, i+1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(sizes), Why: "the first part of its name stands before"}})
	fuel.Parameter, fuel.Outcome, fuel.Why = "fuel_type", match.Interpreted, "the letter behind the model says its fuel"
	return r.Take(i, i+1, []match.Reading{fuel})
}

// sizedModel reads a number behind its make as the models that begin with it and a letter: "BMW 328" is a 328i.
func (r *reader) sizedModel(i int) int {
	const figures = 3
	t := r.Tokens[i]
	if !t.IsNumber || len(t.Key) != figures || t.Suffix != "" || t.Decimal || t.Plus || r.unitAt(i+1) || r.ThousandAt(i+1) || r.Cut(i, ",;.!?") {
		return i
	}
	list := r.Sized(t.Key, r.makesBeside())
	if len(list) == 0 {
		return i
	}
	return r.Take(i, i+1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(list), Why: "the models that begin with this number"}})
}

// makesBeside returns the makes of what was read last: of a make, or of a model behind which an "or" stands.
func (r *reader) makesBeside() []string {
	n := len(r.Pieces) - 1
	if n < 0 {
		return nil
	}
	if r.Pieces[n].Carries("make") {
		return r.MakeKeys(r.Pieces[n].Options[0].Values)
	}
	if n == 0 || r.Pieces[n].Kind != syntax.IsOr || !r.Pieces[n-1].Carries("model") {
		return nil
	}
	var makes []string
	for _, text := range r.Pieces[n-1].Options[0].Values {
		if v := r.Fields["model"].ByText[text]; v != nil {
			makes = append(makes, v.Makes...)
		}
	}
	return makes
}

// joinedTrim reads an equipment line of two parts behind its model, with a comma between: "Odyssey, EX-L".
func (r *reader) joinedTrim(i int) int {
	to := i + 2
	if r.model == "" || to > len(r.Tokens) || r.Tokens[i+1].Gap != "-" || r.afterModel() && !r.Cut(i, ",/") || !r.Book.Trims[r.Key(i, to)] || len(r.Fields["trim"].ByKey[r.Key(i, to)]) > 0 {
		return i
	}
	f := r.Fields["model"]
	list := slices.DeleteFunc(f.Having([]string{r.Tokens[i].Key, r.Tokens[i+1].Key}), func(v *match.Entry) bool { return !strings.HasPrefix(v.Key, r.model) })
	if len(list) == 0 || match.HardlyAny(list, f.ByHead[r.model]) {
		return i
	}
	return r.Take(i, to, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(list), Why: "the models with this in their name"}})
}
