// Package phrase finds in a free text the phrases that people use.
package phrase

import (
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

// Text is a free text with its tokens and the phrases in it. Methods take tokens by their number in Tokens, and a
// stretch of them by its first token and the one behind it. A text is for one goroutine at a time.
type Text struct {
	known *wordbook.Book
	// Original is the text as it was sent.
	Original string
	Tokens   []lexer.Token
	// keys are the tokens' keys in a row; that of token i begins at begins[i].
	keys   string
	begins []int
	// Speaks are the languages of the text other than English.
	Speaks wordbook.Language
	// English tells that it has words of English, too.
	English bool
	// hits are the phrases that begin at each token; looked tells for which tokens they are known. All of them are
	// parts of found.
	hits   [][]Hit
	looked []bool
	found  []Hit
	// particles are those of each token.
	particles []wordbook.Particle
}

// New cuts a text into tokens. Its phrases are those of the book.
func New(b *wordbook.Book, text string) *Text {
	t := &Text{known: b}
	t.Reset(text)
	return t
}

// Reset makes it another text. It keeps the room of the one before, so that reading many texts costs little memory.
func (t *Text) Reset(text string) {
	t.Original, t.Tokens = text, lexer.Append(t.Tokens[:0], text, t.known.Tables.Suffixes)
	t.English = false
	t.joinKeys()
	t.Speaks = t.languages()
	n := len(t.Tokens)
	t.hits, t.looked, t.found = slices.Grow(t.hits[:0], n)[:n], slices.Grow(t.looked[:0], n)[:n], t.found[:0]
	clear(t.looked)
}

// joinKeys writes the tokens' keys in a row, so that the key of a stretch is a part of it, and looks up what
// they may do.
func (t *Text) joinKeys() {
	var b strings.Builder
	b.Grow(len(t.Original))
	t.begins, t.particles = t.begins[:0], t.particles[:0]
	for _, token := range t.Tokens {
		t.particles = append(t.particles, t.known.Tables.Particles[token.Key])
		t.begins = append(t.begins, b.Len())
		b.WriteString(token.Key)
	}
	t.begins = append(t.begins, b.Len())
	t.keys = b.String()
}

// Key returns the key of a stretch of tokens.
func (t *Text) Key(from, to int) string { return t.keys[t.begins[from]:t.begins[to]] }

// Span returns a stretch as it was sent.
func (t *Text) Span(from, to int) string {
	return strings.TrimSpace(t.Original[t.Tokens[from].Start:t.Tokens[to-1].End])
}

// Cut tells whether one of the marks stands before a token.
func (t *Text) Cut(i int, marks string) bool { return strings.ContainsAny(t.Tokens[i].Gap, marks) }

// Apostrophe tells whether an apostrophe stands beside a token.
func (t *Text) Apostrophe(i int) bool {
	const marks = "'’"
	return strings.ContainsAny(t.Tokens[i].Gap, marks) || i+1 < len(t.Tokens) && strings.ContainsAny(t.Tokens[i+1].Gap, marks)
}

// InQuotes tells whether a stretch stands in quotes.
func (t *Text) InQuotes(from, to int) bool {
	const marks = "\"“”„«»"
	rest, gap := t.Original[t.Tokens[to-1].End:], t.Tokens[from].Gap
	if !strings.ContainsAny(gap, marks) || strings.ContainsAny(gap, ":=") || strings.IndexAny(strings.TrimSpace(rest), marks) != 0 {
		return false
	}
	before := t.Original[:t.Tokens[from].Start] // In "model": ["350Z", "370Z"] quotes say nothing.
	return strings.LastIndexAny(before, "[(") <= strings.LastIndexAny(before, "])") || !strings.ContainsAny(before, ":=")
}
