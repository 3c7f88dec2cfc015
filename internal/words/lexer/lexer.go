// Package lexer splits free text into words, numbers and signs.
package lexer

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"forecourt/internal/words/wordbook"
)

// Token is a word, a number or a sign.
type Token struct {
	// Text is the token as it was sent, from the byte Start to the byte End. Key is the folded form, or the digits of a
	// number. Gap is what stands between this token and the one before.
	Text, Key, Gap string
	Start, End     int
	// Number is the value of a number. Decimal means that it has decimals. Suffix is what is written at its end without a
	// space, such as "k" or "km", and Unit what that says.
	IsNumber bool
	Number   float64
	Decimal  bool
	Suffix   string
	Unit     wordbook.Suffix
	// Plus means a "+" at the end, as in "2019+", Ish an "ish", as in "2016ish", and Decade an "s", as in "90s". Grouped
	// means that its thousands are separated, as in "2.000", which is no year.
	Plus, Ish, Decade, Grouped bool
}

// Split returns the tokens of a text. Bytes that are no text are words, too. suffixes are those of numbers.
func Split(text string, suffixes map[string]wordbook.Suffix) []Token {
	return Append(nil, text, suffixes)
}

// Append adds the tokens of a text to a list.
func Append(list []Token, text string, suffixes map[string]wordbook.Suffix) []Token {
	last := 0
	push := func(t Token) {
		t.Gap, t.Text = text[last:t.Start], text[t.Start:t.End]
		list = append(list, t)
		last = t.End
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case '0' <= r && r <= '9':
			t := lexNumber(text, i, suffixes)
			push(t)
			i = t.End
		case unicode.IsLetter(r):
			t := lexWord(text, i)
			if head := beforeNumber(t.Key, suffixes); head > 0 && t.End-t.Start == len(t.Key) {
				t.End, t.Key = t.Start+head, t.Key[:head]
			}
			push(t)
			i = t.End
		case r == '+' && (i == 0 || text[i-1] == ' ') && lettersEnd(text, i+1) == i+1:
			push(Token{Start: i, End: i + size, Key: "plus"}) // "2019 et +"
			i += size
		case strings.ContainsRune("£$€<>≤≥~&=", r):
			end := i + size
			if strings.ContainsRune("<>", r) && strings.HasPrefix(text[end:], "=") || r == '<' && strings.HasPrefix(text[end:], ">") || r == '=' && (strings.HasPrefix(text[end:], "<") || strings.HasPrefix(text[end:], ">")) {
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
			push(Token{Start: i, End: end, Key: key})
			i = end
		default:
			i += size
		}
	}
	return list
}

func lexWord(text string, start int) Token {
	end := wordEnd(text, start)
	if part := namePart(text, start, end); part > 0 {
		return Token{Start: start, End: part, Key: wordbook.Fold(text[start:part])}
	}
	if rest := text[end:]; text[end-1]|0x20 == 'n' && len(rest) > 0 {
		// "don't" is one word, as "dont" is.
		for _, mark := range []string{"'t", "’t", "'T", "’T"} {
			if strings.HasPrefix(rest, mark) && lettersEnd(rest, len(mark)) == len(mark) {
				return Token{Start: start, End: end + len(mark), Key: wordbook.Fold(text[start:end]) + "t"}
			}
		}
	}
	t := Token{Start: start, End: end, Key: strings.ReplaceAll(wordbook.Fold(text[start:end]), " ", "")}
	if t.Key == "" { // Marks alone, and bytes that are no text, fold to nothing: no key is empty.
		t.Key = string(utf8.RuneError)
	}
	if plusEnds(text, end) {
		t.End++
		t.Key += "plus"
	}
	return t
}

