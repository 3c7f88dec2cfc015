package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// Distrust is the last step of a reading, and the net under all others. A word that changes the meaning of what stands
// beside it, and that no reading used, leaves nothing of its clause as a plain wish: all of it is told as not
// understood.
func (s *Sentence) Distrust() {
	for i := range s.Pieces {
		if whole, unused := s.unused(i); unused {
			s.leaveClause(i, whole)
		}
	}
	s.several()
	for i := range s.Pieces {
		switch p := &s.Pieces[i]; {
		case !p.Not || p.Kind != IsValue || p.Gone:
		case p.Parameter() == "currency" && s.Currency != "":
			s.tellNegation(i) // "miles, not dollars", where all cars are priced in them
		case len(p.Options) == 1 && p.Options[0].Near:
			s.tellNegation(i) // "no CVT", where the stock only tells of automatics
		default:
			s.contradict(i)
		}
	}
}

// several leaves out limits of the same kind that stand beside unlike values of one field: "an SUV under 20k, a
// sedan under 10k". One limit for both would be wrong for one of them.
func (s *Sentence) several() {
	for i := range s.Pieces {
		for j := i + 1; j < len(s.Pieces); j++ {
			a, b := &s.Pieces[i], &s.Pieces[j]
			if s.limits(a) && s.limits(b) && a.Side == 0 && b.Side == 0 && a.Numbers[0].Parameter == b.Numbers[0].Parameter && a.Numbers[0].Value != b.Numbers[0].Value && s.ofOthers(i, j) {
				a.Kind, b.Kind = IsLeft, IsLeft
			}
		}
	}
}

// limits tells whether a piece is one limit.
func (s *Sentence) limits(p *Piece) bool {
	return p.Kind == IsNumber && !p.Gone && !p.Not && len(p.Numbers) == 1 && len(singles(p.Numbers)) == 0
}

// ofOthers tells whether the values next before two limits are unlike ones of the same field.
func (s *Sentence) ofOthers(i, j int) bool {
	value := func(n, first int) *Piece {
		for at := n - 1; at >= first; at-- {
			if s.wish(at) && s.Pieces[at].Kind == IsValue && s.Pieces[at].Parameter() != "location" {
				return &s.Pieces[at]
			}
		}
		return nil
	}
	one, other := value(i, 0), value(j, i)
	return one != nil && other != nil && one.Parameter() == other.Parameter() && !match.SameValues(one.Options[0].Values, other.Options[0].Values)
}

// contradict finds the wishes of which a value that is not wanted leaves nothing. If it is the same word, the wish
// is taken back: "a Tahoe … forget the Tahoe". Otherwise the stock has no word of its own for what is not wanted,
// and that is told: "automatic, but no DSG".
func (s *Sentence) contradict(i int) {
	p := &s.Pieces[i]
	for at := range s.Pieces {
		o := &s.Pieces[at]
		if !s.wish(at) || o.Kind != IsValue || o.Parameter() != p.Parameter() || p.Side > 0 && o.Side != p.Side || !within(o.Options[0].Values, p.Options[0].Values) {
			continue
		}
		if at > i && s.sameWord(o, p) && s.explains(at) {
			o.Kind = IsLeft // "not white, everybody's got white"
			continue
		}
		if at > i || s.Key(o.From, o.To) != s.Key(p.From, p.To) {
			s.tellNegation(i)
			return
		}
		if o.Kind = IsLeft; s.orBetween(at, i) {
			s.tellNegation(i) // "a hybrid Camry or a non-hybrid Accord"
			return
		}
	}
}

// sameWord tells whether two pieces are one word, but for its ending: "pas noire, le noir est salissant".
func (s *Sentence) sameWord(one, other *Piece) bool {
	a, b := s.Key(one.From, one.To), s.Key(other.From, other.To)
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// explains tells whether the clause of a value says something about it that no filter says, and no wish.
func (s *Sentence) explains(i int) bool {
	first, last, said := i, i, false
	for first > 0 && !s.beginsClause(first) {
		first--
	}
	for last+1 < len(s.Pieces) && !s.beginsClause(last+1) {
		last++
	}
	for at := first; at <= last; at++ {
		p := &s.Pieces[at]
		if _, wish := s.Phrase(p.From, wordbook.WishNext); wish > 0 || at != i && p.Kind != IsLeft && p.Kind != IsFiller {
			return false
		}
		said = said || p.Kind == IsLeft
	}
	return said
}

// tellNegation makes a value that is not wanted one that was not understood, with the words of its negation.
func (s *Sentence) tellNegation(i int) {
	s.Pieces[i].Kind, s.Pieces[i].Not = IsLeft, false
	for at := i - 1; at >= 0 && (s.Pieces[at].Gone || s.Pieces[at].Kind == IsFiller); at-- {
		if s.Pieces[at].Kind == IsNot {
			s.Pieces[at].Kind, s.Pieces[at].Gone = IsLeft, s.Pieces[at].From == s.Pieces[at].To
			return
		}
	}
}

// negates are the roles of words that turn round what stands beside them.
var negates = []wordbook.Role{wordbook.NotNext, wordbook.NotLast, wordbook.ModalNot, wordbook.AlsoNot}

// unused tells whether a piece that was not understood is such a word alone, and whether that reaches the whole clause.
func (s *Sentence) unused(i int) (whole, unused bool) {
	p := &s.Pieces[i]
	if p.Kind != IsLeft || p.Gone || p.From >= p.To || s.May(p.From-1, wordbook.Article|wordbook.Possessive) {
		return false, false
	}
	if change, to := s.Phrase(p.From, wordbook.Changes); to >= p.To {
		return change.Name == wordbook.Whole, true
	}
	if _, to := s.Phrase(p.From, wordbook.IfNext); to >= p.To {
		return false, true
	}
	for _, role := range negates {
		if _, to := s.Phrase(p.From, role); to >= p.To {
			return true, role != wordbook.NotLast || !s.leftBefore(i)
		}
	}
	return false, false
}

// leftBefore tells whether a piece stands right behind something else that was not understood: "tax free".
func (s *Sentence) leftBefore(i int) bool {
	return i > 0 && s.Pieces[i-1].Kind == IsLeft && !s.Cut(s.Pieces[i].From, ",;.!?")
}

// leaveClause leaves out the wishes behind a piece in its clause, and those before it if it reaches the whole clause.
// Behind a question, the clause may be the piece alone: "Fords? No." It then speaks of the question.
func (s *Sentence) leaveClause(i int, whole bool) {
	first, last := i, i
	for last+1 < len(s.Pieces) && !s.beginsClause(last+1) {
		last++
	}
	for whole && first > 0 && !s.beginsClause(first) {
		first--
	}
	if whole && first > 0 && s.Cut(s.Pieces[first].From, "?") && !slices.ContainsFunc(s.Pieces[first:last+1], Piece.wanted) {
		for first--; first > 0 && !s.beginsClause(first); first-- {
		}
	}
	for at := first; at <= last; at++ {
		if s.wish(at) {
			s.Pieces[at].Kind = IsLeft
		}
	}
}

// beginsClause tells whether a clause begins with a piece: behind a comma or the like, or with a joint.
func (s *Sentence) beginsClause(i int) bool {
	p := &s.Pieces[i]
	return p.Kind == IsOr || p.Kind == IsAnd || p.From < len(s.Tokens) && (s.Cut(p.From, ",;.!?:") || s.May(p.From, wordbook.Turns))
}
