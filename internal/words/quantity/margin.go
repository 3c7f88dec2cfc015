package quantity

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// margin makes the ends of a range of a number and of how far it may differ: "9,000 +/- 500", "2016, give or take a
// year". It returns the upper end and lowers the number; it returns nil if there is no such range.
func (q *Parser) margin(a *Quantity) *Quantity {
	const part, years = 2, 5
	by, to := q.differs(a.To)
	if by == nil {
		return nil
	}
	yearly := q.IsYear(a)
	if yearly && by.Number > years || !yearly && (by.Number*part > a.Number || a.Of != "" && by.Of != "" && by.Of != a.Of) {
		return nil
	}
	high := *a
	high.Number, high.To = a.Number+by.Number, to
	if !yearly && a.Of == "" {
		high.Of, high.OwnField = by.Of, by.OwnField
		a.Of, a.OwnField = by.Of, by.OwnField
	}
	a.Number -= by.Number
	return &high
}

// differs reads by how much a number before a token may differ: "+/- 500", "give or take a year".
func (q *Parser) differs(i int) (by *Quantity, to int) {
	gap := strings.ReplaceAll(q.Tokens[i].Gap, " ", "")
	sign := strings.HasPrefix(gap, "+/-") || strings.HasPrefix(gap, "+-") || strings.HasPrefix(gap, "±")
	_, at := q.Phrase(i, wordbook.MarginJoint)
	switch {
	case sign:
		at = i
	case at == 0 || at >= len(q.Tokens) || q.Cut(at, ",;.!?"):
		return nil, 0
	}
	if unit, end := q.Phrase(at+1, wordbook.NamesLast); q.May(at, wordbook.Indefinite) && end > 0 && unit.Name == "age" {
		one := Quantity{from: at, To: end, Of: unit.Name}
		one.Number = 1
		return &one, end
	}
	if by = q.Number(at); by == nil {
		return nil, 0
	}
	return by, by.To
}

// hundredAt tells whether a word for a hundred stands at a token.
func (q *Parser) hundredAt(i int) bool {
	return i < len(q.Tokens) && q.Book.Tables.Numbers[q.Tokens[i].Key] == 100 && !strings.ContainsAny(q.Tokens[i].Gap, ",;.")
}

// Tens tells whether a number at a token is a price in tens of thousands, behind a word such as "low": the "low 20s".
func (q *Parser) Tens(i int) bool {
	const least, most = 10, 40
	a := q.Number(i)
	return a != nil && a.Decade && a.Number >= least && a.Number <= most
}
