package words

import "strings"

// joinsPlace tells whether an "or" behind a place was read last: "in Phoenix or Tucson".
func (r *reader) joinsPlace() bool {
	n := len(r.pieces)
	return n > 1 && r.pieces[n-1].kind == isOr && r.pieces[n-2].carries("location")
}

// states reads a list of states by their codes, which small letters may write, too: "tx/ok/ar".
func (r *reader) states(i int) int {
	f := r.fields["location"]
	isState := func(at int) bool {
		t := r.tokens[at]
		return len(t.Key) == 2 && !t.IsNumber && len(f.meanings[t.Key]) > 0 && len(f.meanings[t.Key][0].whole) > 0
	}
	to := i
	for to < len(r.tokens) && isState(to) && (to == i || strings.TrimSpace(r.tokens[to].Gap) == "/") {
		to++
	}
	if to < i+2 || to < len(r.tokens) && strings.TrimSpace(r.tokens[to].Gap) == "/" {
		return i
	}
	for at := i; at < to; at++ {
		reading, ok := f.direct(r.tokens[at].Key, r.tokens[at].Key)
		if !ok {
			return i
		}
		reading = asRead(reading, "the code of a state")
		reading.Parameter = "location"
		r.take(at, at+1, []Reading{reading})
	}
	return to
}
