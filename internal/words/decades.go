package words

import (
	"forecourt/internal/words/wordbook"
)

// decade reads "the 90s".
func (r *reader) decade(from, to int, c wordbook.Comparator, n float64) {
	if n < 100 {
		if n += 1900; n < 1930 {
			n += 100
		}
	}
	if n < 1900 || r.year > 0 && n > float64(r.year) {
		r.leave(from, to)
		return
	}
	if r.nextDecade(from, to, n) {
		return
	}
	r.put(from, to, "year_min", n, whyDecade)
	if c.Direction != wordbook.AtLeast || r.tokens[from].Key == "from" {
		r.put(from, to, "year_max", n+9, whyDecade)
	}
	r.endNumber(from, to)
}

// whyDecade is the reason for the years of a decade.
const whyDecade = "model years of a decade"

// nextDecade adds a decade to the one before it: "from the eighties or nineties".
func (r *reader) nextDecade(from, to int, n float64) bool {
	at := len(r.pieces) - 1
	for at >= 0 && (r.pieces[at].kind == isOr || r.pieces[at].kind == isAnd || r.pieces[at].kind == isFiller) {
		at--
	}
	if at < 0 || at == len(r.pieces)-1 || r.pieces[at].kind != isNumber {
		return false
	}
	numbers := r.pieces[at].numbers
	if len(numbers) != 2 || numbers[1].Why != whyDecade || numbers[1].Value != n-1 {
		return false
	}
	for i := range numbers {
		numbers[i].Sent = r.span(r.pieces[at].from, to)
	}
	numbers[1].Value = n + 9
	for i := at + 1; i < len(r.pieces); i++ {
		r.pieces[i].kind = isFiller
	}
	r.pieces = append(r.pieces, piece{from: from, to: to, kind: isFiller})
	return true
}
