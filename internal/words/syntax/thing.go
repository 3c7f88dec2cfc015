package syntax

import (
	"slices"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// thing returns the pieces of the one thing that a negation speaks of, from its first piece on: "red Fords", "a
// Golf with a tow bar". No filter leaves out what is all of that.
func (s *Sentence) thing(not, first int) (list []int) {
	list = []int{first}
	if s.terse(not, first) {
		return list
	}
	open, linked := first, false // The last piece, and whether words such as "with" follow it.
	for j := first + 1; j < len(s.Pieces); j++ {
		p := &s.Pieces[j]
		if p.From >= len(s.Tokens) || s.Cut(p.From, ",;.!?:()") {
			break
		}
		if s.PhraseWithin(p.From, p.To, wordbook.WishNext) || s.PhraseWithin(p.From, p.To, wordbook.TakesBack) {
			break // "trouble with a diesel, I'd rather have a petrol Golf"
		}
		switch {
		case p.Kind == IsFiller && s.May(p.To-1, wordbook.Links):
			linked = true
			continue
		case p.Kind == IsFiller && linked && s.May(p.From, wordbook.Article|wordbook.Possessive):
			continue
		case p.Kind == IsOr || p.Kind == IsAnd:
			if next := j + 1; !linked && next < len(s.Pieces) && s.Pieces[next].Kind == IsValue && s.Pieces[next].Parameter() == s.Pieces[open].Parameter() && s.endsInHead(next) {
				continue // "no black or white SUVs"
			}
		case p.Kind == IsLeft && j == open+1 && s.Pieces[open].Parameter() == "model" && s.joinsWord(p.From):
			list, open = append(list, j), j // "kein Golf V"
			continue
		case s.wish(j) && (linked && s.partOf(j) || !linked && s.belongs(open, j) && !s.besideHead(not, open)):
			list, open, linked = append(list, j), j, false
			continue
		}
		break
	}
	for len(list) > 1 && !s.hasHead(list) {
		list = list[:len(list)-1] // "ford, no diesel manual" is terse for two wishes.
	}
	return list
}

// terse tells whether a negation speaks of the value behind it alone: a sign, "-bmw suv", or a bare "not" before
// what only describes, "not white f150".
func (s *Sentence) terse(not, first int) bool {
	p := &s.Pieces[not]
	return p.From == p.To || first == not+1 && p.To == p.From+1 && s.May(p.From, wordbook.BareNot) && !isHead(s.Pieces[first].Parameter())
}

// besideHead tells whether a negated head stands behind a wish for another one, as in "jeep no compass 4x4": the words
// behind it are rather wishes of their own.
func (s *Sentence) besideHead(not, i int) bool {
	return isHead(s.Pieces[i].Parameter()) && slices.ContainsFunc(s.Pieces[:not], func(p Piece) bool {
		return !p.Not && isHead(p.Parameter())
	})
}

// partOf tells whether a wish behind such a word may be part of a thing: a value, or a number that nothing compares.
func (s *Sentence) partOf(i int) bool {
	p := &s.Pieces[i]
	_, compares := s.Phrase(p.From, wordbook.ComparesNext)
	return p.Kind == IsValue || p.Kind == IsNumber && (compares == 0 || s.May(p.From, wordbook.OfYear))
}

// belongs tells whether a wish right behind another one is the same thing: "red Fords", "Golf rouge".
func (s *Sentence) belongs(i, j int) bool {
	if s.Pieces[j].Kind != IsValue {
		return isHead(s.Pieces[i].Parameter()) && s.May(s.Pieces[j].From, wordbook.OfYear) // "no Fords from 2015"
	}
	one, other := s.Pieces[i].Parameter(), s.Pieces[j].Parameter()
	if one == other {
		return j > i+1 // An "or" stands in between.
	}
	return isHead(one) || isHead(other) || s.endsInHead(j)
}

// endsInHead tells whether the values from a piece on end in a head, such as the SUVs of "black or white SUVs".
func (s *Sentence) endsInHead(i int) bool {
	for ; i < len(s.Pieces) && s.Pieces[i].Kind == IsValue && s.wish(i); i++ {
		if isHead(s.Pieces[i].Parameter()) {
			return true
		}
		if next := i + 1; next < len(s.Pieces) && s.Pieces[next].From < len(s.Tokens) && s.Cut(s.Pieces[next].From, ",;.!?:()") {
			return false
		}
	}
	return false
}

// isHead tells whether a value of a field names a thing, and does not only describe it.
func isHead(name string) bool { return name == "make" || name == "model" || name == "body_type" }

func (s *Sentence) hasHead(list []int) bool {
	return slices.ContainsFunc(list, func(i int) bool { return isHead(s.Pieces[i].Parameter()) })
}

// unwantThing reads a negation of a thing of which several values say what it is. What was wished for before only
// names the thing again: "a Camry, but no red Camry". What then remains is left out; if it is more than one field,
// all is told as not understood. It returns false if it is one value.
func (s *Sentence) unwantThing(i, first int) bool {
	list := s.thing(i, first)
	if slices.ContainsFunc(list, func(n int) bool { return s.Pieces[n].Kind == IsLeft }) {
		s.leaveThrough(i, list[len(list)-1])
		return true
	}
	if s.unwantMixed(i, first) {
		return true
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(n int) bool { return s.wishedBefore(i, n) })
	fields := map[string]bool{}
	for _, n := range rest {
		fields[s.Pieces[n].Parameter()] = true
	}
	if len(fields) == 2 && fields["make"] && fields["model"] {
		delete(fields, "make")
	}
	if len(list) == 1 || len(rest) == len(list) && len(fields) < 2 || len(rest) == 0 {
		return false
	}
	if len(fields) == 1 {
		for _, n := range list {
			if !slices.Contains(rest, n) {
				s.Pieces[n].Gone = true
			}
		}
		for _, n := range rest {
			s.unwant(n, s.Pieces[i].From, 0)
		}
		s.Pieces[i].Gone = true
	} else {
		s.leaveThrough(i, list[len(list)-1])
	}
	s.passJoints(first, list[len(list)-1])
	return true
}

// leaveThrough makes one piece that was not understood of all from a piece to another one.
func (s *Sentence) leaveThrough(from, last int) {
	for at := from + 1; at <= last; at++ {
		s.Pieces[at].Gone = true
	}
	s.Pieces[from].Kind, s.Pieces[from].To = IsLeft, s.Pieces[last].To
}

// wishedBefore tells whether a value was a wish before a negation.
func (s *Sentence) wishedBefore(i, n int) bool {
	p := &s.Pieces[n]
	return p.Kind == IsValue && slices.ContainsFunc(s.Pieces[:i], func(o Piece) bool {
		return o.Kind == IsValue && !o.Not && o.Parameter() == p.Parameter() && match.SameValues(o.Options[0].Values, p.Options[0].Values)
	})
}
