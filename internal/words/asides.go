package words

import (
	"regexp"
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// filtersNothing finds phrases that no filter can say, even if their single words are values.
func (r *reader) filtersNothing(i int) int {
	_, to := r.Phrase(i, wordbook.NoFilter)
	if to == 0 {
		return i
	}
	if p, end := r.Phrase(i, wordbook.NamesNext); end >= to && p.Name == "inspection" && r.ComparedAt(end) && r.yearWithin(end) {
		return i // "TÜV neu bis 2027"
	}
	if _, end := r.Phrase(i, wordbook.NamesNext); end > to && r.Number(end) != nil {
		return i // "finance over 4 years"
	}
	if a := r.Number(i); a != nil && a.Of == quantity.OwnUnit && a.To >= to {
		return i // "one owner", where that is a field
	}
	end, options := r.longest(i)
	if end > to || end == to && (len(r.Fields[options[0].Parameter].ByKey) > 0 && options[0].Outcome == match.Exact && to > i+1 || r.hasBody(r.Key(i, to))) {
		return i // A value of the stock says more.
	}
	if end == to && options[0].Parameter == "location" || r.stateAt(i) || r.stateAt(to-1) && r.surelyState(to-1) {
		return i // "New York" and "in tx", where the stock has them
	}
	if len(options) > 0 && options[0].Parameter == "model" && r.besideMake() {
		return i // "Ford Focus on finance"
	}
	return r.Leave(i, to)
}

// yearWithin tells whether the next number, a word or two further on at most, is a year.
func (r *reader) yearWithin(i int) bool {
	const most = 2
	for at := i; at <= min(i+most, len(r.Tokens)-1); at++ {
		if a := r.Number(at); a != nil {
			return r.IsYear(a)
		}
	}
	return false
}

// postcode leaves out a place that is said by its number, which the stock does not have: "near 94110", "within 50 mi of
// 94110", "Umkreis 80331".
func (r *reader) postcode(i int) int {
	behind := len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].To == i
	switch {
	case r.May(i, wordbook.OnlyAtPlace) && r.postcodeAt(i+1):
		return r.Leave(i, i+2)
	case behind && r.May(i, wordbook.OfYear) && r.postcodeAt(i+1) && r.farBefore(i):
		return r.Leave(i, i+2)
	}
	return i
}

// postcodeAt tells whether a number of five plain figures stands at a token that is hardly an amount: it is not round,
// and nothing says what it counts. They are the postcodes of the US, Germany, France, Italy and Spain.
func (r *reader) postcodeAt(i int) bool {
	const figures, round = 5, 50
	a := r.Number(i)
	if a == nil || a.To != i+1 || a.Of != "" || len(r.Tokens[i].Text) != figures || wordbook.Digits(r.Tokens[i].Text) != r.Tokens[i].Text {
		return false
	}
	_, counts := r.Phrase(i+1, wordbook.NamesLast)
	if to, _ := r.longest(i); to > i {
		return false // The stock has it.
	}
	return int(a.Number)%round != 0 && counts == 0 && (i == 0 || !strings.ContainsAny(r.Tokens[i].Gap, "$€£,"))
}

// farBefore tells whether a distance ends before a token: "50 mi of", "25 miles from".
func (r *reader) farBefore(i int) bool {
	const most = 3
	for at := i - 1; at >= max(0, i-most); at-- {
		if a := r.Number(at); a != nil && a.To == i && (a.Of == "mi" || a.Of == "km") {
			return true
		}
	}
	return false
}

// joint reads "or" and "and".
func (r *reader) joint(i int) int {
	if to := r.branches(i); to > i {
		return to
	}
	if _, to := r.Phrase(i, wordbook.OrJoint); to > 0 && !r.orNothing(i, to) && (to > i+1 || !r.May(i, wordbook.Nor) || r.negated() || len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].Turned) {
		if to > i+1 && r.May(to-1, wordbook.Article) {
			to-- // "or A one" may be the name of a model.
		}
		if last := len(r.Pieces) - 1; last >= 0 && r.Pieces[last].Kind == syntax.IsOr && r.Pieces[last].To == i {
			r.Pieces[last].To = to // "or, failing that,"
			return to
		}
		kind := syntax.IsOr
		if n := len(r.Pieces); n > 1 && r.Pieces[n-2].Kind == syntax.IsOr && r.clauseEnds(to) && to > i+1 {
			kind = syntax.IsFiller // "2017, or 2016 at a pinch, A3"
		}
		return r.Put(i, to, kind)
	}
	if r.orOfOther(i) {
		return r.Put(i, i+1, syntax.IsOr)
	}
	if _, to := r.Phrase(i, wordbook.AndJoint); to > 0 {
		return r.Put(i, to, syntax.IsAnd)
	}
	return i
}

