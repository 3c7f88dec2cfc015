package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// meansCar tells whether "auto" is a car, as in most languages, and no transmission: behind the name of that field, or
// behind a model in a text that shows no language, it is the latter.
func (r *reader) meansCar(f *match.Lexicon, at int) bool {
	if r.named == f.Name && r.namedAt == at {
		return false
	}
	if r.Speaks != 0 || r.germanText(at) {
		return true
	}
	n := len(r.Pieces)
	return !r.English && len(f.ByKey["automatic"])+len(f.ByKey["auto"]) == 0 &&
		(n == 0 || !r.Pieces[n-1].Carries("make", "model", "trim", "fuel_type", "drivetrain") || !slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.Carries("make", "model") }))
}

// onlyJoins tells whether a word is a preposition of the text's language: the "van" of "een golf van 2018" is no van.
func (r *reader) onlyJoins(i int) bool {
	if r.Speaks == 0 || i+1 >= len(r.Tokens) || r.Cut(i+1, ",;.!?") || r.May(i-1, wordbook.Article) && !r.Is(i+1, wordbook.AsksNothing) {
		return false
	}
	if r.afterModel() && !r.Tokens[i+1].IsNumber && r.Tokens[i-1].End < r.Tokens[i].Start {
		if _, year := r.Phrase(i+1, wordbook.NamesNext); year == 0 && !r.May(i+1, wordbook.Article) {
			return false // "A4 Avant diesel"
		}
	}
	for _, h := range r.PhrasesAt(i) {
		if h.Role == wordbook.AsksNothing && h.Only != 0 && h.To == i+1 {
			return true
		}
	}
	return false
}

// germanText tells whether the words before show that "Auto" is German, for a car.
func (r *reader) germanText(at int) bool {
	if r.Tokens[at].Text == "Auto" && at > 0 {
		return true
	}
	for i, t := range r.Tokens[:at] {
		if r.May(i, wordbook.ShowsAuto) || slices.ContainsFunc(r.Book.Tables.AutoHeads, func(head string) bool { return strings.HasPrefix(t.Key, head) }) {
			return true
		}
	}
	return false
}
