package words

import (
	"strings"

	"forecourt/internal/words/match"
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
	case said == "stock_number" && at > i+1 && wordbook.HasDigit(key), looksLikeStockNumber(key) && r.Index[key] == 0 && len(r.Book.Models[key]) == 0:
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
	n := r.passedBack(len(r.Pieces)) // "in Phoenix or, uh, Tucson"
	return n > 1 && r.Pieces[n-1].Kind == syntax.IsOr && r.Pieces[n-2].Carries("location")
}

// stateAlone tells whether the code of a state stands alone behind "in", at the end of a clause: "f150 in tx".
func (r *reader) stateAlone(i int) bool {
	behind := r.May(i-1, wordbook.OnlyAtPlace) || r.joinsPlace()
	_, or := r.Phrase(i+1, wordbook.OrJoint)
	return behind && r.Speaks == 0 && !capital(r.Tokens[i].Text) && (i+1 == len(r.Tokens) || r.Cut(i+1, ",;.!?") || or == i+2)
}

// stateOfPlace tells whether a small word is rather the code of a place, written in capitals where one stands: "in San
// Diego or LA". It is told, if nothing reads it.
func (r *reader) stateOfPlace(i int) bool {
	t := r.Tokens[i]
	return len(t.Text) == 2 && capital(t.Text) && !t.IsNumber && strings.ToUpper(r.Original) != r.Original && (r.May(i-1, wordbook.OnlyAtPlace) || r.joinsPlace())
}

// states reads a list of states by their codes, which small letters may write, too: "tx/ok/ar".
func (r *reader) states(i int) int {
	f := r.Fields["location"]
	isState := func(at int) bool {
		t := r.Tokens[at]
		return len(t.Key) == 2 && !t.IsNumber && len(f.Meanings[t.Key]) > 0 && len(f.Meanings[t.Key][0].Whole) > 0
	}
	to := i
	for to < len(r.Tokens) && isState(to) && (to == i || strings.TrimSpace(r.Tokens[to].Gap) == "/") {
		to++
	}
	if to == i+1 && r.stateAlone(i) {
		to = i + 1
	} else if to < i+2 || to < len(r.Tokens) && strings.TrimSpace(r.Tokens[to].Gap) == "/" {
		return i
	}
	for at := i; at < to; at++ {
		reading, ok := f.Direct(r.Tokens[at].Key, r.Tokens[at].Key)
		if !ok {
			return i
		}
		reading = match.AsRead(reading, "the code of a state")
		reading.Parameter = "location"
		r.Take(at, at+1, []match.Reading{reading})
	}
	return to
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
	if p, to := r.Phrase(at, wordbook.NamesNext); to > 0 && p.Name == "year" {
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
	_, to := r.Phrase(at, wordbook.MonthName)
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
	c.Strict = false
	r.filter(i, a.To, r.DatedYear(i, a.To, c, a.Number))
	return a.To
}

// phone reads a telephone number, which nothing asks for: "06 12 34 56 78", "07700 900123".
func (r *reader) phone(i int) int {
	const groups, least = 3, 8
	from, digits := i, least
	if p, to := r.Phrase(i, wordbook.NamesNext); to > 0 && p.Name == "other" {
		i, digits = to, 6
	}
	to, count := i, 0
	for to < len(r.Tokens) && r.Tokens[to].IsNumber && len(r.Tokens[to].Key) > 1 && r.Tokens[to].Suffix == "" && (to == i || strings.Trim(r.Tokens[to].Gap, " -./()") == "") {
		count += len(r.Tokens[to].Key)
		to++
	}
	if to == i || count < digits {
		return from
	}
	if first := r.Tokens[i]; digits == least && first.Key[0] != '0' && (to < i+groups || first.Number >= 1000) {
		return from
	}
	r.Leave(from, to)
	return to
}

func (r *reader) distance(from, end int, found quantity.Filters) int {
	const far = 1000
	if len(found.Numbers) == 0 || !strings.HasPrefix(found.Numbers[0].Parameter, "mileage") || found.Numbers[0].Value > far || end >= len(r.Tokens) {
		return 0
	}
	_, at := r.Phrase(end, wordbook.NotNext) // "away from"
	if at == 0 && !r.May(end, wordbook.Links|wordbook.AtPlace|wordbook.OnlyAtPlace) {
		return 0
	}
	at = max(at, end+1)
	for r.May(at, wordbook.Article) {
		at++
	}
	if at >= len(r.Tokens) || r.Tokens[at].IsNumber {
		return 0
	}
	if to, options := r.longest(at); to == at && len(r.PhrasesAt(at)) > 0 || to > at && options[0].Parameter != "location" {
		return 0
	}
	r.Leave(from, end)
	r.Pieces = append(r.Pieces, syntax.Piece{From: end, To: at, Kind: syntax.IsFiller})
	return at
}

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
