// Package words matches what people say to the values that the stock uses.
package words

import (
	"sync"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// Vocabulary reads what people say about a stock. It never changes, and is safe for concurrent use.
type Vocabulary struct {
	*match.Matcher
	// readers are those that are done with their texts. A long text needs much room, so it is used again.
	readers sync.Pool
}

// New returns the vocabulary of a stock.
func New(b *wordbook.Book, v vehicle.Values, o match.Options) *Vocabulary {
	return &Vocabulary{Matcher: match.New(b, v, o)}
}
