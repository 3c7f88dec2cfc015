package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// resolve chooses between the meanings of each piece by its neighbours. Where they do not decide, the piece stays
// ambiguous.
func (r *reader) resolve() {
	for i := range r.Pieces {
		p := &r.Pieces[i]
		if p.Kind == syntax.IsQuestion {
			r.modelAgain(i)
		}
		if p.Kind != syntax.IsValue {
			continue
		}
		if i > 0 && r.within(i) {
			continue
		}
		r.choose(i)
		if len(p.Options) == 1 {
			if p.Options[0].Outcome == match.Ambiguous {
				r.narrow(i, &p.Options[0])
			}
			continue
		}
		all := match.Reading{Sent: p.Options[0].Sent, Outcome: match.Ambiguous, Why: "it may mean any of these"}
		for _, o := range p.Options {
			if o.Outcome == match.Ambiguous {
				all.Candidates = append(all.Candidates, o.Candidates...)
				continue
			}
			for _, text := range o.Values {
				for _, v := range r.Fields[o.Parameter].ByKey[wordbook.Key(text)] {
					all.Candidates = append(all.Candidates, match.Candidate{Parameter: o.Parameter, Value: v.Text, Vehicles: v.Vehicles})
				}
			}
		}
		p.Options = []match.Reading{all}
		if len(all.Candidates) == 0 {
			p.Kind, p.Options = syntax.IsLeft, nil // The stock has neither a Cadillac nor a Caddy.
		}
	}
}

// within narrows a place by the one next to it: "Portland Oregon" does not mean all of Oregon.
func (r *reader) within(i int) bool {
	p := &r.Pieces[i]
	before := i - 1
	if before > 0 && r.Pieces[before].Kind == syntax.IsFiller {
		before--
	}
	last := &r.Pieces[before]
	if len(p.Options) != 1 || p.Options[0].Parameter != "location" || last.Kind != syntax.IsValue || len(last.Options) != 1 || last.Options[0].Parameter != "location" {
		return false
	}
	var kept []string
	for _, c := range last.Options[0].Candidates {
		if slices.Contains(p.Options[0].Values, c.Value) {
			kept = append(kept, c.Value)
		}
	}
	for _, text := range last.Options[0].Values {
		if slices.Contains(p.Options[0].Values, text) {
			kept = append(kept, text)
		}
	}
	if len(kept) == 0 {
		if r.elsewhere(last, p) {
			last.Kind = syntax.IsLeft
		}
		return false
	}
	o := &last.Options[0]
	o.Outcome, o.Values, o.Candidates, o.Why, o.Sent = match.Interpreted, kept, nil, "the one that goes with the rest", r.Span(last.From, p.To)
	last.To, p.Gone = p.To, true
	return true
}

// elsewhere tells whether a state right behind a town is not the one that the stock has the town in: "Portland Maine".
func (r *reader) elsewhere(town, state *syntax.Piece) bool {
	whole := func(p *syntax.Piece) bool {
		list := r.Fields["location"].Meanings[r.Key(p.From, p.To)]
		return len(list) > 0 && len(list[0].Whole) > 0
	}
	return town.To == state.From && (!r.Cut(state.From, ",;/.|") || state.To == state.From+1 && len(r.Tokens[state.From].Key) == 2) && whole(state) && !whole(town)
}

