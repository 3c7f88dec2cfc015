// Package nearest finds the name that a mistyped one was meant for.
package nearest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// maxLength is the longest word that is compared. The cost grows with the square of the length, and longer names are
// not typed by hand.
const maxLength = 200

// To returns the candidate that the word most likely means, or "" if none is near enough. Case does not matter. Two
// mistakes are allowed, in short words one. If several candidates are equally near, the first is taken.
func To(word string, candidates []string) string {
	best, distance := "", allowed(word)+1
	if len(word) > maxLength {
		return ""
	}
	for _, candidate := range candidates {
		if len(candidate) > len(word)+distance || len(word) > len(candidate)+distance {
			continue
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

// allowed is how many mistakes a word may have.
func allowed(word string) int {
	switch {
	case len(word) < 3:
		return 0
	case len(word) < 6:
		return 1
	}
	return 2
}
