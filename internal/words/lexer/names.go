package lexer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// namePart returns how long the first word of a name such as "maxPrice" is, if the name stands before a sign such as
// ":" or "=", as programs write it. It returns 0 for all other words: a "forTwo" is one.
func namePart(text string, start, end int) int {
	at := -1
	for i := start + 1; i < end; i++ {
		if 'A' <= text[i] && text[i] <= 'Z' && 'a' <= text[i-1] && text[i-1] <= 'z' {
			at = i
			break
		}
	}
	if at < 0 {
		return 0
	}
	if rest := strings.TrimLeft(text[end:], "\"' "); rest == "" || !strings.ContainsRune(":=<>", rune(rest[0])) {
		return 0
	}
	return at
}

// wordEnd returns the byte behind the word that begins at a byte.
func wordEnd(text string, end int) int {
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r) {
			break
		}
		end += size
	}
	return end
}
