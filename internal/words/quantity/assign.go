package quantity

import (
	"cmp"
	"strings"

	"forecourt/internal/words/wordbook"
)

// Assign returns what one quantity asks for, or a range of two; second is nil for one. They stand between the tokens
// from and to. c is how the words before them compare them, and hint what those words say that they are. Words behind
// them may belong to them, too: end is the token behind all.
func (q *Parser) Assign(from, to int, c wordbook.Comparator, hint string, first, second *Quantity) (found Filters, end int) {
	q.found = Filters{}
	if chain := q.chain(to); second != nil && chain > to {
		return Filters{}, chain // 555-123-4567 is no range.
	}
	if second != nil {
		c = wordbook.Comparator{Direction: wordbook.FromTo, Of: c.Of}
		if (second.Thousands || inThousands(first, second)) && !first.Thousands && first.Number < 1000 {
			first.Number *= 1000
			first.Decimal = false
		}
		if first.Of == "" {
			first.Of, first.OwnField = second.Of, second.OwnField
		}
		if first.Of == "" && first.Key[:min(1, len(first.Key))] == "0" && len(first.Key) == 2 && len(second.Key) == 2 {
			first.Of = "plate" // "09-13"
		}
		if c.Of == "" && hint == "" && first.Of == "" && q.shortYears(first, second) {
			first.Of = "plate"
		}
		if first.currency == "" {
			first.currency = second.currency
		}
	}
	if p, end := q.Phrase(to, wordbook.ComparesLast); end > 0 && !first.Plus && !q.makeAt(to) && !q.Cut(to, ",;:") && !strings.Contains(q.Tokens[to].Gap, ". ") && !q.addsThing(to, end) && !q.beginsNext(to, end) && c.Direction != wordbook.FromTo && !q.limitsNext(to, first, c) {
		switch {
		case c.Direction == wordbook.NoDirection, c.Direction == wordbook.Plain, c.Direction == wordbook.About:
			c = p.Comparator
		case c.Direction == wordbook.AtLeast && c.Strict && p.Comparator.Direction == wordbook.AtMost && !q.IsYear(first):
			c = p.Comparator // "a bit over 10k at most"
		case q.IsYear(first) && q.May(first.from-1, wordbook.OfYear):
			c = p.Comparator // "from 2011 or earlier"
		case q.Figure(q.Skip(end)) && !q.Cut(end, ",;.!?"):
			q.classify(from, to, c, cmp.Or(hint, c.Of), first, second) // "max 10k min 5k"
			return q.found, to
		}
		if q.May(end-1, wordbook.OfYears) {
			c.Of = "year"
		}
		to = end
	} else if c.Direction == wordbook.NoDirection && (first.Plus || q.onwards(to, first)) {
		c.Direction = wordbook.AtLeast
		if !first.Plus {
			to++
		}
	} else if c.Direction == wordbook.NoDirection && first.upTo && second == nil {
		c.Direction = wordbook.AtMost
	}
	if first.Ish && (c.Direction == wordbook.NoDirection || c.Direction == wordbook.Plain) {
		c.Direction = wordbook.About
	}
	if c.Of != "" && hint == "" {
		hint = c.Of
	}
	if second != nil && second.To < to || first.Of == "" && (second == nil || !q.labelsNext(second.To, second.from)) {
		q.readTrailing(first, &to)
	}
	q.classify(from, to, c, hint, first, second)
	return q.found, to
}

// beginsNext tells whether words behind a number belong to the next one: "60,000 miles and under 20k".
func (q *Parser) beginsNext(from, to int) bool {
	_, end := q.Phrase(from+1, wordbook.ComparesNext)
	return to > from+1 && end >= to && end < len(q.Tokens) && !q.Cut(end, ",;.!?") && q.Figure(q.Skip(end))
}

// limitsNext tells whether a comparing word behind a number is that of the next one: "69 plate max 20k miles", "60k
// miles min 2018". It is not if the next number has one behind it, which does not belong to yet another one.
func (q *Parser) limitsNext(at int, a *Quantity, c wordbook.Comparator) bool {
	p, end := q.Phrase(at, wordbook.ComparesNext)
	if end == 0 {
		return false
	}
	if _, to := q.label(end); to > 0 && !q.Cut(end, ",;.!?") && q.leadsToNumber(to) && (c.Direction != wordbook.NoDirection && c.Direction != wordbook.Plain || q.labelBefore(a.from) != "") {
		return true // "max price 12000 min year 2015"
	}
	yearly := q.IsYear(a) || a.Of == "plate"
	return (yearly || p.Comparator.Direction == wordbook.AtLeast) && q.standsBefore(at)
}

// standsBefore tells whether a comparing word at a token is that of the number behind it.
func (q *Parser) standsBefore(at int) bool {
	p, end := q.Phrase(at, wordbook.ComparesNext)
	if end == 0 || p.Comparator.Of != "" || end >= len(q.Tokens) || q.Cut(end, ",;!?") || !q.Figure(q.Skip(end)) {
		return false
	}
	next := q.Number(q.Skip(end))
	if next == nil {
		return false
	}
	_, last := q.Phrase(next.To, wordbook.ComparesLast)
	return last == 0 || q.Cut(next.To, ",;.!?") || q.standsBefore(next.To)
}

// inThousands tells whether the first end of a range leaves out the thousands of the second: "10-12.000 €".
func inThousands(first, second *Quantity) bool {
	const thousand, times = 1000, 5
	low := first.Number * thousand
	return !first.Grouped && !first.Decimal && second.Number >= thousand && low < second.Number && low*times >= second.Number
}

// readTrailing reads what a number is from the words behind its comparing word, as in "8k max price".
func (q *Parser) readTrailing(first *Quantity, to *int) {
	if first.Of != "" || *to >= len(q.Tokens) || strings.ContainsAny(q.Tokens[*to].Gap, ",;") || q.labelsNext(*to, first.from) || q.IsYear(first) && q.labelled(*to) {
		return
	}
	if own, end := q.OwnNumber(*to); end > 0 && *to > first.To {
		first.Of, first.OwnField, *to = OwnUnit, own, end // "five or more seats"
		return
	}
	if p, end := q.Phrase(*to, wordbook.NamesLast); end > 0 && !q.nextSentence(first.To, *to) && (p.Name == "price" || p.Name == "mi" || p.Name == "km") && *to > first.To {
		first.Of, *to = p.Name, end
	}
}

// nextSentence tells whether a sentence ends behind the words that compare a number, so that the next one does not say
// what it is: "2015 or later. Price is no issue". A short word by itself may be an abbreviation: "8k max. price".
func (q *Parser) nextSentence(from, to int) bool {
	gap := q.Tokens[to].Gap
	return strings.ContainsAny(gap, "!?") || strings.Contains(gap, ". ") && to > from+1
}

// makeAt tells whether a make of the stock stands at a token, written like one: "3 door Mini" is no least number.
func (q *Parser) makeAt(i int) bool {
	text := q.Tokens[i].Text
	return len(q.Fields["make"].ByKey[q.Tokens[i].Key]) > 0 && text != strings.ToLower(text) && text != strings.ToUpper(text)
}

// addsThing tells whether the "plus" at a token, which ends before another one, adds a thing to a sum of money.
func (q *Parser) addsThing(at, end int) bool {
	return q.May(at, wordbook.Adds) && q.May(end, wordbook.Article|wordbook.Possessive)
}

// Measure gives a number without a unit one: "mi", "km", or a currency.
func (a *Quantity) Measure(unit string) {
	if a.Of = unit; unit != "mi" && unit != "km" {
		a.Of, a.currency = "price", unit
	}
}
