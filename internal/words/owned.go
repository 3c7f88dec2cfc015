package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// ownedCar leaves out the car that a person has and does not ask for: "trading in my Fiesta".
func (r *reader) ownedCar(i int) int {
	_, to := r.Phrase(i, wordbook.OwnedNext)
	_, gives := r.Phrase(i, wordbook.GivesNext)
	if gives > to && r.May(gives, wordbook.Possessive) && !r.Cut(gives, ",;.!?") {
		to = gives + 1 // "part exchange our Golf"
	} else if at := r.PastArticles(gives); gives > to && r.carAt(at) {
		to = at // "part ex 2011 Focus"
	}
	if to == 0 {
		return r.ownedBefore(i)
	}
	if to == i+1 { // "my": the car must be the next word.
		if to+1 < len(r.Tokens) && !r.Cut(to, ",;.!?") && r.May(to, wordbook.OwnedOf) {
			to++ // "seinen alten Meriva"
		}
		if end := r.apposition(to + 1); r.namesCar(to) && end > to+1 {
			return r.Leave(i, end) // "my car, a 2010 Civic, was totaled"
		}
		if !r.carAt(to) {
			return r.ownedBefore(i)
		}
	}
	end := to
	for at := to; at < len(r.Tokens) && (!r.Cut(at, ",;.!?:") || at > to && r.InBrackets(to, at)); {
		next, options := r.longest(at)
		if len(options) > 0 && options[0].Parameter == "model" {
			r.owned = append(r.owned, options[0].Values...)
		}
		number := r.Number(at)
		switch {
		case next > at:
			at, end = next, next
		case r.numbered(at) && (end == to || r.beforeHead(end-1) && end == at):
			at, end = at+1, at+1 // "ma 207 a 230 000 km", "tausche BMW 320d"
		case number != nil && number.IsNumber && (r.IsYear(number) || at == to && to > i+1):
			at, end = number.To, number.To
		case end == to && r.Is(at, wordbook.AsksNothing):
			at++
		case end > to && r.milesOfOwn(at) > 0:
			at = r.milesOfOwn(at)
			end = at
		case end > to && r.yearNamed(at) > 0:
			at = r.yearNamed(at) // "meines V50 Bj 2009", "un Ibiza del 2012"
		default:
			at = len(r.Tokens)
		}
	}
	if end > to {
		end = r.cashBehind(end)
	}
	if end == to && to > i+1 && r.May(to-1, wordbook.Possessive) {
		end = r.ownThing(to)
	}
	if end == to {
		return i
	}
	return r.Leave(i, r.apposition(end))
}

// carAt tells whether a make or model stands at a token, or a year before one: "2003 Camry".
func (r *reader) carAt(i int) bool {
	if i < len(r.Tokens) && r.Cut(i, ",;.!?") {
		return false
	}
	if a := r.Number(i); a != nil && a.IsNumber && r.IsYear(a) {
		i = a.To
	}
	return r.beforeHead(i) || r.numbered(i)
}

// yearNamed returns the token behind a name for the model year, if a year follows; 0 otherwise.
func (r *reader) yearNamed(i int) int {
	if r.May(i, wordbook.OfYear) && i+1 < len(r.Tokens) && r.Tokens[i+1].IsNumber {
		return i + 1
	}
	p, to := r.Phrase(i, wordbook.NamesNext)
	if a := r.Number(to); to == 0 || p.Name != "year" || a == nil || !r.IsYear(a) {
		return 0
	}
	return to
}

// milesOfOwn returns the token behind the mileage that a car has: "with 160k miles". It is 0 if none stands at a token.
func (r *reader) milesOfOwn(i int) int {
	const most = 2
	at := i
	for at < min(len(r.Tokens), i+most) && r.May(at, wordbook.With|wordbook.Links) && !r.Cut(at, ",;.!?") {
		at++ // "which has"
	}
	a := r.Number(at)
	if at == i && !r.InBrackets(max(0, i-4), i) || a == nil || a.Of != "mi" && a.Of != "km" || r.Cut(at, ",;.!?") && at > i {
		return 0
	}
	return a.To
}

// ownThing returns the token behind what a person has that is no make or model, "motorbike" or "old truck"; the token
// itself when there is none.
func (r *reader) ownThing(i int) int {
	at := i
	for at < len(r.Tokens) && !r.Cut(at, ",;.!?") && r.May(at, wordbook.OwnedOf) {
		at++
	}
	if at == len(r.Tokens) || r.Cut(at, ",;.!?") {
		return i
	}
	end, options := r.longest(at)
	switch {
	case end > at && options[0].Parameter == "body_type":
		return end
	case end == at && r.Number(at) == nil && len(r.PhrasesAt(at)) == 0:
		return at + 1
	}
	return i
}

