package words

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// betweens are words that may stand between a comparing word and its number.
var betweens = map[string]bool{
	"of": true, "is": true, "a": true, "an": true, "the": true, "than": true, "only": true, "just": true, "price": true, "to": true, "le": true, "la": true, "les": true, "el": true, "at": true, "de": true,
	"im": true, "l": true, "von": true, "in": true, "with": true, "say": true, "los": true, "i": true, "gli": true, "un": true, "den": true, "der": true,
}

// skip passes words over that stand between a comparing word and its number.
func (r *reader) skip(i int) int {
	for i < len(r.tokens) && betweens[r.tokens[i].key] && (i+1 >= len(r.tokens) || !strings.ContainsAny(r.tokens[i].gap, ",;")) {
		i++
	}
	return i
}

// compared reads a number behind comparing words and words that say what it is: "price below 18,000", "ab Baujahr
// 2017".
func (r *reader) compared(i int) int { return r.compare(i, i, false) }

// limited reads a limit that is turned round: "can't spend more than 6 thousand" is at most 6,000.
func (r *reader) limited(i int) int {
	const far = 10
	_, at := r.phrase(i, wordbook.ModalNot)
	if at == 0 {
		return i
	}
	for at < min(len(r.tokens), i+far) && !strings.ContainsAny(r.tokens[at].gap, ",;.!?") {
		if p, to := r.phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) {
			if end := r.compare(i, at, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict); end > i {
				return end
			}
		}
		_, to := r.phrase(at, wordbook.LimitWord)
		_, more := r.phrase(at, wordbook.ModalNot)
		_, hint := r.phrase(at, wordbook.NamesNext)
		if to = max(to, more, hint); to == 0 {
			return i
		}
		at = to
	}
	return i
}

// compare reads a number with the comparing words from a token on; the text of it begins at another. flip turns its
// direction round.
func (r *reader) compare(from, i int, flip bool) int {
	var c wordbook.Comparator
	hint, at := "", i
	var own *vehicle.Field
	for range 4 {
		next := at
		if at > i {
			next = r.skip(at)
		}
		if found, to := r.ownNumber(next); to > 0 && own == nil && hint == "" {
			own, at = found, to
			continue
		}
		if p, to := r.phrase(next, wordbook.ComparesNext); to > 0 && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain || p.Comparator.Direction == wordbook.About) {
			if at = to; c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain {
				c = p.Comparator
			}
			continue
		}
		if p, to := r.phrase(next, wordbook.NamesNext); to > 0 && hint == "" && !r.figure(next) {
			hint, at = p.Name, to
			continue
		}
		break
	}
	if at == i {
		return i
	}
	first := r.number(r.skip(at))
	if first == nil || first.spelled && c.Direction == wordbook.NoDirection && first.number < 100 {
		return i
	}
	if own != nil && first.of == "" {
		first.of, first.own = ofOwn, own
	}
	if c.Direction == wordbook.Plain && !first.k && first.of != "price" || c.Direction == wordbook.LastOnes && first.of != "age" {
		return i
	}
	second, to := r.rangeEnd(first, c.Direction == wordbook.FromTo || c.Direction == wordbook.AtLeast && !flip && !c.Strict)
	if c.Direction == wordbook.FromTo && second == nil {
		if c = (wordbook.Comparator{}); !isYear(first, r.year) {
			return i
		}
	}
	if flip {
		c = flipped(c)
	}
	return r.assign(from, to, c, hint, first, second)
}

// figure tells whether a number in figures, or a sign of money, stands at a token.
func (r *reader) figure(i int) bool {
	return i < len(r.tokens) && (r.tokens[i].isNumber || signs[r.tokens[i].key] || currencies[r.tokens[i].key] != "" && r.number(i) != nil)
}

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

// rangeEnd reads the other end of a range.
func (r *reader) rangeEnd(first *amount, open bool) (*amount, int) {
	to := first.to
	if to >= len(r.tokens) {
		return nil, to
	}
	next := r.tokens[to]
	dash := strings.TrimSpace(next.gap)
	at := -1
	if dash == "-" || dash == "–" || dash == "—" || dash == "/" && first.number >= 10 && !first.decimal {
		at = to
	}
	words := []string{"to", "through", "thru", "bis", "a", "til", "until", "till", "tot", "hasta", "al", "ai", "fino", "jusqua"}
	if open {
		words = append(words, "and", "und", "y", "et", "upto", "e", "en")
	}
	if at < 0 && slices.Contains(words, next.key) && !strings.ContainsAny(next.gap, ",;") {
		at = r.skip(to + 1)
	}
	if at < 0 {
		return nil, to
	}
	second := r.number(at)
	if second == nil || !r.sameKind(first, second, dash == "/") {
		return nil, to
	}
	return second, second.to
}

