package match

import (
	"cmp"
	"math/bits"
	"slices"

	"forecourt/internal/words/wordbook"
)

// target is a word that may have been misspelt.
type target struct {
	key  string
	mask uint64
}

// readTargets collects the spellings of a field: the stock's own, and the synonyms. They are sorted, so that words
// which are equally near come in the same order in every process.
func (f *Lexicon) readTargets(b *wordbook.Book) {
	seen := map[string]bool{}
	add := func(key string) {
		if len(key) >= 3 && len(key) < len(f.targets) && !seen[key] {
			seen[key] = true
			f.targets[len(key)] = append(f.targets[len(key)], target{key: key, mask: maskOf(key)})
		}
	}
	for key := range f.ByKey {
		add(key)
	}
	if f.Name == "location" {
		for _, v := range f.Entries {
			for _, word := range v.Words {
				if len(word) >= 5 {
					add(word)
				}
			}
		}
	}
	for key := range f.Meanings {
		if len(key) >= 4 {
			add(key)
		}
	}
	if f.Name == "model" {
		for key := range b.Models {
			add(key)
		}
	}
	for _, list := range f.targets {
		slices.SortFunc(list, func(a, b target) int { return cmp.Compare(a.key, b.key) })
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
func (f *Lexicon) edits(length int) int {
	switch {
	case length < 4:
		return 0
	case length < 6, f.Name == "trim", f.Name == "location":
		return 1 // There are more places and trims than anyone could list: Hudson is no Houston.
	}
	return 2
}

// Nearest returns the words that need the fewest changes, at most as many as allowed. Digits must be the same: an F-250
// is no F-150. The first letter may only differ in longer words.
func (f *Lexicon) Nearest(key string, allowed int) (best []string) {
	if allowed == 0 || len(key) > maxKey {
		return nil
	}
	mask, number := maskOf(key), wordbook.Digits(key)
	least := allowed + 1
	for length := max(1, len(key)-allowed); length <= min(len(key)+allowed, len(f.targets)-1); length++ {
		best, least = f.nearestOf(f.targets[length], key, mask, number, best, least)
	}
	return best
}

func (f *Lexicon) nearestOf(targets []target, key string, mask uint64, number string, best []string, least int) ([]string, int) {
	for _, t := range targets {
		if bits.OnesCount64(t.mask^mask) > 2*least {
			continue
		}
		if t.key[0] != key[0] && (len(key) < 5 || t.key[1:] != key[1:]) && (len(key) < 4 || t.key[0] != key[1] || t.key[1] != key[0]) {
			continue
		}
		if wordbook.HasDigit(t.key) != (number != "") || number != "" && number != wordbook.Digits(t.key) {
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

// distance is the number of letters to insert, leave out, replace or swap with their neighbour. Each place is changed
// at most once (optimal string alignment, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance). Both keys are at
// most maxKey+2 bytes long.
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

// exists tells whether a word must not be corrected, because it is a word in its own right: one that the stock lacks,
// or one of another parameter.
func (m *Matcher) exists(f *Lexicon, key string) bool {
	if len(f.Meanings[key]) > 0 || f.Name == "model" && len(m.Book.Models[key]) > 0 {
		return true
	}
	for _, other := range m.Fields {
		if other != f && other.Name != "trim" && (len(other.ByKey[key]) > 0 && !dirt(other.ByKey[key]) || len(other.Meanings[key]) > 0) {
			return true
		}
	}
	return f.Name != "model" && len(m.Book.Models[key]) > 0
}

// dirt tells whether the only value of a spelling is so rare that it may be a mistake itself.
func dirt(list []*Entry) bool { return len(list) == 1 && list[0].Vehicles < 3 }

// misspelt reads a word as the one that is clearly nearest to it.
func (m *Matcher) misspelt(f *Lexicon, key string) Reading {
	best := f.Likeliest(f.Nearest(key, f.edits(len(key))))
	var found []Reading
	for _, word := range best {
		r, ok := f.Direct(word, word)
		if !ok {
			if list := f.Having([]string{word}); f.Name == "location" && len(list) > 0 {
				r, ok = Reading{Outcome: Interpreted, Values: Texts(list)}, len(list) == 1
			}
		}
		if !ok || r.Outcome == Ambiguous {
			return Reading{Outcome: Unknown} // The nearest word is one that the stock does not have.
		}
		if !slices.ContainsFunc(found, func(other Reading) bool { return SameValues(other.Values, r.Values) }) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return Reading{Outcome: Unknown}
	case 1:
		return Reading{Outcome: Interpreted, Values: found[0].Values, Why: "the nearest spelling"}
	}
	var all []*Entry
	for _, r := range found {
		for _, text := range r.Values {
			all = Union(all, f.ByKey[wordbook.Key(text)])
		}
	}
	byCount(all)
	return Reading{Outcome: Unknown, Candidates: f.candidates(all), Why: "several values are spelt alike"}
}

// Likeliest chooses between words that are equally near: the stock's own spellings, otherwise words that stand for one.
func (f *Lexicon) Likeliest(keys []string) []string {
	var own, synonyms []string
	for _, key := range keys {
		if len(f.ByKey[key]) > 0 {
			own = append(own, key)
		} else if _, ok := f.Direct(key, key); ok || f.Name == "location" {
			synonyms = append(synonyms, key)
		}
	}
	switch {
	case len(own) > 0:
		return own
	case len(synonyms) > 0:
		return synonyms
	}
	return keys
}

// SameValues tells whether two lists have the same values, in whatever order.
func SameValues(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
