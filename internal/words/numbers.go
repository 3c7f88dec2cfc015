package words

import (
	"slices"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// compared reads a number with the words before it that compare it or say what it is: "price below 18,000", "ab Baujahr
// 2017".
func (r *reader) compared(i int) int {
	if r.plainArticle(i) {
		return i
	}
	return r.compare(i, i, false)
}

// plainArticle tells whether a word is a comparing one but for its accent, before a number that is a model of the
// stock: "des 3008" is no "dès".
func (r *reader) plainArticle(i int) bool {
	_, to := r.Phrase(i, wordbook.ComparesNext)
	return to == i+1 && to < len(r.Tokens) && r.May(i, wordbook.Article|wordbook.Links) && r.Tokens[i].Text == r.Tokens[i].Key &&
		len(r.Fields["model"].ByKey[r.Tokens[to].Key]) > 0 && r.Speaks != 0
}

// compare reads a number with the comparing words that begin at token i. The piece of text begins at token from. flip
// turns the direction round.
func (r *reader) compare(from, i int, flip bool) int {
	c, hint, unit, own, at := r.before(i)
	if at == i {
		return i
	}
	if to, options := r.longest(i); to > at && options[0].Parameter == "condition" {
		return i // "km 0" is one.
	}
	if len(r.Fields["body_type"].Meanings[r.Tokens[i].Key]) > 0 && (r.afterModel() || r.besideMake() || i > 0 && r.Speaks == 0 && initialCapital(r.Tokens[i].Text)) && r.Tokens[i].Gap == " " && !r.May(i, wordbook.OfYear) {
		return i // "A6 Avant 2017"
	}
	first := r.limitAmount(i, r.Skip(at), c, hint)
	if first == nil || r.Skip(at) == at && r.Cut(at, ",;") && hint == "" || r.PhoneEnd(at) > 0 || first.Spelled && c.Direction == wordbook.NoDirection && first.Number < 100 && hint != "other" || first.Of == "" && r.May(first.To, wordbook.SeriesEnd) && !r.Cut(first.To, ",;.!?") && first.Number < 10 {
		return i // "I'm after a one series" says no year.
	}
	if c.Of == "year" && first.Number >= 1000 && !r.IsYear(first) && r.May(i, wordbook.BeforeOrFor) {
		c = wordbook.Comparator{Direction: wordbook.Plain} // "voor vijfduizend"
	}
	if hint == "inspection" {
		return r.inspected(from, first)
	}
	if c.Direction == wordbook.About && r.aboutThisCar(first) {
		c, hint = wordbook.Comparator{}, ""
	}
	if unit != "" && first.Of == "" {
		first.Measure(unit)
	}
	if own != nil && first.Of == "" {
		first.Of, first.OwnField = quantity.OwnUnit, own
		r.sameOwn(first)
	}
	if c.Direction == wordbook.Plain && !first.Thousands && first.Of != "price" || c.Direction == wordbook.LastOnes && first.Of != "age" || countsAnything(c, first) {
		return i
	}
	r.moreThousands(first, c)
	second, to := r.RangeEnd(first, c.Direction == wordbook.FromTo || c.Direction == wordbook.AtLeast && !flip && !c.Strict)
	if second != nil && hint == "year" && (second.Of == "mi" || second.Of == "km") {
		second, to = nil, first.To // "Bj 17 bis 80 tkm"
	}
	if second != nil && c.Direction == wordbook.AtMost && !flip && !r.IsYear(first) && second.Number > first.Number && r.Tokens[first.To].Gap == "-" {
		first, second = second, nil // "up to 13-14k"
	}
	if second == nil {
		second, to = r.EitherOf(first, c)
	}
	if second == nil && r.eitherYear(first, c) {
		c = wordbook.Comparator{}
	}
	if c.Of == "year" && first.Spelled && first.Number == 2000 && first.Of == "" {
		first.Thousands = false // "before two thousand"
	}
	if c.Direction == wordbook.FromTo && second == nil {
		if c = (wordbook.Comparator{}); !r.IsYear(first) {
			return i
		}
	}
	if flip {
		c = flipped(c)
	}
	found, end := r.Assign(from, to, c, hint, first, second)
	if to := r.agedPerson(from, end, first, c); to > 0 {
		return to
	}
	r.filter(from, end, found)
	if flip || (c.Direction == wordbook.AtMost || c.Of == "year") && (r.turnsLimit(i) || r.May(i, wordbook.NotEither)) {
		r.Pieces[len(r.Pieces)-1].Turned = true // "not more than"
	}
	return end
}

// eitherYear tells of "from 2018 or 2019": each of the two, and not all since then.
func (r *reader) eitherYear(a *quantity.Quantity, c wordbook.Comparator) bool {
	_, at := r.Phrase(a.To, wordbook.OrJoint)
	if at == 0 || c.Direction != wordbook.AtLeast || !r.IsYear(a) || !r.May(a.From()-1, wordbook.OfYear) {
		return false
	}
	other := r.Number(at)
	if other == nil || !r.IsYear(other) {
		return false
	}
	_, compared := r.Phrase(other.To, wordbook.ComparesLast)
	return compared == 0 && (!r.May(other.To, wordbook.GoesOn) || !r.clauseEnds(other.To+1))
}

// countsAnything tells of a small number that counts whatever stands behind it: "after three breakdowns".
func countsAnything(c wordbook.Comparator, a *quantity.Quantity) bool {
	return c.Of == "year" && a.Spelled && a.Number < 10 && a.Of == ""
}

// before reads the words at a token that compare a number or say what it is. It returns the token behind them, which is
// the first one if there are none.
func (r *reader) before(i int) (c wordbook.Comparator, hint, unit string, own *vehicle.Field, at int) {
	at = i
	if limit, of, in, to := r.limitName(i); to > 0 {
		c, hint, unit, at = limit, of, in, to
		if r.May(at, wordbook.NamesFilterValue) && r.signBefore(at+1) {
			at++ // "max_odometer": {"value": 100000}
		}
	}
	for range 4 {
		next := at
		if at > i {
			next = r.Skip(at)
		}
		if hint != "" && r.May(next, wordbook.NamesFilterValue) && r.signBefore(next) && r.signBefore(next+1) {
			at = next + 1 // "max_odometer": {"value": 100000}
			continue
		}
		if hint != "" && next < len(r.Tokens) && r.Cut(at, ",;.!?") && !r.Figure(next) && (len(r.Tokens[at-1].Key) > 3 || r.Cut(at, ",;!?")) {
			return c, hint, unit, own, i // "sensible miles, about ten grand" are two things.
		}
		if _, to := r.Phrase(at, wordbook.RangeJoint); to > 0 && hint != "" && c.Direction == wordbook.NoDirection && r.Figure(to) {
			c.Direction, at = wordbook.AtMost, to // "price to 14000"
			continue
		}
		if found, to := r.OwnNumber(next); to > 0 && own == nil && hint == "" {
			own, at = found, to
			continue
		}
		if p, to := r.comparing(next); to > 0 && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain || p.Comparator.Direction == wordbook.About || p.Comparator.Direction == c.Direction) {
			if at = to; c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain || p.Comparator.Direction == c.Direction && p.Comparator.Of == "" {
				c = p.Comparator
			}
			continue
		}
		if p, to := r.Phrase(next, wordbook.NamesNext); to > 0 && hint == "" && !r.Figure(next) && (p.Name != "tens" || r.Tens(to)) && (p.Name != "other" || !r.holdsLabel(to)) {
			if currency := r.CurrencyOf(r.Tokens[to-1].Key); currency != "" && unit == "" {
				unit = currency // "priced in USD below 30000"
			}
			if hint, at = p.Name, to; r.May(at, wordbook.Elided) && r.Apostrophe(at) {
				at++ // "my budget's 5k"
			}
			continue
		}
		break
	}
	return c, hint, unit, own, at
}

