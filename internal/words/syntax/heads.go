package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// head is what one side of an "or" is about: a make, a model, or a make with its models.
type head struct {
	first, last   int // Pieces.
	makes, models []string
	// keys are those of the makes.
	keys []string
	// inherits means that the make comes from the head before: "Peugeot 208 or 2008".
	inherits bool
	// again means that it was named right before, too, and what stands behind it here is of it alone: "Škoda or Ford, Ford
	// only as a diesel".
	again bool
}

// heads finds the makes and models of a text, each make with the models behind it.
func (s *Sentence) heads() []head {
	var list []head
	for i := 0; i < len(s.Pieces); i++ {
		p := &s.Pieces[i]
		name := p.Parameter()
		if p.Not || name != "make" && name != "model" {
			continue
		}
		h := head{first: i, last: i}
		next, joined := s.nextWish(i)
		if name == "make" {
			h.makes = p.Options[0].Values
			if next > 0 && !joined && s.Pieces[next].Parameter() == "model" && (s.OfMake(s.Pieces[next].Options[0].Values, h.makes) || s.unknownBehind(i, next)) {
				h.last, h.models = next, s.Pieces[next].Options[0].Values
			}
		} else {
			h.models = p.Options[0].Values
			if next > 0 && !joined && s.Pieces[next].Parameter() == "make" && s.OfMake(h.models, s.Pieces[next].Options[0].Values) && !s.Cut(s.Pieces[next].From, ",;/") {
				h.last, h.makes = next, s.Pieces[next].Options[0].Values
			} else if n := len(list); n > 0 && list[n-1].models != nil && s.OfMake(h.models, list[n-1].makes) {
				h.makes, h.inherits = list[n-1].makes, true
			} else if n := len(list); n > 0 && list[n-1].models == nil && s.OfMake(h.models, list[n-1].makes) && n == 1 && !s.orBetween(list[n-1].last, i) {
				list[0].models, list[0].last = h.models, i // "make Hyundai, diesel, model i20"
				continue
			}
		}
		i = h.last
		list, h.again = s.namedAgain(list, h)
		if n := len(list); n > 0 && list[n-1].models == nil && h.makes != nil && s.adjacent(list[n-1].last, h.first) {
			h.first, h.makes = list[n-1].first, slices.Concat(list[n-1].makes, h.makes) // "Dodge Ram 2500"
			list = list[:n-1]
		}
		list = append(list, h)
	}
	list = s.finished(list)
	for i := range list {
		list[i].keys = s.MakeKeys(list[i].makes)
	}
	return list
}

// finished drops a make that is said again with its model right behind a comma, as people do who hesitate: "a Ram, uh,
// a Ram fifteen hundred".
func (s *Sentence) finished(list []head) []head {
	for n := len(list) - 1; n > 0; n-- {
		one, other := list[n-1], list[n]
		if one.models != nil || other.models == nil || one.first != one.last || !match.SameValues(one.makes, other.makes) {
			continue
		}
		cut := false
		for i := one.last + 1; i < other.first && (i == one.last+1 || cut); i++ {
			cut = s.Pieces[i].Kind == IsFiller && (cut || s.Cut(s.Pieces[i].From, ",."))
		}
		if cut {
			s.Pieces[one.first].Gone = true
			list = slices.Delete(list, n-1, n)
		}
	}
	return list
}

// meet keeps of two models without an "or" between them those that are both: "Civic 2014 LX", "Rubicon Wrangler".
func (s *Sentence) meet() {
	last := -1
	for i := range s.Pieces {
		p := &s.Pieces[i]
		switch {
		case p.Kind == IsOr || p.Kind == IsAnd || p.Kind == IsNot || p.Kind == IsNotLast || p.Kind == IsBack:
			last = -1
		case p.From < len(s.Tokens) && (s.Cut(p.From, ";.!?/|") || s.Cut(p.From, ",:=[\"") && !s.isVersion(p)):
			last = -1
		}
		if p.Kind != IsValue || p.Parameter() != "model" || !s.wish(i) {
			continue
		}
		if last >= 0 {
			o := &s.Pieces[last]
			both := slices.DeleteFunc(slices.Clone(p.Options[0].Values), func(v string) bool { return !slices.Contains(o.Options[0].Values, v) })
			if len(both) > 0 && len(both) < max(len(p.Options[0].Values), len(o.Options[0].Values)) {
				p.Options[0].Values, p.Options[0].Outcome, p.Options[0].Why = both, match.Interpreted, "the models that are both"
				o.Gone = true
			}
		}
		last = i
	}
}

