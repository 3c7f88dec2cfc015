package words

import (
	"slices"

	"forecourt/internal/words/wordbook"
)

// takesBack reads words that take back what was said before: "no wait", "actually no".
func (r *reader) takesBack(i int) int { return r.mark(i, wordbook.TakesBack, isBack) }

// needNotBe reads words that say of a value that it need not be: "nothing against", "is fine too".
func (r *reader) needNotBe(i int) int {
	if to := r.mark(i, wordbook.MayNext, isMayNext); to > i {
		return to
	}
	return r.mark(i, wordbook.MayLast, isMayLast)
}

// mark makes a piece of a phrase that has a role, if no longer phrase begins there.
func (r *reader) mark(i int, of wordbook.Role, as kind) int {
	_, to := r.phrase(i, of)
	if _, nothing := r.phrase(i, wordbook.AsksNothing); to == 0 || nothing > to {
		return i
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: as})
	return to
}

// takeBack finds what each piece that takes back speaks of: the last wish before it for the same field as the first one
// behind it. "A Silverado, no wait, make it a Sierra" asks for a Sierra.
func (r *reader) takeBack() {
	for i := range r.pieces {
		if r.pieces[i].kind != isBack {
			continue
		}
		if !slices.ContainsFunc(r.pieces[:i], func(p piece) bool { return p.parameter() != "" }) {
			r.pieces[i].kind = isFiller // "Sorry, do you have …"
			continue
		}
		r.pieces[i].kind = isLeft
		next := i + 1
		for next < len(r.pieces) && !r.wish(next) {
			next++
		}
		if next == len(r.pieces) {
			continue
		}
		for at := i - 1; at >= 0; at-- {
			if !r.wish(at) || !sameSort(r.pieces[at].parameter(), r.pieces[next].parameter()) {
				continue
			}
			r.pieces[i].kind, r.pieces[at].kind = isFiller, isLeft
			if at > 0 && r.wish(at-1) && r.pieces[at-1].parameter() == "make" && r.pieces[at].options != nil && r.pieces[at].options[0].Parameter == "model" {
				r.pieces[at-1].kind = isLeft
			}
			break
		}
	}
}

// sameSort tells whether two fields say the same sort of thing: a make may be taken back for a model.
func sameSort(one, other string) bool {
	head := func(name string) bool { return name == "make" || name == "model" }
	return one == other || head(one) && head(other)
}

// leaveOptional leaves out values that need not be. "Manual is fine too" is a wish only beside another one for the same
// field.
func (r *reader) leaveOptional() {
	for i := range r.pieces {
		switch r.pieces[i].kind {
		case isMayNext:
			r.pieces[i].kind = isFiller
			for at := r.behind(i); at >= 0 && r.wish(at) && r.pieces[at].kind == isValue; {
				next := r.joined(at, false)
				r.pieces[i].kind, r.pieces[at].kind = isLeft, isLeft
				at = next
			}
		case isMayLast:
			at := i - 1
			for at > 0 && r.pieces[at].kind == isFiller {
				at--
			}
			r.pieces[i].kind = isFiller
			if at < 0 || !r.wish(at) || r.pieces[at].kind != isValue || r.alsoWished(at) {
				continue
			}
			r.pieces[i].kind, r.pieces[at].kind = isLeft, isLeft
		}
	}
}

// alsoWished tells whether another piece is a wish for the same field, or nothing else is wished for at all.
func (r *reader) alsoWished(i int) bool {
	others := false
	for at := range r.pieces {
		if at == i || !r.wish(at) {
			continue
		}
		if sameSort(r.pieces[at].parameter(), r.pieces[i].parameter()) {
			return true
		}
		others = true
	}
	return !others
}
