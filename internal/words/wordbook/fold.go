package wordbook

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters are those that no decomposition turns into plain ones.
var letters = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ı", "i")

// Fold returns a text in lower case without accents, in compatibility form: "Citroën" and "CITROEN" become "citroen".
// Control characters and marks of direction become spaces or nothing.
func Fold(text string) string {
	plain := true
	for i := 0; plain && i < len(text); i++ {
		plain = ' ' <= text[i] && text[i] <= '~'
	}
	if plain {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case unicode.IsControl(r), unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return letters.Replace(b.String())
}

// Split returns the words of a folded text: letters and digits; "&" is "and", "+" is "plus".
func Split(folded string) []string {
	var list []string
	from := -1
	for i, r := range folded {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if from < 0 {
				from = i
			}
			continue
		}
		if from >= 0 {
			list = append(list, folded[from:i])
			from = -1
		}
		switch r {
		case '&':
			list = append(list, "and")
		case '+':
			list = append(list, "plus")
		case '\'', '’':
			// An apostrophe belongs to no word: d'occasion is two.
		}
	}
	if from >= 0 {
		list = append(list, folded[from:])
	}
	return list
}

// Key returns what is left of a text without case, accents, spaces and punctuation: "F-150" and "f 150" are "f150".
func Key(text string) string { return strings.Join(Split(Fold(text)), "") }

// HasDigit tells whether a key has a digit.
func HasDigit(key string) bool { return strings.ContainsAny(key, "0123456789") }

// Digits returns a key's digits.
func Digits(key string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, key)
}
