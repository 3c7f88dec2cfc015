package wordbook_test

import (
	"testing"

	"forecourt/internal/words/wordbook"
)

// TestNumberOf reads numbers that are written as one word.
func TestNumberOf(t *testing.T) {
	tables := wordbook.Default().Tables
	for word, want := range map[string]float64{
		"zweitausendachtzehn": 2018, "zweitausendundneun": 2009, "neunzehnhundertneunundneunzig": 1999, "funfzehntausendfunfhundert": 15500,
		"tweeduizendachttien": 2018, "vijftienduizend": 15000, "tweehonderdacht": 208, "duemilaventi": 2020, "millenovecentonovanta": 1990,
		"duecentotto": 208, "dosmil": 2000, "doscientos": 200, "zweihunderteins": 201,
		"tausendmal": 0, "milano": 0, "hundertwasser": 0, "centrale": 0, "camila": 0, "golf": 0,
	} {
		if got := tables.NumberOf(word); got != want {
			t.Errorf("%q is %v, want %v", word, got, want)
		}
	}
}
