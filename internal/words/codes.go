package words

import "strings"

// code reads a VIN or a stock number: "vin 1M8GDM9AXKP042788", "S0000007", "UK-000001".
func (r *reader) code(i int) int {
	at, said := i, ""
	switch r.tokens[i].key {
	case "vin", "fin", "chassis":
		said = "vin"
	case "stock", "stocknumber", "ref", "reference", "inventory", "stocknr":
		said = "stock_number"
	}
	if said != "" {
		for at++; at < len(r.tokens) && (codeWords[r.tokens[at].key] || r.is(at, asksNothing) && at > i+1); at++ {
		}
	}
	if at >= len(r.tokens) {
		return i
	}
	to, name := at+1, ""
	for to < len(r.tokens) && r.tokens[to].gap == "-" {
		to++
	}
	switch key := keyOf(r.span(at, to)); {
	case r.hasVIN && isVIN(key):
		name = "vin"
	case !r.hasStockNumber || strings.ContainsRune(r.span(at, to), ' '):
	case said == "stock_number" && at > i+1 && hasDigit(key), looksLikeStockNumber(key) && !r.index[key] && len(r.book.models[key]) == 0:
		name = "stock_number"
	}
	if name == "" {
		return i
	}
	r.take(i, to, []Reading{{Parameter: name, Outcome: Exact, Values: []string{strings.ToUpper(r.span(at, to))}, Why: "it is written like one"}})
	return to
}

var codeWords = map[string]bool{"number": true, "no": true, "nr": true, "nummer": true, "is": true, "code": true, "id": true}

// isVIN tells whether a key is written like a vehicle identification number (ISO 3779).
func isVIN(key string) bool {
	if len(key) != 17 || strings.ContainsAny(key, "ioq") || digits(key) == "" || len(digits(key)) == 17 {
		return false
	}
	for i := range len(key) {
		if !isDigit(key[i]) && (key[i] < 'a' || key[i] > 'z') {
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
	return letters >= 1 && letters <= 4 && len(number) >= 5 && digits(number) == number
}
