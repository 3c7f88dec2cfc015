package words

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

// amount is a number of a text with the unit, currency and sign beside it.
type amount struct {
	lexer.Token
	from, to int
	// of is what its unit says: "price", "mi", "km", "age", "plate", "other", or "".
	of string
	// currency is the one that the text says, or "".
	currency string
	// own is the owner's field that the unit names, when of is ofOwn.
	own *vehicle.Field
	// k means that it is written in thousands, "15k", and spelled that it is written in words.
	k, spelled bool
	// money means that its word for thousands is one of money: "seven grand".
	money bool
}

// currencyOf returns the currency that a word means, "" for none: of several that are called so, the one that the stock
// has.
func (v *Vocabulary) currencyOf(word string) string {
	codes := v.book.Currencies[word]
	switch {
	case len(codes) == 0:
		return ""
	case slices.Contains(codes, v.money):
		return v.money
	}
	for _, value := range v.fields["currency"].values {
		if code := strings.ToUpper(value.text); slices.Contains(codes, code) {
			return code
		}
	}
	return codes[0]
}

var signs = map[string]bool{"£": true, "$": true, "€": true}

// unitsOf are the suffixes of numbers that say what they are.
var unitsOf = map[string]string{
	",-": "price", "km": "km", "kms": "km", "tkm": "km", "kkm": "km", "mi": "mi", "miles": "mi", "kmiles": "mi", "kmi": "mi", "eur": "price", "usd": "price", "gbp": "price", "teuro": "price", "teur": "price", "keuro": "price",
}

// number reads the number at a token with its currency and unit. It returns nil if there is none.
func (r *reader) number(i int) *amount {
	if i >= len(r.tokens) {
		return nil
	}
	a := &amount{from: i}
	if key := r.tokens[i].Key; signs[key] || r.currencyOf(key) != "" && r.is(i, wordbook.NamesNext) && r.is(i, wordbook.NamesLast) {
		a.of, a.currency = "price", r.currencyOf(key)
		if i++; i >= len(r.tokens) {
			return nil
		}
	}
	if !r.readFigure(a, i) {
		return nil
	}
	if a.to < len(r.tokens) && a.of == "" && signs[r.tokens[a.to].Key] {
		a.of, a.currency = "price", r.currencyOf(r.tokens[a.to].Key)
		a.to++
	}
	r.readUnit(a)
	return a
}

// readFigure reads the number itself, in figures or words, and thousands behind it.
func (r *reader) readFigure(a *amount, i int) bool {
	t := r.tokens[i]
	switch {
	case t.IsNumber:
		a.Token, a.to = t, i+1
		if i+1 < len(r.tokens) && r.tokens[i+1].IsNumber && r.tokens[i+1].Gap == "/" && t.Number <= 12 && r.tokens[i+1].Number > 1950 {
			a.Token, a.to = r.tokens[i+1], i+2 // "03/2019"
			a.Suffix, a.Decimal = "", false
		}
		a.k = t.Kilo()
		if unit := unitsOf[t.Suffix]; unit != "" {
			a.of = unit
			if unit == "price" {
				a.currency = r.currencyOf(t.Suffix)
			}
		}
	case r.book.Tables.Decades[t.Key] > 0:
		a.Token, a.to = lexer.Token{IsNumber: true, Number: r.book.Tables.Decades[t.Key], Text: t.Text, Decade: true}, i+1
		return true
	case r.zeroed(i) > 0:
		n := r.zeroed(i)
		a.Token, a.to = lexer.Token{IsNumber: true, Number: n, Text: t.Text, Key: "0" + strconv.Itoa(int(n))}, i+2 // "oh two"
		return true
	default:
		n, thousands, to := r.spelled(i)
		if to == 0 {
			return false
		}
		a.Token = lexer.Token{IsNumber: true, Number: n, Text: t.Text}
		a.to, a.k, a.spelled = to, thousands, true
		a.money = r.tokens[to-1].Key == "grand"
		return true
	}
	if n, to := r.half(a.to); to > 0 && a.Number < 1000 {
		a.Number, a.k, a.to = (a.Number+n)*1000, true, to
	} else if a.to < len(r.tokens) && r.thousandAt(a.to) && a.Number < 1000 {
		a.Number *= 1000
		a.k, a.Decimal = true, false
		a.money = r.tokens[a.to].Key == "grand"
		if unit := unitsOf[r.tokens[a.to].Key]; unit != "" {
			a.of = unit
		}
		a.to++
	}
	return true
}

func (r *reader) thousandAt(i int) bool {
	if i+1 < len(r.tokens) && r.tokens[i].Key == "t" && r.tokens[i+1].Key == "€" && r.tokens[i+1].Gap == "" {
		return true
	}
	return i < len(r.tokens) && r.book.Tables.Thousands[r.tokens[i].Key] && !strings.ContainsAny(r.tokens[i].Gap, ",;")
}

// zeroed returns the number behind a zero that dictation writes as "oh", 0 when there is none.
func (r *reader) zeroed(i int) float64 {
	if key := r.tokens[i].Key; i+1 >= len(r.tokens) || key != "oh" && key != "o" {
		return 0
	}
	if n := r.book.Tables.Numbers[r.tokens[i+1].Key]; n >= 1 && n <= 9 {
		return n
	}
	return 0
}

// half reads "and a half thousand".
func (r *reader) half(i int) (float64, int) {
	if i+3 < len(r.tokens) && r.tokens[i].Key == "and" && r.tokens[i+1].Key == "a" && r.tokens[i+2].Key == "half" && r.thousandAt(i+3) {
		return 0.5, i + 4
	}
	return 0, 0
}

