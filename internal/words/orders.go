package words

import (
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// order reads words that ask for an order.
func (r *reader) order(i int) int {
	name, to := "", 0
	if p, end := r.Phrase(i, wordbook.OrdersNow); end > 0 {
		name, to = p.Name, end
	}
	if p, end := r.orderBy(i); end > to {
		name, to = p, end
	}
	if p, end := r.fewest(i); end > to {
		name, to = p, end
	}
	if greatest, end := r.sideNamed(i); to == 0 && end > 0 && r.result.Sort == nil {
		r.descending = greatest
		return r.Put(i, end, syntax.IsFiller)
	} else if to == 0 && end > 0 {
		name, to = strings.TrimPrefix(r.result.Sort.Text, "-"), end
		if greatest {
			name = "-" + name
		}
		r.sortOpen = true
	}
	if to == 0 {
		return i
	}
	_, nothing := r.Phrase(i, wordbook.NoFilter)
	if _, compares := r.Phrase(i, wordbook.ComparesNext); max(nothing, compares) > to {
		return i // "che costi meno di 18.000" is a limit.
	}
	r.orderTakenBack(name)
	if s := r.result.Sort; s != nil && strings.TrimPrefix(s.Text, "-") == strings.TrimPrefix(name, "-") && r.sortOpen {
		s.Text, s.Sent, r.sortOpen = name, s.Sent+", "+r.Span(i, to), false // "by price, the dearest first"
	}
	if r.result.Sort != nil && r.result.Sort.Text != name {
		return r.Leave(i, to)
	}
	if r.result.Sort == nil {
		_, by := r.Phrase(i, wordbook.OrdersBy) // "sorted by price" does not say which end comes first.
		if r.sortOpen = by > 0; r.sortOpen && r.descending {
			name = "-" + strings.TrimPrefix(name, "-") // {"order": "desc", "order_by": "price"}
		}
		r.result.Sort = &quantity.Number{Parameter: "sort", Text: name, Sent: r.Span(i, to), Why: "no number is given: it is taken as an order"}
	}
	return r.Put(i, to, syntax.IsOrder)
}

// orderTakenBack leaves out the order that was read, if words which take it back stand right before another one:
// "dearest, no sorry, lowest mileage first".
func (r *reader) orderTakenBack(name string) {
	last := r.Said(len(r.Pieces))
	if r.result.Sort == nil || r.result.Sort.Text == name || last < 1 || r.Pieces[last].Kind != syntax.IsBack {
		return
	}
	before := r.Said(last)
	if before < 0 || r.Pieces[before].Kind != syntax.IsOrder {
		return
	}
	r.Pieces[last].Kind, r.Pieces[before].Kind = syntax.IsFiller, syntax.IsLeft
	r.result.Sort = nil
}

// orderBy reads "sorted by price, highest first".
func (r *reader) orderBy(i int) (name string, to int) {
	_, at := r.Phrase(i, wordbook.OrdersBy)
	if at == 0 && r.May(i, wordbook.NamesOrder) && i+1 < len(r.Tokens) && r.Cut(i+1, ":=") {
		at = i + 1 // "order=price"
	}
	if at == 0 {
		return "", 0
	}
	greatest, said := false, false
	side := func() {
		if _, end := r.Phrase(at, wordbook.OrderLeast); end > 0 {
			at, said = end, true
		} else if _, end := r.Phrase(at, wordbook.OrderGreatest); end > 0 {
			at, greatest, said = end, true, true
		}
	}
	for r.May(at, wordbook.SortNext) {
		at++
	}
	signed, least := r.orderSign(at)
	if p, end := r.Phrase(at, wordbook.OrdersNow); end > 0 && !signed {
		return p.Name, end
	}
	greatest, said = signed, signed || least
	side()
	p, end := r.Phrase(at, wordbook.OrderField)
	if own, to := r.ownOrder(at); to > end {
		p.Name, end = own, to
	}
	if end == 0 {
		return "", 0
	}
	at = end
	side()
	switch {
	case greatest, p.Name == "year" && !said && !r.Cut(end-1, "="): // "sort=year" is how a program names the oldest first.
		return "-" + p.Name, at
	}
	return p.Name, at
}

// orderSign tells whether a sign before the name of a field says which end comes first: "sort=-price" begins with the
// greatest, "sort=+price" with the least.
func (r *reader) orderSign(i int) (greatest, least bool) {
	if i >= len(r.Tokens) || len(r.Tokens[i].Gap) < 2 {
		return false, false // "sort-price" has a dash inside.
	}
	gap := strings.TrimRight(r.Tokens[i].Gap, " ")
	return strings.HasSuffix(gap, "-") || strings.HasSuffix(gap, "–") || strings.HasSuffix(gap, "−"), strings.HasSuffix(gap, "+")
}

// sideNamed reads the end that comes first, where programs name it apart from the field: "order_by": "year", "order":
// "desc".
func (r *reader) sideNamed(i int) (greatest bool, to int) {
	at := r.identifier(i)
	if !r.May(i, wordbook.NamesOrder) || at >= len(r.Tokens) || !r.Cut(at, ":=") {
		return false, 0
	}
	if _, to = r.Phrase(at, wordbook.OrderGreatest); to > 0 {
		return true, to
	}
	_, to = r.Phrase(at, wordbook.OrderLeast)
	return false, to
}

// fewest reads an order by an owner's number: "fewest owners first".
func (r *reader) fewest(i int) (name string, to int) {
	_, at := r.Phrase(i, wordbook.LeastOf)
	if at == 0 {
		return "", 0
	}
	return r.ownOrder(at)
}

// ownOrder returns the owner's field that something is counted in, and the token behind it: "number of owners".
func (r *reader) ownOrder(i int) (name string, to int) {
	for r.May(i, wordbook.CountNext) {
		i++
	}
	if f, end := r.OwnNumber(i); end > 0 && len(f.Orders) > 0 {
		return f.Name, end
	}
	return "", 0
}

// leastAsked is the least amount that may also be a mileage where words for a low mileage stand before it.
const leastAsked = 30_000

// meantMileage makes mileages of limits that may be prices, if words about the mileage stand right before them: "low
// miles, say under 40k". Behind a comma alone they may be both.
func (r *reader) meantMileage() {
	for n := range r.Pieces {
		p := &r.Pieces[n]
		if p.Kind != syntax.IsNumber || len(p.Numbers) != 1 || !p.Numbers[0].Assumed || p.Numbers[0].Uncompared() {
			continue
		}
		before := r.Said(n)
		end, _ := strings.CutPrefix(p.Numbers[0].Parameter, "price")
		low := before >= 0 && r.Pieces[before].Kind == syntax.IsOrder && r.result.Sort.Text == "mileage"
		provided, price := r.providedFor(p.From), p.Numbers[0].Parameter
		limit := r.orMileage(before, end)
		switch {
		case !provided && limit != nil:
			r.MeasureLike(&p.Numbers[0], limit)
		case provided || low && r.explains(r.Pieces[before].To, p.From):
			p.Numbers[0].Parameter, p.Numbers[0].Assumed = "mileage"+end, false
			p.Numbers[0].Why = "a mileage: words about it stand before"
		case low && p.Numbers[0].Value >= leastAsked:
			value := strconv.FormatFloat(p.Numbers[0].Value, 'f', -1, 64)
			p.Kind = syntax.IsQuestion
			p.Options = []match.Reading{{Sent: p.Numbers[0].Sent, Outcome: match.Ambiguous, Why: "the text does not say what the number is", Candidates: []match.Candidate{
				{Parameter: price, Value: value}, {Parameter: "mileage" + end, Value: value},
			}}}
		}
	}
}

// providedFor tells whether a number at a token is a condition for not minding the mileage: "mileage doesn't matter, as
// long as it is under 100,000".
func (r *reader) providedFor(i int) bool {
	const far = 10
	other := func(p syntax.Piece) bool { return p.Kind == syntax.IsNumber && p.Carries("mileage") }
	if r.result.Sort != nil && r.result.Sort.Text == "mileage" || slices.ContainsFunc(r.Pieces, other) {
		return false // "low mileage, as long as it is under 9000" may be a price.
	}
	provided := false
	for at := i; at >= max(0, i-far); at-- {
		if _, to := r.Phrase(at, wordbook.Provided); to > 0 {
			provided = true
		}
		if p, to := r.Phrase(at, wordbook.NamesNext); to > 0 && provided {
			return p.Name == "mileage"
		}
		if r.Cut(at, ";.!?") {
			return false
		}
	}
	return false
}

// explains tells whether what stands from one token to another goes on with what stands before: no comma parts them, or
// words such as "say" stand in between.
func (r *reader) explains(from, to int) bool {
	for i := from; i <= to; i++ {
		if r.Cut(i, ",;.!?") {
			return r.PhraseWithin(from, to, wordbook.BetweenNext)
		}
	}
	return true
}

// askedBefore makes an amount unsure that may be a mileage, because that is asked for before: "what's the mileage on
// the Polo? below 40,000 would be good".
func (r *reader) askedBefore(n int) {
	const least = 15_000
	p := &r.Pieces[n]
	if p.Kind != syntax.IsNumber || len(p.Numbers) != 1 || !p.Numbers[0].Assumed || p.Numbers[0].Value < least {
		return
	}
	for _, before := range r.Pieces[:n] {
		if before.Kind != syntax.IsLeft {
			continue
		}
		for at := before.From; at < before.To; at++ {
			if name, to := r.Phrase(at, wordbook.NamesNext); to > 0 && name.Name == "mileage" {
				p.Numbers[0].Unsure = true
			}
		}
	}
}

// everydayModel tells whether a model that hardly any row has consists of everyday words, which name none, or is the
// name of a town: "any make", "jeep wrangler, san antonio". A word for the engine or the body alone is no model,
// either.
func (r *reader) everydayModel(from, to int, key string) bool {
	f := r.Fields["model"]
	if to == from+1 {
		apart := !slices.ContainsFunc(f.ByKey[key], func(v *match.Entry) bool { return len(v.Words) == 1 }) // "models" are no Model S.
		return len(f.ByKey[key]) > 0 && len(r.Tokens) > 1 && !r.afterMake(key) && (r.May(from, wordbook.NotInName) || apart && len(r.Book.Tables.Phrases[key]) > 0 || r.Book.SaysBody(key) && (len(r.Book.Models[key]) == 0 || !r.besideOr(from, to)))
	}
	if len(r.Book.Models[key]) > 0 || len(f.Meanings[key]) > 0 || match.VehiclesOf(f.ByKey[key]) > match.FewVehicles {
		return false
	}
	words, everyday := make([]string, 0, to-from), true
	for _, t := range r.Tokens[from:to] {
		words = append(words, t.Key)
		everyday = everyday && !t.IsNumber && (r.Book.Common[t.Key] || len(r.Book.Tables.Phrases[t.Key]) > 0)
	}
	return everyday || r.RarePlace(words)
}

// unlikeName tells whether a word that is also a number stands where no name does: neither beside a make or model, nor
// behind the name of a field.
func (r *reader) unlikeName(i int) bool {
	return !r.besideMake() && !r.afterModel() && (r.named == "" || r.namedAt != i) && len(r.Fields["model"].ByKey[r.Tokens[i].Key]) == 0
}

// everydayCodes tells whether one of the codes of states between two tokens is rather a common word: "ok, hi, me". In
// "la, ms or al" none is.
func (r *reader) everydayCodes(from, to int) bool {
	for i := from; i < to; i++ {
		if r.Book.Common[r.Tokens[i].Key] && r.stateAt(i) && !r.Is(i, wordbook.OrJoint) {
			return true
		}
	}
	return false
}

// orMileage returns the limit of a mileage that an "or" at a piece joins to another one: "under 60,000 miles, or at
// most 70k". It is nil if there is none.
func (r *reader) orMileage(or int, end string) *quantity.Number {
	last := r.Said(or)
	if last < 0 || r.Pieces[or].Kind != syntax.IsOr || r.Pieces[last].Kind != syntax.IsNumber || len(r.Pieces[last].Numbers) != 1 {
		return nil
	}
	if limit := &r.Pieces[last].Numbers[0]; limit.Parameter == "mileage"+end {
		return limit
	}
	return nil
}
