package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// code reads a VIN or a stock number: "vin 1M8GDM9AXKP042788", "S0000007", "UK-000001".
func (r *reader) code(i int) int {
	at, said := i, ""
	switch {
	case r.May(i, wordbook.NamesVIN):
		said = "vin"
	case r.May(i, wordbook.NamesCode):
		said = "stock_number"
	}
	if said != "" {
		for at++; at < len(r.Tokens) && (r.May(at, wordbook.CodeNext) || r.Is(at, wordbook.AsksNothing) && at > i+1 && !r.beginsCode(at)); at++ {
		}
	}
	if at >= len(r.Tokens) {
		return i
	}
	to, name := at+1, ""
	for to < len(r.Tokens) && (r.Tokens[to].Gap == "-" || to == at+1 && said == "stock_number" && r.beginsCode(at)) {
		to++
	}
	if said == "" && r.Tokens[to-1].End-r.Tokens[at].Start < leastCode {
		return i
	}
	switch key := wordbook.Key(r.Span(at, to)); {
	case r.HasVIN && isVIN(key):
		name = "vin"
	case !r.HasStockNumber || strings.ContainsRune(r.Span(at, to), ' ') && (said != "stock_number" || !r.beginsCode(at)):
	case said == "stock_number" && at > i+1 && wordbook.HasDigit(key), looksLikeStockNumber(key) && r.CurrencyOf(strings.TrimRight(key, "0123456789")) == "" && r.Index[key] == 0 && len(r.Book.Models[key]) == 0:
		name = "stock_number"
	}
	if name == "" {
		return i
	}
	r.Take(i, to, []match.Reading{{Parameter: name, Outcome: match.Exact, Values: []string{strings.ToUpper(r.Span(at, to))}, Why: "it is written like one"}})
	return to
}

// leastCode is how long a code is at least that no word before it calls one.
const leastCode = 6

// beginsCode tells whether a word is the first part of a stock number: "US-001234", "us 004411".
func (r *reader) beginsCode(i int) bool {
	const digits = 5
	return i+1 < len(r.Tokens) && len(r.Tokens[i].Key) <= 4 && r.Tokens[i+1].IsNumber && len(r.Tokens[i+1].Key) >= digits && (r.Tokens[i+1].Gap == "-" || r.Tokens[i+1].Gap == " ") && !r.May(i, wordbook.CodeNext)
}

// isVIN tells whether a key is written like a vehicle identification number (ISO 3779).
func isVIN(key string) bool {
	if len(key) != 17 || strings.ContainsAny(key, "ioq") || wordbook.Digits(key) == "" || len(wordbook.Digits(key)) == 17 {
		return false
	}
	for i := range len(key) {
		if (key[i] < '0' || key[i] > '9') && (key[i] < 'a' || key[i] > 'z') {
			return false
		}
	}
	return true
}

// looksLikeStockNumber tells whether a key is some letters with at least five digits behind them.
func looksLikeStockNumber(key string) bool {
	letters := 0
	for letters < len(key) && 'a' <= key[letters] && key[letters] <= 'z' {
		letters++
	}
	number := key[letters:]
	return letters >= 1 && letters <= 4 && len(number) >= 5 && wordbook.Digits(number) == number
}

// joinsPlace tells whether an "or" behind a place was read last: "in Phoenix or Tucson".
func (r *reader) joinsPlace() bool {
	n := r.Said(len(r.Pieces)) + 1 // "in Phoenix or, uh, Tucson"
	return n > 1 && r.Pieces[n-1].Kind == syntax.IsOr && r.Pieces[n-2].Carries("location")
}

// stateOfPlace tells whether a small word is rather the code of a place, written in capitals where one stands: "in San
// Diego or LA". It is told, if nothing reads it.
func (r *reader) stateOfPlace(i int) bool {
	t := r.Tokens[i]
	if len(t.Text) != 2 || !capital(t.Text) || t.IsNumber || strings.ToUpper(r.Original) == r.Original {
		return false
	}
	return r.May(i-1, wordbook.OnlyAtPlace) || r.joinsPlace() || !r.Book.Common[t.Key] && !r.Is(i, wordbook.OrJoint) && slices.ContainsFunc(r.Book.Concepts["location"], func(c *wordbook.Concept) bool { return c.Words[0] == t.Key })
}

