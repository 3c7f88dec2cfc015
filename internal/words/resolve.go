package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// resolve chooses between the meanings of each piece by its neighbours. Where they do not decide, the piece stays
// ambiguous.
func (r *reader) resolve() {
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.kind != isValue {
			continue
		}
		if i > 0 && r.within(i) {
			continue
		}
		r.choose(i)
		if len(p.options) == 1 {
			if p.options[0].Outcome == Ambiguous {
				r.narrow(i, &p.options[0])
			}
			continue
		}
		all := Reading{Sent: p.options[0].Sent, Outcome: Ambiguous, Why: "it may mean any of these"}
		for _, o := range p.options {
			if o.Outcome == Ambiguous {
				all.Candidates = append(all.Candidates, o.Candidates...)
				continue
			}
			for _, text := range o.Values {
				for _, v := range r.fields[o.Parameter].byKey[wordbook.Key(text)] {
					all.Candidates = append(all.Candidates, Candidate{Parameter: o.Parameter, Value: v.text, Vehicles: v.vehicles})
				}
			}
		}
		p.options = []Reading{all}
	}
}

// within narrows a place by the one next to it: "Portland Oregon" does not mean all of Oregon.
func (r *reader) within(i int) bool {
	p := &r.pieces[i]
	before := i - 1
	if before > 0 && r.pieces[before].kind == isFiller {
		before--
	}
	last := &r.pieces[before]
	if len(p.options) != 1 || p.options[0].Parameter != "location" || last.kind != isValue || len(last.options) != 1 || last.options[0].Parameter != "location" {
		return false
	}
	var kept []string
	for _, c := range last.options[0].Candidates {
		if slices.Contains(p.options[0].Values, c.Value) {
			kept = append(kept, c.Value)
		}
	}
	for _, text := range last.options[0].Values {
		if slices.Contains(p.options[0].Values, text) {
			kept = append(kept, text)
		}
	}
	if len(kept) == 0 {
		return false
	}
	o := &last.options[0]
	o.Outcome, o.Values, o.Candidates, o.Why, o.Sent = Interpreted, kept, nil, "the one that goes with the rest", r.span(last.from, p.to)
	last.to, p.gone = p.to, true
	return true
}

// choose drops the options of a piece that its neighbours speak against.
func (r *reader) choose(i int) {
	p := &r.pieces[i]
	if len(p.options) < 2 {
		return
	}
	index := func(name string) int {
		return slices.IndexFunc(p.options, func(o Reading) bool { return o.Parameter == name })
	}
	keep := func(at int) { p.options = []Reading{p.options[at]} }
	if at := index("model"); at >= 0 && r.beside(i, p.options[at].Values) {
		keep(at) // "chevy colorado" is no place.
		return
	}
	if body := index("body_type"); body >= 0 && index("color") >= 0 && r.speaks == 0 {
		keep(body) // A "vert" is green in French alone.
		return
	}
	if place := index("location"); place >= 0 && (r.behindPlace(i) || p.from > 0 && inPlace[r.tokens[p.from-1].Key]) {
		keep(place) // "in San Antonio"
		return
	}
	// The surer parameters come first.
	for _, f := range r.sure {
		if at := index(f.name); at >= 0 {
			keep(at)
			return
		}
	}
	p.options = r.standardFirst(p.options)
	brand, model, trim := index("make"), index("model"), index("trim")
	makes, models := r.others(i, "make"), r.others(i, "model")
	switch {
	case trim >= 0 && len(models) > 0:
		keep(trim)
	case model >= 0 && slices.ContainsFunc(makes, func(m string) bool {
		return slices.ContainsFunc(p.options[model].Values, func(v string) bool { return r.hasModel(wordbook.Key(m), wordbook.Key(v)) })
	}):
		keep(model)
	case brand >= 0 && slices.ContainsFunc(models, func(m string) bool {
		return slices.ContainsFunc(p.options[brand].Values, func(v string) bool { return r.hasModel(wordbook.Key(v), wordbook.Key(m)) })
	}):
		keep(brand)
	case trim >= 0 && (brand >= 0 || model >= 0):
		p.options = slices.Delete(p.options, trim, trim+1)
	}
}

// inPlace are words before a place that hardly ever stand before anything else that the stock has.
var inPlace = map[string]bool{"in": true, "near": true, "around": true, "bei": true, "nahe": true, "cerca": true, "vicino": true, "pres": true}

// behindPlace tells whether an "or" or a comma joins a piece to a place: "in Phoenix or Tucson".
func (r *reader) behindPlace(i int) bool {
	joined := r.cut(r.pieces[i].from, ",/")
	for at := i - 1; at >= 0; at-- {
		p := &r.pieces[at]
		switch p.kind {
		case isOr, isAnd:
			joined = true
		case isFiller:
		default:
			return joined && p.parameter() == "location"
		}
	}
	return false
}