// lexNumber reads 15000, 15,000, 15.000, 15 000, 2.0, 20k, 2019+ and, as words, 4runner and 330i.
func lexNumber(text string, start int, suffixes map[string]wordbook.Suffix) Token {
	end := digitsEnd(text, start)
	whole := text[start:end]
	t := Token{Start: start, IsNumber: true}
	grouped := false
	for end-start <= 3 || grouped {
		size := groupSize(text[end:], suffixes)
		if size == 0 || !grouped && text[end] == ' ' && tooMany(text[end:], end-start, suffixes) {
			break
		}
		whole += text[end+size-3 : end+size]
		end += size
		grouped = true
	}
	fraction := ""
	listed := (len(whole) > 3 || whole == "0") && end < len(text) && text[end] == ',' && digitsEnd(text, end+1) > end+3 // "[6000,9500]", "[0,9000]"
	if !grouped && !listed && end+1 < len(text) && (text[end] == '.' || text[end] == ',') && '0' <= text[end+1] && text[end+1] <= '9' {
		to := digitsEnd(text, end+1)
		fraction, end = text[end+1:to], to
		t.Decimal = true
		if len(fraction) == 4 && len(whole) <= 2 && (strings.HasPrefix(fraction, "19") || strings.HasPrefix(fraction, "20")) {
			whole, fraction, t.Decimal = fraction, "", false // "03.2019" is a month.
		}
	} else if grouped && end+2 < len(text) && (text[end] == '.' || text[end] == ',') && digitsEnd(text, end+1) == end+3 {
		fraction, end = text[end+1:end+3], end+3
	}
	t.Key, t.Grouped = whole+fraction, grouped
	number, err := strconv.ParseFloat(whole+"."+fraction+"0", 64)
	if err != nil || len(whole) > 12 {
		t.IsNumber = false // Too long to be one.
	}
	t.Number = number
	if to := lettersEnd(text, end); to > end {
		suffix := wordbook.Fold(text[end:to])
		if suffix == "t" && strings.HasPrefix(text[to:], "€") {
			suffix = "tsd" // "12t€"
		}
		unit, known := suffixes[suffix]
		if !known || unit.Of == "decade" && (grouped || math.Mod(number, 10) != 0 || len(whole) != 2 && len(whole) != 4) ||
			unit.Of == "year" && (grouped || t.Decimal || len(whole) != 4 || number < 1950 || number >= 2100 || math.Mod(number, 10) == 0) {
			word := lexWord(text, start)
			if grouped || t.Decimal {
				t.End = end
				return t
			}
			return word
		}
		t.Suffix, t.Unit, end = suffix, unit, to
		t.Ish, t.Decade = unit.Of == "about", unit.Of == "decade"
		if unit.Thousands {
			t.Number *= 1000
			t.Decimal = false
		}
	}
	if rest := text[end:]; strings.HasPrefix(rest, ",-") || strings.HasPrefix(rest, ".-") {
		if t.Suffix == "" && digitsEnd(rest, 2) == 2 {
			t.Suffix, t.Unit.Of = ",-", "price" // "7.500,-" is an amount of money.
			end += 2
		}
	}
	if plusEnds(text, end) {
		t.Plus = true
		end++
	}
	t.End = end
	return t
}

// beforeNumber returns the length of the word before an amount or a year that is written without a space: "bis5000". It
// returns 0 when there is none.
func beforeNumber(key string, suffixes map[string]wordbook.Suffix) int {
	const least = 4 // Fewer digits may be part of a name: "max3".
	head := strings.IndexAny(key, "0123456789")
	if head < 2 || digitsEnd(key, head) < head+least {
		return 0
	}
	if _, ok := suffixes[wordbook.BeforeNumber+key[:head]]; !ok {
		return 0
	}
	return head
}

// plusEnds tells whether a "+" stands at a place and ends a word: in "model=Silverado+1500" it stands for a space.
func plusEnds(text string, at int) bool {
	return strings.HasPrefix(text[at:], "+") && lettersEnd(text, at+1) == at+1
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

// groupSize returns the length of a thousands separator with the three digits behind it, 0 if there is none.
func groupSize(text string, suffixes map[string]wordbook.Suffix) int {
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune(".,'’ \u00a0\u202f", r) || digitsEnd(text, size) != size+3 {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(text[size+3:]); unicode.IsSpace(r) && unicode.IsLetter(next) {
		unit := suffixes[wordbook.Fold(text[size+3:lettersEnd(text, size+3)])]
		if unit.Of != "km" && unit.Of != "mi" && unit.Of != "price" || unit.Thousands {
			return 0 // "3 330i" is two things, "130 000km" one.
		}
	}
	return size + 3
}

// tooMany tells whether a number with all groups of three figures behind it would be greater than those of cars: the
// 308 of "308 130 000 km" stands alone.
func tooMany(text string, digits int, suffixes map[string]wordbook.Suffix) bool {
	const most = 7
	for size := groupSize(text, suffixes); size > 0; size = groupSize(text, suffixes) {
		text, digits = text[size:], digits+3
	}
	return digits > most
}