// orOfOther tells whether a word that is an "or" of some language stands between two values, in a text too short to
// tell its language: "SUV híbrido o berlina diésel".
func (r *reader) orOfOther(i int) bool {
	n := len(r.Pieces)
	if r.English || n == 0 || r.Pieces[n-1].Kind != syntax.IsValue || r.Tokens[i].Gap != " " || !slices.ContainsFunc(r.Book.Tables.Phrases[r.Tokens[i].Key], func(p wordbook.Phrase) bool { return p.Role == wordbook.OrJoint && p.Only != 0 }) {
		return false
	}
	to, _ := r.longest(min(i+1, len(r.Tokens)))
	return to > i+1
}

// orNothing tells whether an "or" only begins words that ask for nothing: "a Prius or whatever".
func (r *reader) orNothing(i, to int) bool {
	_, nothing := r.Phrase(i, wordbook.AsksNothing)
	if nothing <= to || nothing == len(r.Tokens) || r.Cut(nothing, ",;.!?") {
		return nothing > to
	}
	at := nothing
	for at+1 < len(r.Tokens) && (r.May(at, wordbook.Article) || r.Is(at, wordbook.AsksNothing)) && !r.Cut(at+1, ",;.!?") {
		at++ // "a hybrid or something like a Prius"
	}
	end, _ := r.longest(at)
	return end == at // "a Camry or something blue" are two wishes.
}

// passed passes over words that ask for nothing.
func (r *reader) passed(i int) int {
	if r.ofUnknown(i) || r.stateOfPlace(i) {
		return i
	}
	_, to := r.Phrase(i, wordbook.AsksNothing)
	beside, joined := r.nameBeside(i), i+1 < len(r.Tokens) && r.Tokens[i+1].Gap == "_"
	switch {
	case i+1 == r.closing:
		to = i + 1
	case to == i+1 && r.Book.Trims[r.Tokens[i].Key] && r.afterModel() && !r.Cut(i, ",;.!?"):
		return i // "Polo Match" is an equipment line.
	case r.Is(i, wordbook.NotLast) && r.May(i, wordbook.NotBehind) && (i+1 == len(r.Tokens) || r.Cut(i+1, ",;.!?")):
		return r.withoutIt(i) // "petrol yes, diesel no"
	case beside > i:
		to = beside
	case joined && to > i+1 && to < len(r.Tokens) && r.Cut(to, ":="): // "any_of": …
	case joined || r.Tokens[i].Gap == "_":
		return i // "vehicles_stock" is one word to the one who wrote it.
	case to == 0 && r.Tokens[i].Key == "condition" && (r.valueAt(i+1, "condition") || r.valueAt(i+2, "condition")):
		to = i + 1
	case to == 0 || to == i+1 && r.May(i, wordbook.Elided) && !r.Apostrophe(i):
		return i
	}
	return r.Put(i, to, syntax.IsFiller)
}

// changes reads words that change what stands beside them in a way that no filter says: "unless", "the latter".
func (r *reader) changes(i int) int {
	if _, to := r.Phrase(i, wordbook.IfNext); to > 0 && to < len(r.Tokens) && !r.Cut(to, ",;.!?") {
		if _, options := r.longest(to); len(options) > 0 && r.Fields[options[0].Parameter] != nil {
			r.leaveProvided(i, options[0].Parameter)
			return r.Leave(i, to) // "if it's a diesel, then under 60k"
		}
	}
	_, order := r.Phrase(i, wordbook.OrdersNow)
	if _, to := r.Phrase(i, wordbook.Changes); order > to {
		return i // "je nachdem, was günstiger ist"
	}
	return r.mark(i, wordbook.Changes, syntax.IsLeft)
}

// needNotBe reads words that say of a value that it need not be: "nothing against", "is fine too".
func (r *reader) needNotBe(i int) int {
	_, last := r.Phrase(i, wordbook.MayLast)
	if _, next := r.Phrase(i, wordbook.MayNext); next > last || next == last && next > 0 && !r.clauseEnds(next) {
		if to := r.mark(i, wordbook.MayNext, syntax.IsMayNext); to > i {
			return to
		}
	}
	if to := r.mark(i, wordbook.MayLast, syntax.IsMayLast); to > i || !r.May(i, wordbook.Turns) {
		return to
	}
	to := r.mark(i+1, wordbook.MayLast, syntax.IsMayLast)
	if to <= i+1 {
		return i
	}
	r.Pieces[len(r.Pieces)-1].From = i // "but not a must"
	return to
}

