package words

import (
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// amount is a number of a text with what stands at it.
type amount struct {
	token
	from, to int
	// of is what its unit says: "price", "mi", "km", "age", "plate", "other", or "".
	of string
	// own is the owner's field that the unit names, when of is ofOwn.
	own *vehicle.Field
	// grouped, k: how it is written, "15,000" or "15k".
	k bool
}

var currencies = map[string]string{"£": "GBP", "$": "USD", "€": "EUR"}

var spelled = map[string]float64{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}

var thousands = map[string]bool{"k": true, "grand": true, "thousand": true, "tausend": true, "tsd": true, "mil": true, "mille": true, "g": true}

// number reads a number with its currency and unit, nil when there is none.
func (r *reader) number(i int) *amount {
	if i >= len(r.tokens) {
		return nil
	}
	a := &amount{from: i}
	if currencies[r.tokens[i].key] != "" || r.book.tables.hints[r.tokens[i].key] == "price" && r.book.tables.units[r.tokens[i].key] == "price" {
		a.of = "price"
		if i++; i >= len(r.tokens) {
			return nil
		}
	}
	t := r.tokens[i]
	switch value, isWord := spelled[t.key]; {
	case t.isNumber:
		a.token = t
	case isWord && i+1 < len(r.tokens) && (thousands[r.tokens[i+1].key]):
		a.token = token{isNumber: true, number: value}
	default:
		return nil
	}
	a.k = t.suffix == "k" || t.suffix == "tsd" || t.suffix == "grand"
	switch t.suffix {
	case "km", "kms", "tkm":
		a.of = "km"
	case "mi", "miles", "kmiles":
		a.of = "mi"
	case "eur", "usd", "gbp":
		a.of = "price"
	}
	a.to = i + 1
	if a.to < len(r.tokens) && thousands[r.tokens[a.to].key] && a.number < 1000 && !strings.ContainsAny(r.tokens[a.to].gap, ",;") {
		a.number *= 1000
		a.k, a.decimal = true, false
		a.to++
	}
	if a.of == "" && a.to < len(r.tokens) && currencies[r.tokens[a.to].key] != "" {
		a.of = "price"
		a.to++
	}
	if own, to := r.ownNumber(a.to); to > 0 && a.of == "" && !strings.ContainsAny(r.tokens[a.to].gap, ",;") {
		a.of, a.own, a.to = ofOwn, own, to
		return a
	}
	if unit, to := phrase(r, a.to, r.book.tables.units); to > 0 && !strings.ContainsAny(r.tokens[a.to].gap, ",;") {
		a.of, a.to = unit, to
		if _, to := phrase(r, a.to, r.book.tables.units); to > 0 && unit != "other" && !strings.ContainsAny(r.tokens[a.to].gap, ",;") {
			if more, _ := phrase(r, a.to, r.book.tables.units); more == "other" || more == "mi" {
				a.to = to
				if more == "other" {
					a.of = more
				}
			}
		}
	}
	return a
}

// skip passes words over that stand between a comparing word and its number.
func (r *reader) skip(i int) int {
	for i < len(r.tokens) && slices.Contains([]string{"of", "is", "a", "an", "the", "than", "only", "just", "price", "to", "le", "la", "les", "el", "is", "at", "de", "im", "l", "von", "in", "with"}, r.tokens[i].key) {
		i++
	}
	return i
}

// compared reads a number behind comparing words and words that say what it is: "price below 18,000", "ab Baujahr 2017".
func (r *reader) compared(i int) int {
	var c comparator
	hint, at := "", i
	var own *vehicle.Field
	for range 4 {
		from := r.skipInner(at, i)
		if found, to := r.ownNumber(from); to > 0 && own == nil && hint == "" {
			own, at = found, to
			continue
		}
		if found, to := phrase(r, from, r.book.tables.comparators); to > 0 && (c.direction == none || c.direction == plain || found.direction == about) {
			if at = to; c.direction == none || c.direction == plain {
				c = found
			}
			continue
		}
		if found, to := phrase(r, from, r.book.tables.hints); to > 0 && hint == "" && r.number(from) == nil {
			hint, at = found, to
			continue
		}
		break
	}
	if at == i {
		return i
	}
	first := r.number(r.skip(at))
	if first == nil {
		return i
	}
	if own != nil && first.of == "" {
		first.of, first.own = ofOwn, own
	}
	if c.direction == plain && !first.k && first.of != "price" {
		return i
	}
	second, to := r.rangeEnd(first, c.direction == fromTo || c.direction == atLeast)
	if c.direction == fromTo && second == nil {
		return i
	}
	return r.assign(i, to, c, hint, first, second)
}

func (r *reader) skipInner(at, begin int) int {
	if at == begin {
		return at
	}
	return r.skip(at)
}

// rangeEnd reads the other end of a range.
func (r *reader) rangeEnd(first *amount, open bool) (*amount, int) {
	to := first.to
	if to >= len(r.tokens) {
		return nil, to
	}
	next := r.tokens[to]
	if dash := strings.TrimSpace(next.gap); dash == "-" || dash == "–" || dash == "—" {
		if second := r.number(to); second != nil {
			return second, second.to
		}
	}
	words := []string{"to", "through", "thru", "bis", "a", "til", "until", "till"}
	if open {
		words = append(words, "and", "und", "y", "et", "hasta", "upto")
	}
	if slices.Contains(words, next.key) {
		if second := r.number(r.skip(to + 1)); second != nil {
			return second, second.to
		}
	}
	return nil, to
}

// bare reads a number without a comparing word before it; one may stand behind it.
func (r *reader) bare(i int) int {
	first := r.number(i)
	if first == nil {
		return i
	}
	second, to := r.rangeEnd(first, false)
	return r.assign(i, to, comparator{}, "", first, second)
}

// assign turns amounts into filters, or leaves them.
func (r *reader) assign(from, to int, c comparator, hint string, first, second *amount) int {
	if chain := r.chain(to); second != nil && chain > to {
		r.leave(from, chain) // 555-123-4567 is no range.
		return chain
	}
	if second != nil {
		c = comparator{direction: fromTo, of: c.of}
		if second.k && !first.k && first.number < 1000 {
			first.number *= 1000
		}
		if first.of == "" {
			first.of, first.own = second.of, second.own
		}
	}
	if after, end := phrase(r, to, r.book.tables.afters); end > 0 && c.direction != fromTo {
		if c.direction == none || c.direction == plain {
			c = after
		}
		word := r.tokens[end-1].key
		if slices.Contains([]string{"newer", "later", "neuer", "older", "earlier"}, word) {
			c.of = "year"
		}
		to = end
	} else if c.direction == none && (first.plus || r.onwards(to) && isYear(first, r.year)) {
		c.direction = atLeast
		if !first.plus {
			to++
		}
	}
	if c.of != "" && hint == "" {
		hint = c.of
	}
	r.classify(from, to, c, hint, first, second)
	return to
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
