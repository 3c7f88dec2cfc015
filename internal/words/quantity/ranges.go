package quantity

import (
	"math"
	"strings"

	"forecourt/internal/words/wordbook"
)

// readOpenEnd reads a range of which programs write one end alone: "year=2016-", "year=..2016".
func (q *Parser) readOpenEnd(a *Quantity, i int) {
	gap, rest := q.Tokens[i].Gap, q.Original[q.Tokens[i].End:]
	switch { // "year:[2015 TO *]", as Lucene writes it.
	case strings.HasSuffix(gap, "[") && strings.HasPrefix(rest, " TO *"):
		a.Plus = true
	case i > 0 && q.Tokens[i-1].Key == "to" && strings.HasSuffix(q.Tokens[i-1].Gap, "[* "):
		a.upTo = true
	}
	if !strings.ContainsAny(gap, ":=") {
		return
	}
	rest = strings.TrimLeft(rest, "\"'")
	if behind, open := strings.CutPrefix(rest, "-"); open && (behind == "" || strings.ContainsAny(behind[:1], "&;,\"' )}]")) {
		a.Plus = true
	}
	gap = strings.TrimRight(gap, "\"'")
	a.upTo = strings.HasSuffix(gap, "..") || strings.HasSuffix(gap, "=-") || strings.HasSuffix(gap, ":-") || strings.HasSuffix(gap, ": -")
}

// pairOfYears tells whether the number behind one at a token is the later end of years that programs write as a pair
// in square brackets: "year": [2014, 2018]. A set, "in [2014, 2018]", or a list of what is not wanted is none.
func (q *Parser) pairOfYears(i int) bool {
	const near = 3
	if !strings.HasSuffix(q.Tokens[i].Gap, "[") || q.Tokens[i+1].Number <= q.Tokens[i].Number+1 {
		return false
	}
	for at := i - 1; at >= max(0, i-near); at-- {
		if q.May(at, wordbook.NotInField) || q.Is(at, wordbook.NotNext) || q.Tokens[at].Key == "in" && at == i-1 {
			return false
		}
	}
	return true
}

// dateEnd returns the token behind a date that begins with its year, as programs write it: "2019-01", "2017-01-01".
// It is to if there is none.
func (q *Parser) dateEnd(i, to int) int {
	const months = 12
	year := q.Tokens[i]
	at := i + 1
	for at < len(q.Tokens) && at <= i+2 && q.Tokens[at].Gap == "-" && q.Tokens[at].IsNumber && len(q.Tokens[at].Key) == 2 {
		at++
	}
	if len(year.Key) != 4 || year.Number < 1950 || year.Number >= 2100 || at == i+1 || q.Tokens[i+1].Number > months {
		return to
	}
	if at == i+2 && q.Tokens[i+1].Number > math.Mod(year.Number, 100) {
		return to // "2008-12" are years.
	}
	return at
}

// monthOf tells whether the number at a token is the month of a year in two digits: "EZ 06/16".
func (q *Parser) monthOf(i int) bool {
	const months = 12
	if i+1 >= len(q.Tokens) || q.Tokens[i+1].Gap != "/" || len(q.Tokens[i+1].Key) != 2 || !q.Tokens[i+1].IsNumber {
		return false
	}
	month := q.Tokens[i].Number
	return month >= 1 && month <= months && !q.Tokens[i].Decimal && q.Tokens[i+1].Number != month+1 && q.labelBefore(i) == "year"
}

// shortYears tells whether a range is one of model years in two digits: "11-14", "ninety eight to oh two".
func (q *Parser) shortYears(first, second *Quantity) bool {
	two := func(a *Quantity) bool {
		return !a.Thousands && !a.Decimal && a.Suffix == "" && (len(a.Key) == 2 || a.Spelled && a.Number > 9 && a.Number < 100)
	}
	if q.Year == 0 || !two(first) || !two(second) || second.To < len(q.Tokens) && q.Tokens[second.To].Key == "range" {
		return false // "in the 15-20 range"
	}
	now := float64(q.Year%100) + 1
	if second.Key != "" && second.Key[0] == '0' && first.Number >= oldYear {
		return true
	}
	spoken := first.Spelled && second.Spelled && q.May(first.from-1, wordbook.OfYear) // "von siebzehn bis neunzehn"
	return (spoken || q.Tokens[second.from].Gap == "-") && (first.Number < second.Number && second.Number <= now || first.Number >= oldYear && (second.Number > first.Number || second.Number <= now))
}

