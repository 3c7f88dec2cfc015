package words

import (
	"slices"
)

// alternate finds the sides of each "or" between unlike things. If one set of filters says the same, there are no
// sides.
func (r *reader) alternate() {
	heads := r.heads()
	if len(heads) > 1 {
		if own := r.ownOfSides(heads); own || !r.flat(heads) {
			r.split(heads)
			return
		}
	}
	r.splitPairs(heads)
}

// wish tells whether a piece is a filter that is wanted.
func (r *reader) wish(i int) bool { return !r.pieces[i].not && r.pieces[i].parameter() != "" }

// zones returns for each piece the head that it stands at, counted from 1. The joints between the heads are the
// borders.
func (r *reader) zones(heads []head) []int {
	zones := make([]int, len(r.pieces))
	at := 0
	for n, h := range heads {
		end := len(r.pieces)
		if n+1 < len(heads) {
			end = r.border(h.last, heads[n+1].first)
		}
		for ; at < end; at++ {
			zones[at] = n + 1
		}
	}
	return zones
}

// border returns the piece at which the next side begins: behind the last "or" before its head, else behind the last
// "and" or comma.
func (r *reader) border(last, first int) int {
	comma := first
	for i := first; i > last; i-- {
		switch p := r.pieces[i]; {
		case p.kind == isOr:
			return i + 1
		case comma == first && (p.kind == isAnd || p.from < len(r.tokens) && i > last && r.cut(p.from, ",;/")):
			comma = i
		}
	}
	return comma
}

// ownOfSides gives each wish beside the heads to its side, if it belongs to that side alone. It returns whether any
// does.
func (r *reader) ownOfSides(heads []head) (any bool) {
	zones := r.zones(heads)
	inZones := map[string][]int{}
	isHead := func(i int) bool {
		return slices.ContainsFunc(heads, func(h head) bool { return i >= h.first && i <= h.last })
	}
	for i := range r.pieces {
		if name := r.pieces[i].parameter(); r.wish(i) && !isHead(i) && !slices.Contains(inZones[name], zones[i]) {
			inZones[name] = append(inZones[name], zones[i])
		}
	}
	for i := range r.pieces {
		if !r.wish(i) || isHead(i) {
			continue
		}
		zone, several := zones[i], len(inZones[r.pieces[i].parameter()]) > 1
		before := i < heads[zone-1].first
		last := zone == len(heads)
		own := several || last && before || !last && !before && r.orBetween(i, heads[zone].first)
		if zone == 1 && before && !several {
			own = false
		}
		if g := r.bracketOf(r.pieces[i].from); g > 0 && g == r.bracketOf(r.pieces[heads[zone-1].first].from) {
			own = true // "Corvette OR (Mustang AND red)"
		}
		if own {
			r.pieces[i].side, any = zone, true
		}
	}
	return any
}

// bracketOf returns the token behind the round bracket that a token stands in, counted from 1; 0 when it stands in
// none.
func (r *reader) bracketOf(i int) int {
	open := 0
	for at := 0; at <= i && at < len(r.tokens); at++ {
		for _, mark := range r.tokens[at].Gap {
			switch mark {
			case '(':
				open = at + 1
			case ')':
				open = 0
			}
		}
	}
	return open
}

