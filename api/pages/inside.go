package pages

import (
	"context"
	"time"
)

// Inside is what those who have a key see of the program itself. A nil function has no page.
type Inside struct {
	// Copies tells how the copy is doing.
	Copies func(context.Context) (Copies, error)
	// Wishes tells what people asked for in the last days, and the stock lacks.
	Wishes func(ctx context.Context, days int) ([]Wishes, error)
	// Published tells how the owner's columns are the fields.
	Published func(context.Context) (Published, error)
}

// Copies is how the copy is doing.
type Copies struct {
	SizeBytes int64
	// Memory is what the program holds.
	Memory uint64
	// Every is how often this program refreshes the copy, 0 when another does.
	Every time.Duration
	// ReadFrom is live, cache or auto.
	ReadFrom string
	Views    []Copy
	// Runs are the last ones, the latest first.
	Runs []Run
}

// Copy is the copy of a view.
type Copy struct {
	View       string
	Rows       int64
	SnapshotAt time.Time
	// Notice is what there is to know of it.
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

// Failed tells whether the run has left the copy as it was, because something went wrong.
func (r Run) Failed() bool { return r.Error != "" }

// Wishes are values that were asked for, and how it went.
type Wishes struct {
	Title, About string
	// Words tells that another word may help: the line for WORDS_FILE is shown.
	Words bool
	List  []Wish
}

// Wish is a value that was asked for.
type Wish struct {
	Parameter, Value string
	Requests, Empty  int64
}

// Published is how the owner's columns are the fields.
type Published struct {
	View string
	Key  []string
	// From says by fields where the values come from.
	From map[string]string
	// Kept are the columns that are copied and not published.
	Kept []string
	// Hidden says which vehicles nobody is shown.
	Hidden []string
	// Warnings are what doctor would say.
	Warnings []string
}
