// Package syntax finds how the pieces of a free text belong together, such as what a negation reaches.
package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/quantity"
)

// Kind says what a piece of text is.
type Kind int

// The kinds.
const (
	IsValue    Kind = iota // Options says which.
	IsNumber               // Numbers says which.
	IsQuestion             // Options has one reading that is ambiguous.
	IsOrder                // It asks for an order of the cars.
	IsLeft                 // It was not understood.
	IsFiller               // It asks for nothing.
	IsNot                  // What follows is not wanted.
	IsNotLast              // What stands before it is not wanted.
	IsOr
	IsAnd
	IsOnly    // Of what was said before, only what follows counts.
	IsBack    // What was said before counts no more.
	IsMayNext // What follows need not be.
	IsMayLast // What stands before it need not be.
)

// Piece is a stretch of tokens with what it may mean.
type Piece struct {
	// From is its first token, To the one behind it.
	From, To int
	Kind     Kind
	Options  []match.Reading
	Numbers  []quantity.Number
	// Not means that the value is not wanted. Gone means that another piece has taken this one over.
	Not, Gone bool
	// Turned means that a negation turned its limit round.
	Turned bool
	// Each means that an "and" behind the negation joins values of any field. Reach is the token at which the list of
	// what is not wanted ends, 0 when there is no list.
	Each  bool
	Reach int
	// Side is the alternative that the piece belongs to, counted from 1. Pieces of all alternatives have 0.
	Side int
}

// Parameter returns the field that a piece says something about, "" when it says nothing that can be filtered.
func (p *Piece) Parameter() string {
	switch {
	case p.Gone:
		return ""
	case p.Kind == IsValue && len(p.Options) == 1 && p.Options[0].Outcome != match.Ambiguous:
		return p.Options[0].Parameter
	case p.Kind == IsNumber:
		return strings.TrimSuffix(strings.TrimSuffix(p.Numbers[0].Parameter, "_min"), "_max")
	}
	return ""
}

// wanted tells whether a piece is a filter that is wanted.
func (p Piece) wanted() bool { return !p.Not && p.Parameter() != "" }

// passJoints makes joints from one piece up to another ask for nothing.
func (s *Sentence) passJoints(from, to int) {
	for i := from; i < to; i++ {
		if kind := s.Pieces[i].Kind; kind == IsOr || kind == IsAnd {
			s.Pieces[i].Kind = IsFiller
		}
	}
}

// Carries tells whether all that a piece may mean is of some fields.
func (p *Piece) Carries(fields ...string) bool {
	of := func(name string) bool {
		return slices.Contains(fields, strings.TrimSuffix(strings.TrimSuffix(name, "_min"), "_max"))
	}
	switch p.Kind {
	case IsValue:
		return of(p.Options[0].Parameter)
	case IsNumber:
		return of(p.Numbers[0].Parameter)
	}
	return false
}

// May tells whether a piece may mean a value of one of some fields.
func (p *Piece) May(fields ...string) bool {
	return slices.ContainsFunc(p.Options, func(o match.Reading) bool { return slices.Contains(fields, o.Parameter) })
}

// bareAmount tells whether a piece is an amount without a comparing word.
func (p *Piece) bareAmount(name string) bool {
	return p.Kind == IsNumber && len(p.Numbers) == 1 && p.Numbers[0].Parameter == name+"_max" && p.Numbers[0].Uncompared()
}

// Sentence is a text with its pieces, in the order of the text. It is for one goroutine at a time.
type Sentence struct {
	*phrase.Text
	*match.Matcher
	Pieces []Piece
}

// New returns a text that has no pieces yet.
func New(t *phrase.Text, m *match.Matcher) *Sentence {
	return &Sentence{Text: t, Matcher: m, Pieces: make([]Piece, 0, len(t.Tokens))}
}

// Reset is to be called when its text was made another one.
func (s *Sentence) Reset() {
	clear(s.Pieces)
	s.Pieces = s.Pieces[:0]
}

// Compose finds how the pieces belong together. It leaves out what was taken back and what need not be, gives each
// negation its reach, and each piece its side of an "or".
func (s *Sentence) Compose() {
	s.attribute()
	s.keepOnly()
	s.takeBack()
	s.meet()
	s.negate()
	s.leaveOptional()
	s.alternate()
}

// Said returns the last piece before another one that does not only ask for nothing, -1 when there is none.
func (s *Sentence) Said(before int) int {
	for before--; before >= 0 && s.Pieces[before].Kind == IsFiller; before-- {
	}
	return before
}

// Take adds a piece that is a value, with all that it may mean, and returns the token behind it.
func (s *Sentence) Take(from, to int, options []match.Reading) int {
	for i := range options {
		options[i].Sent = s.Span(from, to)
	}
	s.Pieces = append(s.Pieces, Piece{From: from, To: to, Options: options})
	return to
}

// Put adds a piece of a kind that needs no more to be said, and returns the token behind it.
func (s *Sentence) Put(from, to int, kind Kind) int {
	s.Pieces = append(s.Pieces, Piece{From: from, To: to, Kind: kind})
	return to
}

// Leave adds a piece that was not understood, and returns the token behind it.
func (s *Sentence) Leave(from, to int) int { return s.Put(from, to, IsLeft) }
