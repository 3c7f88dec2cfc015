// Package words matches what people say to the values that the stock uses.
package words

import (
	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// Vocabulary reads what people say about a stock. It never changes, and is safe for concurrent use.
type Vocabulary struct {
	*match.Matcher
}

// New returns the vocabulary of a stock.
func New(b *wordbook.Book, v vehicle.Values, o match.Options) *Vocabulary {
	return &Vocabulary{match.New(b, v, o)}
}
