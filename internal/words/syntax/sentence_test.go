package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// fields are the fields of the words in these tests.
var fields = map[string]string{
	"red": "color", "blue": "color", "diesel": "fuel_type", "manual": "transmission",
	"toyota": "make", "ford": "make", "yaris": "model", "focus": "model",
}

// sentence cuts a text into pieces of one token each.
func sentence(text string) *syntax.Sentence {
	book := wordbook.Default()
	stock := match.New(book, vehicle.Values{Counts: map[string][]vehicle.Count{
		"make":  {{Value: "Toyota", Vehicles: 2}, {Value: "Ford", Vehicles: 2}},
		"model": {{Value: "Yaris", Of: "Toyota", Vehicles: 2}, {Value: "Focus", Of: "Ford", Vehicles: 2}},
	}}, match.Options{})
	s := syntax.New(phrase.New(book, text), stock)
	kinds := map[string]syntax.Kind{"not": syntax.IsNot, "except": syntax.IsNot, "or": syntax.IsOr, "and": syntax.IsAnd, "wait": syntax.IsBack, "optional": syntax.IsMayNext}
	for i, token := range s.Tokens {
		kind, isKind := kinds[token.Key]
		switch field := fields[token.Key]; {
		case field != "":
			s.Take(i, i+1, []match.Reading{{Parameter: field, Values: []string{token.Text}}})
		case isKind:
			s.Pieces = append(s.Pieces, syntax.Piece{From: i, To: i + 1, Kind: kind})
		default:
			s.Pieces = append(s.Pieces, syntax.Piece{From: i, To: i + 1, Kind: syntax.IsFiller})
		}
	}
	return s
}

// TestCompose checks what a negation reaches, what counts no more, and which side of an "or" a value belongs to.
func TestCompose(t *testing.T) {
	for text, want := range map[string]string{
		"not red or blue":                "-red -blue",
		"not red and diesel":             "-red diesel",
		"not red, diesel":                "-red diesel",
		"diesel, not red":                "diesel -red",
		"diesel not":                     "-diesel",
		"red or blue not":                "-red -blue",
		"a red diesel not":               "",
		"Toyota, Yaris not":              "Toyota -Yaris",
		"red except":                     "red",
		"Toyota Yaris not":               "-Yaris",
		"red wait blue":                  "blue",
		"red optional diesel":            "red",
		"red or blue":                    "red blue",
		"diesel or manual":               "diesel/1 manual/2",
		"Toyota Yaris or Ford Focus":     "Toyota Yaris Ford Focus",
		"red Toyota or blue Ford":        "red/1 Toyota/1 blue/2 Ford/2",
		"Toyota or Ford":                 "Toyota Ford",
		"diesel Toyota Yaris or a Focus": "diesel Toyota/1 Yaris/1 Focus/2",
	} {
		s := sentence(text)
		s.Compose()
		if got := wishes(s); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// wishes shows the values of a sentence: those that are not wanted with a "-", others with their side of an "or".
func wishes(s *syntax.Sentence) string {
	var list []string
	for _, p := range s.Pieces {
		if p.Gone || p.Kind != syntax.IsValue {
			continue
		}
		text := s.Span(p.From, p.To)
		if p.Not {
			text = "-" + text
		}
		if p.Side > 0 {
			text += fmt.Sprintf("/%d", p.Side)
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

// TestWithout checks that a piece leaves the text with its negation, and an "or" with its sides.
func TestWithout(t *testing.T) {
	for text, want := range map[string]string{
		"a red Toyota, diesel": "a Toyota, diesel",
		"Toyota or Ford":       "Toyota or Ford",
		"red or blue Ford":     "Ford",
		"diesel, not red":      "diesel",
	} {
		s := sentence(text)
		s.Compose()
		if got, _ := s.Without(func(field string) bool { return field == "color" }); got != want {
			t.Errorf("%q without its colours is %q, want %q", text, got, want)
		}
	}
}
