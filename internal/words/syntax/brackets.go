package syntax

import "slices"

// bracketsOf returns the brackets that a piece stands in, the outermost first. Each is told by the token that it opens
// before.
func (s *Sentence) bracketsOf(piece int) (open []int) {
	for at := 0; at <= s.Pieces[piece].From && at < len(s.Tokens); at++ {
		for _, mark := range s.Tokens[at].Gap {
			switch mark {
			case '(', '[', '{':
				open = append(open, at)
			case ')', ']', '}':
				open = open[:max(0, len(open)-1)]
			}
		}
	}
	return open
}

// bracketOf returns the innermost bracket that a piece stands in, -1 if there is none.
func (s *Sentence) bracketOf(piece int) int {
	if open := s.bracketsOf(piece); len(open) > 0 {
		return open[len(open)-1]
	}
	return -1
}

// bracketed tells whether a wish stands in a bracket with its head, and another head stands outside: "Corvette OR
// (Mustang AND red)". The brackets of a call hold all heads.
func (s *Sentence) bracketed(i int, heads []head, of int) bool {
	g := s.bracketOf(i)
	return g >= 0 && g == s.bracketOf(heads[of].first) && slices.ContainsFunc(heads, func(h head) bool {
		return !slices.Contains(s.bracketsOf(h.first), g)
	})
}

// inOwnList tells whether a wish stands in a list of its field alone: "status in (available, reserved)".
func (s *Sentence) inOwnList(i int) bool {
	g, name := s.bracketOf(i), s.Pieces[i].Parameter()
	if g < 0 {
		return false
	}
	for j := range s.Pieces {
		if s.Pieces[j].Parameter() != "" && (s.Pieces[j].Parameter() == name) != (s.bracketOf(j) == g) {
			return false
		}
	}
	return true
}

// signBefore returns the last token up to a piece that has "=" or ":" before it, -1 if there is none.
func (s *Sentence) signBefore(piece int) int {
	for at := min(s.Pieces[piece].From, len(s.Tokens)-1); at >= 0; at-- {
		if s.Cut(at, "=:") {
			return at
		}
		if s.Cut(at, "&;\n") {
			return -1
		}
	}
	return -1
}

// listsApart tells whether all makes stand in one list and all models in another: "make": ["Ford", "Fiat"], "model":
// ["Focus", "Punto"]. A vehicle then needs one of each.
func (s *Sentence) listsApart() bool {
	lists := map[string]int{}
	for i := range s.Pieces {
		name := s.Pieces[i].Parameter()
		if name != "make" && name != "model" || !s.wish(i) {
			continue
		}
		g := s.bracketOf(i)
		if g < 0 {
			g = s.signBefore(i)
		}
		if before, ok := lists[name]; g < 0 || ok && before != g {
			return false
		}
		lists[name] = g
	}
	return len(lists) == 2 && lists["make"] != lists["model"]
}

func (s *Sentence) drawMakes() {
	for i := range s.Pieces {
		if side := s.Pieces[i].Side; side > 0 && s.Pieces[i].Parameter() == "model" && i > 0 && s.wish(i-1) && s.Pieces[i-1].Parameter() == "make" {
			s.Pieces[i-1].Side = side
		}
	}
}

func (s *Sentence) run(i, step int) (list []int) {
	for j := i + step; j >= 0 && j < len(s.Pieces); j += step {
		p := s.Pieces[j]
		if step > 0 && p.From < len(s.Tokens) && len(list) > 0 && s.Cut(p.From, ",;.!?") {
			break
		}
		if s.wish(j) {
			list = append(list, j)
		} else if p.Kind != IsFiller && !p.Gone {
			break
		}
		if step < 0 && p.From < len(s.Tokens) && s.Cut(p.From, ",;.!?") {
			break
		}
	}
	return list
}

// InBrackets tells whether a bracket that opens behind a token is still open before another one: "meinen Touran (2012,
// 190.000 km)".
func (s *Sentence) InBrackets(from, to int) bool {
	open := false
	for at := from; at <= to; at++ {
		open = (open || s.Cut(at, "(")) && !s.Cut(at, ")")
	}
	return open
}