// sameKind tells whether two numbers can be the ends of one range: "2019 to 30,000 euros" cannot.
func (r *reader) sameKind(first, second *amount, slash bool) bool {
	one, two := isYear(first, r.year), isYear(second, r.year)
	short := one && second.of == "" && second.number < 100 && len(second.key) == 2
	switch {
	case short:
		second.number += math.Floor(first.number/100) * 100
		return second.number >= first.number
	case slash:
		return one && two || first.number < 100 && second.number < 100 && second.of == "plate"
	case one && !two:
		return math.Mod(first.number, 500) == 0 && second.of == "" || first.of != ""
	case two && !one:
		return math.Mod(second.number, 500) == 0 && first.number < second.number
	case first.of != "" && second.of != "" && first.of != second.of:
		return false
	}
	return true
}

// bare reads a number without a comparing word before it; one may stand behind it.
func (r *reader) bare(i int) int {
	first := r.number(i)
	if first == nil {
		return i
	}
	if n := len(r.pieces); r.tokens[i].gap == "/" && n > 0 && r.pieces[n-1].kind == isLeft {
		r.leave(i, first.to) // "6 l/100km"
		return first.to
	}
	second, to := r.rangeEnd(first, false)
	if second == nil && first.of == "" && len(first.key) == 2 && first.key[0] == '0' && !first.decimal {
		first.of = "plate" // "07 civic"
	}
	if first.spelled && !first.k && first.number < 100 && first.of == "" && second == nil {
		return i // "two Polos"
	}
	return r.assign(i, to, wordbook.Comparator{}, "", first, second)
}

// assign turns amounts into filters, or leaves them.
func (r *reader) assign(from, to int, c wordbook.Comparator, hint string, first, second *amount) int {
	if chain := r.chain(to); second != nil && chain > to {
		r.leave(from, chain) // 555-123-4567 is no range.
		return chain
	}
	if second != nil {
		c = wordbook.Comparator{Direction: wordbook.FromTo, Of: c.Of}
		if second.k && !first.k && first.number < 1000 {
			first.number *= 1000
			first.decimal = false
		}
		if first.of == "" {
			first.of, first.own = second.of, second.own
		}
		if first.currency == "" {
			first.currency = second.currency
		}
	}
	if p, end := r.phrase(to, wordbook.ComparesLast); end > 0 && !r.cut(to, ",;") && !r.beginsNext(to, end) && c.Direction != wordbook.FromTo {
		if c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain {
			c = p.Comparator
		} else if c.Direction != p.Comparator.Direction && r.figure(r.skip(end)) {
			r.classify(from, to, c, cmp.Or(hint, c.Of), first, second) // "max 10k min 5k"
			return to
		}
		if slices.Contains([]string{"newer", "later", "neuer", "older", "earlier", "younger", "recent", "nieuwer", "nuevo", "junger"}, r.tokens[end-1].key) {
			c.Of = "year"
		}
		to = end
	} else if c.Direction == wordbook.NoDirection && (first.plus || r.onwards(to) && isYear(first, r.year)) {
		c.Direction = wordbook.AtLeast
		if !first.plus {
			to++
		}
	}
	if first.ish && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain) {
		c.Direction = wordbook.About
	}
	if c.Of != "" && hint == "" {
		hint = c.Of
	}
	if second != nil && second.to < to || first.of == "" {
		r.readTrailing(first, &to)
	}
	r.classify(from, to, c, hint, first, second)
	return to
}

// beginsNext tells whether words behind a number belong to the next one: "60,000 miles and under 20k".
func (r *reader) beginsNext(from, to int) bool {
	_, end := r.phrase(from+1, wordbook.ComparesNext)
	return to > from+1 && end == to && to < len(r.tokens) && !r.cut(to, ",;.!?") && r.figure(r.skip(to))
}

// readTrailing reads what a number is from words behind its comparing word: "67 plate or newer" is read already, "8k
// max price" is not.
func (r *reader) readTrailing(first *amount, to *int) {
	if first.of != "" || *to >= len(r.tokens) || strings.ContainsAny(r.tokens[*to].gap, ",;") {
		return
	}
	if p, end := r.phrase(*to, wordbook.NamesLast); end > 0 && (p.Name == "price" || p.Name == "mi" || p.Name == "km") && *to > first.to {
		first.of, *to = p.Name, end
	}
}

// chain returns the token behind numbers that go on with dashes.
func (r *reader) chain(i int) int {
	for i < len(r.tokens) && r.tokens[i].isNumber && r.tokens[i].gap == "-" {
		i++
	}
	return i
}

// onwards tells of an "on" at the end of a phrase: "2016 on".
func (r *reader) onwards(i int) bool {
	return i < len(r.tokens) && r.tokens[i].key == "on" && (i+1 == len(r.tokens) || strings.ContainsAny(r.tokens[i+1].gap, ",;.!?"))
}
