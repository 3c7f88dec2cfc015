package adapt

import (
	"slices"
	"strings"
	"unicode"
)

// token is a word of a name with its meanings, of which an unknown word has none.
type token struct {
	text     string
	meanings []meaning
}

func (t token) means(word string) bool {
	for _, m := range t.meanings {
		if m.word == word {
			return true
		}
	}
	return false
}

// tokens reads a name. It looks for compounds first, then for single words, then for words that are written together.
func (l *lexicon) tokens(name string) []token {
	parts := split(name)
	var list []token
	for i := 0; i < len(parts); {
		n := min(l.longest, len(parts)-i)
		for ; n > 0; n-- {
			if found := l.word(parts[i : i+n]); found != nil {
				list = append(list, token{strings.Join(parts[i:i+n], " "), found})
				break
			}
		}
		if n > 0 {
			i += n
			continue
		}
		if pieces := l.pieces(parts[i]); pieces != nil {
			list = append(list, pieces...)
		} else if !isDigits(parts[i]) {
			list = append(list, token{text: parts[i]})
		}
		i++
	}
	return list
}

// word finds a compound, whether the name joins its parts or separates them.
func (l *lexicon) word(parts []string) []meaning {
	if found := l.words[strings.Join(parts, " ")]; found != nil {
		return found
	}
	if len(parts) > 1 && len(strings.Join(parts, "")) > 3 {
		return l.words[strings.Join(parts, "")]
	}
	return nil
}

// shortest is the least length of a word that is looked for inside another. Shorter ones would be found everywhere.
const shortest = 3

// ends are shorter words that are looked for at the beginning and the end of others.
var ends = map[string]bool{"no": true, "nr": true, "id": true, "km": true, "mi": true, "kw": true, "cd": true, "dt": true, "nm": true, "hp": true, "ps": true, "ek": true, "vk": true, "mk": true, "yr": true, "nu": true}

// pieces cuts an unknown word into known ones, as few as possible. It returns nil if that is impossible.
func (l *lexicon) pieces(word string) []token {
	best := make([][]token, len(word)+1)
	best[0] = []token{}
	for end := 1; end <= len(word); end++ {
		for start := range end {
			if best[start] == nil {
				continue
			}
			piece := word[start:end]
			next := best[start]
			switch {
			case len(piece) == 1 && (piece == "s" || piece == "n" || piece == "e") && start > 0 && end < len(word):
			case l.words[piece] != nil && (len(piece) >= shortest || ends[piece] && (start == 0 || end == len(word))):
				next = append(next[:len(next):len(next)], token{piece, l.words[piece]})
			default:
				continue
			}
			if best[end] == nil || len(next) < len(best[end]) {
				best[end] = next
			}
		}
	}
	if len(best[len(word)]) < 1 {
		return nil
	}
	return best[len(word)]
}

func isDigits(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// noise are meanings that add nothing when another word has a meaning.
var noise = map[string]bool{"name": true, "vehicle": true, "code": true, "date": true, "flag": true, "number": true, "type": true, "id": true, "offer": true, "by": true, "unit": true, "dealer": true, "production": true}

// isUnit reports whether a token says in which unit something is counted, rather than what it is.
func isUnit(t token) bool { return unitOf(t) != "" || currencyOf(t.text) != "" }

// match is how well a name fits a concept.
type match struct {
	score float64
	// words is how many of the name's words the concept explains.
	words int
	// text holds these words, for the evidence.
	text string
	// used says which tokens the concept explains.
	used []bool
}

// matches returns how well a name fits each concept.
func (l *lexicon) matches(list []token) map[string]match {
	found := map[string]match{}
	for _, c := range l.concepts {
		for _, p := range c.phrases {
			if m, ok := p.match(list); ok && (m.score > found[c.name].score) {
				found[c.name] = m
			}
		}
	}
	return found
}

func (p phrase) match(list []token) (match, bool) {
	m := match{used: make([]bool, len(list))}
	var texts []string
	for _, word := range p.words {
		at := -1
		for i, t := range list {
			if !m.used[i] && t.means(word) {
				at = i
				break
			}
		}
		if at < 0 {
			return match{}, false
		}
		m.used[at] = true
		m.words++
		texts = append(texts, list[at].text)
	}
	m.text = strings.Join(texts, " ")
	m.score = p.weight
	for i, t := range list {
		if m.used[i] {
			continue
		}
		if slices.ContainsFunc(p.words, t.means) {
			m.score *= 0.97 // The name says the same twice.
			continue
		}
		m.score *= leftover(t)
	}
	return m, true
}

// leftover is the share of the score that remains when a word is not explained.
func leftover(t token) float64 {
	if len(t.meanings) == 0 {
		if currencyOf(t.text) != "" || len(t.text) <= 1 {
			return 0.99
		}
		return 0.8
	}
	best := 0.5
	for _, m := range t.meanings {
		if noise[m.word] {
			best = max(best, 0.93)
		}
	}
	if isUnit(t) {
		best = max(best, 0.97)
	}
	return best
}
