package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// limited reads a limit whose direction a negation turns round: "can't spend more than 6 thousand" is at most 6,000.
func (r *reader) limited(i int) int {
	const far = 10
	_, at := r.Phrase(i, wordbook.ModalNot)
	if at == 0 {
		return i
	}
	for at < min(len(r.Tokens), i+far) && !strings.ContainsAny(r.Tokens[at].Gap, ",;.!?") {
		if p, to := r.Phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) {
			if end := r.compare(i, at, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict); end > at {
				return r.limitedAlso(end)
			}
		}
		_, to := r.Phrase(at, wordbook.LimitWord)
		_, more := r.Phrase(at, wordbook.ModalNot)
		_, hint := r.Phrase(at, wordbook.NamesNext)
		_, nothing := r.Phrase(at, wordbook.AsksNothing)
		if to = max(to, more, hint, nothing); to == 0 || r.May(at, wordbook.Turns) || r.Is(at, wordbook.AndJoint) {
			return i
		}
		at = to
	}
	return i
}

// limitedAlso reads further limits that an "or" joins to one that a negation turns round: "don't send me anything with
// more than 60,000 miles or older than 2015".
func (r *reader) limitedAlso(i int) int {
	_, to := r.Phrase(i, wordbook.OrJoint)
	if to == 0 {
		return i
	}
	for to < len(r.Tokens) && r.Is(to, wordbook.AsksNothing) && r.Tokens[to].Key != "" && !r.Cut(to, ",;.!?") {
		if _, compares := r.Phrase(to, wordbook.ComparesNext); compares > 0 {
			break
		}
		to++ // "or with more than"
	}
	at := to
	if _, named := r.Phrase(to, wordbook.NamesNext); named > 0 {
		at = named // "or a price above"
	}
	p, compares := r.Phrase(at, wordbook.ComparesNext)
	if compares == 0 || p.Comparator.Direction != wordbook.AtLeast && p.Comparator.Direction != wordbook.AtMost {
		return i
	}
	n := len(r.Pieces)
	end := r.compare(to, to, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict)
	if end == to {
		return i
	}
	r.Pieces = slices.Insert(r.Pieces, n, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
	return r.limitedAlso(end)
}

// flipped turns a comparison round: not more than is at most.
func flipped(c wordbook.Comparator) wordbook.Comparator {
	switch c.Direction {
	case wordbook.AtLeast:
		c.Direction = wordbook.AtMost
	case wordbook.AtMost:
		c.Direction = wordbook.AtLeast
	}
	c.Strict = false
	return c
}
