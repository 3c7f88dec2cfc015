package quantity

import (
	"strconv"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

// Quantity is a number of a text with the unit, currency and sign beside it.
type Quantity struct {
	lexer.Token
	// from is its first token, To the one behind it.
	from, To int
	// Of is what its unit says: "price", "mi", "km", "age", "last", "plate", "other", OwnUnit, or "".
	Of string
	// currency is the one that the text says, or "".
	currency string
	// OwnField is the owner's field that the unit names, if Of is OwnUnit.
	OwnField *vehicle.Field
	// Thousands means that it is written in thousands, "15k", and Spelled that it is written in words.
	Thousands, Spelled bool
	// upTo means that a sign before it leaves out the lower end of a range: "year=..2016".
	upTo bool
	// money means that its word for thousands is one of money: "seven grand".
	money bool
}

// From returns the first token of a quantity.
func (a *Quantity) From() int { return a.from }

// IsSign tells whether a token is the sign of a currency.
func IsSign(key string) bool { return key == "£" || key == "$" || key == "€" }

// Number reads the number at a token with its currency and unit. It returns nil if there is none.
func (q *Parser) Number(i int) *Quantity {
	if i >= len(q.Tokens) {
		return nil
	}
	if q.amountAt[i] == 0 {
		q.amountAt[i] = none
		if a := (Quantity{}); q.readQuantity(&a, i) {
			q.amounts = append(q.amounts, a)
			q.amountAt[i] = int16(len(q.amounts))
		}
	}
	if q.amountAt[i] == none {
		return nil
	}
	a := q.amounts[q.amountAt[i]-1] // The caller may change it.
	return &a
}

// readQuantity reads what Number returns, and tells whether there is a number.
func (q *Parser) readQuantity(a *Quantity, i int) bool {
	a.from = i
	if key := q.Tokens[i].Key; IsSign(key) || q.CurrencyOf(key) != "" && q.Is(i, wordbook.NamesNext) && q.Is(i, wordbook.NamesLast) {
		a.Of, a.currency = "price", q.CurrencyOf(key)
		if i++; i >= len(q.Tokens) {
			return false
		}
	}
	if !q.readFigure(a, i) {
		return false
	}
	if a.To < len(q.Tokens) && (a.Of == "" || a.Of == "price" && a.currency == "") && IsSign(q.Tokens[a.To].Key) && !q.signOfNext(a.To) {
		a.Of, a.currency = "price", q.CurrencyOf(q.Tokens[a.To].Key)
		a.To++
	}
	q.readUnit(a)
	return true
}

// signOfNext tells whether the sign of a currency belongs to the number behind it: "2019-2021 £8-10k".
func (q *Parser) signOfNext(i int) bool {
	return q.Tokens[i].Gap != "" && i+1 < len(q.Tokens) && q.Tokens[i+1].Gap == "" && q.Tokens[i+1].IsNumber
}

// readFigure reads the number itself, in figures or words, and thousands behind it.
func (q *Parser) readFigure(a *Quantity, i int) bool {
	t := q.Tokens[i]
	switch {
	case t.IsNumber:
		a.Token, a.To = t, i+1
		if i+1 < len(q.Tokens) && q.Tokens[i+1].IsNumber && q.Tokens[i+1].Gap == "/" && t.Number <= 12 && q.Tokens[i+1].Number > 1950 {
			a.Token, a.To = q.Tokens[i+1], i+2 // "03/2019"
			a.Suffix, a.Decimal = "", false
		}
		if q.monthOf(i) {
			a.Token, a.To = q.Tokens[i+1], i+2
		}
		a.To = q.dateEnd(i, a.To)
		if rest := q.Original[t.End:]; strings.HasPrefix(rest, "..") && (a.To == len(q.Tokens) || !strings.HasPrefix(strings.TrimLeft(rest, "."), q.Tokens[a.To].Text)) {
			a.Plus = true // "2015.."
		}
		if (t.Gap == "+" && i == 0 || strings.HasSuffix(t.Gap, " +")) && q.IsYear(a) {
			a.Plus = true // "+2016"
		}
		q.readOpenEnd(a, i)
		a.Thousands = t.Unit.Thousands
		if unit := t.Unit.Of; unit == "price" || unit == "mi" || unit == "km" {
			a.Of = unit
			if unit == "price" && a.currency == "" {
				a.currency = q.CurrencyOf(t.Suffix)
			}
		}
	case q.Book.Tables.Decades[t.Key] > 0:
		a.Token, a.To = lexer.Token{IsNumber: true, Number: q.Book.Tables.Decades[t.Key], Text: t.Text, Decade: true}, i+1
		return true
	case q.zeroed(i) > 0:
		n := q.zeroed(i)
		a.Token, a.To = lexer.Token{IsNumber: true, Number: n, Text: t.Text, Key: "0" + strconv.Itoa(int(n))}, i+2 // "oh two"
		return true
	case q.readJoined(a, i):
		return true
	default:
		n, thousands, to := q.spelled(i)
		if to == 0 {
			return false
		}
		a.Token = lexer.Token{IsNumber: true, Number: n, Text: t.Text}
		a.To, a.Thousands, a.Spelled = to, thousands, true
		a.money = q.May(to-1, wordbook.MoneyOnly)
		return true
	}
	if n, to := q.half(a.To); to > 0 && a.Number < 1000 {
		a.Number, a.Thousands, a.To = (a.Number+n)*1000, true, to
	} else if a.To < len(q.Tokens) && q.ThousandAt(a.To) && a.Number < 1000 {
		a.Number *= 1000
		a.Thousands, a.Decimal = true, false
		a.money = q.May(a.To, wordbook.MoneyOnly)
		if unit := q.Book.Tables.Suffixes[q.Tokens[a.To].Key].Of; unit != "" {
			a.Of = unit
		}
		a.To++
	} else if t.IsNumber && q.hundredAt(a.To) && a.Number < 100 {
		a.Number *= 100
		a.Thousands, a.Decimal = true, false // "25 hundred dollars"
		a.To++
	}
	return true
}

// ThousandAt tells whether a word for thousands stands at a token.
func (q *Parser) ThousandAt(i int) bool {
	if i+1 < len(q.Tokens) && q.Tokens[i].Key == "t" && q.Tokens[i+1].Key == "€" && q.Tokens[i+1].Gap == "" {
		return true
	}
	return i < len(q.Tokens) && q.Book.Tables.Thousands[q.Tokens[i].Key] && !strings.ContainsAny(q.Tokens[i].Gap, ",;")
}

// zeroed returns the number behind a zero that dictation writes as "oh", 0 when there is none.
func (q *Parser) zeroed(i int) float64 {
	if i+1 >= len(q.Tokens) || !q.May(i, wordbook.Zero) {
		return 0
	}
	key := q.Tokens[i+1].Key
	if n := q.Book.Tables.Numbers[key]; n >= 1 && n <= 9 && (q.Book.Tables.NumbersIn[key] == 0 || q.Book.Tables.NumbersIn[key]&q.Book.Tables.English != 0) {
		return n // The figure must be said in English: "berlina o due volumi" is no 02.
	}
	return 0
}

// half reads "and a half thousand".
func (q *Parser) half(i int) (float64, int) {
	if _, to := q.Phrase(i, wordbook.HalfMore); to > 0 && q.ThousandAt(to) {
		return 0.5, to + 1
	}
	return 0, 0
}

// spelled reads a number in words: "twenty five thousand", "nine and a half grand", "twenty eighteen". thousands means
// that the words say thousands.
func (q *Parser) spelled(i int) (n float64, thousands bool, to int) {
	total, current, last := 0.0, 0.0, 0.0
	at := i
	for ; at < len(q.Tokens); at++ {
		if at > i && strings.ContainsAny(q.Tokens[at].Gap, ",;.!?") {
			break
		}
		key := q.Tokens[at].Key
		value := q.Book.Tables.NumberOf(key)
		isNumber := value > 0
		if isNumber && last == 1000 && value < 100 && q.May(at-1, wordbook.MoneyOnly) && (at+1 >= len(q.Tokens) || q.Book.Tables.NumberOf(q.Tokens[at+1].Key) != 100) {
			return total + current, thousands, at // "six grand three door"
		}
		switch {
		case q.May(at, wordbook.Indefinite) && at == i && q.thousandAlone(at+1):
			if _, end := q.Phrase(at+2, wordbook.HalfMore); end > 0 {
				return 1500, true, end // "a grand and a half"
			}
			return 1000, true, at + 2 // "a grand"
		case q.May(at, wordbook.Indefinite) && at == i && at+1 < len(q.Tokens) && q.Book.Tables.Numbers[q.Tokens[at+1].Key] == 100:
			continue // "a hundred"
		case q.Is(at, wordbook.AndJoint) && (last == 100 || last == 1000) && at+1 < len(q.Tokens) && q.Book.Tables.Numbers[q.Tokens[at+1].Key] > 0 && q.Book.Tables.Numbers[q.Tokens[at+1].Key] < 100 && (last == 100 || !q.ThousandAt(at+2)):
			continue // "two thousand and fifteen"
		case q.May(at, wordbook.TensJoint) && last >= 20 && last < 100 && at+1 < len(q.Tokens) && q.Book.Tables.Numbers[q.Tokens[at+1].Key] > 0 && q.Book.Tables.Numbers[q.Tokens[at+1].Key] < 20:
			continue // "treinta y cinco"
		case value == 20 && last == 4 && current == 4:
			current, value = 80, 80 // "quatre-vingts"
		case isNumber && value == 100:
			current = max(current, 1) * 100
		case isNumber && value >= 1000:
			total, thousands = total+value, true
		case isNumber && at == i, isNumber && last >= 20 && last < 100 && value < 10, isNumber && (last == 60 || last == 80) && value >= 10 && value < 20, isNumber && last == 10 && value >= 7 && value < 10, isNumber && last >= 100 && last < 1000 && value < 100, isNumber && thousands && current == 0:
			current += value
		case isNumber && at == i+1 && last < 10 && last == current && value >= 10 && value < 100 && (q.ThousandAt(at+1) || q.ThousandAt(at+2)):
			current = current*100 + value // "one fifty k", which is 150,000.
		case isNumber && (last == 20 || last == 19) && value >= 10 && value < 100 && total == 0 && current == last:
			current = current*100 + value // "twenty eighteen"
		case at > i && q.ThousandAt(at) && !thousands:
			total, current, thousands = total+max(current, 1)*1000, 0, true
			value = 1000
		default:
			if half, end := q.half(at); end > 0 && at > i {
				return (current + half) * 1000, true, end
			}
			return total + current, thousands, endOf(i, at)
		}
		last = value
	}
	return total + current, thousands, endOf(i, at)
}

// thousandAlone tells whether a word for thousands stands at a token without what it could be a name with: "a grand
// caravan" is no sum.
func (q *Parser) thousandAlone(i int) bool {
	return q.ThousandAt(i) && len(q.Tokens[i].Key) > 3 && (i+1 == len(q.Tokens) || q.Cut(i+1, ",;.!?") || len(q.PhrasesAt(i+1)) > 0)
}

func endOf(from, to int) int {
	if to == from {
		return 0
	}
	return to
}

// ComparedAt tells whether a number with a comparing word, or in figures, stands at a token.
func (q *Parser) ComparedAt(i int) bool {
	_, to := q.Phrase(i, wordbook.ComparesNext)
	return q.Figure(i) || to > 0 && q.Figure(q.Skip(to))
}

// readUnit reads what stands behind a number.
func (q *Parser) readUnit(a *Quantity) {
	if a.To >= len(q.Tokens) || q.endsBehind(a) || q.labelsNext(a.To, a.from) {
		return
	}
	if own, to := q.OwnNumber(a.To); to > 0 && a.Of == "" {
		a.Of, a.OwnField, a.To = OwnUnit, own, to
		return
	}
	for range 2 {
		p, to := q.Phrase(a.To, wordbook.NamesLast)
		if p.Name == "other" && (len(a.Key) == 2 || q.IsYear(a)) && wordbook.HasDigit(q.Tokens[a.To].Key) {
			return // "05-09 v8"
		}
		if to == 0 || q.endsBehind(a) || a.Of == "other" || p.Name == "plate" && a.Spelled && a.Number < 10 && a.To == a.from+1 {
			return // "one registered after 2016" says no plate.
		}
		if _, next := q.Phrase(a.To, wordbook.NamesNext); next >= to && q.IsYear(a) && q.ComparedAt(to) {
			return // "year >= 2010 price <= 18000"
		}
		if unit, clock := strings.CutSuffix(p.Name, onClock); clock {
			if p.Name = unit; a.Of == "" && !a.Thousands && !a.Decimal && a.Number < 1000 {
				a.Number, a.Thousands = a.Number*1000, true // "under 130 on it"
			}
		}
		switch {
		case p.Name == "other", a.Of == "", a.Of == p.Name:
			if a.Of = p.Name; p.Name == "price" && a.currency == "" {
				a.currency = q.CurrencyOf(q.Tokens[to-1].Key)
				for at := a.To; at < to && a.currency == ""; at++ {
					a.currency = q.CurrencyOf(q.Tokens[at].Key)
				}
			}
		case a.Of == "price" || p.Name != "mi":
			return
		}
		a.To = to
	}
}

// onClock ends the names of units which show that a small number is one of thousands: "130 on the clock".
const onClock = ", on the clock"

// endsBehind tells whether a clause ends behind a number, so that what follows is no unit: "del 2019. Mi presupuesto".
func (q *Parser) endsBehind(a *Quantity) bool {
	gap := q.Tokens[a.To].Gap
	_, names := q.Phrase(a.To, wordbook.NamesNext)
	return strings.ContainsAny(gap, ",;!?|") || strings.Contains(gap, ". ") && (len(a.Key) > 2 || names > 0)
}
