package syntax

import (
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/wordbook"
)

// Negate finds what each negation says is not wanted.
func (s *Sentence) negate() {
	for i := range s.Pieces {
		switch p := &s.Pieces[i]; p.Kind {
		case IsLeft:
			if _, to := s.Phrase(p.From, wordbook.NotNext); to > 0 && to < p.To {
				s.unwantBehind(i) // "no rust or salvage titles"
			}
		case IsNotLast:
			p.Gone = true
			of := s.Said(i)
			switch {
			case of >= 0 && s.negatable(of):
				s.unwantBefore(of, p.To)
			case of >= 0 && s.Pieces[of].Kind == IsLeft:
				p.Kind, p.Gone = IsLeft, false
			}
		case IsNot:
			switch {
			case p.Gone:
			case p.Reach > 0 && s.listsValue(i):
				s.unwantList(i)
			default:
				s.negateFrom(i)
			}
		}
	}
}

// negateFrom finds what one negation reaches: the value behind it, and those that an "or" joins to it. An "and" or a
// comma only joins values of the same field.
func (s *Sentence) negateFrom(i int) {
	first := s.behind(i)
	if (first < 0 || s.Pieces[first].Kind == IsAnd) && s.turnBefore(i) {
		return
	}
	if first < 0 && s.endsClause(i) {
		return
	}
	if first < 0 {
		s.Pieces[i].Kind = IsLeft
		s.Pieces[i].Gone = s.Pieces[i].To == s.Pieces[i].From
		return
	}
	from := s.Pieces[i].From
	if !s.negatable(first) {
		unknown := s.Pieces[first].Kind == IsLeft
		if next := first + 1; unknown && next < len(s.Pieces) && s.wish(next) && s.Pieces[next].Kind == IsValue && s.joinsWord(s.Pieces[next].From) && (s.May(s.Pieces[first].From-1, wordbook.Article) || s.Pieces[next].Parameter() == "body_type") {
			s.leaveThrough(i, next) // "we no longer need the big truck"
			return
		}
		s.leaveNegated(i, first)
		return
	}
	if over := s.overLimit(first); over > 0 {
		s.Pieces[i].Kind, s.Pieces[first].Kind, s.Pieces[over].Kind = IsLeft, IsLeft, IsLeft
		return
	}
	if s.unwantThing(i, first) {
		return
	}
	s.Pieces[i].Gone = true
	last := s.unwant(first, from, 0)
	for {
		next := s.joined(last, s.Pieces[i].Each)
		if next < 0 {
			return
		}
		last = s.unwant(next, s.Pieces[next].From, 0)
	}
}

// leaveNegated reports a negation of something that no filter knows, or of a limit.
func (s *Sentence) leaveNegated(i, first int) {
	s.Pieces[i].Kind = IsLeft
	p := &s.Pieces[first]
	if p.Kind == IsAnd && s.May(p.From, wordbook.Adds) && s.unwantVersion(i, first) {
		return // "no Plus"
	}
	if p.Kind == IsNot || p.Kind == IsOr || p.Kind == IsAnd || p.Kind == IsOrder {
		s.Pieces[i].Gone = s.Pieces[i].To == s.Pieces[i].From || p.Kind == IsNot
		return
	}
	if p.Kind == IsLeft && p.To == p.From+1 && s.unwantVersion(i, first) {
		return
	}
	for j := i + 1; j < first; j++ {
		s.Pieces[j].Gone = true
	}
	s.Pieces[i].To = p.To
	p.Gone = true
	s.unwantBehind(first)
}

// behind returns the piece behind a negation that it speaks of, -1 when there is none.
func (s *Sentence) behind(i int) int {
	for j := i + 1; j < len(s.Pieces); j++ {
		p := s.Pieces[j]
		if p.From < len(s.Tokens) && p.From > s.Pieces[i].From && s.Cut(p.From, ",;.!?") {
			return -1
		}
		if p.Kind != IsFiller {
			return j
		}
	}
	return -1
}

// unwant marks a value as not wanted, and returns the last piece that it marked: behind a make, its model. from and to
// are the tokens between which the text of the negation stands; a to of 0 is the end of the value.
func (s *Sentence) unwant(i, from, to int) int {
	p := &s.Pieces[i]
	if p.Kind == IsNumber {
		s.turn(p)
		for n := range p.Numbers {
			p.Numbers[n].Sent, p.Numbers[n].Why = s.Span(from, max(to, p.To)), "not wanted; "+p.Numbers[n].Why
		}
		return i
	}
	if p.Kind != IsValue {
		return i
	}
	if p.Parameter() == "make" && i+1 < len(s.Pieces) {
		if model := &s.Pieces[i+1]; model.Parameter() == "model" && !s.Cut(model.From, ",;.!?") && s.OfMake(model.Options[0].Values, p.Options[0].Values) {
			p.Gone = true
			i, p = i+1, model
			p.Options[0].Values = s.ModelsOf(p.Options[0].Values, s.Pieces[i-1].Options[0].Values)
		}
	}
	p.Not = true
	for n := range p.Options {
		o := &p.Options[n]
		o.Sent = s.Span(min(from, len(s.Tokens)-1), max(to, p.To))
		if o.Outcome == match.Unknown {
			o.Outcome, o.Why = match.Interpreted, "not wanted; the stock has none"
		} else if o.Outcome != match.Ambiguous {
			o.Outcome, o.Why = match.Interpreted, strings.TrimSuffix("not wanted; "+o.Why, "; ")
		}
	}
	return i
}

