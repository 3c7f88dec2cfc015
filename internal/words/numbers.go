package words

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// skip passes over words between a comparing word and its number.
func (r *reader) skip(i int) int {
	for i < len(r.tokens) && (i+1 >= len(r.tokens) || !r.cut(i, ",;")) {
		_, to := r.phrase(i, wordbook.BetweenNext)
		if _, compares := r.phrase(i, wordbook.ComparesNext); to == 0 || compares > to {
			break // "at least"
		}
		i = to
	}
	return i
}

// compared reads a number with the words before it that compare it or say what it is: "price below 18,000", "ab Baujahr
// 2017".
func (r *reader) compared(i int) int { return r.compare(i, i, false) }

// compare reads a number with the comparing words that begin at token i. The piece of text begins at token from. flip
// turns the direction round.
func (r *reader) compare(from, i int, flip bool) int {
	var c wordbook.Comparator
	hint, at := "", i
	var own *vehicle.Field
	for range 4 {
		next := at
		if at > i {
			next = r.skip(at)
		}
		if hint != "" && next < len(r.tokens) && r.cut(at, ",;.!?") && !r.figure(next) && (len(r.tokens[at-1].Key) > 3 || r.cut(at, ",;!?")) {
			return i // "sensible miles, about ten grand" are two things.
		}
		if found, to := r.ownNumber(next); to > 0 && own == nil && hint == "" {
			own, at = found, to
			continue
		}
		if p, to := r.comparing(next); to > 0 && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain || p.Comparator.Direction == wordbook.About || p.Comparator.Direction == c.Direction) {
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
	if to, options := r.longest(i); to > at && options[0].Parameter == "condition" {
		return i // "km 0" is one.
	}
	first := r.number(r.skip(at))
	if first == nil || first.spelled && c.Direction == wordbook.NoDirection && first.Number < 100 {
		return i
	}
	if own != nil && first.of == "" {
		first.of, first.own = ofOwn, own
	}
	if c.Direction == wordbook.Plain && !first.k && first.of != "price" || c.Direction == wordbook.LastOnes && first.of != "age" {
		return i
	}
	second, to := r.rangeEnd(first, c.Direction == wordbook.FromTo || c.Direction == wordbook.AtLeast && !flip && !c.Strict)
	if second == nil {
		second, to = r.eitherOf(first, c)
	}
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

// comparing returns the comparing phrase at a token. Programs write "lt" and "gt" before a sign.
func (r *reader) comparing(i int) (p wordbook.Phrase, to int) {
	if p, to = r.phrase(i, wordbook.ComparesNext); to > 0 || i+1 >= len(r.tokens) || !r.cut(i+1, ":=") {
		return p, to
	}
	switch r.tokens[i].Key {
	case "gt", "ge":
		p.Comparator = wordbook.Comparator{Direction: wordbook.AtLeast, Strict: r.tokens[i].Key == "gt"}
	case "lt", "le":
		p.Comparator = wordbook.Comparator{Direction: wordbook.AtMost, Strict: r.tokens[i].Key == "lt"}
	default:
		return p, 0
	}
	return p, i + 1
}

// figure tells whether a number in figures, or a sign of money, stands at a token.
func (r *reader) figure(i int) bool {
	return i < len(r.tokens) && (r.tokens[i].IsNumber || signs[r.tokens[i].Key] || r.currencyOf(r.tokens[i].Key) != "" && r.number(i) != nil)
}

// bare reads a number without a comparing word before it; one may stand behind it.
func (r *reader) bare(i int) int {
	first := r.number(i)
	if first == nil {
		return i
	}
	if n := len(r.pieces); r.tokens[i].Gap == "/" && n > 0 && r.pieces[n-1].kind == isLeft {
		r.leave(i, first.to) // "6 l/100km"
		return first.to
	}
	second, to := r.rangeEnd(first, false)
	if second == nil {
		second, to = r.eitherOf(first, wordbook.Comparator{})
	}
	if second == nil && first.of == "" && len(first.Key) == 2 && first.Key[0] == '0' && !first.Decimal {
		first.of = "plate" // "07 civic"
	}
	if first.spelled && !first.k && first.Number < 100 && first.of == "" && second == nil {
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
		if second.k && !first.k && first.Number < 1000 {
			first.Number *= 1000
			first.Decimal = false
		}
		if first.of == "" {
			first.of, first.own = second.of, second.own
		}
		if first.of == "" && first.Key[:min(1, len(first.Key))] == "0" && len(first.Key) == 2 && len(second.Key) == 2 {
			first.of = "plate" // "09-13"
		}
		if c.Of == "" && hint == "" && first.of == "" && r.shortYears(first, second) {
			first.of = "plate"
		}
		if first.currency == "" {
			first.currency = second.currency
		}
	}
	if p, end := r.phrase(to, wordbook.ComparesLast); end > 0 && !r.cut(to, ",;") && !r.addsThing(to, end) && !r.beginsNext(to, end) && c.Direction != wordbook.FromTo {
		if c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain || c.Direction == wordbook.About {
			c = p.Comparator
		} else if r.figure(r.skip(end)) && !r.cut(end, ",;.!?") {
			r.classify(from, to, c, cmp.Or(hint, c.Of), first, second) // "max 10k min 5k"
			return to
		}
		if slices.Contains([]string{"newer", "later", "neuer", "older", "earlier", "younger", "recent", "nieuwer", "nuevo", "junger"}, r.tokens[end-1].Key) {
			c.Of = "year"
		}
		to = end
	} else if c.Direction == wordbook.NoDirection && (first.Plus || r.onwards(to, first)) {
		c.Direction = wordbook.AtLeast
		if !first.Plus {
			to++
		}
	}
	if first.Ish && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain) {
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
	return to > from+1 && end >= to && end < len(r.tokens) && !r.cut(end, ",;.!?") && r.figure(r.skip(end))
}

// readTrailing reads what a number is from the words behind its comparing word, as in "8k max price".
func (r *reader) readTrailing(first *amount, to *int) {
	if first.of != "" || *to >= len(r.tokens) || strings.ContainsAny(r.tokens[*to].Gap, ",;") {
		return
	}
	if p, end := r.phrase(*to, wordbook.NamesLast); end > 0 && (p.Name == "price" || p.Name == "mi" || p.Name == "km") && *to > first.to {
		first.of, *to = p.Name, end
	}
}

// chain returns the token behind further numbers that dashes join, as in a telephone number.
func (r *reader) chain(i int) int {
	for i < len(r.tokens) && r.tokens[i].IsNumber && r.tokens[i].Gap == "-" {
		i++
	}
	return i
}

// rangeEnd reads the other end of a range. open means that the first number is compared, so that "and" may stand
// between the two.
func (r *reader) rangeEnd(first *amount, open bool) (*amount, int) {
	to := first.to
	if to >= len(r.tokens) {
		return nil, to
	}
	next := r.tokens[to]
	dash := strings.Trim(next.Gap, " '’")
	at := -1
	if dash == "-" || dash == "–" || dash == "—" || dash == ".." || dash == "..." || dash == "…" || dash == "/" && first.Number >= 10 && !first.Decimal {
		at = to
	}
	if _, end := r.phrase(to, wordbook.RangeJoint); at < 0 && end > 0 && !r.cut(to, ",;") {
		at = r.skip(end)
	}
	if _, end := r.phrase(to, wordbook.RangeJointOpen); at < 0 && open && end > 0 && !r.cut(to, ",;") {
		at = r.skip(end)
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

// eitherOf reads the second of two numbers that follow one another: "three or four years old", "2012 or 13". A limit
// counts for the wider one, which then stands in for the first.
func (r *reader) eitherOf(first *amount, c wordbook.Comparator) (*amount, int) {
	to := first.to
	_, at := r.phrase(to, wordbook.OrJoint)
	if at == 0 && first.spelled && to < len(r.tokens) && r.book.Tables.Numbers[r.tokens[to].Key] == first.Number+1 {
		at = to // "zwei drei Jahre alt"
	}
	if at == 0 || r.cut(to, ",;") || r.is(to, wordbook.RangeJoint) {
		return nil, to
	}
	second := r.number(at)
	if second != nil && second.k && !first.k && first.of == "" && second.Number == (first.Number+1)*1000 && c.Direction != wordbook.AtMost && c.Direction != wordbook.AtLeast {
		return second, second.to // "five or six grand"
	}
	if second == nil || second.Decimal || second.k || first.of != "" && first.of != second.of {
		return nil, to
	}
	next := second.Number - first.Number
	if isYear(first, r.year) && second.Number >= 100 {
		return nil, to // "2019 or 2020" are two years.
	}
	if isYear(first, r.year) {
		next = second.Number - math.Mod(first.Number, 100)
		second.Number = first.Number + next
	}
	switch {
	case next != 1 || second.of == "" && !isYear(first, r.year), second.of != "" && second.of != "age" && second.of != ofOwn && second.of != "plate":
		return nil, to
	case c.Direction == wordbook.AtMost:
		*first = *second
		return nil, first.to
	case c.Direction == wordbook.AtLeast:
		first.of, first.own, first.to = second.of, second.own, second.to
		return nil, first.to
	}
	return second, second.to
}
