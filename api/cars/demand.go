package cars

import (
	"context"

	"forecourt/api/passage"
	"forecourt/internal/words/match"
)

// Demand is what a search asked for. It tells the dealer what people want and the stock lacks.
type Demand struct {
	// Found is how many vehicles were found, at most 10,001. It is -1 if there was no search, because a word was
	// ambiguous.
	Found  int64
	Wanted []Wanted
}

// Wanted is one value that was asked for.
type Wanted struct {
	// Parameter is the parameter as which the value was read, or q for free text that was not understood. Outcome is
	// exact, interpreted, ambiguous, unknown or not_understood.
	Parameter, Value, Outcome string
}

// The outcomes of reading a value.
const (
	outcomeExact         = "exact"
	outcomeInterpreted   = "interpreted"
	outcomeAmbiguous     = "ambiguous"
	outcomeUnknown       = "unknown"
	outcomeNotUnderstood = "not_understood"
)

var outcomes = map[match.Outcome]string{
	match.Exact: outcomeExact, match.Interpreted: outcomeInterpreted, match.Ambiguous: outcomeAmbiguous, match.Unknown: outcomeUnknown,
}

// hear reports what a search asked for. It does so only for the first page of a search, and not for the searches that a
// page for people makes by itself.
func (s *Operations) hear(ctx context.Context, asked request, read reading, found int64) {
	if wanted, ofPage := ctx.Value(ofPageKey).(bool); asked.cursor != "" || ofPage && !wanted {
		return
	}
	n := passage.NotesOf(ctx)
	n.Found = &found
	for _, w := range read.wanted {
		switch w.Outcome {
		case outcomeInterpreted:
			n.Corrected++
		case outcomeUnknown, outcomeNotUnderstood, outcomeAmbiguous:
			n.Unknown++
		}
	}
	if s.Heard != nil {
		s.Heard(Demand{Found: found, Wanted: read.wanted})
	}
}
