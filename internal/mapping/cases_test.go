package mapping

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestCasesAreAllThatFoldToAWord tries every letter of Unicode: whatever Go folds to a given letter must be among the
// cases of that letter, except for what SQLite folds by itself.
func TestCasesAreAllThatFoldToAWord(t *testing.T) {
	ascii := func(r rune) bool { return r <= unicode.MaxASCII }
	for r := rune(0); r <= unicode.MaxRune; r++ {
		folded := strings.ToLower(string(r))
		if r >= 0xd800 && r < 0xe000 || ascii(r) {
			continue
		}
		if forms := cases(folded); !slices.Contains(forms, string(r)) {
			t.Errorf("%q is not among the cases of %q: %q", string(r), folded, forms)
		}
	}
	for _, word := range []string{"σας", "автоваз", "kia", "ß"} {
		for _, form := range cases(word) {
			if strings.ToLower(form) != word {
				t.Errorf("%q folds to %q, not to %q", form, strings.ToLower(form), word)
			}
		}
	}
	if forms := cases("ларгусы"); forms != nil {
		t.Errorf("too many cases: %d", len(forms))
	}
}
