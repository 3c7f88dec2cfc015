package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// nameAlone tells whether a common word must be a model of the stock, because the rest of the text holds only numbers,
// words that ask for nothing, names, and sure values.
func (r *reader) nameAlone(i int, key string) bool {
	if len(key) < 3 && !r.listsModels(i) || r.May(i, wordbook.NoModelAlone) || r.Book.Models[key] == nil || r.Filler(key) || len(r.Fields["model"].ByKey[key])+len(r.Fields["model"].KnownFamily(key)) == 0 {
		return false
	}
	for at, t := range r.Tokens {
		if at == i || t.IsNumber || len(r.Book.Tables.Phrases[t.Key]) > 0 || quantity.IsSign(t.Key) || r.Book.Tables.Thousands[t.Key] {
			continue
		}
		isName := len(r.Fields["model"].ByKey[t.Key])+len(r.Fields["make"].ByKey[t.Key]) > 0
		if !isName && !slices.ContainsFunc(r.Sure, func(f *match.Lexicon) bool { return len(f.ByKey[t.Key]) > 0 || len(f.Meanings[t.Key]) > 0 }) {
			return false
		}
	}
	return true
}

// listsModels tells whether the word beside a token can only be a model: "up mii citigo".
func (r *reader) listsModels(i int) bool {
	for _, at := range []int{i - 1, i + 1} {
		if at >= 0 && at < len(r.Tokens) && len(r.Tokens[at].Key) > 2 && len(r.Fields["model"].ByKey[r.Tokens[at].Key]) > 0 && !r.Book.Common[r.Tokens[at].Key] && !r.Tokens[at].IsNumber {
			return true
		}
	}
	return false
}

// besideModel tells whether an "or" or "and" joins a common word to a model: "an Up or a Citigo".
func (r *reader) besideModel(i int, key string) bool {
	if len(r.Fields["model"].ByKey[key]) == 0 || r.Book.Tables.Numbers[key] > 0 || r.May(i, wordbook.NoModelThere) {
		return false
	}
	n := r.Said(len(r.Pieces)) + 1
	if n > 1 && (r.Pieces[n-1].Kind == syntax.IsOr || r.Pieces[n-1].Kind == syntax.IsAnd) && !r.Cut(r.Pieces[n-1].To, ",;.!?") {
		last := r.Said(n - 1)
		if last >= 0 && r.Pieces[last].Carries("model") && r.Pieces[last].Options[0].Outcome != match.Unknown {
			return true
		}
		if len(r.owned) > 0 && r.Pieces[n-1].Kind == syntax.IsOr && r.AgainBehind(r.Pieces[max(last, 0)].To) {
			return true // "my Vibe died and I want another one, or maybe a Matrix"
		}
	}
	_, to := r.Phrase(i+1, wordbook.OrJoint)
	if to == 0 && r.itemAlone(i) && capital(r.Tokens[i].Text[:1]) && i+1 < len(r.Tokens) {
		to = i + 1 // "Up, I10, Aygo"
	}
	if to = r.PastArticles(to); to == 0 || to >= len(r.Tokens) {
		return false
	}
	next := r.Tokens[to].Key
	return len(r.Fields["model"].ByKey[next]) > 0 && !r.Book.Common[next] && !r.Tokens[to].IsNumber
}

// itemAlone tells whether a word is an item of its own between commas: "3 series, man, 2019".
func (r *reader) itemAlone(i int) bool {
	return (i == 0 || r.Cut(i, ",;–—") || r.Tokens[i].Gap == " - ") && (i+1 == len(r.Tokens) || r.Cut(i+1, ",;")) && len(r.Tokens) > 1
}

// exclaimed tells whether a word is a model that is written with a "!" at its end: "up!".
func (r *reader) exclaimed(i int) bool {
	rest, ok := strings.CutPrefix(r.Original[r.Tokens[i].End:], "!")
	return ok && !strings.HasPrefix(rest, "!") && len(r.Fields["model"].ByKey[r.Tokens[i].Key]) > 0
}

// capitalsOf tells whether a word is a plural of letters: "TTs".
func (r *reader) capitalsOf(i int) bool {
	letters, plural := strings.CutSuffix(r.Tokens[i].Text, "s")
	return plural && len(letters) > 1 && capital(letters)
}

// meansCar tells whether "auto" is a car, as in most languages, and no transmission: behind the name of that field, or
// behind a model in a text that shows no language, it is the latter.
func (r *reader) meansCar(f *match.Lexicon, at int) bool {
	if r.named == f.Name && r.namedAt == at || r.sentenceAlone(at) && slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Carries("make", "model") }) {
		return false
	}
	if r.Speaks != 0 || r.germanText(at) {
		return true
	}
	n := len(r.Pieces)
	return !r.English && len(f.ByKey["automatic"])+len(f.ByKey["auto"]) == 0 &&
		(n == 0 || !r.Pieces[n-1].Carries("make", "model", "trim", "fuel_type", "drivetrain") || !slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Carries("make", "model") }))
}

