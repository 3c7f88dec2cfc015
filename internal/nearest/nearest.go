// Package nearest finds the name that a mistyped one was meant for.
package nearest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

const (
	// maxLength is the longest word that is compared. The cost grows with the square of the length, and longer names are
	// not typed by hand.
	maxLength = 200
	// maxMistakes is how many letters may be wrong, missing or too many.
	maxMistakes = 2
)

// To returns the candidate that the word most likely means, or "" if none is near enough. Case does not matter. If
// several candidates are equally near, the first one counts. It is meant for hints, which may be wrong.
func To(word string, candidates []string) string { return within(word, candidates, maxMistakes) }

// Surely is like To, but allows fewer mistakes in short words, because these often resemble a word that is not meant.
// It is meant for decisions that depend on the answer.
func Surely(word string, candidates []string) string {
	switch {
	case len(word) < 3:
		return within(word, candidates, 0)
	case len(word) < 6:
		return within(word, candidates, 1)
	}
	return within(word, candidates, maxMistakes)
}

func within(word string, candidates []string, mistakes int) string {
	best, distance := "", mistakes+1
	if len(word) > maxLength {
		return ""
	}
	for _, candidate := range candidates {
		if len(candidate) > len(word)+distance || len(word) > len(candidate)+distance {
			continue
		}
		d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(candidate))
		if d < distance && d < len(candidate) { // At d == len(candidate), no letter of the candidate was typed.
			best, distance = candidate, d
		}
	}
	return best
}