// ownedBefore leaves out the car before a phrase such as "to trade in": "I've got a 2009 Malibu to trade in".
func (r *reader) ownedBefore(i int) int {
	_, to := r.Phrase(i, wordbook.OwnedLast)
	if to == 0 {
		return i
	}
	if r.gaveBefore(i) {
		return r.Leave(i, to)
	}
	first, next, found := len(r.Pieces), i, false
walk:
	for at := len(r.Pieces) - 1; at >= 0 && !r.Cut(next, ",;.!?"); at-- {
		switch p := &r.Pieces[at]; {
		case p.Carries("make", "model", "year", "color", "trim"), p.Kind == syntax.IsNumber && p.Carries("mileage") && p.Numbers[0].Uncompared():
			first, found = at, true
		case p.Kind == syntax.IsLeft && at > 0 && r.Pieces[at-1].Carries("model") && r.Pieces[at-1].To == p.From && !r.Cut(p.From, ",;.!?"):
			first, found = at, true // "einen Corsa B in Zahlung zu geben"
		case p.Kind == syntax.IsLeft && !found:
			first, found = at, true
			break walk
		case p.Kind != syntax.IsFiller, found && !r.May(p.From, insideLeft|wordbook.With):
			break walk
		}
		next = r.Pieces[at].From
	}
	if !found {
		return i
	}
	from := r.Pieces[first].From
	r.Pieces = r.Pieces[:first]
	return r.Leave(from, r.milesBehind(to))
}

// gaveBefore tells whether the sentence has said what is given away before a token: "meinen Touran gegen einen Sharan
// eintauschen".
func (r *reader) gaveBefore(i int) bool {
	for at := i; at > 0 && !r.Cut(at, ".;!?"); at-- {
		if r.May(at-1, wordbook.GivesFor) {
			return at > 1 && r.Pieces[0].From < at-1
		}
	}
	return false
}

// leaveOwned leaves out clauses about a car that the person has, if a wish follows: "he drives a Tahoe and wants a
// RAV4", "my old Outback just hit 250,000 miles and I'd love another one".
func (r *reader) leaveOwned() {
	for n := range r.Pieces { // "14 grand plus the Insignia"
		if p := &r.Pieces[n]; p.Carries("model") && len(p.Options[0].Values) > 0 && slices.Contains(r.owned, p.Options[0].Values[0]) && r.May(p.From-1, wordbook.Definite) {
			p.Kind = syntax.IsLeft
		}
	}
	for n := 0; n < len(r.Pieces); n++ {
		from := r.Pieces[n].From
		if from >= len(r.Tokens) {
			continue
		}
		begin, byVerb := 0, false
		_, nothing := r.Phrase(from, wordbook.AsksNothing)
		if _, to := r.Phrase(from, wordbook.OwnsNext); to > 0 && nothing <= to && !r.asksYou(from) {
			begin, byVerb = to, true
		} else if _, to := r.Phrase(from, wordbook.OwnedNext); to > 0 && r.Pieces[n].Kind == syntax.IsLeft && (to > from+1 || r.carAt(to)) {
			begin = max(r.Pieces[n].To, to)
		} else if _, to := r.Phrase(from, wordbook.GivesNext); to > 0 && r.Pieces[n].Kind == syntax.IsLeft && r.AgainBehind(r.Pieces[n].To) {
			begin = r.Pieces[n].To // "part ex my Focus for a newer one"
		}
		if begin == 0 || byVerb && r.asked(begin) {
			continue
		}
		if end := r.clauseEnd(begin); (end > begin || end == begin && !byVerb && end > 0) && r.speaksOfOwn(n, begin, end, !byVerb) {
			r.leaveClause(n, end)
		}
	}
}

// asked tells whether the sentence of a token is a question: "got any Golfs? want one under 5k".
func (r *reader) asked(i int) bool {
	for ; i < len(r.Tokens); i++ {
		if r.Cut(i, ".;!?") {
			return r.Cut(i, "?")
		}
	}
	return false
}

// asksYou tells whether a token belongs to a question for what the dealer has: "do you have a Sorento".
func (r *reader) asksYou(i int) bool {
	const far = 2
	for at := max(0, i-far); at < i; at++ {
		if _, to := r.Phrase(at, wordbook.WishNext); to > i {
			return true
		}
	}
	return false
}

// clauseEnd returns the token at which a wish begins behind a clause, 0 when none does.
func (r *reader) clauseEnd(i int) int {
	for at := i; at < len(r.Tokens); at++ {
		if _, to := r.Phrase(at, wordbook.WishNext); to > 0 && (r.wishesBehind(at) || at > i && r.Cut(at, ".;!?")) {
			return at
		}
		if at > i && r.Cut(at, ".;!?") {
			if r.headBehind(at) {
				return at
			}
			return 0
		}
	}
	return 0
}

