package quantity

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// label returns what the label at a token says that the number behind it is, and the token behind the label: "price",
// "seats". to is 0 if there is none.
func (q *Parser) label(i int) (name string, to int) {
	if i < 0 || i >= len(q.Tokens) {
		return "", 0
	}
	if len(q.OwnPhrases) > 0 {
		if own, end := q.OwnNumber(i); end > 0 {
			return own.Name, end
		}
	}
	p, to := q.Phrase(i, wordbook.NamesNext)
	return p.Name, to
}

// labelsNext tells whether the words at a token are the label of the number behind them, and no unit of the one before,
// which begins at another token and has its own label: "price 12000 mileage 90000".
func (q *Parser) labelsNext(i, number int) bool {
	name, to := q.label(i)
	if to == 0 || !q.leadsToNumber(to) {
		return false
	}
	before := q.labelBefore(number)
	return before != "" && before != name
}

// labelled tells whether a label with a number stands at a token.
func (q *Parser) labelled(i int) bool {
	_, to := q.label(i)
	return to > 0 && q.leadsToNumber(to)
}

// leadsToNumber tells whether a number stands at a token, or behind words there that compare it.
func (q *Parser) leadsToNumber(i int) bool {
	const most = 3
	for range most {
		if i >= len(q.Tokens) || q.Cut(i, ",;!?|") {
			return false
		}
		if q.Figure(i) || q.Book.Tables.NumberOf(q.Tokens[i].Key) > 0 {
			return true
		}
		next := q.lead(i)
		if next == 0 {
			return false
		}
		i = next
	}
	return q.Figure(i)
}

// lead returns the token behind words that may stand between a label and its number, 0 if there are none.
func (q *Parser) lead(i int) int {
	_, compares := q.Phrase(i, wordbook.ComparesNext)
	_, joins := q.Phrase(i, wordbook.RangeJoint)
	_, between := q.Phrase(i, wordbook.BetweenNext)
	if compares+joins > 0 {
		return max(compares, joins)
	}
	return between
}

// labelBefore returns what a label before a token says that the number there is: "price max 10000", "year from 2014 to
// 2018". It is "" if there is none. A label that is the unit of the number before it is none.
func (q *Parser) labelBefore(i int) string {
	const far = 6
	for at := i - 1; at >= max(0, i-far) && !q.Cut(at+1, ",;!?|"); at-- {
		if name, to := q.label(at); to > 0 && q.leadsTo(to, i) && !q.isUnit(at) {
			return name
		}
	}
	return ""
}

// leadsTo tells whether nothing stands between two tokens but words that compare a number, and the other end of its
// range.
func (q *Parser) leadsTo(from, to int) bool {
	for from < to {
		next := q.lead(from)
		if next == 0 {
			a := q.Number(from)
			if a == nil || a.To == to && strings.TrimSpace(q.Tokens[to].Gap) == "" {
				return false
			}
			next = a.To
		}
		from = next
	}
	return from == to
}

// isUnit tells whether the word at a token is the unit of the number before it.
func (q *Parser) isUnit(i int) bool {
	const far = 3
	for at := i - 1; at >= max(0, i-far); at-- {
		if a := q.Number(at); a != nil && a.To > i {
			return true
		}
	}
	return false
}
