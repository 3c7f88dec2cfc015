package words

import (
	"slices"
	"strings"
)

// The tiers of what a stretch of text may be, the best first.
const (
	tierExact = iota
	tierSynonym
	tierPart
	tierAbsent
	tierNone
)

// words reads the longest stretch of tokens that is a value.
func (r *reader) words(i int) int {
	to, options := r.longest(i)
	if to == i {
		return i
	}
	if options[0].Parameter == "condition" && to < len(r.tokens) && r.book.tables.states[r.tokens[to].key] {
		to++
	}
	r.take(i, to, options)
	return to
}

// longest returns the longest stretch from a token on that may be values, and what they are.
func (r *reader) longest(i int) (int, []Reading) {
	var keys []string
	for n := range min(maxGram, len(r.tokens)-i) {
		keys = append(keys, r.tokens[i+n].key)
	}
	for n := len(keys); n > 0; n-- {
		key := strings.Join(keys[:n], "")
		plural := n == 1 && strings.HasSuffix(key, "s") && r.index[strings.TrimSuffix(key, "s")]
		if !r.index[key] && !plural {
			continue
		}
		if options := r.options(i, i+n, key); len(options) > 0 {
			return i + n, options
		}
	}
	return i, nil
}

// options returns what a stretch may mean: of the best tier only.
func (r *reader) options(from, to int, key string) []Reading {
	if !r.usable(from, to, key) {
		return nil
	}
	best := tierNone
	var options []Reading
	try := func(key string) {
		for _, name := range Parameters() {
			reading, tier := r.option(name, from, to, key)
			if tier < best {
				best, options = tier, nil
			}
			if tier == best && tier < tierNone {
				reading.Parameter = name
				options = append(options, reading)
			}
		}
	}
	try(key)
	if singular, ok := strings.CutSuffix(key, "s"); ok && best == tierNone && len(singular) > 2 && to == from+1 && !r.book.common[key] {
		try(singular)
		options = slices.DeleteFunc(options, func(o Reading) bool { return o.Parameter == "trim" || o.Parameter == "condition" })
		for i := range options {
			options[i] = asRead(options[i], "the singular")
		}
	}
	return options
}

// usable finds joints and words that are no value although they look like one.
func (r *reader) usable(from, to int, key string) bool {
	first := r.tokens[from]
	alone := to == from+1
	for i := from + 1; i < to; i++ {
		if strings.ContainsAny(r.tokens[i].gap, ";!?") || strings.Contains(r.tokens[i].gap, ",") && len(r.fields["location"].byKey[key]) == 0 {
			return false
		}
	}
	switch {
	case alone && len([]rune(key)) < 2 && !first.isNumber:
		return r.afterModel() && len(r.fields["trim"].byKey[key]) > 0
	case alone && (r.book.tables.weak[key] || r.book.tables.weakMeanings[key] && len(r.fields["color"].byKey[key]) == 0):
		return r.afterMake(key)
	case alone && first.isNumber && first.suffix == "" && !first.plus && !first.decimal:
		return r.afterMake(key) || first.number < 1000 && first.number >= 100 && len(r.fields["model"].byKey[key]) > 0
	case first.isNumber && (first.suffix != "" || first.plus || first.decimal):
		return false
	case !alone && (first.key == "a" || first.key == "i" || first.key == "in"):
		// "a 4 door" holds no A4; "a class" is one because the stock writes two words.
		return r.spaced(from, to, key)
	}
	return true
}

// spaced tells whether the stock writes a value in as many words as stand in the text.
func (r *reader) spaced(from, to int, key string) bool {
	for _, name := range []string{"make", "model", "trim"} {
		for _, v := range r.fields[name].byKey[key] {
			if len(v.words) == to-from {
				return true
			}
		}
	}
	return len(r.fields["model"].meanings[key]) > 0 || r.tokens[from].text != strings.ToLower(r.tokens[from].text)
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
				if r.hasModel(keyOf(m), key) {
					return true
				}
			}
		}
		if !p.filler {
			return false
		}
	}
	return false
}

func (r *reader) hasModel(brand, key string) bool {
	for _, v := range r.fields["model"].byKey[key] {
		if slices.Contains(v.makes, brand) {
			return true
		}
	}
	return slices.Contains(r.book.models[key], brand)
}

func (r *reader) afterModel() bool {
	return len(r.pieces) > 0 && slices.ContainsFunc(r.pieces[len(r.pieces)-1].options, func(o Reading) bool {
		return o.Parameter == "model" || o.Parameter == "trim"
	})
}

