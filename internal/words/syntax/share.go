package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

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

// factsEach tells whether each head has a sentence with facts of its own: "Polo, automatic, £7k. Golf, diesel, £9k".
func (s *Sentence) factsEach(heads []head, zones []int) bool {
	own := make([]bool, len(heads))
	for i := range s.Pieces {
		if n := zones[i] - 1; s.wish(i) && (i < heads[n].first || i > heads[n].last) && s.sameSentence(i, heads[n]) {
			own[n] = true
		}
	}
	for n := 1; n < len(heads); n++ {
		if !s.stopBetween(heads[n-1].last, heads[n].first) {
			return false
		}
	}
	return !slices.Contains(own, false)
}

// sameSentence tells whether a piece stands in the sentence of a head.
func (s *Sentence) sameSentence(i int, h head) bool {
	return !s.stopBetween(min(i, h.first), max(i, h.last))
}

// ofSentence tells whether a fact belongs to the head of its sentence alone. A place may be that of all: "a Golf in
// Leeds. A Polo there".
func (s *Sentence) ofSentence(i int, h head) bool {
	f := s.Fields[s.Pieces[i].Parameter()]
	return s.sameSentence(i, h) && (f == nil || f.Name != "location" && !f.Own)
}

// stopBetween tells whether a sentence, or an item of a list of them, ends between two pieces.
func (s *Sentence) stopBetween(from, to int) bool {
	return s.between(from, to, s.stopBefore)
}

// stopBefore tells whether a sentence, or an item of a list of them, ends before a token.
func (s *Sentence) stopBefore(i int) bool {
	if i > 0 && s.Is(i-1, wordbook.OrJoint) {
		return false // "Karoq od. T-Roc"
	}
	return s.Cut(i, ";!?\n") || strings.Contains(s.Tokens[i].Gap, ". ")
}

// border returns the piece at which the next side begins: behind the last "or" before its head, else where the last
// sentence before it ends, else behind the last "and" or comma.
func (s *Sentence) border(last, first int) int {
	comma, stop := first, -1
	for i := first; i > last; i-- {
		switch p := s.Pieces[i]; {
		case p.Kind == IsOr && !s.innerOr(i, last, first):
			return i + 1
		case stop < 0 && p.From < len(s.Tokens) && s.stopBefore(p.From):
			stop = i // "Jazz, auto, £7k. Civic, manual, £9k"
		case comma == first && (p.Kind == IsAnd || p.From < len(s.Tokens) && i > last && s.Cut(p.From, ",;/")):
			comma = i
		}
	}
	if stop >= 0 {
		return stop
	}
	return comma
}

// innerOr tells whether an "or" between two heads joins two facts of one of them, and a comma or another "or" parts the
// heads: "red or black Mustang, white or silver Camaro".
func (s *Sentence) innerOr(or, last, first int) bool {
	left, right := or-1, or+1
	for left > last && s.Pieces[left].Kind == IsFiller {
		left--
	}
	for right < first && s.Pieces[right].Kind == IsFiller {
		right++
	}
	if left <= last || right >= first || s.Pieces[left].Parameter() == "" || s.Pieces[left].Parameter() != s.Pieces[right].Parameter() {
		return false
	}
	for i := last + 1; i <= first; i++ {
		if i != or && i != right && s.Pieces[i].From < len(s.Tokens) && s.Cut(s.Pieces[i].From, ",;") || i < left && s.Pieces[i].Kind == IsOr {
			return true
		}
	}
	return false
}

// CloseSides leaves out the sides of an "or" that nothing is left of. A side whose make or model was taken back is told
// as a whole: of "a diesel Leaf or a petrol Zoe, leave the Leaf out" no other diesels are wished for. If one side
// remains, there is no "or".
func (s *Sentence) CloseSides() {
	sides := 0
	for i := range s.Pieces {
		sides = max(sides, s.Pieces[i].Side)
	}
	left := make([]int, sides+1) // The number of each side among those that remain.
	for side, kept := 1, 0; side <= sides; side++ {
		if s.headTaken(side) {
			s.leaveSide(side)
		}
		if slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Side == side && p.asked() }) {
			kept++
			left[side] = kept
		}
	}
	remain := slices.Max(left)
	for i := range s.Pieces {
		p := &s.Pieces[i]
		if p.Side = left[p.Side]; remain < 2 {
			p.Side = 0
		}
	}
}

// asked tells whether a piece is a filter or a question, and was not left out.
func (p *Piece) asked() bool {
	if p.Not && p.Kind == IsValue && p.Options[0].Outcome == match.Ambiguous {
		return false // It is told: nobody knows what is not wanted.
	}
	return !p.Gone && (p.Kind == IsValue || p.Kind == IsNumber || p.Kind == IsQuestion)
}

// headTaken tells whether a side has lost its make or model, and has no other one.
func (s *Sentence) headTaken(side int) (taken bool) {
	for i := range s.Pieces {
		p := &s.Pieces[i]
		if p.Side != side {
			continue
		}
		if p.asked() && p.Carries("make", "model", "body_type") {
			return false
		}
		taken = taken || p.Kind == IsLeft && p.May("make", "model")
	}
	return taken
}

// leaveSide leaves out all of a side.
func (s *Sentence) leaveSide(side int) {
	for i := range s.Pieces {
		if p := &s.Pieces[i]; p.Side == side && p.asked() {
			p.Kind = IsLeft
			p.Gone = i > 0 && p.From < s.Pieces[i-1].From // It only repeats the make of another side.
		}
	}
}