// joined returns the value that the negation of another reaches as well, -1 when there is none.
func (s *Sentence) joined(i int, each bool) int {
	name := s.Pieces[i].Parameter()
	j, comma := i+1, false // "a Hyundai, a Kia"
	for j < len(s.Pieces) && s.Pieces[j].Kind == IsFiller && !s.Cut(s.Pieces[j].From, ";.!?") && (!s.Cut(s.Pieces[j].From, ",") || s.May(s.Pieces[j].From, wordbook.Article)) {
		comma = comma || s.Cut(s.Pieces[j].From, ",")
		j++
	}
	if j >= len(s.Pieces) {
		return -1
	}
	switch p := s.Pieces[j]; {
	case p.From >= len(s.Tokens) || s.Cut(p.From, ";.!?"):
		return -1
	case p.Kind == IsOr && s.Cut(p.From, ",") && !s.Is(p.From, wordbook.OrJoint):
		return -1 // "kein Diesel, zur Not auch ein Benziner"
	case p.Kind == IsOr:
		next := s.behind(j)
		if next >= 0 && s.negatable(next) {
			return next
		}
	case p.Kind == IsAnd:
		next := s.behind(j)
		if next >= 0 && s.negatable(next) && (each || s.Pieces[next].Parameter() == name) {
			return next
		}
	case s.negatable(j) && p.Parameter() == name && (s.Cut(p.From, "/") || (comma || j == i+1 || s.Cut(p.From, ",")) && s.listGoesOn(j, name)): // "no Ford, Chevy or Dodge"
		return j
	}
	return -1
}

// listGoesOn tells whether a list of values that commas part ends with an "or" or "and" and a value of the same field:
// "not red, blue or green", "no Kia, Fiat or anything older than 2012".
func (s *Sentence) listGoesOn(i int, name string) bool {
	for j := i + 1; j < len(s.Pieces); j++ {
		p := s.Pieces[j]
		switch {
		case p.From < len(s.Tokens) && s.Cut(p.From, ";.!?"):
			return false
		case p.Kind == IsOr || p.Kind == IsAnd:
			next := s.behind(j)
			return next >= 0 && (s.Pieces[next].Parameter() == name || p.Kind == IsOr && s.Pieces[next].Kind == IsNumber && s.negatable(next))
		case p.Kind != IsFiller && p.Parameter() != name:
			return false
		}
	}
	return false
}

// turnBefore turns the limit before a negation that speaks of it: "mehr als 14.000 Euro darf er nicht kosten".
func (s *Sentence) turnBefore(i int) bool {
	for at := i - 1; at >= 0 && !s.Cut(s.Pieces[at+1].From, ",;.!?"); at-- {
		p := &s.Pieces[at]
		if p.Kind == IsNumber && len(p.Numbers) == 1 && strings.HasSuffix(p.Numbers[0].Parameter, "_min") && p.Numbers[0].Parameter != "year_min" {
			s.turn(p)
			p.Numbers[0].Sent = s.Span(p.From, s.Pieces[i].To)
			s.Pieces[i].Gone = true
			return true
		}
		if !p.Gone && p.Kind != IsFiller && p.Kind != IsValue {
			return false
		}
	}
	return false
}

// overLimit returns the limit behind a negated value that is to be left out together with it: "no Golf over 100k
// miles". No filter says that; without the limit, all Golfs would be left out. It returns 0 when there is none.
func (s *Sentence) overLimit(i int) int {
	next := s.behind(i)
	if next < 0 || s.Pieces[i].Kind != IsValue || s.Pieces[next].Kind != IsNumber || s.Cut(s.Pieces[next].From, ",;.!?") {
		return 0
	}
	p := &s.Pieces[next]
	name := p.Numbers[0].Parameter
	if _, compares := s.Phrase(p.From, wordbook.ComparesNext); compares == 0 || len(p.Numbers) > 1 || p.Numbers[0].Currency != "" {
		return 0
	}
	if name == "price_min" || name == "mileage_min" || name == "year_max" {
		return next
	}
	return 0
}

// negatable tells whether a piece can be left out: a value, a single number, or some years.
func (s *Sentence) negatable(i int) bool {
	p := &s.Pieces[i]
	return p.Kind == IsValue || p.Kind == IsNumber && !p.bareAmount("price") && (len(singles(p.Numbers)) > 0 || len(p.Numbers) == 1)
}

// mostYears bounds the years from one to another that are left out one by one.
const mostYears = 30

// singles returns single numbers as they are, and years from one to another as single years. Other limits have none.
func singles(list []quantity.Number) []quantity.Number {
	if len(list) == 2 && list[0].Parameter == "year_min" && list[1].Parameter == "year_max" && list[1].Value-list[0].Value < mostYears {
		var years []quantity.Number
		for year := list[0].Value; year <= list[1].Value; year++ {
			n := list[0]
			n.Parameter, n.Value = "year", year
			years = append(years, n)
		}
		return years
	}
	for _, n := range list {
		if strings.HasSuffix(n.Parameter, "_min") || strings.HasSuffix(n.Parameter, "_max") {
			return nil
		}
	}
	return list
}
