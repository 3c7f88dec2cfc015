package syntax

import "slices"

// share gives a wish of one side to the sides before it, too, as far as an "or" joins their heads: "Golf or Polo
// diesel, Fiesta petrol".
func (s *Sentence) share(i int, heads []head) {
	name, zone := s.Pieces[i].Parameter(), s.Pieces[i].Side
	for n := zone - 1; n > 0 && s.joinedHeads(heads[n-1], heads[n]); n-- {
		for at := range s.Pieces {
			if s.Pieces[at].Side == n && s.Pieces[at].Parameter() == name {
				return
			}
		}
		p := s.Pieces[i]
		p.Side = n
		s.Pieces = append(s.Pieces, p)
	}
}

// joinedHeads tells whether only an "or" or "and" stands between two heads.
func (s *Sentence) joinedHeads(one, other head) bool {
	joined := false
	for i := one.last + 1; i <= other.first; i++ {
		p := &s.Pieces[i]
		if p.From >= len(s.Tokens) || s.Cut(p.From, ",;.!?()") || i < other.first && p.Kind != IsFiller && p.Kind != IsOr && p.Kind != IsAnd {
			return false
		}
		joined = joined || p.Kind == IsOr || p.Kind == IsAnd
	}
	return joined
}

// ownOfLast tells whether a wish belongs to the last head alone, because the one before has a wish of its own in
// the same place: "a Golf with a tow bar or a Touran with seven seats". Limits rather hold for all.
func (s *Sentence) ownOfLast(i int, heads []head) bool {
	last := len(heads) - 1
	if h := heads[last]; !s.wish(i) || i <= h.last || s.cutBetween(h.last, i) {
		return false
	}
	switch s.Pieces[i].Parameter() {
	case "price", "mileage", "year", "location", "make", "model":
		return false
	}
	return slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Side == last && p.Parameter() != "" && !isHead(p.Parameter()) })
}

// SaidBefore tells whether a value of a field stands before a piece, so that limits between the two may be each of
// another thing: "red under 20k, blue under 10k".
func (s *Sentence) SaidBefore(n int, field string) bool {
	return slices.ContainsFunc(s.Pieces[:n], func(p Piece) bool { return p.Kind == IsValue && p.Carries(field) })
}

// NumberBefore returns the number before a piece in the same sentence, if nothing but words that ask for nothing parts
// them; -1 otherwise.
func (s *Sentence) NumberBefore(n int) int {
	for at := n - 1; at >= 0; at-- {
		if to := s.Pieces[at].To; to < len(s.Tokens) && s.Cut(to, ".;!?") {
			return -1
		}
		switch s.Pieces[at].Kind {
		case IsFiller:
		case IsNumber:
			return at
		default:
			return -1
		}
	}
	return -1
}
