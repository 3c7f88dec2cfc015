package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// Alternate finds the sides of each "or" between unlike things. If one set of filters says the same, there are no
// sides.
func (s *Sentence) alternate() {
	s.joinLimits()
	heads := s.heads()
	if len(heads) > 1 && !s.listsApart() {
		if own := s.ownOfSides(heads); own || !s.flat(heads) {
			s.split(heads)
			return
		}
	}
	s.splitPairs(heads)
}

// wish tells whether a piece is a filter that is wanted.
func (s *Sentence) wish(i int) bool { return s.Pieces[i].wanted() }

// zones returns for each piece the head that it stands at, counted from 1. The joints between the heads are the
// borders.
func (s *Sentence) zones(heads []head) []int {
	zones := make([]int, len(s.Pieces))
	at := 0
	for n, h := range heads {
		end := len(s.Pieces)
		if n+1 < len(heads) {
			end = s.border(h.last, heads[n+1].first)
		}
		for ; at < end; at++ {
			zones[at] = n + 1
		}
	}
	return zones
}

// ownOfSides gives each wish beside the heads to its side, if it belongs to that side alone. It returns whether any
// does.
func (s *Sentence) ownOfSides(heads []head) (any bool) {
	zones := s.zones(heads)
	each := s.factsEach(heads, zones)
	inZones := map[string][]int{}
	for i := range s.Pieces {
		if name := s.Pieces[i].Parameter(); s.wish(i) && !inHead(heads, i) && !s.inOwnList(i) && !s.ofAll(i, heads) && !slices.Contains(inZones[name], zones[i]) {
			inZones[name] = append(inZones[name], zones[i])
		}
	}
	for i := range s.Pieces {
		if !s.wish(i) || inHead(heads, i) || s.inOwnList(i) || s.ofAll(i, heads) {
			continue
		}
		zone, several := zones[i], len(inZones[s.Pieces[i].Parameter()]) > 1
		before := i < heads[zone-1].first
		last := zone == len(heads)
		own := several || last && before || !last && !before && s.orBetween(i, heads[zone].first)
		if h := heads[zone-1]; h.again && i > h.last && !s.cutBetween(h.last, i) {
			own = true
		}
		if each && s.ofSentence(i, heads[zone-1]) || s.bracketed(i, heads, zone-1) {
			own = true // "Corvette OR (Mustang AND red)"
		}
		if own {
			s.Pieces[i].Side, any = zone, true
		}
	}
	for i := range s.Pieces {
		if any && zones[i] == len(heads) && s.ownOfLast(i, heads) {
			s.Pieces[i].Side = zones[i]
		}
	}
	for i := range s.Pieces {
		if zone := s.Pieces[i].Side; zone > 1 && i > heads[zone-1].last {
			s.share(i, heads)
		}
	}
	return any
}

// inHead tells whether a piece is a part of a head.
func inHead(heads []head, i int) bool {
	return slices.ContainsFunc(heads, func(h head) bool { return i >= h.first && i <= h.last })
}

// ofAll tells whether a wish stands in a sentence of its own before or behind that of all heads, and so holds for each:
// "A Toyota or Skoda. Must have under 40k."
func (s *Sentence) ofAll(i int, heads []head) bool {
	first, last := heads[0].first, heads[len(heads)-1].last
	switch {
	case i < first:
		return s.endBetween(i, first)
	case i > last:
		return s.endBetween(last, i) && !s.endBetween(first, last)
	}
	return false
}

// endBetween tells whether a sentence ends between two pieces.
func (s *Sentence) endBetween(from, to int) bool {
	return s.between(from, to, func(i int) bool { return strings.Contains(s.Tokens[i].Gap, ". ") || s.Cut(i, "!?") })
}

// cutBetween tells whether a comma or the end of a sentence stands between two pieces.
func (s *Sentence) cutBetween(from, to int) bool {
	return s.between(from, to, func(i int) bool { return s.Cut(i, ",;.!?") })
}

// between tells whether the first token of a piece behind one, up to another one, is such a token.
func (s *Sentence) between(from, to int, is func(token int) bool) bool {
	return slices.ContainsFunc(s.Pieces[from+1:max(from, to)+1], func(p Piece) bool { return p.From < len(s.Tokens) && is(p.From) })
}

