package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

// filtersNothing finds phrases that no filter can say, even if their single words are values.
func (r *reader) filtersNothing(i int) int {
	_, to := r.phrase(i, wordbook.NoFilter)
	if to == 0 {
		return i
	}
	if a := r.number(i); a != nil && a.of == ofOwn && a.to >= to {
		return i // "one owner", where that is a field
	}
	if end, options := r.longest(i); end > to || end == to && len(r.fields[options[0].Parameter].byKey) > 0 && options[0].Outcome == Exact && to > i+1 {
		return i // A value of the stock says more.
	}
	r.leave(i, to)
	return to
}

// negation reads words that say that something is not wanted.
func (r *reader) negation(i int) int {
	p, to := r.phrase(i, wordbook.NotNext)
	if _, also := r.phrase(i, wordbook.AlsoNot); also > to && slices.ContainsFunc(r.pieces, func(p piece) bool { return p.kind == isNot || p.kind == isNotLast }) {
		p.Name, to = wordbook.Each, also
	}
	if to == 0 && (r.rather(i) || r.leavesOut(i)) {
		to = i + 1
	}
	if _, nothing := r.phrase(i, wordbook.AsksNothing); to == 0 || nothing > to {
		return i // "not sure" asks for nothing.
	}
	if end, _ := r.longest(i); end > to {
		return i
	}
	name, behind := r.label(to)
	if behind > 0 {
		to = behind // "exclude colors: …"
		r.named, r.namedAt = name, to
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: isNot, each: p.Name == wordbook.Each, reach: r.listEnd(to, behind > 0)})
	return to
}

// rather tells whether a token is the "than" of "rather petrol than diesel".
func (r *reader) rather(i int) bool {
	switch r.tokens[i].Key {
	case "than", "als", "que", "di", "dan":
	default:
		return false
	}
	return slices.ContainsFunc(r.tokens[:i], func(t lexer.Token) bool {
		return slices.Contains([]string{"rather", "prefer", "lieber", "eher", "plutot", "prefiero", "preferisco", "piuttosto", "liever"}, t.Key)
	})
}

// leavesOut tells whether a token begins "leave … out".
func (r *reader) leavesOut(i int) bool {
	const far = 6
	switch r.tokens[i].Key {
	case "leave", "leaving", "keep", "keeping", "count", "lass", "lassen", "lasst", "laat", "lascia":
	default:
		return false
	}
	for at := i + 1; at < min(len(r.tokens), i+far) && !r.cut(at, ",;.!?"); at++ {
		if key := r.tokens[at].Key; key == "out" || key == "weg" || key == "fuori" || key == "aus" || key == "raus" || key == "eruit" {
			r.closing = at + 1
			return at > i+1
		}
	}
	return false
}

// signedNot reads the signs of "-bmw" and "!diesel".
func (r *reader) signedNot(i int) {
	gap, isWord := r.tokens[i].Gap, !r.tokens[i].IsNumber
	if unequal := strings.TrimSpace(gap); strings.HasSuffix(unequal, "!=") || strings.HasSuffix(unequal, "≠") {
		r.pieces = append(r.pieces, piece{from: i, to: i, kind: isNot})
		return
	}
	for _, sign := range []string{"-", "!", "–"} {
		if before, ok := strings.CutSuffix(gap, sign); ok && isWord && (before == "" && i == 0 || strings.HasSuffix(before, " ") || strings.HasSuffix(before, ",")) && !strings.HasSuffix(before, "!") {
			r.pieces = append(r.pieces, piece{from: i, to: i, kind: isNot})
			return
		}
	}
}

// withoutIt reads "dieselfrei", and the end of "diesel-free".
func (r *reader) withoutIt(i int) int {
	last := len(r.pieces) - 1
	for last > 0 && r.pieces[last].kind == isFiller {
		last--
	}
	if r.is(i, wordbook.NotLast) && last >= 0 && !r.cut(i, ",;.!?") && r.pieces[last].kind == isValue {
		r.pieces = append(r.pieces, piece{from: i, to: i + 1, kind: isNotLast})
		return i + 1
	}
	key := r.tokens[i].Key
	for _, end := range []string{"frei", "free"} {
		if head, ok := strings.CutSuffix(key, end); ok && len(head) > 2 && r.index[head] {
			if options := r.options(i, i+1, head); len(options) > 0 {
				r.take(i, i+1, options)
				r.pieces = append(r.pieces, piece{from: i + 1, to: i + 1, kind: isNotLast})
				return i + 1
			}
		}
	}
	return i
}

// joint reads "or" and "and".
func (r *reader) joint(i int) int {
	if _, to := r.phrase(i, wordbook.OrJoint); to > 0 {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isOr})
		return to
	}
	if _, to := r.phrase(i, wordbook.AndJoint); to > 0 {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isAnd})
		return to
	}
	return i
}