// sentenceAlone tells whether a word is a sentence of its own: "Accord. Auto. Under 14k".
func (r *reader) sentenceAlone(i int) bool {
	return i > 0 && r.Cut(i, ".") && (i+1 == len(r.Tokens) || r.Cut(i+1, "."))
}

// onlyJoins tells whether a word is a preposition of the text's language: the "van" of "een golf van 2018" is no van.
func (r *reader) onlyJoins(i int) bool {
	if r.Speaks == 0 || i+1 >= len(r.Tokens) || r.clauseEnds(i+1) || r.May(i-1, wordbook.Article) && !r.Is(i+1, wordbook.AsksNothing) {
		return false
	}
	if !r.Tokens[i+1].IsNumber && r.bodyAlone(i) {
		return false // "van diesel"
	}
	if r.afterModel() && !r.Tokens[i+1].IsNumber && (!r.May(i, wordbook.OfYear) || !r.ComparedAt(i+1)) && r.Tokens[i-1].End < r.Tokens[i].Start {
		if _, year := r.Phrase(i+1, wordbook.NamesNext); year == 0 && !r.May(i+1, wordbook.Article) {
			return false // "A4 Avant diesel"
		}
	}
	for _, h := range r.PhrasesAt(i) {
		if h.Role == wordbook.AsksNothing && h.Only != 0 && h.To == i+1 {
			return true
		}
	}
	return false
}

// bodyAlone tells whether a word is a body of the stock, and no other word shows the language in which it is a
// preposition.
func (r *reader) bodyAlone(i int) bool {
	key := r.Tokens[i].Key
	return r.hasBody(key) && !slices.ContainsFunc(r.Tokens, func(t lexer.Token) bool {
		return t.Key != key && r.Book.Tables.Markers[t.Key]&r.Speaks != 0
	})
}

// germanText tells whether the words before show that "Auto" is German, for a car.
func (r *reader) germanText(at int) bool {
	if r.Tokens[at].Text == "Auto" && at > 0 {
		return true
	}
	return r.MayWithin(0, at, wordbook.ShowsAuto) || slices.ContainsFunc(r.Tokens[:at], func(t lexer.Token) bool {
		return slices.ContainsFunc(r.Book.Tables.AutoHeads, func(head string) bool { return strings.HasPrefix(t.Key, head) })
	})
}

// eitherWord asks which of two things a word means, if it stands for another one in some language, and the text shows
// none: the "gas" of "golf gas". Where distances are in miles, it means the first. It returns nil for other words.
func (r *reader) eitherWord(key string) []match.Reading {
	others := r.Book.Tables.Others[key]
	if len(others) == 0 || r.Speaks != 0 || r.English || r.Unit != "km" {
		return nil
	}
	for _, f := range r.Asked {
		one, ok := f.Direct(key, key)
		other, also := f.Direct(others[0].Key, others[0].Key)
		if !ok || !also || len(f.ByKey[key]) > 0 || match.SameValues(one.Values, other.Values) {
			continue
		}
		all := match.Reading{Parameter: f.Name, Outcome: match.Ambiguous, Why: "it may mean any of these"}
		for _, text := range slices.Concat(one.Values, other.Values) {
			if v := f.ByText[text]; v != nil {
				all.Candidates = append(all.Candidates, match.Candidate{Parameter: f.Name, Value: text, Vehicles: v.Vehicles})
			}
		}
		return []match.Reading{all}
	}
	return nil
}

// inLanguage returns the word that one stands for in the text's language, unless the stock has that one: the German
// "Gas" is no gasoline. Most words stand for themselves.
func (r *reader) inLanguage(key string) string {
	for _, other := range r.Book.Tables.Others[key] {
		if r.Speaks&other.Only != 0 && !slices.ContainsFunc(r.Asked, func(f *match.Lexicon) bool { return len(f.ByKey[key]) > 0 }) {
			return other.Key
		}
	}
	return key
}

// noName tells whether a stretch of several words is no name, though its letters are those of one.
func (r *reader) noName(from, to int) bool {
	last, joins := r.Tokens[to-1], to < len(r.Tokens) && r.Tokens[to].Gap == "-"
	switch numbers := r.Book.Tables.Numbers; {
	case r.Is(to-1, wordbook.OrJoint) && !capital(last.Text) && len(r.Fields["color"].Meanings[r.Key(from, to)]) == 0: // "in Oregon or Washington" holds no "OR".
	case last.Text == "&": // "Superb L&K" is no Land Rover.
	case r.May(from, wordbook.Elided) && (r.Tokens[from].Gap == "'" || r.Tokens[from].Gap == "’"): // "my budget's 5k" is no S5.
	case joins && len(last.Key) == 1 && last.Gap != "-": // "black S-Max" are no blacks.
	case numbers[last.Key] > 0 && numbers[r.Tokens[from].Key] == 0 && r.Filler(r.Tokens[from].Key) && !r.afterMake(r.Key(from, to)): // "looking for two trucks" is no Smart.
	default:
		return false
	}
	return true
}

