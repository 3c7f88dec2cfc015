package syntax

import "forecourt/internal/words/wordbook"

// sameLimit makes a limit of a bare year that stands in for one which was taken back: "newer than 2015, no, 2017".
func (s *Sentence) sameLimit(before, next int) {
	one, other := &s.Pieces[before], &s.Pieces[next]
	if one.Kind != IsNumber || other.Kind != IsNumber || len(one.Numbers)+len(other.Numbers) != 2 || !one.Carries("year") || other.Numbers[0].Parameter != "year" {
		return
	}
	n := &other.Numbers[0]
	n.Parameter = one.Numbers[0].Parameter
	for at := one.From; at < one.To; at++ {
		if c, to := s.Phrase(at, wordbook.ComparesNext); to > 0 && c.Comparator.Strict && !one.Turned {
			switch n.Parameter {
			case "year_min":
				n.Value++
			case "year_max":
				n.Value--
			}
			return
		}
	}
}

// AgainBehind tells whether the same car is asked for from a token on: "another one".
func (s *Sentence) AgainBehind(i int) bool {
	return s.againBetween(i, len(s.Tokens))
}

// AgainOr tells whether the same car is asked for from a token on, or another one: "another one, or maybe a Matrix".
func (s *Sentence) AgainOr(i int) bool {
	or := false
	for n := range s.Pieces {
		p := &s.Pieces[n]
		switch {
		case p.From < i:
		case p.Kind == IsOr:
			or = s.againBetween(i, p.From)
		case p.Carries("make", "model"):
			return or
		}
	}
	return false
}

// againBetween tells whether the same car is asked for between two tokens.
func (s *Sentence) againBetween(from, to int) bool {
	for i := from; i < to; i++ {
		_, nothing := s.Phrase(i, wordbook.AsksNothing)
		if _, end := s.Phrase(i, wordbook.SameAgain); end > 0 && nothing <= end {
			return true // "une autre voiture" is not the same.
		}
	}
	return false
}

// PassAgain passes over the words from a token on that ask for the same car again.
func (s *Sentence) PassAgain(i int) {
	for ; i < len(s.Tokens); i++ {
		_, to := s.Phrase(i, wordbook.SameAgain)
		for n := range s.Pieces {
			if p := &s.Pieces[n]; p.Kind == IsLeft && p.From >= i && p.To <= to {
				p.Kind = IsFiller
			}
		}
	}
}
