package lexer_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

// TestSplit shows each token as its key, a number as its value with what stands at it.
func TestSplit(t *testing.T) {
	for text, want := range map[string]string{
		"Grüner VW-Bus":          "gruner vw bus",
		"15000 15,000 15.000":    "15000 15000 15000",
		"15 000 €":               "15000 €",
		"£15k":                   "£ 15000k",
		"2.0 TDI":                "2.0 tdi",
		"2019+ 2016ish 90s":      "2019+ 2016ish 90s",
		"330i 4runner":           "330i 4runner",
		"7.500,-":                "7500,-",
		"03.2019":                "2019",
		"don't can’t":            "dont cant",
		"<= 10 & up!":            "<= 10 and up",
		"year=2019":              "year 2019",
		"30-60tkm":               "30 60000tkm",
		"Citroën\u00adC3":        "citroenc3",
		"":                       "",
		"1 330i":                 "1 330i",
		"12345678901234567890":   "12345678901234567890",
		"d'occasion":             "d occasion",
		"S+":                     "splus",
		"\u0301":                 "",
		"[6000,9500] 6000,50":    "6000 9500 6000.5",
		"50 mila, 10 mil, 5 k, ": "50 mila 10 mil 5 k",
	} {
		var got []string
		at := 0
		for _, token := range lexer.Split(text, wordbook.Default().Tables.Suffixes) {
			if token.Text != text[token.Start:token.End] || token.Gap != text[at:token.Start] || token.Key == "" {
				t.Errorf("%q: %+v", text, token)
			}
			at = token.End
			got = append(got, shown(token))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func shown(token lexer.Token) string {
	if !token.IsNumber {
		return token.Key
	}
	text := fmt.Sprintf("%.0f", token.Number)
	if token.Decimal {
		text = fmt.Sprintf("%.1f", token.Number)
	}
	text += token.Suffix
	if token.Plus {
		text += "+"
	}
	return text
}