// comparing returns the comparing phrase at a token. Programs write "lt" and "gt" before a sign.
func (r *reader) comparing(i int) (p wordbook.Phrase, to int) {
	if p, to = r.Phrase(i, wordbook.ComparesNext); to > 0 || i+1 >= len(r.Tokens) || !r.Cut(i+1, ":=") {
		return p, to
	}
	switch r.Tokens[i].Key {
	case "gt", "ge":
		p.Comparator = wordbook.Comparator{Direction: wordbook.AtLeast, Strict: r.Tokens[i].Key == "gt"}
	case "lt", "le":
		p.Comparator = wordbook.Comparator{Direction: wordbook.AtMost, Strict: r.Tokens[i].Key == "lt"}
	default:
		return p, 0
	}
	return p, i + 1
}

// bare reads a number without a comparing word before it; one may stand behind it.
func (r *reader) bare(i int) int {
	first := r.Number(i)
	if first == nil {
		return i
	}
	if p, to := r.Phrase(first.To, wordbook.ComparesLast); to > 0 {
		r.moreThousands(first, p.Comparator)
	}
	if n := len(r.Pieces); r.Tokens[i].Gap == "/" && n > 0 && r.Pieces[n-1].Kind == syntax.IsLeft {
		r.Leave(i, first.To) // "6 l/100km"
		return first.To
	}
	second, to := r.RangeEnd(first, false)
	if second == nil {
		second, to = r.EitherOf(first, wordbook.Comparator{})
	}
	if second == nil && r.sameOwn(first) {
		first.Of, first.OwnField = quantity.OwnUnit, r.ofOwn
	}
	if second == nil && first.Of == "" {
		if own := r.ListedField(first); own != nil {
			first.Of, first.OwnField = quantity.OwnUnit, own
		}
	}
	if second == nil && first.Of == "" && len(first.Key) == 2 && first.Key[0] == '0' && !first.Decimal {
		first.Of = "plate" // "07 civic"
	}
	if second == nil && r.shortYear(first) {
		first.Of = "plate"
	}
	if first.Spelled && !first.Thousands && first.Number < 100 && first.Of == "" && second == nil && !r.ownBehind(first) {
		return i // "two Polos"
	}
	found, end := r.Assign(i, to, wordbook.Comparator{}, "", first, second)
	if to := r.agedPerson(i, end, first, wordbook.Comparator{}); to > 0 {
		return to
	}
	r.filter(i, end, found)
	return end
}