// wishesBehind tells whether a filter is said from a token on.
func (r *reader) wishesBehind(i int) bool {
	return slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool {
		return p.From >= i && (p.Kind == syntax.IsValue || p.Kind == syntax.IsNumber)
	}) || r.AgainBehind(i)
}

// headBehind tells whether a make or model is said from a token on.
func (r *reader) headBehind(i int) bool {
	return slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool { return p.From >= i && p.Carries("make", "model") })
}

// speaksOfOwn tells whether a clause from the token begin on is about a car: behind a verb such as "drives" the first
// thing is a make or model; behind "my old Outback" there is no other one.
func (r *reader) speaksOfOwn(n, begin, end int, known bool) bool {
	for _, p := range r.Pieces[n:] {
		if p.From < begin || p.From >= end {
			continue
		}
		switch {
		case p.Carries("make", "model"):
			return !known
		case p.Kind == syntax.IsNumber && strings.HasPrefix(p.Numbers[0].Parameter, "price"), p.Kind == syntax.IsNot, p.Kind == syntax.IsBack:
			return false
		case p.Kind == syntax.IsOrder && !known:
			return false
		}
	}
	return known
}

// leaveClause makes one piece of all from a piece up to a token, which was not asked for. If the same car is wished for
// again, it stays.
func (r *reader) leaveClause(n, end int) {
	last := n
	for last+1 < len(r.Pieces) && r.Pieces[last+1].From < end {
		last++
	}
	again := r.AgainBehind(end) && (!r.headBehind(end) || r.AgainOr(end))
	kept := slices.Clone(r.Pieces[:n])
	from := r.Pieces[n].From
	for at := n; at <= last && again; at++ {
		p := &r.Pieces[at]
		switch {
		case p.Kind == syntax.IsLeft:
			kept, from = append(kept, r.carsWithin(p)...), p.To
		case p.Carries("make", "model"):
			kept, from = append(kept, *p), p.To
		}
	}
	to := r.Pieces[last].To
	for to > from && r.joins(to-1) {
		to--
	}
	if from < to {
		kept = append(kept, syntax.Piece{From: from, To: to, Kind: syntax.IsLeft})
	}
	if to < r.Pieces[last].To {
		kept = append(kept, syntax.Piece{From: max(from, to), To: r.Pieces[last].To, Kind: syntax.IsFiller})
	}
	r.Pieces = append(kept, r.Pieces[last+1:]...)
	if again {
		r.PassAgain(end)
	}
}

// apposition returns the token behind what a person says more about a car of the own, between commas: "my old truck, a
// 2004 Ranger, finally died". It is the token itself if there is nothing more.
func (r *reader) apposition(i int) int {
	const far = 8
	if i+1 >= len(r.Tokens) || strings.TrimSpace(r.Tokens[i].Gap) != "," || !r.May(i, wordbook.Article) || !r.carAt(r.PastArticles(i)) {
		return i
	}
	for at := i + 1; at < min(len(r.Tokens), i+far); at++ {
		if _, wish := r.Phrase(at, wordbook.WishNext); wish > 0 || r.Cut(at, ";!?") || strings.Contains(r.Tokens[at].Gap, ". ") {
			return i
		}
		if r.Cut(at, ",") {
			return at
		}
	}
	return i
}

// milesBehind returns the token behind the miles of an own car that stand behind it: "a 2015 Golf to part exchange
// (62,000 miles, one owner)". It is the token itself if there are none.
func (r *reader) milesBehind(i int) int {
	if i >= len(r.Tokens) || !r.Cut(i, "(,") {
		return i
	}
	a := r.Number(i)
	if a == nil || a.Of != "mi" && a.Of != "km" {
		return i
	}
	if !r.Cut(i, "(") {
		if _, compared := r.Phrase(a.To, wordbook.ComparesLast); compared > 0 || a.To < len(r.Tokens) && !r.Cut(a.To, ",;.") && !r.Is(a.To, wordbook.AndJoint) {
			return i
		}
		return a.To
	}
	to := a.To
	for to < len(r.Tokens) && !r.Cut(to, ")") {
		to++
	}
	return to
}

// cashBehind returns the token behind the money that is given with an own car: "my 2017 Juke plus 3k for a Tucson". It
// is the token itself if there is none.
func (r *reader) cashBehind(i int) int {
	if i+1 >= len(r.Tokens) || r.Cut(i, ",;.!?") {
		return i
	}
	at := i
	if r.May(i, wordbook.Adds) {
		at++
	} else if !r.Cut(i, "+") {
		return i
	}
	if a := r.Number(at); a != nil {
		return a.To
	}
	return i
}
