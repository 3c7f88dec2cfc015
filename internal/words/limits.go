package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// limited reads a limit whose direction a negation turns round: "can't spend more than 6 thousand" is at most 6,000.
func (r *reader) limited(i int) int {
	const far = 10
	_, at := r.phrase(i, wordbook.ModalNot)
	if at == 0 {
		return i
	}
	for at < min(len(r.tokens), i+far) && !strings.ContainsAny(r.tokens[at].Gap, ",;.!?") {
		if p, to := r.phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) {
			if end := r.compare(i, at, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict); end > at {
				return r.limitedAlso(end)
			}
		}
		_, to := r.phrase(at, wordbook.LimitWord)
		_, more := r.phrase(at, wordbook.ModalNot)
		_, hint := r.phrase(at, wordbook.NamesNext)
		_, nothing := r.phrase(at, wordbook.AsksNothing)
		if to = max(to, more, hint, nothing); to == 0 || turns[r.tokens[at].Key] || r.is(at, wordbook.AndJoint) {
			return i
		}
		at = to
	}
	return i
}

// limitedAlso reads further limits that an "or" joins to one that a negation turns round: "don't send me anything with
// more than 60,000 miles or older than 2015".
func (r *reader) limitedAlso(i int) int {
	_, to := r.phrase(i, wordbook.OrJoint)
	if to == 0 {
		return i
	}
	for to < len(r.tokens) && r.is(to, wordbook.AsksNothing) && r.tokens[to].Key != "" && !r.cut(to, ",;.!?") {
		if _, compares := r.phrase(to, wordbook.ComparesNext); compares > 0 {
			break
		}
		to++ // "or with more than"
	}
	p, compares := r.phrase(to, wordbook.ComparesNext)
	if compares == 0 || p.Comparator.Direction != wordbook.AtLeast && p.Comparator.Direction != wordbook.AtMost {
		return i
	}
	n := len(r.pieces)
	end := r.compare(to, to, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict)
	if end == to {
		return i
	}
	r.pieces = slices.Insert(r.pieces, n, piece{from: i, to: to, kind: isFiller})
	return r.limitedAlso(end)
}

// turns are words that end what a negation speaks of.
var turns = map[string]bool{"but": true, "aber": true, "sondern": true, "mais": true, "pero": true, "ma": true, "maar": true, "however": true, "though": true}

// flipped turns a comparison round: not more than is at most.
func flipped(c wordbook.Comparator) wordbook.Comparator {
	switch c.Direction {
	case wordbook.AtLeast:
		c.Direction = wordbook.AtMost
	case wordbook.AtMost:
		c.Direction = wordbook.AtLeast
	}
	c.Strict = false
	return c
}

// articleOrMine are words behind a "plus" that adds a thing: "14 grand plus the Insignia".
var articleOrMine = map[string]bool{"a": true, "an": true, "the": true, "my": true, "our": true, "der": true, "die": true, "das": true, "den": true, "mein": true, "meinen": true, "ma": true, "mon": true, "mi": true, "de": true, "het": true, "mijn": true, "la": true, "il": true}

// shortYears tells whether a range is one of model years in two digits: "11-14", "ninety eight to oh two".
func (r *reader) shortYears(first, second *amount) bool {
	two := func(a *amount) bool {
		return !a.k && !a.Decimal && a.Suffix == "" && (len(a.Key) == 2 || a.spelled && a.Number > 9 && a.Number < 100)
	}
	if r.year == 0 || !two(first) || !two(second) {
		return false
	}
	now := float64(r.year%100) + 1
	if second.Key != "" && second.Key[0] == '0' && first.Number >= oldYear {
		return true
	}
	return r.tokens[second.from].Gap == "-" && (first.Number < second.Number && second.Number <= now || first.Number >= oldYear && (second.Number > first.Number || second.Number <= now))
}

// oldYear is the least number of two digits that is always a year of the last century.
const oldYear = 80

// ofYear are the words before a year that mean that year behind a negation: "not one from 2016".
var ofYear = map[string]bool{"from": true, "aus": true, "von": true, "vom": true, "de": true, "del": true, "uit": true, "van": true, "dal": true, "of": true, "in": true}

// turn makes of numbers what a negation makes of them: single numbers are not wanted, and a limit is turned round.
func (r *reader) turn(p *piece) {
	if list := singles(p.numbers); len(list) > 0 {
		p.not, p.numbers = true, list
		return
	}
	if p.bareAmount("mileage") {
		return // "keine 100.000 km" is less than that.
	}
	n := &p.numbers[0]
	name, isMin := strings.CutSuffix(n.Parameter, "_min")
	name, _ = strings.CutSuffix(name, "_max")
	next := 0.0
	if name == "year" {
		next = 1
	}
	switch {
	case name == "year" && isMin && ofYear[r.tokens[p.from].Key]:
		n.Parameter, p.not = name, true
	case isMin:
		n.Parameter, n.Value = name+"_max", n.Value-next
	default:
		n.Parameter, n.Value = name+"_min", n.Value+next
	}
}

// addsThing tells whether the "plus" at a token, which ends before another one, adds a thing to a sum of money.
func (r *reader) addsThing(at, end int) bool {
	return r.tokens[at].Key == "plus" && end < len(r.tokens) && articleOrMine[r.tokens[end].Key]
}