// spelled reads a number in words: "twenty five thousand", "nine and a half grand", "twenty eighteen". thousands means
// that the words say thousands.
func (r *reader) spelled(i int) (n float64, thousands bool, to int) {
	total, current, last := 0.0, 0.0, 0.0
	at := i
	for ; at < len(r.tokens); at++ {
		if at > i && strings.ContainsAny(r.tokens[at].Gap, ",;.!?") {
			break
		}
		key := r.tokens[at].Key
		value, isNumber := r.book.Tables.Numbers[key]
		switch {
		case key == "a" && at == i && at+1 < len(r.tokens) && r.book.Tables.Numbers[r.tokens[at+1].Key] == 100:
			continue // "a hundred"
		case key == "and" && (last == 100 || last == 1000) && at+1 < len(r.tokens) && r.book.Tables.Numbers[r.tokens[at+1].Key] > 0 && r.book.Tables.Numbers[r.tokens[at+1].Key] < 100:
			continue // "two thousand and fifteen"
		case value == 20 && last == 4 && current == 4:
			current, value = 80, 80 // "quatre-vingts"
		case isNumber && value == 100:
			current = max(current, 1) * 100
		case isNumber && value >= 1000:
			total, thousands = total+value, true
		case isNumber && at == i, isNumber && last >= 20 && last < 100 && value < 10, isNumber && (last == 60 || last == 80) && value >= 10 && value < 20, isNumber && last == 10 && value >= 7 && value < 10, isNumber && last == 100 && value < 100, isNumber && thousands && current == 0:
			current += value
		case isNumber && (last == 20 || last == 19) && value >= 10 && value < 100 && total == 0 && current == last:
			current = current*100 + value // "twenty eighteen"
		case at > i && r.thousandAt(at) && !thousands:
			total, current, thousands = total+max(current, 1)*1000, 0, true
			value = 1000
		default:
			if half, end := r.half(at); end > 0 && at > i {
				return (current + half) * 1000, true, end
			}
			return total + current, thousands, endOf(i, at)
		}
		last = value
	}
	return total + current, thousands, endOf(i, at)
}

func endOf(from, to int) int {
	if to == from {
		return 0
	}
	return to
}

// comparedAt tells whether a number with a comparing word, or in figures, stands at a token.
func (r *reader) comparedAt(i int) bool {
	_, to := r.phrase(i, wordbook.ComparesNext)
	return r.figure(i) || to > 0 && r.figure(r.skip(to))
}

// readUnit reads what stands behind a number.
func (r *reader) readUnit(a *amount) {
	if a.to >= len(r.tokens) || strings.ContainsAny(r.tokens[a.to].Gap, ",;") {
		return
	}
	if own, to := r.ownNumber(a.to); to > 0 && a.of == "" {
		a.of, a.own, a.to = ofOwn, own, to
		return
	}
	for range 2 {
		p, to := r.phrase(a.to, wordbook.NamesLast)
		if to == 0 || strings.ContainsAny(r.tokens[a.to].Gap, ",;") || a.of == "other" {
			return
		}
		if _, next := r.phrase(a.to, wordbook.NamesNext); next >= to && isYear(a, r.year) && r.comparedAt(to) {
			return // "year >= 2010 price <= 18000"
		}
		switch {
		case p.Name == "other", a.of == "", a.of == p.Name:
			if a.of = p.Name; p.Name == "price" && a.currency == "" {
				a.currency = r.currencyOf(r.tokens[to-1].Key)
				for at := a.to; at < to && a.currency == ""; at++ {
					a.currency = r.currencyOf(r.tokens[at].Key)
				}
			}
		case a.of == "price" || p.Name != "mi":
			return
		}
		a.to = to
	}
}

// sameKind tells whether two numbers can be the ends of one range. Those of "2019 to 30,000 euros" cannot.
func (r *reader) sameKind(first, second *amount, slash bool) bool {
	one, two := isYear(first, r.year), isYear(second, r.year)
	short := one && second.of == "" && second.Number < 100 && len(second.Key) == 2
	switch {
	case short:
		second.Number += math.Floor(first.Number/100) * 100
		return second.Number >= first.Number
	case slash && second.Number-first.Number == 50 && len(first.Key) == 2 && first.of == "" && (second.of == "" || second.of == "plate"):
		first.of, second.Number = "plate", first.Number // "18/68" are both halves of 2018.
		return true
	case slash:
		return one && two || first.Number < 100 && second.Number < 100 && second.of == "plate"
	case one && !two:
		return math.Mod(first.Number, 500) == 0 && second.of == "" || first.of != ""
	case two && !one:
		return math.Mod(second.Number, 500) == 0 && first.Number < second.Number
	case first.of != "" && second.of != "" && first.of != second.of:
		return false
	}
	return true
}

// onwards tells whether a year goes on: "2016 on", "2015-on", "18 plate up".
func (r *reader) onwards(i int, of *amount) bool {
	year := isYear(of, r.year)
	if i >= len(r.tokens) || !year && of.of != "plate" {
		return false
	}
	ends := i+1 == len(r.tokens) || r.cut(i+1, ",;.!?")
	switch r.tokens[i].Key {
	case "on":
		return of.of == "plate" || ends || strings.TrimSpace(r.tokens[i].Gap) == "-"
	case "up":
		return of.of == "plate" || ends && len(r.fields["model"].byKey["up"]) == 0
	}
	return false
}
