package phrase

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// Hit is a phrase that was found in a text.
type Hit struct {
	wordbook.Phrase
	// To is the token behind it.
	To int
}

// PhrasesAt returns the phrases that begin at a token.
func (t *Text) PhrasesAt(i int) []Hit {
	if i >= len(t.Tokens) {
		return nil
	}
	if t.looked[i] {
		return t.hits[i]
	}
	t.looked[i] = true
	begin := len(t.found)
	longest := t.known.Tables.Heads[t.Tokens[i].Key]
	var room [64]byte
	text := append(room[:0], t.Tokens[i].Key...)
	comma := false
	for n := 1; n <= longest && !comma; n++ {
		if n > 1 {
			if i+n > len(t.Tokens) {
				break
			}
			gap := t.Tokens[i+n-1].Gap
			if comma = gap == ", "; !comma && strings.ContainsAny(gap, ",;!?") {
				break
			}
			text = append(append(text, ' '), t.Tokens[i+n-1].Key...)
		}
		for _, p := range t.known.Tables.Phrases[string(text)] {
			if (p.Only == 0 || t.Speaks&p.Only != 0) && (!comma || p.Name == wordbook.Comma) {
				t.found = append(t.found, Hit{p, i + n})
			}
		}
	}
	t.hits[i] = t.found[begin:len(t.found):len(t.found)]
	return t.hits[i]
}

// Phrase returns the longest phrase of a role that begins at a token, and the token behind it, 0 when there is none.
func (t *Text) Phrase(i int, of wordbook.Role) (p wordbook.Phrase, to int) {
	hits := t.PhrasesAt(i)
	for n := range hits {
		if h := &hits[n]; h.Role == of && h.To > to {
			p, to = h.Phrase, h.To
		}
	}
	return p, to
}

// Is tells whether a token alone has a role.
func (t *Text) Is(i int, of wordbook.Role) bool {
	hits := t.PhrasesAt(i)
	for n := range hits {
		if h := &hits[n]; h.Role == of && h.To == i+1 {
			return true
		}
	}
	return false
}

// May tells whether the word at a token may do what one of some particles does. There is none outside the text.
func (t *Text) May(i int, do wordbook.Particle) bool {
	return i >= 0 && i < len(t.particles) && t.particles[i]&do != 0
}

// MayWithin tells whether a word from one token up to another may do what one of some particles does.
func (t *Text) MayWithin(from, to int, do wordbook.Particle) bool {
	for i := max(0, from); i < to; i++ {
		if t.May(i, do) {
			return true
		}
	}
	return false
}

// PhraseWithin tells whether a phrase of a role begins from one token up to another.
func (t *Text) PhraseWithin(from, to int, of wordbook.Role) bool {
	for i := max(0, from); i < to; i++ {
		if _, end := t.Phrase(i, of); end > 0 {
			return true
		}
	}
	return false
}

// EndsBefore tells whether a phrase of a role ends before a token, and has no more than some words.
func (t *Text) EndsBefore(i, most int, of wordbook.Role) bool {
	for at := max(0, i-most); at < i; at++ {
		if _, to := t.Phrase(at, of); to == i {
			return true
		}
	}
	return false
}

// PastArticles returns the token behind the articles at a token.
func (t *Text) PastArticles(i int) int {
	for t.May(i, wordbook.Article) {
		i++
	}
	return i
}

// Filler tells whether a word alone asks for nothing.
func (t *Text) Filler(key string) bool { return t.Does(key, wordbook.AsksNothing) }

// Does tells whether a word has a role, wherever it stands.
func (t *Text) Does(key string, of wordbook.Role) bool {
	for _, p := range t.known.Tables.Phrases[key] {
		if p.Role == of && (p.Only == 0 || t.Speaks&p.Only != 0) {
			return true
		}
	}
	return false
}

// languages returns the languages of a text other than English. They have more marker words in it than English has.
func (t *Text) languages() (speaks wordbook.Language) {
	var counts [8]int
	most := 0
	for _, token := range t.Tokens {
		for n := range counts {
			if t.known.Tables.Markers[token.Key]&(1<<n) != 0 {
				counts[n]++
				most = max(most, counts[n])
			}
		}
	}
	english := 0
	for n := range counts {
		if t.known.Tables.English == 1<<n {
			english = counts[n]
			t.English = english > 0
		}
	}
	for n, count := range counts {
		if count > english && 2*count >= most {
			speaks |= 1 << n
		}
	}
	return speaks
}

// Common tells whether a word is a common one, or a form of one.
func (t *Text) Common(key string) bool {
	for _, end := range []string{"", "s", "es", "ed", "d", "ing", "er", "ly"} {
		if stem, ok := strings.CutSuffix(key, end); ok && len(stem) > 3 && t.known.Common[stem] {
			return true
		}
	}
	return t.known.Common[key]
}