// split makes an alternative of each head. Heads without wishes of their own share one, if one set of filters says the
// same. Alternatives beyond MaxAlternatives are told as not understood.
func (r *reader) split(heads []head) {
	hasOwn := map[int]bool{}
	for i := range r.pieces {
		if r.pieces[i].side > 0 {
			hasOwn[r.pieces[i].side] = true
		}
	}
	sides := make([]int, len(heads))
	var members [][]head
	for n, h := range heads {
		at := -1
		if !hasOwn[n+1] {
			at = slices.IndexFunc(members, func(m []head) bool {
				return !slices.ContainsFunc(m, func(o head) bool { return hasOwn[r.sideOf(heads, o)] }) && r.flat(append(slices.Clone(m), h))
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
	for i := range r.pieces {
		if r.pieces[i].side > 0 {
			r.pieces[i].side = sides[r.pieces[i].side-1]
		}
	}
	for n, h := range heads {
		for i := h.first; i <= h.last; i++ {
			if r.wish(i) && (r.pieces[i].parameter() == "make" || r.pieces[i].parameter() == "model") {
				r.pieces[i].side = sides[n]
			}
		}
		if h.inherits {
			r.inherit(heads, n, sides)
		}
	}
	for i := range r.pieces {
		if r.pieces[i].side > MaxAlternatives {
			r.pieces[i].side, r.pieces[i].kind = 0, isLeft
		}
	}
}

func (r *reader) sideOf(heads []head, h head) int {
	return slices.IndexFunc(heads, func(o head) bool { return o.first == h.first }) + 1
}

// inherit repeats the make of the head before in the side of a model.
func (r *reader) inherit(heads []head, n int, sides []int) {
	if sides[n] == sides[n-1] {
		return
	}
	for i := heads[n-1].first; i >= 0; i-- {
		if p := r.pieces[i]; p.parameter() == "make" && !p.not {
			p.side = sides[n]
			r.pieces = append(r.pieces, p)
			return
		}
	}
}

// splitPairs makes alternatives of unlike wishes that an "or" joins: "diesel or automatic", "electric SUV or hybrid
// estate".
func (r *reader) splitPairs(heads []head) {
	isHead := func(i int) bool {
		return slices.ContainsFunc(heads, func(h head) bool { return i >= h.first && i <= h.last })
	}
	done := false
	for i := range r.pieces {
		if r.pieces[i].kind != isOr {
			continue
		}
		left, right := r.operands(i)
		if len(left) == 0 || len(right) == 0 || isHead(left[0]) && isHead(right[0]) || len(left)+len(right) == 2 && r.oneList(left[0], right[0]) {
			continue
		}
		side := r.pieces[left[0]].side
		switch {
		case side == 0 && done:
			r.pieces[i].kind = isLeft // One "or" too many.
			continue
		case side == 0:
			side = 1
		case side == MaxAlternatives:
			for _, j := range right {
				r.pieces[j].kind = isLeft
			}
			continue
		}
		for _, j := range left {
			r.pieces[j].side = side
		}
		for _, j := range right {
			r.pieces[j].side = side + 1
		}
		done = true
	}
	r.drawMakes()
}

// oneList tells whether two wishes are for the same field, and together mean any of several values. Limits do not:
// "under 5k or over 20k".
func (r *reader) oneList(one, other int) bool {
	if r.pieces[one].parameter() != r.pieces[other].parameter() {
		return false
	}
	limits := func(p *piece) bool { return p.kind == isNumber && len(singles(p.numbers)) != len(p.numbers) }
	return !limits(&r.pieces[one]) || !limits(&r.pieces[other])
}

// operands returns the wishes on both sides of an "or". These are the two next to it. If both sides say something about
// the same field, everything between those two wishes belongs to the sides as well.
func (r *reader) operands(i int) (left, right []int) {
	left, right = r.run(i, -1), r.run(i, 1)
	if len(left) == 0 || len(right) == 0 {
		return nil, nil
	}
	shared := func(run, other []int) (last int) {
		last = -1
		for n, j := range run {
			if slices.ContainsFunc(other, func(k int) bool { return r.pieces[k].parameter() == r.pieces[j].parameter() }) {
				last = n
			}
		}
		return last
	}
	l, n := shared(left, right), shared(right, left)
	if l < 0 && len(left) == 1 && r.cut(r.pieces[i].from, ",") {
		return left, right // "a hybrid, or else a manual hatchback"
	}
	if l < 0 || l == 0 && n == 0 {
		return left[:1], right[:1]
	}
	return left[:max(l, 0)+1], right[:max(n, 0)+1]
}

// drawMakes puts a make on the side of its model.
func (r *reader) drawMakes() {
	for i := range r.pieces {
		if side := r.pieces[i].side; side > 0 && r.pieces[i].parameter() == "model" && i > 0 && r.wish(i-1) && r.pieces[i-1].parameter() == "make" {
			r.pieces[i-1].side = side
		}
	}
}

// run returns the wishes in a row on one side of a joint, the nearest first.
func (r *reader) run(i, step int) (list []int) {
	for j := i + step; j >= 0 && j < len(r.pieces); j += step {
		p := r.pieces[j]
		if step > 0 && p.from < len(r.tokens) && len(list) > 0 && r.cut(p.from, ",;.!?") {
			break
		}
		if r.wish(j) {
			list = append(list, j)
		} else if p.kind != isFiller && !p.gone {
			break
		}
		if step < 0 && p.from < len(r.tokens) && r.cut(p.from, ",;.!?") {
			break
		}
	}
	return list
}
