package quantity

import (
	"math"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/lexer"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// OwnUnit is the unit of an amount that belongs to one of the owner's fields.
const OwnUnit = "own"

// maxOwnPhrase is how many words a phrase of the owner's may have.
const maxOwnPhrase = 5

// OwnAt returns the longest phrase of the owner's that begins at a token, and the token behind it.
func (q *Parser) OwnAt(i int) (found match.OwnPhrase, to int) {
	if len(q.OwnPhrases) == 0 {
		return found, 0
	}
	text := ""
	for n := i; n < min(len(q.Tokens), i+maxOwnPhrase); n++ {
		if n > i {
			if strings.ContainsAny(q.Tokens[n].Gap, ",;!?") {
				break
			}
		}
		text += q.Tokens[n].Key
		if p, ok := q.OwnPhrases[text]; ok {
			found, to = p, n+1
		}
	}
	return found, to
}

// OwnWithin tells whether a stretch ends with a phrase of the owner's: "full service history", "previous owners".
func (q *Parser) OwnWithin(from, to int) (match.OwnPhrase, bool) {
	for i := from; i < to; i++ {
		if p, end := q.OwnAt(i); end == to {
			return p, true
		}
	}
	return match.OwnPhrase{}, false
}

// OwnNumber returns the owner's field that the number beside a phrase belongs to.
func (q *Parser) OwnNumber(i int) (*vehicle.Field, int) {
	p, to := q.OwnAt(i)
	if _, end := q.Phrase(i, wordbook.NamesLast); to == 0 && end > 0 {
		if within, ok := q.OwnWithin(i, end); ok {
			p, to = within, end // "previous owners"
		}
	}
	if to > 0 && p.Field.Kind != vehicle.Flag {
		return p.Field, to
	}
	return nil, 0
}

// readJoined reads a number that is written as one word with an owner's unit: "5dr", "Siebensitzer".
func (q *Parser) readJoined(a *Quantity, i int) bool {
	t := q.Tokens[i]
	if len(q.OwnPhrases) == 0 || t.IsNumber {
		return false
	}
	for at := 1; at < len(t.Key)-1; at++ {
		p, ok := q.OwnPhrases[t.Key[at:]]
		if !ok || p.Field.Kind == vehicle.Flag {
			continue
		}
		n := q.Book.Tables.Numbers[t.Key[:at]]
		if n == 0 && wordbook.Digits(t.Key[:at]) == t.Key[:at] && at < 3 {
			for _, c := range t.Key[:at] {
				n = n*10 + float64(c-'0')
			}
		}
		if n > 0 {
			a.Token, a.To = lexer.Token{IsNumber: true, Number: n, Text: t.Text, Key: t.Key}, i+1
			a.Of, a.OwnField = OwnUnit, p.Field
			return true
		}
	}
	return false
}

// ownRange puts the bounds of an owner's number, or the number itself where single ones may be asked for.
func (q *Parser) ownRange(from, to int, c wordbook.Comparator, first *Quantity, last float64) {
	f, low := first.OwnField, first.Number
	why := "a number of " + f.Noun()
	// More than 4 begins with the next number that the field can be.
	strict := 0.0
	if c.Strict && f.Listed {
		strict = 1 / float64(f.Scale())
		if len(q.Book.Own[wordbook.Key(f.Name)]) > 0 && low == math.Trunc(low) {
			strict = 1 // The numbers that the book has words for are counted: fewer than 3 owners are 2.
		}
	}
	exact := func(n float64) float64 { return math.Round(n*float64(f.Scale())) / float64(f.Scale()) }
	switch c.Direction {
	case wordbook.AtLeast:
		q.put(from, to, f.Name+"_min", exact(low+strict), why)
	case wordbook.AtMost:
		q.put(from, to, f.Name+"_max", exact(low-strict), why)
	case wordbook.About:
		q.put(from, to, f.Name+"_min", exact(low*0.9), why+"; about: a tenth more or less")
		q.put(from, to, f.Name+"_max", exact(low*1.1), why+"; about: a tenth more or less")
	case wordbook.FromTo:
		q.put(from, to, f.Name+"_min", min(low, last), why)
		q.put(from, to, f.Name+"_max", max(low, last), why)
	default:
		if f.Listed {
			q.put(from, to, f.Name, low, why)
		} else {
			q.put(from, to, f.Name+"_max", low, why+atMostUnsaid)
		}
	}
}

// maxListed is how many numbers a list has that share a unit.
const maxListed = 5

// ListedField returns the owner's field of a number without a unit, if the number is one of a list whose last has the
// unit: "3 or 5 doors", "5, 6 or 7 seats". It returns nil otherwise.
func (q *Parser) ListedField(a *Quantity) *vehicle.Field {
	if len(q.OwnPhrases) == 0 || a.Of != "" || a.Thousands || a.Decimal || a.Number >= 100 {
		return nil
	}
	at, or := a.To, false
	for range maxListed {
		_, next := q.Phrase(at, wordbook.OrJoint)
		switch {
		case at >= len(q.Tokens):
			return nil
		case next == 0 && q.May(at, wordbook.OrInNames):
			next = at + 1
		case next == 0 && (q.Cut(at, "/") || q.Cut(at, ",")):
			next = at
		}
		if next == 0 {
			return nil
		}
		b := q.Number(next)
		or = or || next != at
		switch {
		case b == nil || b.Of != "" && b.Of != OwnUnit:
			return nil
		case b.Of == OwnUnit && a.Spelled && !or:
			return nil // "a black one, five doors"
		case b.Of == OwnUnit:
			return b.OwnField
		}
		at = b.To
	}
	return nil
}
