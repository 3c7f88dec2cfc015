// Package phrase finds in a free text the phrases that people use.
package phrase

import (
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
	// hits are the phrases that begin at each token; looked tells for which tokens they are known.
	hits   [][]Hit
	looked []bool
	// particles are those of each token.
	particles []wordbook.Particle
}

// New cuts a text into tokens. Its phrases are those of the book.
func New(b *wordbook.Book, text string) *Text {
	t := &Text{known: b, Original: text, Tokens: lexer.Split(text, b.Tables.Suffixes)}
	t.joinKeys()
	t.Speaks = t.languages()
	return t
}

// joinKeys writes the tokens' keys in a row, so that the key of a stretch is a part of it, and looks up what they may do.
func (t *Text) joinKeys() {
	var b strings.Builder
	b.Grow(len(t.Original))
	t.begins = make([]int, 0, len(t.Tokens)+1)
	t.particles = make([]wordbook.Particle, 0, len(t.Tokens))
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
	rest := t.Original[t.Tokens[to-1].End:]
	return strings.ContainsAny(t.Tokens[from].Gap, marks) && !strings.ContainsAny(t.Tokens[from].Gap, ":=") && strings.IndexAny(strings.TrimSpace(rest), marks) == 0
}