// choose drops the options of a piece that its neighbours speak against.
func (r *reader) choose(i int) {
	p := &r.Pieces[i]
	if len(p.Options) < 2 {
		return
	}
	index := func(name string) int {
		return slices.IndexFunc(p.Options, func(o match.Reading) bool { return o.Parameter == name })
	}
	keep := func(at int) { p.Options = []match.Reading{p.Options[at]} }
	if at := index("model"); at >= 0 && r.beside(i, p.Options[at].Values) {
		keep(at) // "chevy colorado" is no place.
		return
	}
	if at := index("model"); at >= 0 && index("body_type") >= 0 && r.amongModels(i) {
		keep(at) // "Sprinter or Transporter"
		return
	}
	if body := index("body_type"); body >= 0 && index("color") >= 0 && r.Speaks == 0 {
		keep(body) // A "vert" is green in French alone.
		return
	}
	if place := index("location"); place >= 0 && (r.behindPlace(i) || r.May(p.From-1, wordbook.OnlyAtPlace)) {
		keep(place) // "in San Antonio"
		return
	}
	// The surer parameters come first.
	for _, f := range r.Sure {
		if at := index(f.Name); at >= 0 {
			keep(at)
			return
		}
	}
	p.Options = r.standardFirst(p.Options)
	brand, model, trim := index("make"), index("model"), index("trim")
	makes, models := r.others(i, "make"), r.others(i, "model")
	switch {
	case trim >= 0 && len(models) > 0:
		keep(trim)
	case model >= 0 && slices.ContainsFunc(makes, func(m string) bool {
		return slices.ContainsFunc(p.Options[model].Values, func(v string) bool { return r.HasModel(wordbook.Key(m), wordbook.Key(v)) })
	}):
		keep(model)
	case brand >= 0 && slices.ContainsFunc(models, func(m string) bool {
		return slices.ContainsFunc(p.Options[brand].Values, func(v string) bool { return r.HasModel(wordbook.Key(v), wordbook.Key(m)) })
	}):
		keep(brand)
	case trim >= 0 && (brand >= 0 || model >= 0):
		p.Options = slices.Delete(p.Options, trim, trim+1)
	}
}

// amongModels tells whether an "or" joins a piece to one that can only be a model, or a body type stands right before
// it.
func (r *reader) amongModels(i int) bool {
	only := func(n int, field string) bool {
		if n < 0 || n >= len(r.Pieces) || r.Pieces[n].Kind != syntax.IsValue {
			return false
		}
		return !slices.ContainsFunc(r.Pieces[n].Options, func(o match.Reading) bool { return o.Parameter != field })
	}
	last, next := i-1, i+1
	switch {
	case last >= 0 && r.Pieces[last].Kind == syntax.IsOr && only(r.Said(last), "model"):
	case next < len(r.Pieces) && r.Pieces[next].Kind == syntax.IsOr && r.modelBehind(next+1):
	default:
		return only(last, "body_type") && !r.Cut(r.Pieces[i].From, ",;.!?")
	}
	return true
}

// besideOr tells whether an "or" or a body type stands right before a stretch, or an "or" behind it.
func (r *reader) besideOr(from, to int) bool {
	joins := func(p wordbook.Phrase) bool { return p.Role == wordbook.OrJoint }
	if to < len(r.Tokens) && (r.May(to, wordbook.OrInNames) || slices.ContainsFunc(r.Book.Tables.Phrases[r.Tokens[to].Key], joins)) {
		return true
	}
	n := len(r.Pieces) - 1
	return n >= 0 && !r.Cut(from, ",;.!?") && (r.Pieces[n].Kind == syntax.IsOr || r.Pieces[n].Carries("body_type"))
}

// modelBehind tells whether the next piece that asks for something is a model, and can be nothing else.
func (r *reader) modelBehind(n int) bool {
	for n < len(r.Pieces) && r.Pieces[n].Kind == syntax.IsFiller {
		n++
	}
	return n < len(r.Pieces) && r.Pieces[n].Kind == syntax.IsValue && !slices.ContainsFunc(r.Pieces[n].Options, func(o match.Reading) bool { return o.Parameter != "model" })
}

// behindPlace tells whether an "or" or a comma joins a piece to a place: "in Phoenix or Tucson".
func (r *reader) behindPlace(i int) bool {
	joined := r.Cut(r.Pieces[i].From, ",/")
	for at := i - 1; at >= 0; at-- {
		p := &r.Pieces[at]
		switch p.Kind {
		case syntax.IsOr, syntax.IsAnd:
			joined = true
		case syntax.IsFiller:
		default:
			return joined && p.Parameter() == "location"
		}
	}
	return false
}

// beside tells whether the make of a model stands beside it.
func (r *reader) beside(i int, models []string) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(r.Pieces) || r.Pieces[j].Kind != syntax.IsValue || r.Cut(r.Pieces[max(i, j)].From, ",;.!?") {
			continue
		}
		for _, o := range r.Pieces[j].Options {
			if o.Parameter != "make" || o.Outcome == match.Ambiguous || len(r.Pieces[j].Options) > 1 {
				continue
			}
			own := r.Fields["model"].ByKey[wordbook.Key(models[0])]
			if match.VehiclesOf(own) >= 2 && r.OfMake(models[:1], o.Values) {
				return true
			}
		}
	}
	return false
}

