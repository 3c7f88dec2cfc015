package syntax

import (
	"slices"

	"forecourt/internal/words/match"
)

// YearOrModel reads a number that is a year and a model as the model, if the text has another year apart from it and
// no model: "2008 essence 2019".
func (s *Sentence) YearOrModel() {
	f := s.Fields["model"]
	for n := range s.Pieces {
		p := &s.Pieces[n]
		if p.Carries("model") {
			return
		}
		if p.Kind != IsNumber || p.Numbers[0].Parameter != "year" || p.To != p.From+1 || !s.Tokens[p.From].IsNumber {
			continue
		}
		key := s.Tokens[p.From].Key
		if match.VehiclesOf(f.ByKey[key]) < match.ManyVehicles || !s.ofOnlyMake(f.ByKey[key]) || !s.yearApart(n) {
			continue
		}
		if reading, ok := f.Direct(key, key); ok && reading.Outcome != match.Ambiguous {
			reading = match.AsRead(reading, "another number is the year")
			reading.Parameter, reading.Sent = "model", s.Span(p.From, p.To)
			p.Kind, p.Numbers, p.Options = IsValue, nil, []match.Reading{reading}
			return
		}
	}
}

// ofOnlyMake tells whether models are of every make that the text names.
func (s *Sentence) ofOnlyMake(list []*match.Entry) bool {
	return !slices.ContainsFunc(s.Pieces, func(p Piece) bool {
		return p.Carries("make") && !s.OfMake(match.Texts(list), p.Options[0].Values)
	})
}

// yearApart tells whether a text has a year behind a piece or before it that no comma or joint joins to it.
func (s *Sentence) yearApart(n int) bool {
	for _, step := range []int{1, -1} {
		for at := n + step; at >= 0 && at < len(s.Pieces); at += step {
			if kind := s.Pieces[at].Kind; kind == IsOr || kind == IsAnd || s.Cut(s.Pieces[max(at, at-step)].From, ",/;") && s.Pieces[at].Carries("year") {
				break
			}
			if s.Pieces[at].Carries("year") {
				return true
			}
		}
	}
	return false
}