// states reads states by their codes, which small letters may write, too, where nothing else is likely to stand:
// "tx/ok/ar", "in tx", "ny, nj or pa", "tx only", "state TX".
func (r *reader) states(i int) int {
	from, named := i, r.named == "location" && r.namedAt == i
	if r.stateAt(i + 1) {
		if name, _ := r.fieldWithin(i, i+1); name == "location" {
			i, named = i+1, true
		}
	}
	if !r.stateAt(i) {
		return from
	}
	led := named || r.May(i-1, wordbook.OnlyAtPlace) || r.joinsPlace() || len(r.Pieces) > 0 && r.Pieces[len(r.Pieces)-1].Carries("location") && r.Cut(i, ",") || r.behindTown(i)
	var codes []int
	sure, to := 0, i
	for at := i; r.stateAt(at); {
		if r.Is(at, wordbook.OrJoint) && (!led || at > i || !r.clauseEnds(at+1)) {
			break // "in or around Austin"
		}
		codes, to = append(codes, at), at+1
		if r.surelyState(at) {
			sure++
		}
		if at = r.nextState(to); at == 0 {
			break
		}
	}
	if len(codes) == 0 || !named && !r.readsStates(i, to, len(codes), sure, led) {
		return from
	}
	if from < i {
		r.Pieces = append(r.Pieces, syntax.Piece{From: from, To: i, Kind: syntax.IsFiller})
	}
	for n, at := range codes {
		reading, ok := r.Fields["location"].Direct(r.Tokens[at].Key, r.Tokens[at].Key)
		if !ok {
			return from
		}
		if n > 0 && codes[n-1]+1 < at {
			r.Pieces = append(r.Pieces, syntax.Piece{From: codes[n-1] + 1, To: at, Kind: syntax.IsOr})
		}
		reading = match.AsRead(reading, "the code of a state")
		reading.Parameter = "location"
		r.Take(at, at+1, []match.Reading{reading})
	}
	return to
}

// behindTown tells whether a code stands right behind a town, and is no word that joins it to what follows: the Maine
// of "portland me outback".
func (r *reader) behindTown(i int) bool {
	n := len(r.Pieces)
	return n > 0 && r.Pieces[n-1].Carries("location") && r.Pieces[n-1].To == i && r.Tokens[i].Gap == " " && !r.Is(i, wordbook.OrJoint) && !r.May(i, wordbook.AtPlace|wordbook.OnlyAtPlace|wordbook.Links)
}

// readsStates tells whether codes between two tokens are those of states. sure is how many of them are nothing else.
func (r *reader) readsStates(from, to, codes, sure int, led bool) bool {
	_, only := r.Phrase(to, wordbook.OnlyAgain)
	ends := only > 0 || r.clauseEnds(to) || to < len(r.Tokens) && r.Cut(to, "])}/")
	switch {
	case led && ends, codes > 1 && 2*sure > codes, codes == 1 && r.behindTown(from), codes > 2 && !r.everydayCodes(from, to):
		return true
	case codes > 1:
		return r.Tokens[from+1].Gap == "/" && !r.Cut(from, "/")
	}
	if sure > 0 && codes == 1 && from > 0 && to == len(r.Tokens) && r.Speaks == 0 {
		return true // "chevy truck, tx"
	}
	return sure > 0 && (only > 0 || capital(r.Tokens[from].Text) && r.Original != strings.ToUpper(r.Original))
}

// stateAt tells whether the code of a state stands at a token.
func (r *reader) stateAt(i int) bool {
	if i < 0 || i >= len(r.Tokens) || len(r.Tokens[i].Key) != 2 || r.Tokens[i].IsNumber {
		return false
	}
	list := r.Fields["location"].Meanings[r.Tokens[i].Key]
	if len(list) == 0 || len(list[0].Whole) == 0 {
		return false
	}
	to, options := r.longest(i)
	return to <= i+1 || options[0].Parameter != "model" || !r.besideMake() // "a Lexus SC 430"
}

// surelyState tells whether such a code means nothing else. One in capitals, or at the end of a clause of English, is
// no article of another language.
func (r *reader) surelyState(i int) bool {
	t := r.Tokens[i]
	if foreign := r.May(i, wordbook.Article) && r.Speaks == 0; !r.Book.Common[t.Key] && !r.Is(i, wordbook.OrJoint) &&
		(capital(t.Text) && strings.ToUpper(r.Original) != r.Original || foreign && (r.clauseEnds(i+1) || r.Is(i+1, wordbook.OrJoint))) {
		return true
	}
	if r.Book.Common[r.Tokens[i].Key] || slices.ContainsFunc(r.PhrasesAt(i), func(h phrase.Hit) bool { return h.Role != wordbook.AsksNothing && h.Role != wordbook.NoFilter }) {
		return false
	}
	_, options := r.longest(i)
	return len(options) == 0 || options[0].Parameter == "location"
}