// chain returns the token behind further numbers that dashes join, as in a telephone number.
func (q *Parser) chain(i int) int {
	for i < len(q.Tokens) && q.Tokens[i].IsNumber && q.Tokens[i].Gap == "-" {
		i++
	}
	return i
}

// RangeEnd reads the other end of a range, and returns the token behind it; nil if there is none. open means that the
// first number is compared, so that "and" may stand between the two.
func (q *Parser) RangeEnd(first *Quantity, open bool) (*Quantity, int) {
	to := first.To
	if to >= len(q.Tokens) {
		return nil, to
	}
	if second := q.margin(first); second != nil {
		return second, second.To
	}
	if p, end := q.Phrase(to, wordbook.ComparesLast); p.Comparator.Direction == wordbook.About && end > 0 && end < len(q.Tokens) && q.Is(end, wordbook.RangeJoint) {
		to = end // "2015-ish to 2017-ish"
	}
	next := q.Tokens[to]
	dash := strings.Trim(next.Gap, " '’")
	at := -1
	if dash == "-" || dash == "–" || dash == "—" || dash == ".." || dash == "..." || dash == "…" || dash == "/" && first.Number >= 10 && !first.Decimal {
		at = to
	}
	if _, end := q.Phrase(to, wordbook.RangeJoint); at < 0 && end > 0 && !q.Cut(to, ",;") && !strings.Contains(next.Gap, ". ") {
		at = q.Skip(end)
		if p, next := q.Phrase(at, wordbook.ComparesNext); next > 0 && p.Comparator.Direction == wordbook.About {
			at = q.Skip(next) // "about 2016 to about 2018"
		}
	}
	if _, end := q.Phrase(to, wordbook.RangeJointOpen); (at < 0 || at == to) && open && end > 0 && !q.Cut(to, ",;") {
		at = q.Skip(end) // "tussen de vijf- en achtduizend"
	}
	if name, end := q.label(at); end > 0 && name == q.labelBefore(first.from) {
		at = end // "EZ 2016 bis EZ 2019"
	}
	if end := q.namedEnd(to); at < 0 && end > 0 {
		at = end
	}
	if strings.TrimSpace(next.Gap) == "," && q.bracketed(to-1, to) && (open || !q.IsYear(first) || q.pairOfYears(to-1)) {
		at = to // "price_between": [6000, 9500]
	}
	if at < 0 {
		return nil, to
	}
	second := q.Number(at)
	if first.Of == "other" && second != nil && second.Of != first.Of {
		return nil, first.To // "300 km Reichweite bis 25.000"
	}
	if second == nil || !q.sameKind(first, second, dash == "/") {
		return nil, to
	}
	if dash == "/" && q.IsYear(first) {
		q.moreYears(second)
	}
	return second, second.To
}

// moreYears reads years of two digits that follow one another behind a slash: "2014/15/16".
func (q *Parser) moreYears(last *Quantity) {
	const century = 100
	for last.To < len(q.Tokens) && q.Tokens[last.To].Gap == "/" {
		next := q.Number(last.To)
		if next == nil || len(next.Key) != 2 || next.Of != "" || next.Number != math.Mod(last.Number+1, century) {
			return
		}
		last.Number, last.To = last.Number+1, next.To
	}
}

// namedEnd returns the token behind the name of the other end, as programs write it: {"from": 2014, "to": 2018}. It is
// 0 if there is none.
func (q *Parser) namedEnd(i int) int {
	_, end := q.Phrase(i, wordbook.RangeJoint)
	if gap := strings.ReplaceAll(q.Tokens[i].Gap, " ", ""); end == 0 || end >= len(q.Tokens) || gap != "," && gap != `,"` && gap != `,'` && gap != "&" {
		return 0
	}
	if !q.Cut(end, ":=") || !q.Tokens[end].IsNumber {
		return 0
	}
	return end
}

