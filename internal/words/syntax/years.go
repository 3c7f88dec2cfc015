package syntax

import (
	"math"
	"slices"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// YearOrModel reads a number that is a year and a model as the model, where it stands like one: if the text has another
// year apart from it and no model, "2008 essence 2019", behind an article, "la 2008", and in a list of models, "Captur,
// 2008 oder Juke".
func (s *Sentence) YearOrModel() {
	f, behindModel := s.Fields["model"], false
	for n := range s.Pieces {
		p := &s.Pieces[n]
		behindModel = behindModel || p.Carries("model")
		if p.Kind != IsNumber || p.Numbers[0].Parameter != "year" || p.To != p.From+1 || !s.Tokens[p.From].IsNumber {
			continue
		}
		key := s.Tokens[p.From].Key
		if match.VehiclesOf(f.ByKey[key]) < match.ManyVehicles || !s.ofOnlyMake(f.ByKey[key]) {
			continue
		}
		why := "another number is the year"
		switch {
		case s.listedModel(n) || s.withArticle(n):
			why = "it stands as a model does"
		case behindModel || !s.yearApart(n):
			continue
		}
		if reading, ok := f.Direct(key, key); ok && reading.Outcome != match.Ambiguous {
			reading = match.AsRead(reading, why)
			reading.Parameter, reading.Sent = "model", s.Span(p.From, p.To)
			p.Kind, p.Numbers, p.Options = IsValue, nil, []match.Reading{reading}
			behindModel = true
		}
	}
}

// withArticle tells whether an article stands before a number that no name follows, which no year has: "la 2008
// diesel". In English it stands for a car, "the 2008".
func (s *Sentence) withArticle(n int) bool {
	p := &s.Pieces[n]
	if s.English || p.From == 0 || !s.May(p.From-1, wordbook.Article) || s.Cut(p.From, ",;.!?") {
		return false
	}
	return n+1 == len(s.Pieces) || s.Pieces[n+1].From != p.To || !s.Pieces[n+1].Carries("make", "model", "body_type")
}

// listedModel tells whether a number stands in a list of models: between two of them, before another one that is a
// number, or behind an "or" if another year stands apart.
func (s *Sentence) listedModel(n int) bool {
	before, after := s.modelBeside(n, -1), s.modelBeside(n, 1)
	switch {
	case before && after:
		return true
	case after && s.Tokens[s.Pieces[n].To].IsNumber:
		return true
	}
	return (before || after) && s.yearApart(n)
}

// modelBeside tells whether a comma or an "or" joins a model to a piece, on one side of it.
func (s *Sentence) modelBeside(n, step int) bool {
	joined := s.Cut(s.Pieces[max(n, min(n+step, len(s.Pieces)-1))].From, ",/")
	for at := n + step; at >= 0 && at < len(s.Pieces); at += step {
		switch p := &s.Pieces[at]; {
		case p.Kind == IsOr:
			joined = true
		case p.Kind == IsFiller && s.May(p.From, wordbook.Article):
		default:
			return joined && p.Carries("model")
		}
	}
	return false
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

// LeavePower tells the number behind a word for an engine, or behind its size, that could only be a model of another
// make than the text names: "Focus TDCi 180", "2.0 180 Kuga".
func (s *Sentence) LeavePower() {
	f := s.Fields["model"]
	for n := 1; n < len(s.Pieces); n++ {
		p, engine := &s.Pieces[n], &s.Pieces[n-1]
		if p.Kind != IsValue || !p.Carries("model") || p.To != p.From+1 || !s.Tokens[p.From].IsNumber || engine.To != p.From || s.Cut(p.From, ",;/.!?") {
			continue
		}
		size := engine.Kind == IsLeft && s.Tokens[engine.To-1].Decimal
		if fuel := engine.Kind == IsValue && engine.Carries("fuel_type"); !size && !fuel {
			continue
		}
		list := f.ByKey[s.Tokens[p.From].Key]
		if slices.ContainsFunc(s.Pieces, func(other Piece) bool { return s.ofOtherMake(&other, list) }) {
			p.Kind, p.Options = IsLeft, nil
		}
	}
}

// ofOtherMake tells whether a piece names a make that has none of some models, or a model that is of none of their
// makes.
func (s *Sentence) ofOtherMake(p *Piece, models []*match.Entry) bool {
	switch {
	case p.Kind != IsValue || len(p.Options[0].Values) == 0:
		return false
	case p.Carries("make"):
		return !s.OfMake(match.Texts(models), p.Options[0].Values)
	}
	return p.Carries("model") && !s.OfMake(p.Options[0].Values, match.MakesOf(models))
}

// StatedYear lets a year that the text states win over an age that only explains it: "at most 5 years old, so 2020 or
// newer". An age that says something else is told.
func (s *Sentence) StatedYear() {
	for n := range s.Pieces {
		for o := range s.Pieces {
			p, stated := &s.Pieces[n], &s.Pieces[o]
			if !leastYear(p) || !leastYear(stated) || !p.Numbers[0].OfAge() || stated.Numbers[0].OfAge() || s.parts(min(n, o), max(n, o)) {
				continue
			}
			p.Kind = IsFiller
			if math.Abs(p.Numbers[0].Value-stated.Numbers[0].Value) > 1 {
				p.Kind = IsLeft
			}
			p.Numbers = nil
		}
	}
}

// leastYear tells whether a piece is a single limit of the year, from which on cars are wanted.
func leastYear(p *Piece) bool {
	return p.Kind == IsNumber && !p.Gone && len(p.Numbers) == 1 && p.Numbers[0].Parameter == "year_min"
}

// parts tells whether another car, an "or" or a negation stands between two pieces.
func (s *Sentence) parts(from, to int) bool {
	return slices.ContainsFunc(s.Pieces[from+1:to], func(p Piece) bool {
		return p.Kind == IsOr || p.Kind == IsNot || p.Kind == IsBack || p.Carries("make", "model", "body_type")
	})
}