// passed passes over words that ask for nothing.
func (r *reader) passed(i int) int {
	if i+1 == r.closing {
		r.pieces = append(r.pieces, piece{from: i, to: i + 1, kind: isFiller})
		return i + 1
	}
	if to := r.fieldName(i); to > i {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isFiller})
		return to
	}
	if to := r.nameBeside(i); to > i {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isFiller})
		return to
	}
	if r.tokens[i].Gap == "_" || i+1 < len(r.tokens) && r.tokens[i+1].Gap == "_" {
		return i // "vehicles_stock" is one word to the one who wrote it.
	}
	_, to := r.phrase(i, wordbook.AsksNothing)
	if key := r.tokens[i].Key; to == 0 && key == "condition" && r.besideCondition(i) {
		to = i + 1
	}
	if to == 0 || to == i+1 && elided[r.tokens[i].Key] && !r.apostrophe(i) {
		return i
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: isFiller})
	return to
}

// fieldName returns the token behind the name of a field, "body_type"; i when there is none.
func (r *reader) fieldName(i int) int {
	to, name := i+1, r.tokens[i].Key
	for to < len(r.tokens) && r.tokens[to].Gap == "_" {
		name += "_" + r.tokens[to].Key
		to++
	}
	if to > i+1 && r.fields[name] != nil {
		return to
	}
	return i
}

// besideCondition tells whether the value behind a word is a condition.
func (r *reader) besideCondition(i int) bool {
	for at := i + 1; at < len(r.tokens) && at < i+3; at++ {
		if to, options := r.longest(at); to > at {
			return options[0].Parameter == "condition"
		}
	}
	return false
}

// elided are the parts of words beside an apostrophe: it's, I'd, l'auto.
var elided = map[string]bool{"s": true, "t": true, "d": true, "m": true, "l": true, "j": true, "n": true, "qu": true, "re": true, "ve": true, "ll": true}

func (r *reader) apostrophe(i int) bool {
	const marks = "'’"
	return strings.ContainsAny(r.tokens[i].Gap, marks) || i+1 < len(r.tokens) && strings.ContainsAny(r.tokens[i+1].Gap, marks)
}

// modelYear reads "MY22".
func (r *reader) modelYear(i int) int {
	number, ok := strings.CutPrefix(r.tokens[i].Key, "my")
	if !ok || len(number) != 2 || !isDigit(number[0]) || !isDigit(number[1]) {
		return i
	}
	r.plates(i, i+1, wordbook.Comparator{}, float64(number[0]-'0')*10+float64(number[1]-'0'), float64(number[0]-'0')*10+float64(number[1]-'0'), false)
	return i + 1
}

// code reads a VIN or a stock number: "vin 1M8GDM9AXKP042788", "S0000007", "UK-000001".
func (r *reader) code(i int) int {
	at, said := i, ""
	switch r.tokens[i].Key {
	case "vin", "fin", "chassis":
		said = "vin"
	case "stock", "stocknumber", "ref", "reference", "inventory", "stocknr":
		said = "stock_number"
	}
	if said != "" {
		for at++; at < len(r.tokens) && (codeWords[r.tokens[at].Key] || r.is(at, wordbook.AsksNothing) && at > i+1 && !r.beginsCode(at)); at++ {
		}
	}
	if at >= len(r.tokens) {
		return i
	}
	to, name := at+1, ""
	for to < len(r.tokens) && (r.tokens[to].Gap == "-" || to == at+1 && said == "stock_number" && r.beginsCode(at)) {
		to++
	}
	switch key := wordbook.Key(r.span(at, to)); {
	case r.hasVIN && isVIN(key):
		name = "vin"
	case !r.hasStockNumber || strings.ContainsRune(r.span(at, to), ' ') && (said != "stock_number" || !r.beginsCode(at)):
	case said == "stock_number" && at > i+1 && wordbook.HasDigit(key), looksLikeStockNumber(key) && !r.index[key] && len(r.book.Models[key]) == 0:
		name = "stock_number"
	}
	if name == "" {
		return i
	}
	r.take(i, to, []Reading{{Parameter: name, Outcome: Exact, Values: []string{strings.ToUpper(r.span(at, to))}, Why: "it is written like one"}})
	return to
}

// beginsCode tells whether a word is the first part of a stock number: "US-001234", "us 004411".
func (r *reader) beginsCode(i int) bool {
	const digits = 5
	return i+1 < len(r.tokens) && len(r.tokens[i].Key) <= 4 && r.tokens[i+1].IsNumber && len(r.tokens[i+1].Key) >= digits && (r.tokens[i+1].Gap == "-" || r.tokens[i+1].Gap == " ") && !codeWords[r.tokens[i].Key]
}

var codeWords = map[string]bool{"number": true, "no": true, "nr": true, "nummer": true, "is": true, "code": true, "id": true}

// isVIN tells whether a key is written like a vehicle identification number (ISO 3779).
func isVIN(key string) bool {
	if len(key) != 17 || strings.ContainsAny(key, "ioq") || wordbook.Digits(key) == "" || len(wordbook.Digits(key)) == 17 {
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
	number := strings.TrimLeft(key, "abcdefghijklmnopqrstuvwxyz")
	letters := len(key) - len(number)
	return letters >= 1 && letters <= 4 && len(number) >= 5 && wordbook.Digits(number) == number
}