// isVersion tells whether a piece was read as a part of the names of models, such as an equipment line, or says a model
// more exactly: "a Wrangler, the Unlimited one".
func (s *Sentence) isVersion(p *Piece) bool {
	return p.Kind == IsFiller || s.May(p.From-1, wordbook.Definite) || p.Kind == IsValue && len(p.Options) == 1 && strings.HasPrefix(p.Options[0].Why, "the models with this in their name")
}

// within tells whether all of some values are among others.
func within(values, all []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(all, v) })
}

// namedAgain drops the head that another one names again right behind a comma, and tells whether it did.
func (s *Sentence) namedAgain(list []head, h head) ([]head, bool) {
	last := len(list) - 1
	at := slices.IndexFunc(list, func(o head) bool { return slices.Equal(o.makes, h.makes) && slices.Equal(o.models, h.models) })
	if last < 1 || at < 0 {
		return list, false
	}
	if next := s.Pieces[list[last].last+1].From; !s.Cut(next, ",;.") && !s.May(next, wordbook.Turns) {
		return list, false
	}
	for i := list[last].last + 1; i < h.first; i++ {
		if s.Pieces[i].Kind != IsFiller {
			return list, false
		}
	}
	for i := list[at].first; i <= list[at].last; i++ {
		s.Pieces[i].Gone = true
	}
	return slices.Delete(list, at, at+1), true
}

// unknownBehind tells whether a model that the stock does not have stands right behind a make that it does not have
// either: "a Fiat five hundred".
func (s *Sentence) unknownBehind(i, next int) bool {
	unknown := func(n int) bool { return s.Pieces[n].Options[0].Outcome == match.Unknown }
	return unknown(i) && unknown(next) && s.Pieces[next].From == s.Pieces[i].To
}

// nextWish returns the next piece that is a filter, -1 if something other than fillers and joints comes first. joined
// tells whether a joint stands in between.
func (s *Sentence) nextWish(i int) (next int, joined bool) {
	for j := i + 1; j < len(s.Pieces); j++ {
		switch p := s.Pieces[j]; {
		case p.Kind == IsFiller || p.Gone:
		case p.Kind == IsOr || p.Kind == IsAnd:
			joined = true
		case s.wish(j):
			return j, joined || s.Cut(p.From, "/;")
		default:
			return -1, joined
		}
	}
	return -1, joined
}

// adjacent tells whether only fillers stand between two pieces.
func (s *Sentence) adjacent(from, to int) bool {
	for i := from + 1; i <= to; i++ {
		if s.Cut(s.Pieces[i].From, ",;/") || i < to && s.Pieces[i].Kind != IsFiller {
			return false
		}
	}
	return true
}

// orBetween tells whether an "or" stands between two pieces.
func (s *Sentence) orBetween(from, to int) bool {
	for i := from + 1; i <= to; i++ {
		if s.Pieces[i].Kind == IsOr || s.Pieces[i].Kind == IsValue && s.Cut(s.Pieces[i].From, "/") {
			return true
		}
	}
	return false
}

// flat tells whether one list of makes and one list of models find the same cars as the heads do one by one.
func (s *Sentence) flat(heads []head) bool {
	var makes []string
	withModels := 0
	for _, h := range heads {
		if len(h.models) > 0 {
			withModels++
		}
		for _, key := range h.keys {
			if !slices.Contains(makes, key) {
				makes = append(makes, key)
			}
		}
	}
	if withModels == 0 || len(makes) == 0 {
		return true
	}
	if withModels < len(heads) {
		return false
	}
	for _, h := range heads {
		for _, model := range h.models {
			if v := s.Fields["model"].ByText[model]; v != nil && !sameMakes(v.Makes, makes, h.keys) {
				return false
			}
		}
	}
	return true
}

// sameMakes tells whether a model's makes are found among all makes that are asked for exactly when its head asks for
// them.
func sameMakes(of, all, own []string) bool {
	return !slices.ContainsFunc(of, func(m string) bool {
		return slices.Contains(all, m) != (len(own) == 0 || slices.Contains(own, m))
	})
}
