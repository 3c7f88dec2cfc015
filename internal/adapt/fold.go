package adapt

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters writes letters that have no decomposition in plain Latin, and Cyrillic ones by their sound.
var letters = strings.NewReplacer("ß", "ss", "ł", "l", "ø", "o", "æ", "ae", "œ", "oe", "ı", "i", "đ", "d",
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ё", "e", "ж", "zh", "з", "z", "и", "i", "й", "i", "к", "k",
	"л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh", "ц", "ts",
	"ч", "ch", "ш", "sh", "щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya", "і", "i", "ї", "i", "є", "e", "ґ", "g")

// fold ignores case and accents, and writes other letters in Latin.
func fold(text string) string {
	text = letters.Replace(strings.ToLower(strings.TrimSpace(text)))
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// split cuts a name into its folded words: at signs, before a capital that follows a small letter, and between letters
// and digits.
func split(name string) []string {
	var parts []string
	var part []rune
	end := func() {
		if len(part) > 0 {
			parts = append(parts, fold(string(part)))
			part = part[:0]
		}
	}
	runes := []rune(norm.NFC.String(name))
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			if strings.ContainsRune("€$£%#", r) {
				parts = append(parts, string(r))
			}
			continue
		case len(part) == 0:
		case unicode.IsDigit(r) != unicode.IsDigit(part[len(part)-1]):
			end()
		case unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsUpper(runes[i-1])):
			end()
		}
		part = append(part, r)
	}
	end()
	return parts
}
