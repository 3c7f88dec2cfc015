package words

import (
	"slices"
	"strings"
	"unicode"

	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// slip tells whether a word of free text is likely to be a slip of the hand for another one. Most words of a text are
// no names, and many short ones differ from some name in one letter: "carry" is no Camry, and "cuba" no Cube.
func slip(of, word, meant string) bool {
	longer := len(word) - len(meant)
	switch {
	case of == "color" && len(meant) < 5: // Four letters of some language are near to most short words.
	case len(word) < 7 && meant[0] != word[0] && longer != 0: // "cover" is no Rover, and "navi" no Avi.
	case longer >= 0 && strings.HasPrefix(word, meant): // "customer" is not "custom".
		return longer == 1 && word[len(word)-1] == word[len(word)-2]
	case longer <= -2 && strings.HasPrefix(meant, word):
	case longer == 0 && len(word) < 6: // One letter for another.
		return sameLetters(word, meant)
	case longer > 0 && len(word) < 5:
	default:
		return true
	}
	return false
}

// sameLetters tells whether two words have the same letters, in whatever order.
func sameLetters(a, b string) bool {
	one, other := []byte(a), []byte(b)
	slices.Sort(one)
	slices.Sort(other)
	return slices.Equal(one, other)
}

// corrected reads a misspelt word.
func (r *reader) corrected(i int) int {
	t := r.Tokens[i]
	if t.IsNumber || r.checked >= maxCorrections {
		return i
	}
	if len(t.Key) < 4 || r.Common(t.Key) {
		return r.correctedEnd(i)
	}
	if tables := &r.Book.Tables; tables.Weak[t.Key] || tables.WeakMeanings[t.Key] || tables.Heads[t.Key] > 0 || tables.Markers[t.Key] != 0 || tables.NumberOf(t.Key) > 0 {
		return r.correctedEnd(i) // It is a word of some language.
	}
	for _, f := range r.Fields {
		if len(f.Meanings[t.Key]) > 0 || len(f.ByKey[t.Key]) > 0 {
			return i // It is a word of its own: Berlin is no berline, though the stock has no places.
		}
	}
	r.checked++
	allowed := 1
	if len(t.Key) >= 8 {
		allowed = 2
	}
	var options []match.Reading
	meant := ""
	for _, f := range r.Asked {
		if !f.Corrected || f.Name == "color" && r.Speaks == 0 && initialCapital(t.Text) || f.Name == "location" && !capital(t.Text[:1]) && !r.May(i-1, wordbook.AtPlace|wordbook.OnlyAtPlace) {
			continue
		}
		for _, word := range f.Likeliest(f.Nearest(t.Key, allowed)) {
			if !slip(f.Name, t.Key, word) || f.Name == "model" && len(r.Book.Models[word]) == 0 && match.VehiclesOf(f.ByKey[word]) < match.ManyVehicles {
				continue
			}
			if len(f.ByKey[word]) == 0 && len(t.Key) < 7 && f.Name == "make" && !r.Book.Makes[word] {
				continue // "beater" is no Beamer: short words are not corrected to nicknames.
			}
			reading, ok := f.Direct(word, word)
			if !ok || reading.Outcome == match.Ambiguous {
				continue
			}
			reading = match.AsRead(reading, "")
			reading.Parameter, reading.Why = f.Name, "the nearest spelling"
			if !slices.ContainsFunc(options, func(o match.Reading) bool { return o.Parameter == f.Name && match.SameValues(o.Values, reading.Values) }) {
				options, meant = append(options, reading), word
			}
		}
	}
	if len(options) == 0 {
		return r.correctedPair(i)
	}
	if len(options) != 1 {
		return i // Several are as near: none is clearly meant.
	}
	to := i + 1
	if options[0].Parameter == "model" {
		r.meant = meant
		to = r.version(i, to, &options[0]) // "silverodo 2500hd"
	}
	return r.Take(i, to, options)
}

// undirtied reads a misspelling that a row or two of the stock have as the model that most rows write: "odysey".
func (r *reader) undirtied(from, to int, reading match.Reading) match.Reading {
	const rare, times = 2, 50
	f, key := r.Fields["model"], r.Tokens[from].Key
	if to > from+1 || len(key) < 5 || len(r.Book.Models[key]) > 0 || len(reading.Values) > rare {
		return reading
	}
	var own []*match.Entry
	for _, text := range reading.Values {
		if v := f.ByText[text]; v != nil {
			own = append(own, v)
		}
	}
	if match.VehiclesOf(own) > rare {
		return reading
	}
	for _, word := range f.Nearest(key, 1) {
		if word == key || len(r.Book.Models[word]) == 0 || match.VehiclesOf(f.ByKey[word]) < times {
			continue
		}
		if frequent, ok := f.Direct(word, word); ok && frequent.Outcome != match.Ambiguous {
			r.meant = word
			frequent.Parameter, frequent.Outcome, frequent.Why = "model", match.Interpreted, "the nearest spelling"
			frequent.Values = append(frequent.Values, reading.Values...)
			return frequent
		}
	}
	return reading
}

// correctedEnd reads two words as a model whose second word is misspelt: "grand caravn", "pt cruizer".
func (r *reader) correctedEnd(i int) int {
	const least = 5
	if i+1 >= len(r.Tokens) || len(r.Tokens[i+1].Key) < least || r.Index[r.Tokens[i+1].Key] != 0 || len(r.Fields["model"].ByWord[r.Tokens[i].Key]) == 0 {
		return i
	}
	return r.correctedPair(i)
}

// correctedPair reads two words as a misspelt model of two words: "sante fe".
func (r *reader) correctedPair(i int) int {
	const least = 6
	if i+1 >= len(r.Tokens) || r.Tokens[i+1].IsNumber || strings.TrimSpace(r.Tokens[i+1].Gap) != "" || r.checked >= maxCorrections {
		return i
	}
	f, key := r.Fields["model"], r.Key(i, i+2)
	if len(key) < least || r.Common(r.Tokens[i+1].Key) || len(r.PhrasesAt(i+1)) > 0 {
		return i
	}
	r.checked++
	found := slices.DeleteFunc(f.Nearest(key, 1), func(word string) bool {
		return len(r.Book.Models[word]) == 0 || !slices.ContainsFunc(f.ByKey[word], func(v *match.Entry) bool { return len(v.Words) > 1 })
	})
	if len(found) != 1 {
		return i
	}
	return r.takeModel(i, i+2, found[0], "the nearest spelling")
}

// initialCapital tells whether a word begins with a capital letter, and goes on with small ones.
func initialCapital(word string) bool {
	return capital(word[:1]) && !capital(word)
}

// capital tells whether a word is written in capitals.
func capital(word string) bool {
	return strings.ToUpper(word) == word && strings.IndexFunc(word, unicode.IsLetter) >= 0
}

// correctsLast reads words which say that the value before them stands in for the last one of its field: "einen Golf,
// äh, den Passat meine ich". A piece that takes back comes before that value.
func (r *reader) correctsLast(i int) int {
	_, to := r.Phrase(i, wordbook.CorrectsLast)
	last := len(r.Pieces) - 1
	if to == 0 || last < 1 || r.Pieces[last].Kind != syntax.IsValue && r.Pieces[last].Kind != syntax.IsLeft || r.Cut(i, ",;.!?") || !r.clauseEnds(to) {
		return i
	}
	back := syntax.Piece{From: r.Pieces[last].From, To: r.Pieces[last].From, Kind: syntax.IsBack}
	before, name := r.Said(last), r.Pieces[last].Parameter()
	same := func(p syntax.Piece) bool {
		return p.Carries(name) || len(r.VersionsOf(&p, &r.Pieces[last])) > 0 // "a Golf, er, the Variant I mean"
	}
	apart := r.Cut(back.From, ",") && slices.ContainsFunc(r.Pieces[:last], same)
	if before < 0 || !apart && !same(r.Pieces[before]) {
		return i
	}
	r.Pieces = slices.Insert(r.Pieces, last, back)
	return r.Put(i, to, syntax.IsFiller)
}

// modelAgain reads a number that may be a model as one, if it stands in for a model that was taken back: "a Ram fifteen
// hundred, no wait, a twenty-five hundred".
func (r *reader) modelAgain(i int) {
	p, back := &r.Pieces[i], r.Said(i)
	if back < 1 || r.Pieces[back].Kind != syntax.IsBack || !r.Pieces[back-1].Carries("model") {
		return
	}
	for _, c := range p.Options[0].Candidates {
		if c.Parameter != "model" {
			continue
		}
		reading, ok := r.Fields["model"].Direct(c.Value, wordbook.Key(c.Value))
		if !ok || reading.Outcome == match.Ambiguous {
			return
		}
		reading = match.AsRead(reading, "its number is said in words")
		reading.Parameter, reading.Sent = "model", p.Options[0].Sent
		p.Kind, p.Options = syntax.IsValue, []match.Reading{reading}
		return
	}
}

// takesBack reads words that take back what was said before: "no wait", "actually no".
func (r *reader) takesBack(i int) int {
	if to := r.correctsLast(i); to > i {
		return to
	}
	if to := r.mark(i, wordbook.TakesBack, syntax.IsBack); to > i {
		if n := len(r.Pieces); n > 1 && r.Pieces[n-2].Kind == syntax.IsBack && r.Pieces[n-2].To == i {
			r.Pieces[n-2].To = to // "no, sorry, blue"
			r.Pieces = r.Pieces[:n-1]
		}
		return to
	}
	if n := len(r.Pieces); n == 0 || i+1 >= len(r.Tokens) || !r.May(i, wordbook.AloneBack) || !r.Cut(i, ",.") || !r.Cut(i+1, ",") && r.Number(i+1) == nil && !r.insteadOf(i) {
		return i
	}
	return r.Put(i, i+1, syntax.IsBack)
}

// insteadOf tells whether a value of the field of the last wish stands behind a word that takes back and does not
// negate: "rot, nein blau", "diesel. Actually gas".
func (r *reader) insteadOf(i int) bool {
	if _, not := r.Phrase(i, wordbook.NotNext); not > 0 {
		return false
	}
	at := i + 1
	for r.May(at, wordbook.Article) || r.May(at, wordbook.AtPlace|wordbook.OnlyAtPlace) {
		at++
	}
	last := r.Said(len(r.Pieces))
	_, options := r.longest(min(at, len(r.Tokens)))
	return last >= 0 && len(options) > 0 && r.Pieces[last].Carries(options[0].Parameter)
}

// onlyAgain reads words which say that of several values only the one behind them is meant: "a Camry or a Corolla,
// actually just the Camry". A clause ends behind that value.
func (r *reader) onlyAgain(i int) int {
	_, to := r.Phrase(i, wordbook.OnlyAgain)
	if to == 0 || len(r.Pieces) < 3 {
		return i
	}
	at := r.PastArticles(to)
	end, options := r.longest(at)
	if end == at || len(options) != 1 || !r.clauseEnds(end) || !slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool {
		return p.Kind == syntax.IsValue && p.Options[0].Parameter == options[0].Parameter && syntax.Again(&p, options[0].Values, r.Key(at, end))
	}) {
		return i
	}
	return r.Put(i, at, syntax.IsOnly)
}
