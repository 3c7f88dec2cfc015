package words

import (
	"math"
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// A stretch of text is read as the best of these tiers.
const (
	tierExact = iota
	tierSynonym
	tierPart
	tierAbsent
	tierNone
)

// words reads the longest stretch of tokens that is a value.
func (r *reader) words(i int) int {
	if r.otherVersion(i) || r.sizeOfClass(i) {
		return i + 1
	}
	to, options := r.bodyOfMake(i)
	if to == i {
		return i
	}
	if m := slices.IndexFunc(options, func(o match.Reading) bool {
		return o.Parameter == "model" && o.Outcome != match.Ambiguous && o.Outcome != match.Unknown
	}); m >= 0 {
		switch {
		case r.InQuotes(i, to):
			options[m] = r.Fields["model"].Exactly(r.Span(i, to))
			options[m].Parameter = "model"
		default:
			options[m] = r.headed(i, to, r.undirtied(i, to, options[m]))
			r.model = r.Tokens[i].Key
			if len(r.model) == 1 {
				r.model = r.Key(i, to) // "F-150"
			}
			if end := r.version(i, to, &options[m]); end > to {
				to, options = end, options[m:m+1]
			}
		}
	}
	if options[0].Parameter == "condition" && r.May(to, wordbook.StateEnd) {
		to++
	}
	return r.Take(i, to, options)
}

// longest returns the longest stretch from a token on that may be values, and what they are.
func (r *reader) longest(i int) (int, []match.Reading) {
	for n := min(maxGram, len(r.Tokens)-i); n > 0; n-- {
		key := r.Key(i, i+n)
		plural := r.mayBePlural(i, i+n, key) && r.Index[singularOf(r.Index, key)] != 0
		if r.Index[key] == 0 && !plural {
			continue
		}
		options := r.options(i, i+n, key)
		if len(options) > 0 && !r.madeOfTwo(i, i+n, key) {
			return i + n, options
		}
	}
	return i, nil
}

// mayBePlural tells whether a stretch may be more than one of a thing: a word, a name that ends with a number, such as
// "F-250s", or a model of two words.
func (r *reader) mayBePlural(from, to int, key string) bool {
	singular, last := singularOf(r.Index, key), r.Tokens[to-1].Key
	return singular != key && (to == from+1 || wordbook.HasDigit(last) || to == from+2 && len(last) > 2 && (len(r.Book.Models[singular]) > 0 || match.VehiclesOf(r.Fields["model"].ByKey[singular]) >= match.ManyVehicles))
}

// maxNameWords is how many words a model's name has that is found by one in its middle.
const maxNameWords = 3

// madeOfTwo tells whether a rare model is better read as two things: a frequent model, and a value of another parameter
// behind it, such as "mustang convertible".
func (r *reader) madeOfTwo(from, to int, key string) bool {
	long := match.VehiclesOf(r.Fields["model"].ByKey[key])
	if long == 0 {
		return false
	}
	for at := to - 1; at > from; at-- {
		head, tail := r.Key(from, at), r.Key(at, to)
		if len(r.Fields["make"].ByKey[head]) > 0 && match.VehiclesOf(r.Fields["model"].ByKey[tail]) >= long && r.HasModel(head, tail) {
			return true
		}
		short := match.VehiclesOf(r.Fields["model"].ByKey[head])
		if to == at+1 && short >= long && (r.SaysDrive(tail, long <= match.FewVehicles) || r.saysEngine(at) && !r.Book.Trims[tail]) || short >= long*manyTimes && r.surelySaid(at, to, tail) {
			return true
		}
		if short > 0 && len(r.Fields["body_type"].ByKey[tail]) > 0 && r.familyOf(from) >= long*manyTimes {
			return true // "mustang gt convertible"
		}
	}
	return to > from+1 && long <= match.FewVehicles && r.MisspeltMake(r.Tokens[from].Key) && r.Index[r.Key(from+1, to)] != 0
}

// familyOf counts the vehicles of the models whose names begin with the word at a token.
func (r *reader) familyOf(i int) (n int64) {
	for _, v := range r.Fields["model"].ByWord[r.Tokens[i].Key] {
		if v.Words[0] == r.Tokens[i].Key {
			n += v.Vehicles
		}
	}
	return n
}

// manyTimes is how many times as frequent a model must be as its longer name.
const manyTimes = 4

// options returns what a stretch may mean. All of its meanings are of the best tier that has any.
func (r *reader) options(from, to int, key string) []match.Reading {
	if !r.usable(from, to, key) {
		return nil
	}
	if either := r.eitherWord(key); either != nil {
		return either
	}
	key = r.inLanguage(key)
	if from > 0 && len(key) > 2 && (r.May(from-1, wordbook.OnlyAtPlace) || r.joinsPlace()) {
		if reading, tier := r.option("location", from, to, key); tier < tierAbsent && reading.Outcome != match.Ambiguous && (tier == tierExact || len(r.Fields["color"].ByKey[key]) == 0) {
			reading.Parameter = "location"
			return []match.Reading{reading}
		}
	}
	best := tierNone
	var options []match.Reading
	try := func(key string) {
		known := r.Index[key]
		for _, f := range r.Asked {
			if known&f.Bit == 0 && (to == from+1 || f.Name != "make" && f.Name != "model" && f.Name != "location") {
				continue // Only names of several words may have parts that are not in the index.
			}
			reading, tier := r.option(f.Name, from, to, key)
			if tier < best {
				best, options = tier, nil
			}
			if tier == best && tier < tierNone {
				reading.Parameter = f.Name
				options = append(options, reading)
			}
		}
	}
	if singular := r.singularModel(from, to, key); singular != "" {
		key = singular // "the Coopers" are all of them, not the Cooper S.
	}
	try(key)
	if singular := singularOf(r.Index, key); singular != key && best == tierNone && r.mayBePlural(from, to, key) && (to > from+1 || (len(singular) > 2 || wordbook.HasDigit(singular) || r.Book.Tables.Weak[singular] || r.capitalsOf(from)) && !r.Book.Common[key] && (!r.Book.Tables.Weak[singular] || r.besideModel(from, singular))) {
		try(singular)
		options = slices.DeleteFunc(options, func(o match.Reading) bool { return o.Parameter == "trim" || o.Parameter == "condition" })
		for i := range options {
			options[i] = match.AsRead(options[i], "the singular")
		}
	}
	return options
}

// singularOf returns the word whose plural a key may be, or the key itself: "buses" are more than one bus.
func singularOf(known map[string]uint64, key string) string {
	singular, plural := strings.CutSuffix(key, "s")
	if short, ok := strings.CutSuffix(singular, "e"); plural && ok && known[singular] == 0 && (strings.HasSuffix(short, "s") || strings.HasSuffix(short, "x") || strings.HasSuffix(short, "ch") || strings.HasSuffix(short, "sh")) {
		return short
	}
	return singular
}

// singularModel returns the model whose plural a word is, if the stock only has a model of the plural's spelling in two
// words; "" otherwise.
func (r *reader) singularModel(from, to int, key string) string {
	f := r.Fields["model"]
	singular, plural := strings.CutSuffix(key, "s")
	if plural && to == from+1 && wordbook.HasDigit(key) && len(f.ByKey[key]) == 0 && match.VehiclesOf(f.ByKey[singular]) > match.VehiclesOf(f.ByHead[key]) {
		return singular // "G37s" are all of them, and not the G37S Coupe.
	}
	if !plural || to > from+1 || len(singular) < 4 || len(f.ByKey[singular]) == 0 || slices.ContainsFunc(f.ByKey[key], func(v *match.Entry) bool { return len(v.Words) == 1 }) || len(f.ByKey[key]) == 0 {
		return ""
	}
	return singular
}

// bodyBefore tells whether a body type stands before a token in its clause, with no other value between the two.
func (r *reader) bodyBefore(i int) bool {
	for n := len(r.Pieces) - 1; n >= 0 && !r.Cut(min(i, len(r.Tokens)-1), ",;.!?"); n-- {
		switch p := &r.Pieces[n]; {
		case p.Carries("body_type"):
			return true
		case p.Kind == syntax.IsValue || p.Kind == syntax.IsOr || p.Kind == syntax.IsAnd:
			return false
		}
		i = r.Pieces[n].From
	}
	return false
}

// usable tells whether a stretch may be a value. Joints and common words are none, though they may look like one.
func (r *reader) usable(from, to int, key string) bool {
	first := r.Tokens[from]
	alone := to == from+1
	for i := from + 1; i < to; i++ {
		gap := r.Tokens[i].Gap
		if gap == "/" && r.Book.Trims[r.Tokens[i].Key] && r.Index[r.Key(from, i)]&r.Fields["model"].Bit != 0 {
			return false // "odyssey EX-L/Touring"
		}
		if strings.ContainsAny(gap, ";!?:()[]{}") || strings.Contains(gap, ". ") && len(r.Tokens[i-1].Key) > longestAbbreviation || strings.Contains(gap, ",") && len(r.Fields["location"].ByKey[key]) == 0 || strings.Contains(gap, "/") && strings.Contains(gap, " ") && len(r.Fields["location"].ByKey[key]) == 0 {
			return false
		}
	}
	if !alone && r.noName(from, to) {
		return false
	}
	switch {
	case r.ofName(from, key):
		return true
	case alone && r.May(from, wordbook.Likens) && (r.beforeHead(to) || r.beforeKind(to)):
		return false // "tipo Jimny"
	case alone && !first.IsNumber && len(r.FieldNames[key]) > 0 && r.FieldNames[key][0].Of != "" && len(r.FieldNames[key][0].Words) == 1:
		return false // "fuel" is no fuel.
	case alone && r.Book.Tables.NumbersIn[key]&r.Speaks != 0 && r.unlikeName(from):
		return false // "siamo in quattro" speaks of no drivetrain.
	case alone && len([]rune(key)) < 2 && !first.IsNumber:
		return r.afterModel() && len(r.Fields["trim"].ByKey[key]) > 0
	case alone && r.May(from, wordbook.NoValue) && r.namedBehind(to):
		return true
	case alone && r.Book.Tables.Weak[key] && r.exclaimed(from):
		return true
	case first.IsNumber && len(r.Fields["trim"].ByKey[key])+len(r.Fields["model"].ByKey[key]) > 0 && !alone:
		return true
	case !alone && r.saysEngine(to-1) && len(r.Fields["model"].ByKey[key]) == 0:
		joined := r.Tokens[to-1].Gap == "-" || r.afterModel() && !r.Cut(from, ",;.!?") // "Niro plug-in", but "to plug in"
		return joined && len(r.Fields["fuel_type"].Meanings[key]) > 0                  // "charger hemi" is any Charger.
	case alone && r.Book.Tables.Weak[key] && (r.nameAlone(from, key) || r.besideModel(from, key)):
		return true
	case alone && r.Book.Tables.WeakMeanings[key] && (r.May(from-1, wordbook.Possessive) || r.Speaks != 0 && r.Filler(key)):
		return false // "wo kann man …", "mijn man wil …"
	case alone && r.Book.Tables.WeakMeanings[key] && r.isKind(key) && r.itemAlone(from):
		return true
	case alone && r.Book.Tables.WeakMeanings[key] && r.trimHere(from, to, key):
		return true // "Focus Titanium"
	case alone && r.Book.Tables.WeakMeanings[key] && r.bodyBefore(from) && len(r.Fields["body_type"].Meanings[key]) > 0 && len(r.Fields["body_type"].ByKey[key]) == 0:
		return false // "SUV compact"
	case alone && (r.Book.Tables.Weak[key] || r.Book.Tables.WeakMeanings[key] && len(r.Fields["color"].ByKey[key]) == 0):
		return r.afterMake(key) || r.Book.Tables.WeakMeanings[key] && r.isKind(key) && (r.Speaks != 0 && !r.English || r.restKnown(from)) || (r.afterModel() || r.afterArticle(from)) && len(r.Fields["body_type"].Meanings[key]) > 0 || r.May(from, wordbook.WeakAlone) && (r.afterModel() || r.May(from-1, wordbook.Indefinite) || r.behindNot() || r.English && to == len(r.Tokens) && len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].Kind == syntax.IsValue)
	case alone && first.IsNumber && r.measures(to):
		return false // "140 PS" is no model 140.
	case alone && first.IsNumber && first.Suffix == "" && !first.Plus && !first.Decimal:
		return r.afterMake(key) || r.onlyModel(from, key, first) || first.Number < 1000 && first.Number >= 100 && len(r.Fields["model"].ByKey[key]) > 0
	case first.IsNumber && (first.Suffix != "" || first.Plus || first.Decimal):
		return false
	case !alone && (first.Key == "a" || first.Key == "i" || first.Key == "in"):
		// "a 4 door" and "A 5 Series" hold no A4 or A5, but "A 4" and "a-class" may.
		return len(r.Fields["model"].Meanings[key]) > 0 || first.Text != strings.ToLower(first.Text) && !r.May(to, wordbook.SeriesEnd) || r.Tokens[from+1].Gap == "-"
	}
	return true
}

