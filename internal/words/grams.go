package words

import (
	"math"
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
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
	if r.otherVersion(i) {
		return i + 1
	}
	to, options := r.longest(i)
	if to == i {
		return i
	}
	if m := slices.IndexFunc(options, func(o Reading) bool { return o.Parameter == "model" && o.Outcome != Ambiguous && o.Outcome != Unknown }); m >= 0 {
		switch {
		case r.inQuotes(i, to):
			options[m] = r.fields["model"].exactly(r.span(i, to))
			options[m].Parameter = "model"
		default:
			options[m] = r.headed(i, to, r.undirtied(i, to, options[m]))
			r.model = r.tokens[i].Key
			if end := r.version(i, to, &options[m]); end > to {
				to, options = end, options[m:m+1]
			}
		}
	}
	if options[0].Parameter == "condition" && to < len(r.tokens) && states[r.tokens[to].Key] {
		to++
	}
	r.take(i, to, options)
	return to
}

// inQuotes tells whether a stretch stands in quotes.
func (r *reader) inQuotes(from, to int) bool {
	const marks = "\"“”„«»"
	rest := r.text[r.tokens[to-1].End:]
	return strings.ContainsAny(r.tokens[from].Gap, marks) && !strings.ContainsAny(r.tokens[from].Gap, ":=") && strings.IndexAny(strings.TrimSpace(rest), marks) == 0
}

// states are words behind a condition: "good shape".
var states = map[string]bool{"condition": true, "shape": true, "nick": true, "order": true, "state": true}

// longest returns the longest stretch from a token on that may be values, and what they are.
func (r *reader) longest(i int) (int, []Reading) {
	for n := min(maxGram, len(r.tokens)-i); n > 0; n-- {
		key := r.key(i, i+n)
		plural := n == 1 && strings.HasSuffix(key, "s") && r.index[strings.TrimSuffix(key, "s")]
		if !r.index[key] && !plural {
			continue
		}
		options := r.options(i, i+n, key)
		if len(options) > 0 && !r.madeOfTwo(i, i+n, key) {
			return i + n, options
		}
	}
	return i, nil
}

// maxNameWords is how many words a model's name has that is found by one in its middle.
const maxNameWords = 3

// madeOfTwo tells whether a rare model is better read as two things: a frequent model, and a value of another parameter
// behind it, such as "mustang convertible".
func (r *reader) madeOfTwo(from, to int, key string) bool {
	long := vehiclesOf(r.fields["model"].byKey[key])
	if long == 0 {
		return false
	}
	for at := to - 1; at > from; at-- {
		head, tail := r.key(from, at), r.key(at, to)
		if len(r.fields["make"].byKey[head]) > 0 && vehiclesOf(r.fields["model"].byKey[tail]) >= long && r.hasModel(head, tail) {
			return true
		}
		if vehiclesOf(r.fields["model"].byKey[head]) < long*manyTimes {
			continue
		}
		for _, f := range r.sure {
			if len(f.byKey[tail]) > 0 || len(f.meanings[tail]) > 0 && len(f.values) > 0 && f.name != "body_type" {
				return true
			}
		}
	}
	return false
}

// manyTimes is how many times as frequent a model must be as its longer name.
const manyTimes = 4

func vehiclesOf(list []*value) (n int64) {
	for _, v := range list {
		n += v.vehicles
	}
	return n
}

// options returns what a stretch may mean. All of its meanings are of the best tier that has any.
func (r *reader) options(from, to int, key string) []Reading {
	if !r.usable(from, to, key) {
		return nil
	}
	if r.ofName(from, key) {
		if reading, tier := r.option(r.named, from, to, key); tier < tierAbsent {
			reading.Parameter = r.named
			return []Reading{reading}
		}
	}
	if from > 0 && len(key) > 2 && (inPlace[r.tokens[from-1].Key] || r.joinsPlace()) {
		if reading, tier := r.option("location", from, to, key); tier < tierAbsent && reading.Outcome != Ambiguous {
			reading.Parameter = "location"
			return []Reading{reading}
		}
	}
	best := tierNone
	var options []Reading
	try := func(key string) {
		for _, f := range r.asked {
			reading, tier := r.option(f.name, from, to, key)
			if tier < best {
				best, options = tier, nil
			}
			if tier == best && tier < tierNone {
				reading.Parameter = f.name
				options = append(options, reading)
			}
		}
	}
	try(key)
	if singular, ok := strings.CutSuffix(key, "s"); ok && best >= tierPart && len(singular) > 2 && to == from+1 {
		for _, f := range r.sure {
			if f.Weight > 1 && len(f.byKey[singular]) > 0 {
				best, options = tierNone, nil // "trucks" are no model of that name.
			}
		}
	}
	if singular, ok := strings.CutSuffix(key, "s"); ok && best == tierNone && (len(singular) > 2 || r.book.Tables.Weak[singular]) && to == from+1 && !r.book.Common[key] && (!r.book.Tables.Weak[singular] || r.besideModel(from, singular)) {
		try(singular)
		options = slices.DeleteFunc(options, func(o Reading) bool { return o.Parameter == "trim" || o.Parameter == "condition" })
		for i := range options {
			options[i] = asRead(options[i], "the singular")
		}
	}
	return options
}

