package words

import "math/bits"

// target is a word that a misspelling may be meant for.
type target struct {
	key  string
	mask uint64
}

// readTargets collects the spellings of a field: the stock's own, and the synonyms.
func (f *field) readTargets(b *Book) {
	seen := map[string]bool{}
	add := func(key string) {
		if len(key) >= 3 && len(key) < len(f.targets) && !seen[key] {
			seen[key] = true
			f.targets[len(key)] = append(f.targets[len(key)], target{key: key, mask: maskOf(key)})
		}
	}
	for key := range f.byKey {
		add(key)
	}
	if f.name == "location" {
		for _, v := range f.values {
			for _, word := range v.words {
				if len(word) >= 5 {
					add(word)
				}
			}
		}
	}
	for key := range f.meanings {
		if len(key) >= 4 {
			add(key)
		}
	}
	if f.name == "model" {
		for key := range b.models {
			add(key)
		}
	}
}

// maskOf has a bit for each letter and digit of a key.
func maskOf(key string) (mask uint64) {
	for i := range len(key) {
		mask |= 1 << (key[i] & 63)
	}
	return mask
}

// edits returns how many mistakes a word of a length may have.
func (f *field) edits(length int) int {
	switch {
	case length < 4:
		return 0
	case length < 6, f.name == "trim", f.name == "location":
		return 1 // There are more places and trims than anyone could list: Hudson is no Houston.
	}
	return 2
}

// nearest returns the words with the fewest mistakes, if there are at most as many as allowed. Digits are never mistaken:
// an F-250 is no F-150. The first letter may only be mistaken in longer words.
func (f *field) nearest(key string, allowed int) (best []string) {
	if allowed == 0 || len(key) > maxKey {
		return nil
	}
	mask, number := maskOf(key), digits(key)
	least := allowed + 1
	for length := max(1, len(key)-allowed); length <= min(len(key)+allowed, len(f.targets)-1); length++ {
		best, least = f.nearestOf(f.targets[length], key, mask, number, best, least)
	}
	return best
}

func (f *field) nearestOf(targets []target, key string, mask uint64, number string, best []string, least int) ([]string, int) {
	for _, t := range targets {
		if bits.OnesCount64(t.mask^mask) > 2*least {
			continue
		}
		if t.key[0] != key[0] && (len(key) < 5 || t.key[1:] != key[1:]) && (len(key) < 4 || t.key[0] != key[1] || t.key[1] != key[0]) {
			continue
		}
		if hasDigit(t.key) != (number != "") || number != "" && number != digits(t.key) {
			continue
		}
		switch d := distance(key, t.key); {
		case d < least:
			best, least = append(best[:0], t.key), d
		case d == least && len(best) > 0:
			best = append(best, t.key)
		}
	}
	return best, least
}

// maxKey is how long a key may be to be corrected.
const maxKey = 40

// distance is the number of letters to insert, to leave out, to replace or to swap with their neighbour, each place at most
// once (optimal string alignment, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance). Both keys are at most
// maxKey+2 bytes long.
func distance(a, b string) int {
	var rows [3][maxKey + 3]int
	before, last, current := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(last[j]+1, current[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, last, current = last, current, before
	}
	return last[len(b)]
}