// standardFirst drops the owner's own fields if a standard field has the word as well.
func (r *reader) standardFirst(options []match.Reading) []match.Reading {
	own := func(o match.Reading) bool { return r.Fields[o.Parameter] != nil && r.Fields[o.Parameter].Own }
	standard := slices.DeleteFunc(slices.Clone(options), own)
	if len(standard) == 0 {
		return options
	}
	return standard
}

// narrow chooses between a make's candidates by the models beside it, and between models by the makes.
func (r *reader) narrow(i int, o *match.Reading) {
	var kept []match.Candidate
	switch o.Parameter {
	case "make":
		for _, c := range o.Candidates {
			for _, model := range r.others(i, "model") {
				if r.HasModel(wordbook.Key(c.Value), wordbook.Key(model)) && !slices.Contains(kept, c) {
					kept = append(kept, c)
				}
			}
		}
	case "model":
		for _, c := range o.Candidates {
			for _, brand := range r.others(i, "make") {
				if r.HasModel(wordbook.Key(brand), wordbook.Key(c.Value)) && !slices.Contains(kept, c) {
					kept = append(kept, c)
				}
			}
		}
	}
	if len(kept) == 1 {
		o.Outcome, o.Values, o.Candidates, o.Why = match.Interpreted, []string{kept[0].Value}, nil, "the one that goes with the rest"
	}
}

// others returns the values of a parameter in all other pieces that are not ambiguous.
func (r *reader) others(i int, name string) []string {
	var list []string
	for j, p := range r.Pieces {
		if j == i || len(p.Options) == 0 {
			continue
		}
		for _, o := range p.Options {
			if o.Parameter == name && o.Outcome != match.Ambiguous {
				list = append(list, o.Values...)
			}
		}
	}
	return list
}

// afterArticle tells whether an article of another language than English stands before a token: "un break" is an
// estate.
func (r *reader) afterArticle(i int) bool {
	return r.Speaks != 0 && r.May(i-1, wordbook.Article)
}

// compound reads a German or Dutch word whose end says nothing more: "Benzinmotor", "dieselauto".
func (r *reader) compound(i int) int {
	key := r.Tokens[i].Key
	for _, end := range r.Book.Tables.Ends {
		head, ok := strings.CutSuffix(key, end)
		if !ok || len(head) < leastHead || r.Index[head] == 0 {
			continue
		}
		for _, f := range r.Sure {
			if reading, ok := f.Direct(head, head); ok && f.Weight > 1 && reading.Outcome != match.Ambiguous {
				reading = match.AsRead(reading, "the word says it")
				reading.Parameter = f.Name
				r.Take(i, i+1, []match.Reading{reading})
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
	for _, p := range r.Pieces {
		if p.Kind == syntax.IsLeft {
			return false
		}
		found = found || p.Kind == syntax.IsValue
	}
	for _, t := range r.Tokens[i+1:] {
		switch {
		case t.IsNumber || quantity.IsSign(t.Key):
		case len(r.Fields["model"].ByKey[t.Key])+len(r.Fields["make"].ByKey[t.Key]) > 0,
			slices.ContainsFunc(r.Sure, func(f *match.Lexicon) bool {
				return len(f.ByKey[t.Key]) > 0 || len(f.Meanings[t.Key]) > 0 && !r.Book.Tables.WeakMeanings[t.Key]
			}):
			found = true
		case len(r.Book.Tables.Phrases[t.Key]) == 0:
			return false
		}
	}
	return found && len(r.Tokens) <= fewWords
}

// fewWords is how many words a text has in which each one is for cars.
const fewWords = 5

// isKind tells whether a word is one for a body type, a transmission or a condition.
func (r *reader) isKind(key string) bool {
	return len(r.Fields["body_type"].Meanings[key])+len(r.Fields["transmission"].Meanings[key])+len(r.Fields["condition"].Meanings[key]) > 0
}

// beforeKind tells whether a body type stands at a token: "tipo SUV".
func (r *reader) beforeKind(i int) bool {
	if i >= len(r.Tokens) || r.Cut(i, ",;.!?") {
		return false
	}
	f, key := r.Fields["body_type"], r.Tokens[i].Key
	return !r.Book.Tables.WeakMeanings[key] && len(f.ByKey[key])+len(f.Meanings[key]) > 0
}
