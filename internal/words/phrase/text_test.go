package phrase_test

import (
	"testing"

	"forecourt/internal/words/phrase"
	"forecourt/internal/words/wordbook"
)

// TestPhrase checks that the longest phrase of a role is found, and that a comma ends every phrase.
func TestPhrase(t *testing.T) {
	for _, test := range []struct {
		text string
		role wordbook.Role
		to   int
	}{
		{"no more than 20k", wordbook.ComparesNext, 3},
		{"more than 20k", wordbook.ComparesNext, 2},
		{"more, than 20k", wordbook.ComparesNext, 0},
		{"or vans", wordbook.OrJoint, 1},
		{"van", wordbook.OrJoint, 0},
	} {
		if _, to := phrase.New(wordbook.Default(), test.text).Phrase(0, test.role); to != test.to {
			t.Errorf("%q: the phrase ends at token %d, want %d", test.text, to, test.to)
		}
	}
}

// TestLanguages checks that a text speaks the languages of its words, and that English is none of them.
func TestLanguages(t *testing.T) {
	for text, want := range map[string]struct{ other, english bool }{
		"ich suche einen roten Golf": {true, false},
		"i want a red golf":          {false, true},
		"golf":                       {false, false},
	} {
		if got := phrase.New(wordbook.Default(), text); (got.Speaks != 0) != want.other || got.English != want.english {
			t.Errorf("%q: speaks %b, English: %v", text, got.Speaks, got.English)
		}
	}
}

// TestStretches checks the parts of a text that stand for a stretch of tokens.
func TestStretches(t *testing.T) {
	text := phrase.New(wordbook.Default(), `an  Alfa-Romeo, "Giulia"`)
	if got := text.Span(1, 3); got != "Alfa-Romeo" {
		t.Errorf("the stretch is %q", got)
	}
	if got := text.Key(1, 3); got != "alfaromeo" {
		t.Errorf("its key is %q", got)
	}
	if text.InQuotes(1, 3) || !text.InQuotes(3, 4) || !text.Cut(3, ",") || text.Cut(2, ",") {
		t.Error("only Giulia stands in quotes, behind a comma")
	}
}
