package syntax

import (
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/wordbook"
)

// LeavePersonal leaves out numbers and places which say something about the person and not about the car: "customer
// since 2010", "insurance gave us $6,800", "she works in Utrecht".
func (s *Sentence) LeavePersonal() {
	last := ""
	for n := range s.Pieces {
		p := &s.Pieces[n]
		field := personField(p)
		if field == "" {
			continue
		}
		if s.inPounds(p) && s.personBefore(n, "weight", "") {
			p.Kind, p.Numbers = IsLeft, nil // "I weigh 300 pounds"
			continue
		}
		if s.howLong(p) == "after" {
			s.leaveFormer(n)
		}
		if s.howLong(p) != "" || s.within(p, field) || s.personBefore(n, field, last) || s.personBehind(n, field) {
			p.Kind, p.Numbers, p.Options = IsLeft, nil, nil
		}
		last = field
	}
}

// personField returns the field of a place or a number, which may be the person's: "price" if it may be a price or a
// mileage, "" for anything else.
func personField(p *Piece) string {
	switch {
	case p.Carries("location") && p.Kind == IsValue:
		return "location"
	case p.Kind == IsNumber:
		return p.Parameter()
	case p.Kind == IsQuestion && quantity.AsksPrice(&p.Options[0]):
		return "price"
	}
	return ""
}

// inPounds tells whether an amount is one in a currency that the stock does not have, without its sign: "5000 pounds"
// may be a weight, where cars are priced in dollars.
func (s *Sentence) inPounds(p *Piece) bool {
	if p.Kind != IsNumber || p.Numbers[0].Currency == "" || s.Currency == "" {
		return false
	}
	for i := p.From; i < p.To; i++ {
		if quantity.IsSign(s.Tokens[i].Key) {
			return false
		}
	}
	return true
}

// howLong returns "since" for a piece that says for how long something has been so, "seit 3 Jahren", "after" for one
// that says how long it was so, "after thirty years", and "" for others.
func (s *Sentence) howLong(p *Piece) string {
	says, _ := s.Phrase(p.From, wordbook.PersonSays)
	if says.Name != "since" && says.Name != "after" {
		return ""
	}
	for at := p.From + 1; at < p.To; at++ {
		if name, to := s.Phrase(at, wordbook.NamesLast); to > 0 && name.Name == "age" {
			return says.Name
		}
	}
	return ""
}

// besideFormer are words between years and the car that was driven.
const besideFormer = wordbook.Article | wordbook.Possessive | wordbook.InsideLeft | wordbook.With | wordbook.OfYear

// leaveFormer leaves out the cars right behind the years that they were driven: "after thirty years of Fords".
func (s *Sentence) leaveFormer(n int) {
	for at := n + 1; at < len(s.Pieces); at++ {
		p := &s.Pieces[at]
		if s.Cut(min(p.From, len(s.Tokens)-1), clauseEnds) {
			return
		}
		switch {
		case p.Carries("make", "model"):
			p.Kind = IsLeft
		case p.Kind == IsAnd, p.Kind == IsFiller && p.To <= p.From+2 && s.May(p.From, besideFormer) && s.May(p.To-1, besideFormer):
		default:
			return
		}
	}
}

// within tells whether a number's own words say that it is the person's: "im Jahr höchstens 8000 km".
func (s *Sentence) within(p *Piece, field string) bool {
	for at := p.From; at < p.To; at++ {
		if s.saysOf(at, field) {
			return true
		}
	}
	return false
}

// personBefore tells whether the clause speaks of the person before a number, and neither a wish begins between the
// two, nor another number of the field stands there.
func (s *Sentence) personBefore(n int, field, last string) bool {
	for at := n - 1; at >= 0 && !s.Cut(s.Pieces[at+1].From, clauseEnds) && !s.Pieces[at].Carries("make", "model", field); at-- {
		p := &s.Pieces[at]
		for i := min(p.To, len(s.Tokens)) - 1; i >= p.From; i-- {
			if s.saysOf(i, field) {
				return !s.numberBetween(i, s.Pieces[n].From, field, last)
			}
			if _, wish := s.Phrase(i, wordbook.WishNext); wish > 0 || s.Cut(i, clauseEnds) {
				return false
			}
		}
	}
	return false
}

// numberBetween tells whether a number of the person that was left out stands between two tokens, so that it is the one
// that is spoken of: "I'm keeping it at least 5 years so nothing older than 2016".
func (s *Sentence) numberBetween(from, to int, field, last string) bool {
	for at := from; at < to && last == field; at++ {
		if s.Tokens[at].IsNumber {
			return true
		}
	}
	return false
}

// personBehind tells whether the clause speaks of the person behind a number, with no wish and no car between the two.
func (s *Sentence) personBehind(n int, field string) bool {
	for at := n + 1; at < len(s.Pieces) && !s.Pieces[at].Carries("make", "model", field); at++ {
		p := &s.Pieces[at]
		for i := p.From; i < min(p.To, len(s.Tokens)); i++ {
			if s.Cut(i, clauseEnds) {
				return false
			}
			if s.saysOf(i, field) {
				return true
			}
			if _, wish := s.Phrase(i, wordbook.WishNext); wish > 0 {
				return false
			}
		}
	}
	return false
}

// saysOf tells whether a phrase at a token says that numbers of a field are the person's.
func (s *Sentence) saysOf(i int, field string) bool {
	says, to := s.Phrase(i, wordbook.PersonSays)
	if to == 0 || says.Name != field {
		return false
	}
	_, other := s.Phrase(i, wordbook.NoFilter)
	return other <= to
}

// LeaveNew leaves out that a car be new, if it may be some years old: "I need a new Civic, 2014-2016" asks for another
// one.
func (s *Sentence) LeaveNew() {
	const old = 3
	state := -1
	for n := range s.Pieces {
		switch p := &s.Pieces[n]; {
		case p.Kind == IsOr:
			return
		case p.Carries("condition"):
			if state >= 0 || n > 0 && s.Pieces[n-1].Kind == IsNot || s.Cut(p.From, ":=") {
				return
			}
			state = n
		}
	}
	fresh, ok := s.Fields["condition"].Direct("new", "new")
	if state < 0 || !ok || s.Year == 0 || !match.SameValues(s.Pieces[state].Options[0].Values, fresh.Values) {
		return
	}
	for n := range s.Pieces {
		if p := &s.Pieces[n]; p.Carries("year") && p.Numbers[0].Value <= float64(s.Year-old) {
			s.Pieces[state].Kind, s.Pieces[state].Options = IsLeft, nil
			return
		}
	}
}

// clauseEnds are the signs that end a clause.
const clauseEnds = ",;.!?:"