// split makes an alternative of each head. Heads without wishes of their own share one, if one set of filters says the
// same. Alternatives beyond MaxAlternatives are told as not understood.
func (s *Sentence) split(heads []head) {
	hasOwn := map[int]bool{}
	for i := range s.Pieces {
		if s.Pieces[i].Side > 0 {
			hasOwn[s.Pieces[i].Side] = true
		}
	}
	sides := make([]int, len(heads))
	var members [][]head
	var joined []head
	for n, h := range heads {
		at := -1
		if !hasOwn[n+1] {
			at = slices.IndexFunc(members, func(m []head) bool {
				joined = append(append(joined[:0], m...), h)
				return !slices.ContainsFunc(m, func(o head) bool { return hasOwn[s.sideOf(heads, o)] }) && s.flat(joined)
			})
		}
		if at < 0 {
			at = len(members)
			members = append(members, nil)
		}
		members[at] = append(members[at], h)
		sides[n] = at + 1
	}
	if len(members) < 2 {
		return
	}
	for i := range s.Pieces {
		if s.Pieces[i].Side > 0 {
			s.Pieces[i].Side = sides[s.Pieces[i].Side-1]
		}
	}
	for n, h := range heads {
		for i := h.first; i <= h.last; i++ {
			if s.wish(i) && (s.Pieces[i].Parameter() == "make" || s.Pieces[i].Parameter() == "model") {
				s.Pieces[i].Side = sides[n]
			}
		}
		if h.inherits {
			s.inherit(heads, n, sides)
		}
	}
	for i := range s.Pieces {
		if s.Pieces[i].Side > MaxAlternatives {
			s.Pieces[i].Side, s.Pieces[i].Kind = 0, IsLeft
		}
	}
}

func (s *Sentence) sideOf(heads []head, h head) int {
	return slices.IndexFunc(heads, func(o head) bool { return o.first == h.first }) + 1
}

// inherit repeats the make of the head before in the side of a model.
func (s *Sentence) inherit(heads []head, n int, sides []int) {
	if sides[n] == sides[n-1] {
		return
	}
	for i := heads[n-1].first; i >= 0; i-- {
		if p := s.Pieces[i]; p.Parameter() == "make" && !p.Not {
			p.Side = sides[n]
			s.Pieces = append(s.Pieces, p)
			return
		}
	}
}

// splitPairs makes alternatives of unlike wishes that an "or" joins: "diesel or automatic", "electric SUV or hybrid
// estate".
func (s *Sentence) splitPairs(heads []head) {
	done := false
	for i := range s.Pieces {
		if s.Pieces[i].Kind != IsOr || s.Pieces[i].To == s.Pieces[i].From+1 && s.May(s.Pieces[i].From, wordbook.Nor) {
			continue // "weder über 10.000 Euro noch über 100.000 km" are two limits.
		}
		left, right := s.operands(i)
		if len(left) == 0 || len(right) == 0 || inHead(heads, left[0]) && inHead(heads, right[0]) || len(left)+len(right) == 2 && s.oneList(left[0], right[0]) || s.goesOn(left, right) {
			continue
		}
		side := s.Pieces[left[0]].Side
		switch {
		case side == 0 && done:
			s.Pieces[i].Kind = IsLeft // One "or" too many.
			continue
		case side == 0:
			side = 1
		case side == MaxAlternatives:
			for _, j := range right {
				s.Pieces[j].Kind = IsLeft
			}
			continue
		}
		for _, j := range left {
			s.Pieces[j].Side = side
		}
		for _, j := range right {
			s.Pieces[j].Side = side + 1
		}
		done = true
	}
	s.drawMakes()
}

// oneList tells whether two wishes are for the same field, and together mean any of several values. Limits do not:
// "under 5k or over 20k".
func (s *Sentence) oneList(one, other int) bool {
	if s.Pieces[one].Parameter() != s.Pieces[other].Parameter() {
		return false
	}
	limits := func(p *Piece) bool { return p.Kind == IsNumber && len(singles(p.Numbers)) != len(p.Numbers) }
	return !limits(&s.Pieces[one]) || !limits(&s.Pieces[other])
}

// goesOn tells whether the right side of an "or" only has other values of what the left side has, so that the rest of
// the left side counts for both: "a yellow Corvette or orange", "white, black or silver".
func (s *Sentence) goesOn(left, right []int) bool {
	return len(left) > len(right) && !slices.ContainsFunc(right, func(r int) bool {
		name := s.Pieces[r].Parameter()
		return name == "make" || name == "model" || !slices.ContainsFunc(left, func(l int) bool { return s.oneList(l, r) })
	})
}

// operands returns the wishes on both sides of an "or". These are the two next to it. If both sides say something about
// the same field, everything between those two wishes belongs to the sides as well.
func (s *Sentence) operands(i int) (left, right []int) {
	left, right = s.run(i, -1), s.run(i, 1)
	if len(left) == 0 || len(right) == 0 {
		return nil, nil
	}
	shared := func(run, other []int) (last int) {
		last = -1
		for n, j := range run {
			if slices.ContainsFunc(other, func(k int) bool { return s.Pieces[k].Parameter() == s.Pieces[j].Parameter() }) {
				last = n
			}
		}
		return last
	}
	l, n := shared(left, right), shared(right, left)
	if l < 0 && len(left) == 1 && s.Cut(s.Pieces[i].From, ",") {
		return left, right // "a hybrid, or else a manual hatchback"
	}
	if l < 0 || l == 0 && n == 0 {
		return left[:1], right[:1]
	}
	return left[:max(l, 0)+1], right[:max(n, 0)+1]
}

// drawMakes puts a make on the side of its model.
// run returns the wishes in a row on one side of a joint, the nearest first.
// MaxAlternatives is how many alternatives a text may have.
const MaxAlternatives = 4
