package syntax

import (
	"unicode"
	"unicode/utf8"

	"forecourt/internal/words/wordbook"
)

// attribute leaves out values that describe something else than the car: "with a black roof", "my white dog", "avec des
// pneus neufs". They stand beside a noun that nobody knows, in one thing with it.
func (s *Sentence) attribute() {
	heads := false
	for i := range s.Pieces {
		heads = heads || s.wish(i) && isHead(s.Pieces[i].Parameter())
	}
	for i := range s.Pieces {
		switch {
		case !s.describes(i):
		case s.nounBehind(i) && s.describesIt(i, heads), s.nounBefore(i, heads), s.predicate(i):
			s.leaveJoined(i)
		}
	}
}

// describes tells whether a piece is a value that only describes, such as a colour.
func (s *Sentence) describes(i int) bool {
	switch name := s.Pieces[i].Parameter(); name {
	case "color", "condition", "transmission", "fuel_type", "drivetrain":
		return s.Pieces[i].Kind == IsValue
	}
	return false
}

// nounBehind tells whether a word that nobody knows stands right behind a piece. German nouns begin with capitals, and
// describe nothing: "mit Automatik Anhängerkupplung".
func (s *Sentence) nounBehind(i int) bool {
	next := i + 1
	if next == len(s.Pieces) || !s.unknownWord(next) || !s.joinsWord(s.Pieces[next].From) {
		return false
	}
	at := s.Pieces[i].From
	return s.Speaks == 0 || !capitalAt(s.Tokens[at].Text) || !capitalAt(s.Tokens[s.Pieces[next].From].Text)
}

// unknownWord tells whether a piece was not understood, and is no mark that changes what stands beside it.
func (s *Sentence) unknownWord(i int) bool {
	p := &s.Pieces[i]
	if p.Kind != IsLeft || p.Gone || p.From >= p.To {
		return false
	}
	t := &s.Tokens[p.From]
	if t.IsNumber || len(t.Key) < leastNoun || s.May(p.From, wordbook.OwnedOf) || s.Book.Tables.Numbers[t.Key] > 0 || s.Is(p.From, wordbook.AsksNothing) {
		return false
	}
	if len(s.Fields["body_type"].Meanings[t.Key]) > 0 {
		return false // "an automatic estate car", where the stock does not say the body, is the car itself.
	}
	_, unused := s.unused(i)
	return !unused
}

// leastNoun is how many letters a noun has at least.
const leastNoun = 3

// joinsWord tells whether only a space stands before a token.
func (s *Sentence) joinsWord(i int) bool { return s.Tokens[i].Gap == " " || s.Tokens[i].Gap == "-" }

func capitalAt(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}

// describesIt tells whether words before a value show that it is in one thing with the noun behind it: a "with", or
// "my", or an article where the text names the car by another word.
func (s *Sentence) describesIt(i int, heads bool) bool {
	at := s.Pieces[i].From - 1
	for ; at >= 0 && !s.Cut(at+1, ",;.!?"); at-- {
		switch {
		case s.May(at, wordbook.With|wordbook.Possessive):
			return true
		case s.May(at, wordbook.Article):
			return heads || at > 0 && s.May(at-1, wordbook.With)
		case !s.Is(at, wordbook.AsksNothing) && !s.Is(at, wordbook.AndJoint) && !s.withinValue(at):
			return false
		}
	}
	return false
}

// withinValue tells whether a token belongs to a value that describes.
func (s *Sentence) withinValue(at int) bool {
	for i := range s.Pieces {
		if p := &s.Pieces[i]; p.From <= at && at < p.To {
			return s.describes(i)
		}
	}
	return false
}

// nounBefore tells whether a noun that nobody knows stands right before a value, as in languages whose adjectives
// follow: "un chien noir".
func (s *Sentence) nounBefore(i int, heads bool) bool {
	last := i - 1
	if last < 0 || !s.unknownWord(last) || !s.joinsWord(s.Pieces[i].From) {
		return false
	}
	before := s.Pieces[last].From - 1
	return before >= 0 && !s.Cut(before+1, ",;.!?") && s.May(before, wordbook.NounNext) && (heads || s.May(before, wordbook.With))
}

// predicate tells whether a value says how something is that nobody knows: "TÜV muss neu sein", "the tires are new".
func (s *Sentence) predicate(i int) bool {
	at := s.Pieces[i].From
	if at == 0 || !s.May(at-1, wordbook.Copula) || s.Cut(at, ",;.!?") {
		return false
	}
	for last := i - 1; last >= 0 && !s.Cut(s.Pieces[last+1].From, ",;.!?"); last-- {
		if p := &s.Pieces[last]; p.Kind != IsFiller {
			return s.unknownWord(last) && s.Pieces[last+1].From >= at-2
		}
	}
	return false
}

// leaveJoined leaves out a value, and those of the same field that a joint joins to it: "with red and black seats".
func (s *Sentence) leaveJoined(i int) {
	name := s.Pieces[i].Parameter()
	s.Pieces[i].Kind = IsLeft
	for at := i - 1; at > 0 && (s.Pieces[at].Kind == IsAnd || s.Pieces[at].Kind == IsOr) && s.describes(at-1) && s.Pieces[at-1].Parameter() == name; at -= 2 {
		s.Pieces[at-1].Kind, s.Pieces[at].Kind = IsLeft, IsLeft
	}
}
