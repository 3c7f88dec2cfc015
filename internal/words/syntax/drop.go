package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/quantity"
)

// Without returns the text without the pieces that ask for some fields, and those pieces. A piece that says what is not
// wanted goes with its negation, and an "or" goes with its sides.
func (s *Sentence) Without(drop func(field string) bool) (rest string, pieces []string) {
	dropped := make([]bool, len(s.Pieces))
	for i := range s.Pieces {
		if p := &s.Pieces[i]; p.Gone || !p.asks(drop) {
			continue
		}
		from := s.negationOf(i)
		for at := from; at <= i; at++ {
			dropped[at] = true
		}
		if piece := s.Span(min(s.Pieces[from].From, s.Pieces[i].From), s.Pieces[i].To); !slices.Contains(pieces, piece) {
			pieces = append(pieces, piece)
		}
	}
	for i := range s.Pieces {
		if kind := s.Pieces[i].Kind; (kind == IsOr || kind == IsAnd) && (s.endsAt(i, -1, dropped) || s.endsAt(i, 1, dropped)) {
			dropped[i] = true
		}
	}
	left := make([]bool, len(s.Tokens))
	for i, p := range s.Pieces {
		for at := p.From; at < p.To && dropped[i]; at++ {
			left[at] = true
		}
	}
	return s.textWithout(left), pieces
}

// negationOf returns the piece of the negation that speaks of a piece, or the piece itself.
func (s *Sentence) negationOf(i int) int {
	for at := i - 1; at >= 0 && (s.Pieces[at].Gone || s.Pieces[at].Kind == IsFiller); at-- {
		if s.Pieces[at].Kind == IsNot {
			return at
		}
	}
	return i
}

// asks tells whether a piece asks for one of some fields.
func (p *Piece) asks(of func(field string) bool) bool {
	switch p.Kind {
	case IsValue, IsQuestion:
		return of(p.Options[0].Parameter)
	case IsNumber:
		return slices.ContainsFunc(p.Numbers, func(n quantity.Number) bool {
			return of(strings.TrimSuffix(strings.TrimSuffix(n.Parameter, "_min"), "_max")) || n.Currency != "" && of("currency")
		})
	}
	return false
}

// endsAt tells whether nothing is left that a joint could join on one side of it, up to the next joint.
func (s *Sentence) endsAt(i, step int, dropped []bool) bool {
	for at := i + step; at >= 0 && at < len(s.Pieces); at += step {
		p := &s.Pieces[at]
		if p.Kind == IsOr || p.Kind == IsAnd {
			break
		}
		if !p.Gone && p.Kind != IsFiller && !dropped[at] {
			return false
		}
	}
	return true
}

// textWithout returns the text without some tokens.
func (s *Sentence) textWithout(left []bool) string {
	var b strings.Builder
	for i, t := range s.Tokens {
		switch {
		case left[i]:
			continue
		case i > 0 && left[i-1]:
			b.WriteString(" " + strings.Trim(t.Gap, " ,;."))
		default:
			b.WriteString(t.Gap)
		}
		b.WriteString(t.Text)
	}
	if last := len(s.Tokens) - 1; last >= 0 && !left[last] {
		b.WriteString(s.Original[s.Tokens[last].End:])
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// mayLack tells whether a piece is something that a car may lack: a value, or a number of a field of the owner's.
func (s *Sentence) mayLack(n int) bool {
	p := &s.Pieces[n]
	return p.Kind == IsValue || p.Kind == IsNumber && !p.Carries("price", "mileage", "year")
}
