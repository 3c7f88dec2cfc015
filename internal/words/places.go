package words

import (
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
)

// joinsPlace tells whether an "or" behind a place was read last: "in Phoenix or Tucson".
func (r *reader) joinsPlace() bool {
	n := len(r.Pieces)
	return n > 1 && r.Pieces[n-1].Kind == syntax.IsOr && r.Pieces[n-2].Carries("location")
}

// states reads a list of states by their codes, which small letters may write, too: "tx/ok/ar".
func (r *reader) states(i int) int {
	f := r.Fields["location"]
	isState := func(at int) bool {
		t := r.Tokens[at]
		return len(t.Key) == 2 && !t.IsNumber && len(f.Meanings[t.Key]) > 0 && len(f.Meanings[t.Key][0].Whole) > 0
	}
	to := i
	for to < len(r.Tokens) && isState(to) && (to == i || strings.TrimSpace(r.Tokens[to].Gap) == "/") {
		to++
	}
	if to < i+2 || to < len(r.Tokens) && strings.TrimSpace(r.Tokens[to].Gap) == "/" {
		return i
	}
	for at := i; at < to; at++ {
		reading, ok := f.Direct(r.Tokens[at].Key, r.Tokens[at].Key)
		if !ok {
			return i
		}
		reading = match.AsRead(reading, "the code of a state")
		reading.Parameter = "location"
		r.Take(at, at+1, []match.Reading{reading})
	}
	return to
}
