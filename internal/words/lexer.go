package words

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"forecourt/internal/words/wordbook"
)

// token is a word, a number or a sign of free text.
type token struct {
	// text is as it was sent, from start to end; key is folded. gap is what stands before it.
	text, key, gap string
	start, end     int
	// number is the value of a number, whose key is its digits; suffix is what follows at once ("k", "km", "€").
	isNumber bool
	number   float64
	decimal  bool
	suffix   string
	// plus tells of a "+" at the end, ish of "2016ish", decade of "90s".
	plus, ish, decade bool
}

// suffixes are those of numbers.
var suffixes = map[string]bool{"ish": true, "s": true, "er": false, "mila": true, "mil": true, "keuro": true, "teuro": true, "kmi": true, "kkm": true, "k": true, "km": true, "kms": true, "mi": true, "miles": true, "eur": true, "usd": true, "gbp": true, "tsd": true, "grand": true, "kmiles": true, "tkm": true, "m": false}

// kilo are the suffixes that stand for thousands.
var kilo = map[string]bool{"k": true, "tsd": true, "grand": true, "kmiles": true, "tkm": true, "mila": true, "mil": true, "keuro": true, "teuro": true, "kmi": true, "kkm": true}

// lex splits free text.
func lex(text string) []token {
	var list []token
	last := 0
	push := func(t token) {
		t.gap, t.text = text[last:t.start], text[t.start:t.end]
		list = append(list, t)
		last = t.end
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case '0' <= r && r <= '9':
			t := lexNumber(text, i)
			push(t)
			i = t.end
		case unicode.IsLetter(r):
			t := lexWord(text, i)
			push(t)
			i = t.end
		case strings.ContainsRune("£$€<>≤≥~&=", r):
			end := i + size
			if strings.ContainsRune("<>", r) && strings.HasPrefix(text[end:], "=") || r == '=' && (strings.HasPrefix(text[end:], "<") || strings.HasPrefix(text[end:], ">")) {
				end++
			}
			key := text[i:end]
			if key == "&" {
				key = "and"
			}
			if key == "=" {
				i = end
				continue // "year=2019" is the year and its number.
			}
			push(token{start: i, end: end, key: key})
			i = end
		default:
			i += size
		}
	}
	return list
}

func lexWord(text string, start int) token {
	end := start
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r) {
			break
		}
		end += size
	}
	if rest := text[end:]; text[end-1]|0x20 == 'n' && len(rest) > 0 {
		// "don't" is one word, as "dont" is.
		for _, mark := range []string{"'t", "’t", "'T", "’T"} {
			if strings.HasPrefix(rest, mark) && lettersEnd(rest, len(mark)) == len(mark) {
				return token{start: start, end: end + len(mark), key: wordbook.Fold(text[start:end]) + "t"}
			}
		}
	}
	t := token{start: start, end: end, key: strings.ReplaceAll(wordbook.Fold(text[start:end]), " ", "")}
	if t.key == "" { // Marks alone, and bytes that are no text, fold to nothing: no key is empty.
		t.key = string(utf8.RuneError)
	}
	if strings.HasPrefix(text[end:], "+") {
		t.end++
		t.key += "plus"
	}
	return t
}

// lexNumber reads 15000, 15,000, 15.000, 15 000, 2.0, 20k, 2019+ and, as words, 4runner and 330i.
func lexNumber(text string, start int) token {
	end := digitsEnd(text, start)
	whole := text[start:end]
	t := token{start: start, isNumber: true}
	grouped := false
	for end-start <= 3 || grouped {
		size := groupSize(text[end:])
		if size == 0 {
			break
		}
		whole += text[end+size-3 : end+size]
		end += size
		grouped = true
	}
	fraction := ""
	if !grouped && end+1 < len(text) && (text[end] == '.' || text[end] == ',') && '0' <= text[end+1] && text[end+1] <= '9' {
		to := digitsEnd(text, end+1)
		fraction, end = text[end+1:to], to
		t.decimal = true
		if len(fraction) == 4 && len(whole) <= 2 && (strings.HasPrefix(fraction, "19") || strings.HasPrefix(fraction, "20")) {
			whole, fraction, t.decimal = fraction, "", false // "03.2019" is a month.
		}
	} else if grouped && end+2 < len(text) && (text[end] == '.' || text[end] == ',') && digitsEnd(text, end+1) == end+3 {
		fraction, end = text[end+1:end+3], end+3
	}
	t.key = whole + fraction
	number, err := strconv.ParseFloat(whole+"."+fraction+"0", 64)
	if err != nil || len(whole) > 12 {
		t.isNumber = false // Too long to be one.
	}
	t.number = number
	if to := lettersEnd(text, end); to > end {
		suffix := wordbook.Fold(text[end:to])
		if !suffixes[suffix] || suffix == "s" && (grouped || math.Mod(number, 10) != 0 || len(whole) != 2 && len(whole) != 4) {
			word := lexWord(text, start)
			if grouped || t.decimal {
				t.end = end
				return t
			}
			return word
		}
		t.suffix, end = suffix, to
		t.ish, t.decade = suffix == "ish", suffix == "s"
		if kilo[suffix] {
			t.number *= 1000
			t.decimal = false
		}
	}
	if rest := text[end:]; strings.HasPrefix(rest, ",-") || strings.HasPrefix(rest, ".-") {
		if t.suffix == "" && digitsEnd(rest, 2) == 2 {
			t.suffix = ",-" // "7.500,-" is an amount of money.
			end += 2
		}
	}
	if strings.HasPrefix(text[end:], "+") {
		t.plus = true
		end++
	}
	t.end = end
	return t
}

func digitsEnd(text string, from int) int {
	for from < len(text) && '0' <= text[from] && text[from] <= '9' {
		from++
	}
	return from
}

func lettersEnd(text string, from int) int {
	for from < len(text) {
		r, size := utf8.DecodeRuneInString(text[from:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		from += size
	}
	return from
}

// groupSize returns the length of a separator and the three digits behind it, 0 when there are none.
func groupSize(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune(".,'’ \u00a0\u202f", r) || digitsEnd(text, size) != size+3 {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(text[size+3:]); unicode.IsSpace(r) && unicode.IsLetter(next) {
		return 0 // "3 330i" is two things.
	}
	return size + 3
}