// option reads a stretch as a value of one parameter.
func (r *reader) option(name string, from, to int, key string) (Reading, int) {
	f := r.fields[name]
	if name == "trim" && !r.trimHere(from, to, key) || name == "location" && !r.placeHere(from, to) ||
		name == "condition" && !r.conditionHere(to, key) || name == "transmission" && key == "auto" && r.germanText(from) {
		return Reading{}, tierNone
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
	if name == "make" && len(f.meanings[key]) > 0 || name == "model" && len(f.byKey[key]) == 0 && r.modelThatExists(from, to, key) || name == "color" && len(f.meanings[key]) > 0 ||
		(name == "fuel_type" || name == "body_type") && len(f.meanings[key]) > 0 && len(f.values) > 0 {
		text := r.span(from, to)
		if list := f.meanings[key]; len(list) == 1 && slices.Contains(list[0].words, key) {
			text = list[0].name
		}
		return Reading{Outcome: Unknown, Values: []string{text}, Why: "the stock has none"}, tierAbsent
	}
	return Reading{}, tierNone
}

// junk tells whether a rare value is a word of a parameter that is surer: dirty stocks have models such as "black".
func (r *reader) junk(f *field, key string) bool {
	if f.name != "model" && f.name != "make" && f.name != "trim" {
		return false
	}
	var own int64
	for _, v := range f.byKey[key] {
		own += v.vehicles
	}
	for _, name := range Parameters()[:8] {
		for _, v := range r.fields[name].byKey[key] {
			if v.vehicles > own {
				return true
			}
		}
	}
	return f.name == "model" && own < 3 && (r.book.common[key] || r.book.tables.fillers[key])
}

// partly reads a stretch as part of a name.
func (r *reader) partly(f *field, from, to int, key string) (Reading, bool) {
	if f.name != "make" && f.name != "model" && f.name != "location" {
		return Reading{}, false
	}
	if len(key) < 4 || r.book.tables.fillers[key] || to == from+1 && (r.book.common[key] || r.tokens[from].isNumber) {
		return Reading{}, false
	}
	var keys []string
	for _, t := range r.tokens[from:to] {
		keys = append(keys, t.key)
	}
	reading, ok := f.part(keys, nil)
	if !ok {
		return reading, false
	}
	if reading.Outcome == Ambiguous {
		for _, c := range reading.Candidates {
			if !strings.HasPrefix(keyOf(c.Value), key) {
				return reading, false
			}
		}
	}
	return reading, true
}

// modelThatExists tells whether a stretch is a model that the stock does not have, and clearly so.
func (r *reader) modelThatExists(from, to int, key string) bool {
	if len(r.book.models[key]) == 0 {
		return len(r.fields["model"].meanings[key]) > 0
	}
	if r.afterMake(key) {
		return true
	}
	number := to == from+1 && r.tokens[from].isNumber
	return len(key) >= 4 && !number && !r.book.common[key] && !r.book.tables.fillers[key]
}

// trimHere tells whether a trim may stand here: most are common words, and mean one only beside a make or model.
func (r *reader) trimHere(from, to int, key string) bool {
	if len(r.fields["trim"].byKey[key]) == 0 {
		return false
	}
	if to-from > 1 || hasDigit(key) {
		return true
	}
	for _, p := range r.pieces {
		for _, o := range p.options {
			if o.Parameter == "make" || o.Parameter == "model" {
				return true
			}
		}
	}
	return !r.book.common[key] && !r.book.tables.fillers[key] && len(key) > 2
}

// placeHere keeps the two letters of a state to where they are written as such.
func (r *reader) placeHere(from, to int) bool {
	t := r.tokens[from]
	if to > from+1 || len(t.key) > 2 {
		return true
	}
	if !capital(t.text) || from == 0 {
		return false
	}
	before := r.tokens[from-1].key
	return before == "in" || before == "near" || strings.Contains(t.gap, ",")
}

// conditionHere keeps "good" and "fair" to conditions: there are good deals and fair prices.
func (r *reader) conditionHere(to int, key string) bool {
	if key != "good" && key != "fair" && key != "other" {
		return true
	}
	return to < len(r.tokens) && r.book.tables.states[r.tokens[to].key]
}

// germanText tells whether the words before make "Auto" a German car.
func (r *reader) germanText(at int) bool {
	if r.tokens[at].text == "Auto" && at > 0 {
		return true
	}
	for _, t := range r.tokens[:at] {
		if german[t.key] || strings.HasPrefix(t.key, "rot") || strings.HasPrefix(t.key, "schwarz") || strings.HasPrefix(t.key, "weiss") {
			return true
		}
	}
	return false
}

var german = map[string]bool{"ein": true, "eine": true, "einen": true, "das": true, "ich": true, "suche": true, "mit": true, "und": true, "kein": true, "blaues": true, "grunes": true, "graues": true, "gelbes": true, "neues": true, "gebrauchtes": true}
