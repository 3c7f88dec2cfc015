package words

import (
	"math/bits"
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// target is a word that may have been misspelt.
type target struct {
	key  string
	mask uint64
}

// readTargets collects the spellings of a field: the stock's own, and the synonyms.
func (f *field) readTargets(b *wordbook.Book) {
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
		for key := range b.Models {
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

// nearest returns the words that need the fewest changes, at most as many as allowed. Digits must be the same: an F-250
// is no F-150. The first letter may only differ in longer words.
func (f *field) nearest(key string, allowed int) (best []string) {
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

func (f *field) nearestOf(targets []target, key string, mask uint64, number string, best []string, least int) ([]string, int) {
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
func (v *Vocabulary) exists(f *field, key string) bool {
	if len(f.meanings[key]) > 0 || f.name == "model" && len(v.book.Models[key]) > 0 {
		return true
	}
	for _, other := range v.fields {
		if other != f && other.name != "trim" && (len(other.byKey[key]) > 0 && !dirt(other.byKey[key]) || len(other.meanings[key]) > 0) {
			return true
		}
	}
	return f.name != "model" && len(v.book.Models[key]) > 0
}

// dirt tells whether the only value of a spelling is so rare that it may be a mistake itself.
func dirt(list []*value) bool { return len(list) == 1 && list[0].vehicles < 3 }

// misspelt reads a word as the one that is clearly nearest to it.
func (v *Vocabulary) misspelt(f *field, key string) Reading {
	best := f.likeliest(f.nearest(key, f.edits(len(key))))
	var found []Reading
	for _, word := range best {
		r, ok := f.direct(word, word)
		if !ok {
			if list := f.having([]string{word}); f.name == "location" && len(list) > 0 {
				r, ok = Reading{Outcome: Interpreted, Values: texts(list)}, len(list) == 1
			}
		}
		if !ok || r.Outcome == Ambiguous {
			return Reading{Outcome: Unknown} // The nearest word is one that the stock does not have.
		}
		if !slices.ContainsFunc(found, func(other Reading) bool { return sameValues(other.Values, r.Values) }) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return Reading{Outcome: Unknown}
	case 1:
		return Reading{Outcome: Interpreted, Values: found[0].Values, Why: "the nearest spelling"}
	}
	var all []*value
	for _, r := range found {
		for _, text := range r.Values {
			all = union(all, f.byKey[wordbook.Key(text)])
		}
	}
	return Reading{Outcome: Unknown, Candidates: f.candidates(all), Why: "several values are spelt alike"}
}

// likeliest chooses between words that are equally near: the stock's own spellings, otherwise words that stand for one.
func (f *field) likeliest(keys []string) []string {
	var own, synonyms []string
	for _, key := range keys {
		if len(f.byKey[key]) > 0 {
			own = append(own, key)
		} else if _, ok := f.direct(key, key); ok || f.name == "location" {
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

func sameValues(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// beforePlaces are words before a place.
var beforePlaces = map[string]bool{"in": true, "near": true, "at": true, "around": true, "from": true, "bei": true, "um": true, "en": true, "a": true, "prs": true, "cerca": true, "vicino": true}

// manyModels is how many vehicles a model has at least that a misspelt word is read as, if nobody else knows it.
const manyModels = 5

// slip tells whether a word of free text is likely to be a slip of the hand for another one. Most words of a text are
// no names, and many short ones differ from some name in one letter: "carry" is no Camry, and "cuba" no Cube.
func slip(of, word, meant string) bool {
	longer := len(word) - len(meant)
	switch {
	case of == "color" && len(meant) < 5: // Four letters of some language are near to most short words.
	case len(word) < 7 && meant[0] != word[0] && longer != 0: // "cover" is no Rover, and "navi" no Avi.
	case longer >= 0 && strings.HasPrefix(word, meant): // "customer" is not "custom".
		return longer == 1 && word[len(word)-1] == word[len(word)-2]
	case longer <= -2 && strings.HasPrefix(meant, word):
	case longer == 0 && len(word) < 6: // One letter for another.
		return sameLetters(word, meant)
	case longer > 0 && len(word) < 5:
	default:
		return true
	}
	return false
}

// sameLetters tells whether two words have the same letters, in whatever order.
func sameLetters(a, b string) bool {
	one, other := []byte(a), []byte(b)
	slices.Sort(one)
	slices.Sort(other)
	return slices.Equal(one, other)
}

// corrected reads a misspelt word.
func (r *reader) corrected(i int) int {
	t := r.tokens[i]
	if t.IsNumber || len(t.Key) < 4 || r.common(t.Key) || r.checked >= maxCorrections {
		return i
	}
	if tables := &r.book.Tables; tables.Weak[t.Key] || tables.Heads[t.Key] > 0 || tables.Markers[t.Key] != 0 || tables.Numbers[t.Key] > 0 {
		return i // It is a word of some language.
	}
	for _, f := range r.fields {
		if len(f.meanings[t.Key]) > 0 || len(f.byKey[t.Key]) > 0 {
			return i // It is a word of its own: Berlin is no berline, though the stock has no places.
		}
	}
	r.checked++
	allowed := 1
	if len(t.Key) >= 8 {
		allowed = 2
	}
	var options []Reading
	for _, f := range r.asked {
		if !f.Corrected || f.name == "location" && !capital(t.Text[:1]) && (i == 0 || !beforePlaces[r.tokens[i-1].Key]) {
			continue
		}
		for _, word := range f.likeliest(f.nearest(t.Key, allowed)) {
			if !slip(f.name, t.Key, word) || f.name == "model" && len(r.book.Models[word]) == 0 && vehiclesOf(f.byKey[word]) < manyModels {
				continue
			}
			if len(f.byKey[word]) == 0 && len(t.Key) < 7 && f.name == "make" && !r.book.Makes[word] {
				continue // "beater" is no Beamer: short words are not corrected to nicknames.
			}
			reading, ok := f.direct(word, word)
			if !ok && f.name == "location" {
				reading, ok = f.part([]string{word}, nil)
			}
			if !ok || reading.Outcome == Ambiguous {
				continue
			}
			reading = asRead(reading, "")
			reading.Parameter, reading.Why = f.name, "the nearest spelling"
			if !slices.ContainsFunc(options, func(o Reading) bool { return o.Parameter == f.name && sameValues(o.Values, reading.Values) }) {
				options = append(options, reading)
			}
		}
	}
	if len(options) == 0 {
		return r.correctedPair(i)
	}
	if len(options) != 1 {
		return i // Several are as near: none is clearly meant.
	}
	r.take(i, i+1, options)
	return i + 1
}
