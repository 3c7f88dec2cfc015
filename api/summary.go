package api

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"forecourt/internal/vehicle"
)

// maxSummary is how many characters a summary has at most.
const maxSummary = 200

// placed returns the fields of a shape that have a place, in the order of the places.
func placed(shape *vehicle.Shape, place func(*vehicle.Field) int) []*vehicle.Field {
	var list []*vehicle.Field
	for _, f := range shape.Fields() {
		if place(f) > 0 {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *vehicle.Field) int { return cmp.Compare(place(a), place(b)) })
	return list
}

// summary says in one line what a person would read first.
func (s *shower) summary(v *vehicle.Vehicle) string {
	var b strings.Builder
	for _, f := range s.title {
		put(&b, " ", s.shape.Spoken(v, f))
	}
	for _, f := range s.details {
		put(&b, ", ", s.shape.Spoken(v, f))
	}
	return line(b.String(), maxSummary)
}

func put(b *strings.Builder, separator, part string) {
	if part == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteString(separator)
	}
	b.WriteString(part)
}

// line makes one line of a text: no control characters, no marks of direction, at most so many characters.
func line(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	if len(text) > most {
		if runes := []rune(text); len(runes) > most {
			return string(runes[:most]) + "…"
		}
	}
	return text
}
