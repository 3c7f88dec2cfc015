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
	// Weeks returns how much people asked for in each week of the last days. It is set if Wishes is.
	Weeks func(ctx context.Context, days int) ([]Week, error)
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
	// NextRun is when this program refreshes the copy next; zero while it does.
	NextRun time.Time
	// ReadFrom is live, cache or auto.
	ReadFrom string
	// Servers are those of the dealer's database, if another reader answers when they do not.
	Servers []Server
	Views   []Copy
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

// Server is a server of the dealer's database.
type Server struct {
	Host string
	// LeftAlone tells that it keeps failing, and is not asked until it answers again; Behind that its rows are too old.
	LeftAlone, Behind bool
	// Reason is why it failed last, "" if it has answered since.
	Reason string
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
	// Words means that a synonym may help. The page then offers a line for WORDS_FILE.
	Words bool
	List  []Wish
}

// Wish is a value that was asked for.
type Wish struct {
	Parameter, Value string
	Requests, Empty  int64
}

// Week is how many requests asked for values in a week, by how they were read.
type Week struct {
	// Monday is its first day.
	Monday                                   time.Time
	Lacking, NotUnderstood, Ambiguous, Known int64
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
	// Warnings say what does not fit: a column that is missing or empty, or values that cannot be read.
	Warnings []string
}
