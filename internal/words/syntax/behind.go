package syntax

import "forecourt/internal/words/wordbook"

// unwantBefore marks the value before a negation as not wanted, and those that a joint joins to it: "Diesel oder Hybrid
// kommt nicht in Frage". to is the token behind the negation. A wish for two things at once is told as not understood:
// no filter leaves out what is both.
func (s *Sentence) unwantBefore(of, to int) {
	if other := s.sameThing(of); other >= 0 {
		s.Pieces[of].Kind, s.Pieces[other].Kind = IsLeft, IsLeft
		return
	}
	name := s.Pieces[of].Parameter()
	for at := of; at >= 0; {
		first := at
		if at > 0 && s.Pieces[at].Parameter() == "model" && s.Pieces[at-1].Parameter() == "make" && !s.Cut(s.Pieces[at].From, ",;.!?") && s.OfMake(s.Pieces[at].Options[0].Values, s.Pieces[at-1].Options[0].Values) {
			first--
		}
		s.unwant(first, s.Pieces[first].From, to)
		joint := s.Said(first)
		if joint < 1 || s.Pieces[joint].Kind != IsOr && s.Pieces[joint].Kind != IsAnd || s.Pieces[joint-1].Parameter() != name {
			return
		}
		to, at = s.Pieces[joint].From, joint-1
	}
}

// sameThing returns the wish for another field that is one thing with a wish, because an article stands before both:
// "einen roten Golf will ich nicht". It returns -1 when there is none.
func (s *Sentence) sameThing(of int) int {
	other := -1
	for at := of - 1; at >= 0 && !s.Cut(s.Pieces[at+1].From, ",;.!?"); at-- {
		p := &s.Pieces[at]
		switch {
		case p.Kind == IsFiller && s.May(p.From, wordbook.Article):
			return other
		case s.wish(at) && other < 0 && (p.Parameter() != "make" || s.Pieces[of].Parameter() != "model"):
			other = at
		case !s.wish(at):
			return -1
		}
	}
	return -1
}

// endsClause reads a negation at the end of its clause, which speaks of the value before it: "Diesel bitte nicht",
// "diesel no". It returns whether there is one.
func (s *Sentence) endsClause(i int) bool {
	if s.Pieces[i].To == s.Pieces[i].From || !s.May(s.Pieces[i].To-1, wordbook.NotEither|wordbook.NotBehind) {
		return false
	}
	of := i - 1
	for of >= 0 && s.Pieces[of].Kind == IsFiller && !s.Cut(s.Pieces[of+1].From, ",;.!?") {
		of--
	}
	if of < 0 || s.Cut(s.Pieces[of+1].From, ",;.!?") || !s.wish(of) || s.Pieces[of].Kind == IsNumber && len(singles(s.Pieces[of].Numbers)) == 0 {
		return false
	}
	s.Pieces[i].Gone = true
	s.unwantBefore(of, s.Pieces[i].To)
	return true
}