// everydayMake tells whether a make that the stock does not have is rather an everyday word: "a truck with a bench
// seat", "a smart looking sedan".
func (r *reader) everydayMake(from, to int, key string) bool {
	text := r.Tokens[from].Text
	if !r.Book.Common[key] || text != strings.ToLower(text) || len(r.Tokens) == 1 || r.named == "make" && r.namedAt == from {
		return false
	}
	return to == len(r.Tokens) || len(r.Book.Models[r.Tokens[to].Key]) == 0
}

// saysEngine tells whether a word says something of the engine or the body which most names of models leave out, so
// that it does not narrow a model to the few that name it: the "hemi" of "charger hemi", the "8 seater" of
// "sienna 8 seater".
func (r *reader) saysEngine(i int) bool {
	t := r.Tokens[i]
	return r.May(i, wordbook.NotInName) || t.Decimal || t.IsNumber && r.measures(i+1)
}

// surelySaid tells whether a stretch is a value of a sure field, or several such values in a row: "diesel 4x4".
func (r *reader) surelySaid(from, to int, key string) bool {
	for _, f := range r.Sure {
		if len(f.ByKey[key]) > 0 || len(f.Meanings[key]) > 0 && len(f.Entries) > 0 && f.Name != "body_type" {
			return true
		}
	}
	return to > from+1 && r.surelySaid(from, from+1, r.Key(from, from+1)) && r.surelySaid(from+1, to, r.Key(from+1, to))
}

// leaveDrive leaves out a word for a drivetrain that was read as a body type, because the stock does not say the
// drivetrain, beside another body type: "pickup 4x4" asks for no SUV.
func (r *reader) leaveDrive() {
	for n := range r.Pieces {
		p := &r.Pieces[n]
		if p.Kind != syntax.IsValue || p.To > len(r.Tokens) || p.From >= p.To || p.Options[0].Parameter != "body_type" || len(r.Fields["body_type"].ByKey[r.Key(p.From, p.To)]) > 0 {
			continue
		}
		key := r.Key(p.From, p.To)
		if !slices.ContainsFunc(r.Book.Concepts["drivetrain"], func(c *wordbook.Concept) bool { return slices.Contains(c.Words, key) }) {
			continue
		}
		for other := range r.Pieces {
			if o := &r.Pieces[other]; other != n && o.Kind == syntax.IsValue && o.Options[0].Parameter == "body_type" && !match.SameValues(o.Options[0].Values, p.Options[0].Values) {
				p.Kind = syntax.IsLeft
				break
			}
		}
	}
}

// trimOfOther tells whether a word for the body of some makes stands beside a model of another one, where it is an
// equipment line: an "Odyssey Touring" is no wagon.
func (r *reader) trimOfOther(i int, key string) bool {
	makes := r.Book.Tables.BodyOf[key]
	if len(makes) == 0 {
		return false
	}
	for n := len(r.Pieces) - 1; n >= 0; n-- {
		if o := r.Pieces[n].Options; r.Pieces[n].Carries("make") {
			return !slices.ContainsFunc(r.MakeKeys(o[0].Values), func(brand string) bool { return slices.Contains(makes, brand) })
		} else if r.Pieces[n].Carries("model") {
			return len(o[0].Values) > 0 && !r.OfMake(o[0].Values[:1], makes)
		}
	}
	if !r.valueAt(i+1, "model") {
		return false
	}
	_, options := r.longest(i + 1)
	return len(options[0].Values) > 0 && !r.OfMake(options[0].Values[:1], makes)
}

// bodyOfMake returns what longest does. It reads the word for a body that the stock does not have as the models of the
// make before it which have one in their names: "Mini Cabrio" is a One Cabrio.
func (r *reader) bodyOfMake(i int) (int, []match.Reading) {
	to, options := r.longest(i)
	unknown := len(options) == 0 || options[0].Parameter == "body_type" && options[0].Outcome == match.Unknown
	if !unknown || !r.besideMake() || r.Cut(i, ",;.!?/") || len(r.Pieces[len(r.Pieces)-1].Options[0].Values) != 1 {
		return to, options
	}
	makes := r.MakeKeys(r.Pieces[len(r.Pieces)-1].Options[0].Values)
	var list []*match.Entry
	for _, c := range r.Book.Concepts["body_type"] {
		if !slices.Contains(c.Words, r.Tokens[i].Key) {
			continue
		}
		for _, word := range c.Words {
			list = match.Union(list, r.Fields["model"].ByWord[word])
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(v *match.Entry) bool { return !slices.Contains(makes, v.Makes[0]) })
	if len(list) == 0 {
		return to, options
	}
	return i + 1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(list), Why: "the models with this in their name"}}
}
