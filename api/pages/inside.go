package pages

import (
	"context"
	"time"
)

// Inside has what the pages show of the program itself, to those who have a key. A nil function means no such page.
type Inside struct {
	// Copies returns the state of the copies.
	Copies func(context.Context) (Copies, error)
	// Wishes returns what people asked for in the last days and the stock lacks.
	Wishes func(ctx context.Context, days int) ([]Wishes, error)
	// Published returns which of the owner's columns are which fields.
	Published func(context.Context) (Published, error)
}

// Copies is the state of the copies.
type Copies struct {
	SizeBytes int64
	// Memory is the memory that the program holds, in bytes.
	Memory uint64
	// Every is the pause between refreshes, 0 if this program makes none.
	Every time.Duration
	// ReadFrom is live, cache or auto.
	ReadFrom string
	Views    []Copy
	// Runs are the last runs, the latest first.
	Runs []Run
}

// Copy is the copy of a view.
type Copy struct {
	View       string
	Rows       int64
	SnapshotAt time.Time
	// Notice is what people should know about it.
	Notice string
}

// Run is a refresh of the copy of a view.
type Run struct {
	View, Outcome, Mode        string
	StartedAt                  time.Time
	Took                       time.Duration
	Rows                       int64
	Inserted, Updated, Deleted int64
	Error, Notice              string
}

// Failed reports whether the run has left the copy as it was because something went wrong.
func (r Run) Failed() bool { return r.Error != "" }

// Wishes are values that were asked for, and how it went.
type Wishes struct {
	Title, About string
	// Words means that a synonym may help. The page then shows the line for WORDS_FILE.
	Words bool
	List  []Wish
}

// Wish is a value that was asked for.
type Wish struct {
	Parameter, Value string
	Requests, Empty  int64
}

// Published says which of the owner's columns are which fields.
type Published struct {
	View string
	Key  []string
	// From says for each field where its values come from.
	From map[string]string
	// Kept are the columns that are copied, but not published.
	Kept []string
	// Hidden says which vehicles are not shown to anybody.
	Hidden []string
	// Warnings are what forecourt doctor would say.
	Warnings []string
}