// usable tells whether a stretch may be a value. Joints and common words are none, though they may look like one.
func (r *reader) usable(from, to int, key string) bool {
	first := r.tokens[from]
	alone := to == from+1
	for i := from + 1; i < to; i++ {
		gap := r.tokens[i].Gap
		if strings.ContainsAny(gap, ";!?:()[]{}") || strings.Contains(gap, ",") && len(r.fields["location"].byKey[key]) == 0 || strings.Contains(gap, "/") && strings.Contains(gap, " ") && len(r.fields["location"].byKey[key]) == 0 {
			return false
		}
	}
	if last := r.tokens[to-1]; !alone && r.is(to-1, wordbook.OrJoint) && !capital(last.Text) {
		return false // "in Oregon or Washington" holds no "OR".
	}
	switch {
	case r.ofName(from, key):
		return true
	case alone && likens[key] && r.beforeHead(to):
		return false // "tipo Jimny"
	case alone && !first.IsNumber && len(r.names[key]) > 0 && r.names[key][0].of != "" && len(r.names[key][0].words) == 1:
		return false // "fuel" is no fuel.
	case alone && len([]rune(key)) < 2 && !first.IsNumber:
		return r.afterModel() && len(r.fields["trim"].byKey[key]) > 0
	case alone && (key == "unknown" || key == "other") && r.fieldBehind(to) != "":
		return true
	case alone && r.book.Tables.Weak[key] && r.exclaimed(from):
		return true
	case first.IsNumber && len(r.fields["trim"].byKey[key])+len(r.fields["model"].byKey[key]) > 0 && !alone:
		return true
	case alone && r.book.Tables.Weak[key] && (r.nameAlone(from, key) || r.besideModel(from, key)):
		return true
	case alone && r.book.Tables.WeakMeanings[key] && r.isKind(key) && r.itemAlone(from):
		return true
	case alone && r.book.Tables.WeakMeanings[key] && len(r.pieces) > 0 && r.pieces[len(r.pieces)-1].carries("body_type") && len(r.fields["body_type"].meanings[key]) > 0 && len(r.fields["body_type"].byKey[key]) == 0:
		return false // "SUV compact"
	case alone && (r.book.Tables.Weak[key] || r.book.Tables.WeakMeanings[key] && len(r.fields["color"].byKey[key]) == 0):
		return r.afterMake(key) || r.book.Tables.WeakMeanings[key] && r.isKind(key) && (r.speaks != 0 && !r.english || r.restKnown(from)) || (r.afterModel() || r.afterArticle(from)) && len(r.fields["body_type"].meanings[key]) > 0 || key == "stick" && r.afterModel()
	case alone && first.IsNumber && first.Suffix == "" && !first.Plus && !first.Decimal:
		return r.afterMake(key) || r.beforeMake(to, key) || r.onlyModel(from, key, first) || first.Number < 1000 && first.Number >= 100 && len(r.fields["model"].byKey[key]) > 0
	case first.IsNumber && (first.Suffix != "" || first.Plus || first.Decimal):
		return false
	case !alone && (first.Key == "a" || first.Key == "i" || first.Key == "in"):
		// "a 4 door" holds no A4; "a class" is one because the stock writes two words.
		return r.spaced(from, to, key) || r.tokens[from+1].Gap == "-"
	}
	return true
}

// afterMake tells whether a make stands before a token that has a model of this name.
func (r *reader) afterMake(key string) bool {
	for i := len(r.pieces) - 1; i >= 0; i-- {
		p := r.pieces[i]
		for _, o := range p.options {
			if o.Parameter != "make" {
				continue
			}
			for _, m := range o.Values {
				if r.hasModel(wordbook.Key(m), key) {
					return true
				}
			}
		}
		model := slices.ContainsFunc(p.options, func(o Reading) bool { return o.Parameter == "model" })
		if p.kind != isFiller && p.kind != isOr && p.kind != isAnd && p.kind != isNot && !model { // "peugeot 208 or 2008"
			return false
		}
	}
	return false
}

// beforeMake tells whether the make behind a token has a model of this name: "5008 peugeot".
func (r *reader) beforeMake(i int, key string) bool {
	if f := r.fields["model"]; len(f.byKey[key])+len(f.aliases[key])+len(r.book.Models[key]) == 0 {
		return false
	}
	to, options := r.longest(i)
	return to > i && options[0].Parameter == "make" && !r.cut(i, ",;.!?") && r.ofMake([]string{key}, options[0].Values)
}

func (r *reader) hasModel(brand, key string) bool {
	f := r.fields["model"]
	for _, list := range [][]*value{f.byKey[key], f.aliases[key]} {
		for _, v := range list {
			if slices.Contains(v.makes, brand) {
				return true
			}
		}
	}
	return slices.Contains(r.book.Models[key], brand)
}

func (r *reader) afterModel() bool {
	return len(r.pieces) > 0 && slices.ContainsFunc(r.pieces[len(r.pieces)-1].options, func(o Reading) bool {
		return o.Parameter == "model" || o.Parameter == "trim"
	})
}

// onlyModel tells whether a number without a make can only be a model of the stock: "f250 or 2500", "3008 diesel".
// Round numbers may be prices, and some are years.
func (r *reader) onlyModel(i int, key string, number lexer.Token) bool {
	if len(r.fields["model"].byKey[key]) == 0 || number.Suffix != "" {
		return false
	}
	if n := len(r.pieces); n > 1 && r.pieces[n-1].kind == isOr && r.pieces[n-2].parameter() == "model" && !(number.Number >= 1950 && number.Number < 2100) {
		return true
	}
	if next, ok := r.numberBehindOr(i); ok && vehiclesOf(r.fields["model"].byKey[key]) >= manyModels && vehiclesOf(r.fields["model"].byKey[next]) >= manyModels {
		return true // "2500 or 3500"
	}
	return number.Number >= 2100 && math.Mod(number.Number, 50) != 0
}
