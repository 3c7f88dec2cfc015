package syntax

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// unwantList marks all values of a list as not wanted.
func (s *Sentence) unwantList(i int) {
	s.Pieces[i].Gone = true
	from := s.Pieces[i].From
	for j := i + 1; j < len(s.Pieces) && s.Pieces[j].From < s.Pieces[i].Reach; j++ {
		switch p := &s.Pieces[j]; {
		case p.Gone:
		case p.Kind == IsOr || p.Kind == IsAnd || p.Kind == IsNot:
			p.Kind = IsFiller
		case p.Kind == IsValue || p.Kind == IsNumber && len(singles(p.Numbers)) > 0:
			j = s.unwant(j, from, 0)
			from = s.Pieces[min(j+1, len(s.Pieces)-1)].From
		}
	}
}

// unwantBehind leaves out the values that an "or", or a list which ends with one, joins to something that is not
// wanted and that no filter knows: "no rebuilt, flooded or salvage titles". A comma may part wishes, too: "no rust,
// sedan or hatchback". So in such a list only conditions are left out.
func (s *Sentence) unwantBehind(left int) {
	var list []int
	ends, comma := false, false
	for at := left; ; {
		next := at + 1
		for next < len(s.Pieces) && s.Pieces[next].Kind == IsFiller && !s.Cut(s.Pieces[next].From, ",;.!?") {
			next++
		}
		if next == len(s.Pieces) || s.Pieces[next].From >= len(s.Tokens) || s.Cut(s.Pieces[next].From, ";.!?") {
			break
		}
		switch p := &s.Pieces[next]; {
		case p.Kind == IsOr && s.behind(next) > 0:
			ends, next = true, s.behind(next)
		case s.Cut(p.From, "/"):
			ends = true
		case ends || !s.Cut(p.From, ","):
			next = 0
		default:
			comma = true
		}
		if next == 0 || s.Pieces[next].Kind != IsLeft && (s.Pieces[next].Kind != IsValue || s.Pieces[next].Not || comma && s.Pieces[next].Parameter() != "condition") {
			break
		}
		if at = next; s.Pieces[next].Kind == IsValue {
			list = append(list, next)
		}
	}
	for _, n := range list {
		if ends {
			s.unwant(n, s.Pieces[n].From, 0)
		}
	}
}

// listsValue tells whether the list behind a negation has a value.
func (s *Sentence) listsValue(i int) bool {
	for j := i + 1; j < len(s.Pieces) && s.Pieces[j].From < s.Pieces[i].Reach; j++ {
		if p := &s.Pieces[j]; p.Kind == IsValue || p.Kind == IsNumber && len(singles(p.Numbers)) > 0 {
			return true
		}
	}
	return false
}

// turn makes of numbers what a negation makes of them: single numbers are not wanted, and a limit is turned round.
func (s *Sentence) turn(p *Piece) {
	if list := singles(p.Numbers); len(list) > 0 {
		p.Not, p.Numbers = true, list
		return
	}
	if p.bareAmount("mileage") {
		return // "keine 100.000 km" is less than that.
	}
	n := &p.Numbers[0]
	p.Turned = true
	name, isMin := strings.CutSuffix(n.Parameter, "_min")
	name, _ = strings.CutSuffix(name, "_max")
	next := 1.0
	if name == "price" || name == "mileage" {
		next = 0
	}
	switch {
	case name == "year" && isMin && s.May(p.From, wordbook.OfYear):
		n.Parameter, p.Not = name, true
	case isMin:
		n.Parameter, n.Value = name+"_max", n.Value-next
	default:
		n.Parameter, n.Value = name+"_min", n.Value+next
	}
}

// joinLimits lets both of two limits hold that an "or" joins behind a negation: "not more than 3 years old or 30,000
// miles".
func (s *Sentence) joinLimits() {
	for i := range s.Pieces {
		if s.Pieces[i].Kind != IsOr || i == 0 {
			continue
		}
		last, next := s.Said(i), s.behind(i)
		if last < 0 || next < 0 || !s.limits(&s.Pieces[last]) || !s.limits(&s.Pieces[next]) || !s.Pieces[last].Turned || s.Pieces[last].Parameter() == s.Pieces[next].Parameter() {
			continue
		}
		p := &s.Pieces[next]
		switch name := p.Numbers[0].Parameter; {
		case p.Turned, p.Numbers[0].Uncompared():
			s.Pieces[i].Kind = IsFiller
		case name == "price_min", name == "mileage_min", name == "year_max":
			s.turn(p) // "nicht älter als 2016 oder teurer als 11.000"
			s.Pieces[i].Kind = IsFiller
		}
	}
}