// mark makes a piece of a phrase that has a role, if no longer phrase begins there.
func (r *reader) mark(i int, of wordbook.Role, as syntax.Kind) int {
	_, to := r.Phrase(i, of)
	if _, nothing := r.Phrase(i, wordbook.AsksNothing); to == 0 || nothing > to {
		return i
	}
	return r.Put(i, to, as)
}

// joins tells whether a token only joins what follows.
func (r *reader) joins(i int) bool {
	return r.Is(i, wordbook.AndJoint) || r.Is(i, wordbook.AsksNothing)
}

// northAmerican is a telephone number as it is written in the US and Canada: "(503) 555-0142".
var northAmerican = regexp.MustCompile(`^\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b`)

// northAmericanEnd returns the token behind such a telephone number, and the token itself if none begins there.
func (r *reader) northAmericanEnd(i int) int {
	if i >= len(r.Tokens) || !r.Tokens[i].IsNumber {
		return i
	}
	end := r.Tokens[i].Start + len(northAmerican.FindString(r.Original[r.Tokens[i].Start:]))
	for i < len(r.Tokens) && r.Tokens[i].Start < end {
		i++
	}
	return i
}

// phone reads a telephone number, which nothing asks for: "06 12 34 56 78", "07700 900123".
func (r *reader) phone(i int) int {
	const least = 8
	from, digits := i, least
	if p, to := r.Phrase(i, wordbook.NamesNext); to > 0 && p.Name == "other" {
		i, digits = to, 6
	}
	if end := r.northAmericanEnd(i); end > i {
		return r.Leave(from, end)
	}
	to, count := r.Figures(i)
	if to == i || count < digits {
		return from
	}
	if digits == least && r.Tokens[i].Key[0] != '0' {
		return from
	}
	return r.Leave(from, to)
}

// agedPerson reads the age of a person, which no filter says: "my 21 year old daughter", "Fahrer, 19 Jahre alt". A word
// that nobody knows stands behind it, or it is one of drivers, and not beside a car. It returns 0 if it is no such age.
func (r *reader) agedPerson(from, end int, a *quantity.Quantity, c wordbook.Comparator) int {
	n := len(r.Pieces)
	if a.Of != "age" || c.Direction != wordbook.NoDirection && c.Direction != wordbook.Plain || n > 0 && r.Pieces[n-1].To == from && r.Pieces[n-1].Carries("make", "model", "body_type") {
		return 0
	}
	cut := end == len(r.Tokens) || r.Cut(end, ",;.!?")
	for at := end; at < len(r.Tokens) && !r.Cut(at, ",;.!?"); at++ {
		if r.beforeHead(at) || r.namesCar(at) {
			return 0 // "a 5 year old civic"
		}
	}
	switch {
	case !cut && !r.Tokens[end].IsNumber && len(r.PhrasesAt(end)) == 0 && !r.known(r.Tokens[end].Key):
		end++
	case a.Number < quantity.DrivingAge:
		return 0
	}
	return r.Leave(from, end)
}

// namesCar tells whether a word that means any car stands at a token.
func (r *reader) namesCar(i int) bool {
	p, to := r.Phrase(i, wordbook.NamesField)
	return to > 0 && p.Name == ""
}

// standsIn reads a wish that stands in for another one as an "or" between the two: "orange, and if there's no orange
// then yellow".
func (r *reader) standsIn(i int) int {
	_, at := r.Phrase(i, wordbook.IfNone)
	if at == 0 {
		return i
	}
	end, options := r.longest(at)
	if len(options) != 1 || options[0].Outcome == match.Ambiguous {
		return i
	}
	to := end
	for to < len(r.Tokens) && (r.Is(to, wordbook.AsksNothing) || r.May(to, wordbook.StandInNext)) {
		to++
	}
	if _, next := r.longest(to); len(next) == 0 {
		return i
	}
	if last := len(r.Pieces) - 1; last >= 0 && r.Pieces[last].Kind == syntax.IsAnd {
		r.Pieces[last].Kind = syntax.IsFiller
	}
	wished := slices.ContainsFunc(r.Pieces, func(p syntax.Piece) bool {
		return p.Carries(options[0].Parameter) && match.SameValues(p.Options[0].Values, options[0].Values)
	})
	if !wished {
		r.Put(i, at, syntax.IsFiller)
		r.Take(at, end, options)
		i = end
	}
	return r.Put(i, to, syntax.IsOr)
}