// bracketed tells whether two numbers stand alone in brackets.
func (q *Parser) bracketed(from, to int) bool {
	gap, rest := q.Tokens[from].Gap, strings.TrimSpace(q.Original[q.Tokens[to].End:])
	return q.Tokens[to].IsNumber && (strings.HasSuffix(gap, "[") && strings.HasPrefix(rest, "]") || strings.HasSuffix(gap, "(") && strings.HasPrefix(rest, ")"))
}

// EitherOf reads the second of two numbers that follow one another: "three or four years old", "2012 or 13". A limit
// counts for the wider one, which then stands in for the first.
func (q *Parser) EitherOf(first *Quantity, c wordbook.Comparator) (*Quantity, int) {
	to := first.To
	_, at := q.Phrase(to, wordbook.OrJoint)
	if at == 0 && first.Spelled && to < len(q.Tokens) && q.Book.Tables.Numbers[q.Tokens[to].Key] == first.Number+1 {
		at = to // "zwei drei Jahre alt"
	}
	if at == 0 || q.Cut(to, ",;") || q.Is(to, wordbook.RangeJoint) {
		return nil, to
	}
	second := q.Number(at)
	if second != nil && second.Thousands && !first.Thousands && first.Of == "" && second.Number == (first.Number+1)*1000 && c.Direction != wordbook.AtMost && c.Direction != wordbook.AtLeast {
		return second, second.To // "five or six grand"
	}
	if second == nil || second.Decimal || second.Thousands || first.Of != "" && first.Of != second.Of {
		return nil, to
	}
	next := second.Number - first.Number
	if q.IsYear(first) && second.Number >= 100 {
		return nil, to // "2019 or 2020" are two years.
	}
	if q.IsYear(first) {
		next = second.Number - math.Mod(first.Number, 100)
		second.Number = first.Number + next
	}
	switch {
	case next != 1 || second.Of == "" && !q.IsYear(first) && q.labelBefore(first.from) != "year", second.Of != "" && second.Of != "age" && second.Of != OwnUnit && second.Of != "plate":
		return nil, to
	case c.Direction == wordbook.AtMost:
		*first = *second
		return nil, first.To
	case c.Direction == wordbook.AtLeast:
		first.Of, first.OwnField, first.To = second.Of, second.OwnField, second.To
		return nil, first.To
	}
	return second, second.To
}

// endsInShort makes a year of the first end of a range that is written in two digits: "from oh eight to twenty twelve".
func (q *Parser) endsInShort(first *Quantity, last float64) bool {
	const century = 100
	if len(first.Key) != 2 || first.Of != "" || first.Decimal || first.Thousands || first.Suffix != "" {
		return false
	}
	year := math.Floor(last/century)*century + first.Number
	if year > last {
		year -= century
	}
	if year < last-century/2 {
		return false
	}
	first.Number, first.Spelled = year, true
	return true
}

// sameKind tells whether two numbers can be the ends of one range. Those of "2019 to 30,000 euros" cannot.
func (q *Parser) sameKind(first, second *Quantity, slash bool) bool {
	one, two := q.IsYear(first), q.IsYear(second)
	spoken := first.Spelled && second.Spelled && second.Number > 9 // "nineteen eighty five through ninety five"
	short := one && second.Of == "" && !second.Thousands && second.Number < 100 && (len(second.Key) == 2 || spoken)
	switch {
	case short && slash && second.Number == math.Mod(first.Number, 100)+50:
		second.Number = first.Number // "2014/64" are both halves of 2014.
		return true
	case short:
		second.Number += math.Floor(first.Number/100) * 100
		return second.Number >= first.Number
	case slash && second.Number-first.Number == 50 && len(first.Key) == 2 && first.Of == "" && (second.Of == "" || second.Of == "plate"):
		first.Of, second.Number = "plate", first.Number // "18/68" are both halves of 2018.
		return true
	case slash:
		return one && two || first.Number < 100 && second.Number < 100 && second.Of == "plate"
	case one && !two:
		return math.Mod(first.Number, 500) == 0 && second.Of == "" || first.Of != ""
	case two && q.endsInShort(first, second.Number):
		return true
	case two && !one:
		return math.Mod(second.Number, 500) == 0 && first.Number < second.Number
	case second.Of == "other" && (first.Of == "" || first.Of == "price"):
		first.Of = "other" // "£250-300 a month"
	case first.Of != "" && second.Of != "" && first.Of != second.Of:
		return false
	}
	return true
}
