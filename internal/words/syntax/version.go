package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// VersionsOf returns those models of a piece that have all words of another piece in their names, if they are some
// of several: the Variant of "a Golf, er, the Variant I mean". It returns nil if there are none.
func (s *Sentence) VersionsOf(model, of *Piece) (kept []string) {
	f := s.Fields["model"]
	if model.Kind != IsValue || model.Parameter() != "model" || of.From >= of.To || of.To > len(s.Tokens) {
		return nil
	}
	for _, text := range model.Options[0].Values {
		v := f.ByText[text]
		all := v != nil
		for at := of.From; all && at < of.To; at++ {
			all = slices.Contains(v.Words, s.Tokens[at].Key)
		}
		if all {
			kept = append(kept, text)
		}
	}
	if len(kept) == len(model.Options[0].Values) {
		return nil
	}
	return kept
}

// backToVersion narrows the last model before a piece that takes back to the version which stands behind it: "a
// Passat, no, the Variant". It returns whether one does.
func (s *Sentence) backToVersion(i int) bool {
	next := i + 1
	for next < len(s.Pieces) && s.Pieces[next].Kind == IsFiller {
		next++
	}
	if next == len(s.Pieces) || s.Pieces[next].Kind != IsValue && s.Pieces[next].Kind != IsLeft {
		return false
	}
	for at := i - 1; at >= 0; at-- {
		if !s.wish(at) || s.Pieces[at].Parameter() != "model" {
			continue
		}
		kept := s.VersionsOf(&s.Pieces[at], &s.Pieces[next])
		if len(kept) == 0 {
			return false
		}
		o := &s.Pieces[at].Options[0]
		o.Values, o.Outcome, o.Why = kept, match.Interpreted, "the models with this in their name"
		s.Pieces[i].Kind, s.Pieces[next].Kind = IsFiller, IsFiller
		return true
	}
	return false
}

// unwantVersion reads a negated word that names a version of the model before: "Transit, not Custom".
func (s *Sentence) unwantVersion(i, first int) bool {
	for j := i - 1; j >= 0; j-- {
		if s.Pieces[j].Parameter() != "model" || s.Pieces[j].Not {
			continue
		}
		f := s.Fields["model"]
		word := s.Tokens[s.Pieces[first].From].Key
		var list []*match.Entry
		for _, text := range s.Pieces[j].Options[0].Values {
			key := wordbook.Key(text)
			for _, v := range slices.Concat(f.ByHead[key], f.ByWord[word]) {
				if slices.Contains(v.Words, word) && strings.Contains(v.Key, key) && !slices.Contains(list, v) {
					list = append(list, v)
				}
			}
		}
		if len(list) == 0 {
			continue // "One or Cooper, no Cabrio" speaks of the One.
		}
		p := &s.Pieces[first]
		p.Kind, p.Not = IsValue, true
		p.Options = []match.Reading{{Parameter: "model", Sent: s.Span(s.Pieces[i].From, p.To), Outcome: match.Interpreted, Values: match.Texts(list), Why: "not wanted; the models with this in their name"}}
		s.Pieces[i].Gone = true
		return true
	}
	return false
}
