package quantity

import (
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

// ThousandsOf reads a price at a token that is only one behind words which compare it, and whose thousands are not said
// as such: "under thirteen five" is 13,500, and "bis 18t" 18,000. It returns nil if there is none.
func (q *Parser) ThousandsOf(i int, c wordbook.Comparator, hint string) *Quantity {
	limit := c.Direction == wordbook.AtMost || c.Direction == wordbook.About || hint == "price"
	if i >= len(q.Tokens) || !limit || c.Of != "" && c.Of != "price" || hint != "" && hint != "price" {
		return nil
	}
	if a := q.hundreds(i); a != nil {
		return a
	}
	return q.shortThousands(i)
}

// hundreds reads thousands and hundreds in words: "thirteen five", "twenty two five".
func (q *Parser) hundreds(i int) *Quantity {
	const least, most = 10, 100
	a := q.Number(i)
	if a == nil || !a.Spelled || a.Thousands || a.Of != "" || a.Number < least || a.Number >= most {
		return nil
	}
	b := q.Number(a.To)
	if b == nil || !b.Spelled || b.Number >= least || b.To != a.To+1 || b.Of != "" || q.Tokens[a.To].Gap != " " || !q.limitEnds(b.To) {
		return nil
	}
	a.Number, a.Thousands, a.To = a.Number*1000+b.Number*100, true, b.To
	return a
}

// shortThousands reads a number with a letter for thousands, which is a weight elsewhere: "18t", "18 t".
func (q *Parser) shortThousands(i int) *Quantity {
	const least, most = 2, 100
	t, to := q.Tokens[i], i+1
	digits := wordbook.Digits(t.Key)
	unit := strings.TrimPrefix(t.Key, digits)
	if t.IsNumber && unit == "" && to < len(q.Tokens) && q.Tokens[to].Gap == " " {
		unit, to = q.Tokens[to].Key, to+1
	}
	if len(digits) == 0 || len(digits) > 2 || t.Decimal || t.Suffix != "" || !q.Does(unit, wordbook.LimitThousand) || !q.limitEnds(to) {
		return nil
	}
	n := 0.0
	for _, c := range digits {
		n = n*10 + float64(c-'0')
	}
	if n < least || n >= most {
		return nil
	}
	a := &Quantity{Token: lexer.Token{IsNumber: true, Number: n * 1000, Text: t.Text}, from: i, To: to, Of: "price", Thousands: true}
	q.readUnit(a)
	return a
}

// limitEnds tells whether nothing stands at a token that a number before it could count.
func (q *Parser) limitEnds(i int) bool {
	if i >= len(q.Tokens) || q.Cut(i, ",;.!?") || q.Is(i, wordbook.OrJoint) || q.Is(i, wordbook.AndJoint) {
		return true
	}
	_, last := q.Phrase(i, wordbook.ComparesLast)
	unit, _ := q.Phrase(i, wordbook.NamesLast)
	return last > 0 || unit.Name == "price"
}