// shortYear tells whether a number of two digits is a model year, because a model stands behind it: "92 mustang".
func (r *reader) shortYear(a *quantity.Quantity) bool {
	const oldest = 60
	if a.Of != "" || len(a.Key) != 2 || a.Decimal || a.Thousands || a.Suffix != "" || a.Number < oldest {
		return false
	}
	return r.beforeHead(a.To)
}

// sameOwn tells whether a number without a unit is one of the same field as the last one, which was negated: "three
// doors is no good, we need five".
func (r *reader) sameOwn(a *quantity.Quantity) bool {
	if a.Of == quantity.OwnUnit {
		r.ofOwn, r.ofOwnAt = a.OwnField, len(r.Pieces)
		return false
	}
	if r.ofOwn == nil || a.Of != "" || a.Number >= 10 || a.Thousands || r.standsForCar(a) {
		return false
	}
	if n := len(r.Pieces); n > 1 && r.Pieces[n-1].Kind == syntax.IsOr && r.Pieces[n-2].Carries(r.ofOwn.Name) || n > 0 && a.From() == r.Pieces[n-1].To && r.Cut(a.From(), ",/|") && r.Pieces[n-1].Carries(r.ofOwn.Name) && r.listed(a.To) {
		return true // "seats: 5, 6 or 7"
	}
	return slices.ContainsFunc(r.Pieces[min(r.ofOwnAt, len(r.Pieces)):], func(p syntax.Piece) bool {
		return p.Kind == syntax.IsNot || p.Kind == syntax.IsNotLast || p.Kind == syntax.IsBack
	})
}

// standsForCar tells whether a "one" stands for a car: "I don't want one with a tow bar".
func (r *reader) standsForCar(a *quantity.Quantity) bool {
	n := len(r.Pieces)
	behindValue := n > 0 && r.Pieces[n-1].Kind == syntax.IsValue && r.Pieces[n-1].To == a.From() && !r.Cut(a.From(), ",;.!?")
	return a.Spelled && a.Number == 1 && (!r.clauseEnds(a.To) || r.behindNot() || behindValue) // "a red one"
}

// listed tells whether a list of numbers goes on or ends at a token.
func (r *reader) listed(i int) bool {
	_, or := r.Phrase(i, wordbook.OrJoint)
	return or > 0 && r.Number(or) != nil || i == len(r.Tokens) || r.Cut(i, "])}")
}

// filter makes a piece of what a quantity asks for.
func (r *reader) filter(from, to int, found quantity.Filters) {
	switch {
	case found.Question != nil:
		r.Pieces = append(r.Pieces, syntax.Piece{From: from, To: to, Kind: syntax.IsQuestion, Options: []match.Reading{*found.Question}})
	case len(found.Numbers) == 0:
		r.Leave(from, to)
	case !r.nextDecade(from, to, found.Numbers):
		for n := range found.Numbers {
			if r.unit != "" {
				r.InUnit(&found.Numbers[n], r.unit)
			}
		}
		r.Pieces = append(r.Pieces, syntax.Piece{From: from, To: to, Kind: syntax.IsNumber, Numbers: found.Numbers})
		r.stretchLimit()
	}
}

// nextDecade adds a decade to the one before it: "from the eighties or nineties".
func (r *reader) nextDecade(from, to int, decade []quantity.Number) bool {
	if !decade[0].OfDecade() {
		return false
	}
	at := len(r.Pieces) - 1
	for at >= 0 && (r.Pieces[at].Kind == syntax.IsOr || r.Pieces[at].Kind == syntax.IsAnd || r.Pieces[at].Kind == syntax.IsFiller || r.Pieces[at].Kind == syntax.IsLeft && at == len(r.Pieces)-1) {
		at-- // "from the nineties or early 2000s"
	}
	if at < 0 || at == len(r.Pieces)-1 || r.Pieces[at].Kind != syntax.IsNumber {
		return false
	}
	numbers := r.Pieces[at].Numbers
	if len(numbers) != 2 || !numbers[1].OfDecade() || numbers[1].Value != decade[0].Value-1 {
		return false
	}
	for i := range numbers {
		numbers[i].Sent = r.Span(r.Pieces[at].From, to)
	}
	numbers[1].Value = decade[0].Value + 9
	for i := at + 1; i < len(r.Pieces); i++ {
		if r.Pieces[i].Kind != syntax.IsLeft {
			r.Pieces[i].Kind = syntax.IsFiller
		}
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: from, To: to, Kind: syntax.IsFiller})
	return true
}