// nextState returns the token with the next code of a list, 0 if there is none.
func (r *reader) nextState(i int) int {
	if i >= len(r.Tokens) {
		return 0
	}
	if r.Cut(i, ",/") && r.stateAt(i) && !r.Is(i, wordbook.OrJoint) {
		return i
	}
	if _, to := r.Phrase(i, wordbook.OrJoint); to > 0 && r.stateAt(to) {
		return to
	}
	if _, to := r.Phrase(i, wordbook.AndJoint); to > 0 && r.stateAt(to) {
		return to
	}
	return 0
}

// modelYear reads "MY22".
func (r *reader) modelYear(i int) int {
	number, ok := strings.CutPrefix(r.Tokens[i].Key, "my")
	if !ok || len(number) != 2 || wordbook.Digits(number) != number {
		return i
	}
	r.filter(i, i+1, r.ShortYear(i, i+1, float64(number[0]-'0')*10+float64(number[1]-'0')))
	return i + 1
}

// dated reads a date with the name of its month, of which only the year is a filter: "after March 2019". A day
// without a year is told.
func (r *reader) dated(i int) int {
	at, c := i, wordbook.Comparator{}
	named, to := r.Phrase(at, wordbook.NamesNext)
	if to > 0 && (named.Name == "year" || named.Name == "inspection") {
		at = to
	}
	if p, to := r.Phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) {
		c, at = p.Comparator, to
	}
	for (r.May(at, wordbook.Article) || c.Direction != wordbook.NoDirection && r.Is(at, wordbook.AsksNothing)) && !r.Is(at, wordbook.MonthName) {
		at++
	}
	day := at < len(r.Tokens) && r.Tokens[at].IsNumber && r.Tokens[at].Number <= 31 && len(r.Tokens[at].Key) <= 2
	if day {
		at++
	}
	for day && r.May(at, wordbook.OfYear) {
		at++
	}
	_, to = r.Phrase(at, wordbook.MonthName)
	if to == 0 || !day && c.Direction == wordbook.NoDirection {
		return i
	}
	year := to
	for r.May(year, wordbook.OfYear) {
		year++
	}
	a := r.Number(year)
	if a == nil || !r.IsYear(a) {
		r.Leave(i, to)
		return to
	}
	if named.Name == "inspection" {
		return r.inspected(i, a)
	}
	c.Strict = false
	r.filter(i, a.To, r.DatedYear(i, a.To, c, a.Number))
	return a.To
}

// inspected tells of the year in which the next inspection of a car is due, which no filter says: "MOT till 2027". A
// year that is over is one of the car.
func (r *reader) inspected(from int, a *quantity.Quantity) int {
	if a.Of != "age" && a.Of != "other" && (r.Year == 0 || !r.IsYear(a) || a.Number < float64(r.Year)) {
		return from
	}
	r.Leave(from, a.To)
	return a.To
}

// saidYear reads a model year that is counted from today: "this year's", "registered last year".
func (r *reader) saidYear(i int) int {
	if r.Year == 0 {
		return i
	}
	if p, to := r.Phrase(i, wordbook.SaysYear); to > 0 {
		r.filter(i, to, r.CountedYear(i, to, wordbook.Comparator{}, p.Name == "last"))
		return to
	}
	at, c := i, wordbook.Comparator{}
	if p, to := r.Phrase(at, wordbook.NamesNext); to > 0 && p.Name == "year" {
		at = to
	}
	if p, to := r.Phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) && p.Comparator.Of != "price" {
		at, c = to, p.Comparator
	}
	n := len(r.Pieces)
	if behindYear := n > 1 && r.Pieces[n-1].Kind == syntax.IsOr && r.Pieces[n-2].Carries("year"); at == i && !behindYear {
		return i
	}
	p, to := r.Phrase(at, wordbook.YearWord)
	if to == 0 || r.Cut(at, ",;.!?") {
		return i
	}
	r.filter(i, to, r.CountedYear(i, to, c, p.Name == "last"))
	return to
}
