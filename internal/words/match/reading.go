package match

// Outcome says how a requested value was read.
type Outcome int

// The outcomes.
const (
	// Exact is a value as the stock has it, but for case.
	Exact Outcome = iota
	// Interpreted is a value in other words or another spelling.
	Interpreted
	// Ambiguous is a value that may mean several things, none of which was chosen.
	Ambiguous
	// Unknown is a value that nothing in the stock comes near to.
	Unknown
)

// Reading is how one requested value was read, with the reason.
type Reading struct {
	Parameter string
	// Sent is the value as it was sent.
	Sent    string
	Outcome Outcome
	// Values are the stock's own values that are meant, the one that was sent first.
	Values []string
	// Why says in a few words how Values came about, or what is wrong.
	Why string
	// Near means that the stock has nothing of the kind, and that Values only stand next to it.
	Near bool
	// Candidates are what an ambiguous value may mean, or what comes nearest to an unknown one.
	Candidates []Candidate
}

// Candidate is a value that may be meant.
type Candidate struct {
	Parameter, Value string
	// Vehicles is how many vehicles have it; 0 for numbers.
	Vehicles int64
}

// AsRead marks a reading as interpreted, because it is not what was sent that is a value.
func AsRead(r Reading, why string) Reading {
	if r.Outcome == Exact {
		r.Outcome, r.Why = Interpreted, why
	}
	return r
}