// afterMake tells whether a make stands before a token that has a model of this name.
func (r *reader) afterMake(key string) bool {
	for i := len(r.Pieces) - 1; i >= 0; i-- {
		p := r.Pieces[i]
		for _, o := range p.Options {
			if o.Parameter != "make" {
				continue
			}
			for _, m := range o.Values {
				if r.HasModel(wordbook.Key(m), key) {
					return true
				}
			}
		}
		if p.Kind != syntax.IsFiller && p.Kind != syntax.IsOr && p.Kind != syntax.IsAnd && p.Kind != syntax.IsNot && !p.May("model") { // "peugeot 208 or 2008"
			return false
		}
	}
	return false
}

// afterModel tells whether the last thing that was read may be a model or a trim.
func (r *reader) afterModel() bool {
	return len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].May("model", "trim")
}

// surelyModel tells whether a value that is no make or model stands at a token, so that a year has no place before it:
// "Captur ou 2008 essence".
func (r *reader) surelyModel(i int) bool {
	_, options := r.longest(i)
	return len(options) > 0 && options[0].Parameter != "make" && options[0].Parameter != "model"
}

// onlyModel tells whether a number without a make can only be a model of the stock: "f250 or 2500", "3008 diesel".
// Round numbers may be prices, and some are years.
func (r *reader) onlyModel(i int, key string, number lexer.Token) bool {
	if len(r.Fields["model"].ByKey[key]) == 0 || number.Suffix != "" {
		return false
	}
	if n := r.Said(len(r.Pieces)) + 1; n > 1 && r.Pieces[n-1].Kind == syntax.IsOr && r.Pieces[n-2].Parameter() == "model" && (!(number.Number >= 1950 && number.Number < 2100) || match.VehiclesOf(r.Fields["model"].ByKey[key]) >= match.ManyVehicles && (i+1 == len(r.Tokens) || r.Cut(i+1, ",;.!?") || r.May(i-1, wordbook.Indefinite) && !r.beforeHead(i+1) || r.surelyModel(i+1))) {
		return true
	}
	if next, ok := r.numberBehindOr(i); ok && match.VehiclesOf(r.Fields["model"].ByKey[key]) >= match.ManyVehicles && match.VehiclesOf(r.Fields["model"].ByKey[next]) >= match.ManyVehicles {
		return true // "2500 or 3500"
	}
	return number.Number >= 2100 && math.Mod(number.Number, 50) != 0
}
