package syntax

import "slices"

// unwantMixed reads a negation of a list whose values are of several fields: "except Ford, Dodge and diesels", "no
// diesels, automatics or anything before 2016". All of it is left out. Where the end of the list may be wishes
// instead, "no diesel, red and automatic", all is told as not understood. It returns false if there is no such
// list.
func (s *Sentence) unwantMixed(i, first int) bool {
	items, joint := s.mixedList(first)
	if items == nil {
		return false
	}
	names := make([]string, len(items))
	for n, at := range items {
		names[n] = s.Pieces[at].Parameter()
	}
	last := len(names) - 1
	lead := names[1] == names[0]
	switch {
	case !slices.ContainsFunc(names, func(name string) bool { return name != names[0] }):
		return false
	case names[last] == names[last-1] && !lead:
		return false // "except the Focus, red or black"
	case joint == IsAnd && !lead && !s.Pieces[i].Each, !lead && slices.ContainsFunc(names[1:], isHead) && !isHead(names[0]),
		slices.ContainsFunc(items, func(at int) bool { return !s.negatable(at) }):
		s.leaveThrough(i, items[last])
		return true
	}
	s.Pieces[i].Gone = true
	from := s.Pieces[i].From
	for _, at := range items {
		s.unwant(at, from, 0)
		from = s.Pieces[at].From
	}
	s.passJoints(first, items[last])
	return true
}

// mixedList returns the wishes of a list from its first piece on, if each stands right behind a comma and a joint
// stands before the last one; nil otherwise.
func (s *Sentence) mixedList(first int) (items []int, joint Kind) {
	items = []int{first}
	for j := first + 1; j < len(s.Pieces); j++ {
		p := &s.Pieces[j]
		switch {
		case p.From >= len(s.Tokens) || s.Cut(p.From, ";.!?:"):
			return nil, 0
		case (p.Kind == IsOr || p.Kind == IsAnd) && len(items) > 1:
			next := s.behind(j)
			if next > 0 && s.Pieces[next].Kind == IsLeft {
				return items, p.Kind // "nothing white, hybrid or rusty"
			}
			if next < 0 || !s.wish(next) || p.Kind == IsAnd && (next > j+1 || s.Pieces[next].Kind != IsValue) {
				return nil, 0
			}
			return append(items, next), p.Kind
		case s.wish(j) && p.Kind == IsValue && s.Cut(p.From, ","):
			items = append(items, j)
		default:
			return nil, 0
		}
	}
	return nil, 0
}