// beside tells whether the make of a model stands beside it.
func (r *reader) beside(i int, models []string) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(r.pieces) || r.pieces[j].kind != isValue || r.cut(r.pieces[max(i, j)].from, ",;.!?") {
			continue
		}
		for _, o := range r.pieces[j].options {
			if o.Parameter != "make" || o.Outcome == Ambiguous || len(r.pieces[j].options) > 1 {
				continue
			}
			own := r.fields["model"].byKey[wordbook.Key(models[0])]
			if vehiclesOf(own) >= 2 && r.ofMake(models[:1], o.Values) {
				return true
			}
		}
	}
	return false
}

// standardFirst drops the owner's own fields if a standard field has the word as well.
func (r *reader) standardFirst(options []Reading) []Reading {
	own := func(o Reading) bool { return r.fields[o.Parameter] != nil && r.fields[o.Parameter].Own }
	standard := slices.DeleteFunc(slices.Clone(options), own)
	if len(standard) == 0 {
		return options
	}
	return standard
}

// narrow chooses between a make's candidates by the models beside it, and between models by the makes.
func (r *reader) narrow(i int, o *Reading) {
	var kept []Candidate
	switch o.Parameter {
	case "make":
		for _, c := range o.Candidates {
			for _, model := range r.others(i, "model") {
				if r.hasModel(wordbook.Key(c.Value), wordbook.Key(model)) && !slices.Contains(kept, c) {
					kept = append(kept, c)
				}
			}
		}
	case "model":
		for _, c := range o.Candidates {
			for _, brand := range r.others(i, "make") {
				if r.hasModel(wordbook.Key(brand), wordbook.Key(c.Value)) && !slices.Contains(kept, c) {
					kept = append(kept, c)
				}
			}
		}
	}
	if len(kept) == 1 {
		o.Outcome, o.Values, o.Candidates, o.Why = Interpreted, []string{kept[0].Value}, nil, "the one that goes with the rest"
	}
}

// others returns the values of a parameter in all other pieces that are not ambiguous.
func (r *reader) others(i int, name string) []string {
	var list []string
	for j, p := range r.pieces {
		if j == i || len(p.options) == 0 {
			continue
		}
		for _, o := range p.options {
			if o.Parameter == name && o.Outcome != Ambiguous {
				list = append(list, o.Values...)
			}
		}
	}
	return list
}

// afterArticle tells whether an article of another language than English stands before a token: "un break" is an
// estate.
func (r *reader) afterArticle(i int) bool {
	return i > 0 && r.speaks != 0 && articles[r.tokens[i-1].Key]
}

// compound reads a German or Dutch word whose end says nothing more: "Benzinmotor", "dieselauto".
func (r *reader) compound(i int) int {
	key := r.tokens[i].Key
	for _, end := range r.book.Tables.Ends {
		head, ok := strings.CutSuffix(key, end)
		if !ok || len(head) < leastHead || !r.index[head] {
			continue
		}
		for _, f := range r.sure {
			if reading, ok := f.direct(head, head); ok && f.Weight > 1 && reading.Outcome != Ambiguous {
				reading = asRead(reading, "the word says it")
				reading.Parameter = f.name
				r.take(i, i+1, []Reading{reading})
				return i + 1
			}
		}
	}
	return i
}

// leastHead is how many letters the word has at least that a compound begins with.
const leastHead = 3

// restKnown tells whether all other words of a text are known, among them a value: "convertible stick", "break hors
// Volvo". What might be an everyday word is then one for cars, too.
func (r *reader) restKnown(i int) bool {
	found := false
	for _, p := range r.pieces {
		if p.kind == isLeft {
			return false
		}
		found = found || p.kind == isValue
	}
	for _, t := range r.tokens[i+1:] {
		switch {
		case t.IsNumber || signs[t.Key]:
		case len(r.fields["model"].byKey[t.Key])+len(r.fields["make"].byKey[t.Key]) > 0,
			slices.ContainsFunc(r.sure, func(f *field) bool {
				return len(f.byKey[t.Key]) > 0 || len(f.meanings[t.Key]) > 0 && !r.book.Tables.WeakMeanings[t.Key]
			}):
			found = true
		case len(r.book.Tables.Phrases[t.Key]) == 0:
			return false
		}
	}
	return found && len(r.tokens) <= fewWords
}

// fewWords is how many words a text has in which each one is for cars.
const fewWords = 5

// isKind tells whether a word is one for a body type or a transmission.
func (r *reader) isKind(key string) bool {
	return len(r.fields["body_type"].meanings[key])+len(r.fields["transmission"].meanings[key]) > 0
}
