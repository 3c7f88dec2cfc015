package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// limited reads a limit whose direction a negation turns round: "can't spend more than 6 thousand" is at most 6,000.
func (r *reader) limited(i int) int {
	const far = 10
	p, at := r.Phrase(i, wordbook.ModalNot)
	if at == 0 || p.Name == wordbook.Comma && r.beginsName(at) {
		return i
	}
	for at < min(len(r.Tokens), i+far) && !strings.ContainsAny(r.Tokens[at].Gap, ",;.!?") {
		if p, to := r.Phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) {
			if end := r.compare(i, at, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict); end > at {
				return r.limitedAlso(end)
			}
		}
		if _, provided := r.Phrase(at, wordbook.Provided); provided > 0 {
			return i // "I don't mind the mileage as long as it stays under 100,000"
		}
		_, to := r.Phrase(at, wordbook.LimitWord)
		_, more := r.Phrase(at, wordbook.ModalNot)
		_, hint := r.Phrase(at, wordbook.NamesNext)
		_, nothing := r.Phrase(at, wordbook.AsksNothing)
		if to = max(to, more, hint, nothing); to == 0 || r.May(at, wordbook.Turns) || r.Is(at, wordbook.AndJoint) {
			return i
		}
		at = to
	}
	return i
}

// beginsName tells whether what a number is, or the name of a field, stands at a token: "keinen, der Preis sollte …".
func (r *reader) beginsName(i int) bool {
	_, number := r.Phrase(i, wordbook.NamesNext)
	_, field := r.Phrase(i, wordbook.NamesField)
	_, compares := r.Phrase(i, wordbook.ComparesNext)
	return max(number, field) > compares
}

// limitedAlso reads further limits that an "or" joins to one that a negation turns round: "don't send me anything with
// more than 60,000 miles or older than 2015".
func (r *reader) limitedAlso(i int) int {
	_, to := r.Phrase(i, wordbook.OrJoint)
	if to == 0 && r.May(i, wordbook.Nor) {
		to = i + 1 // "weder älter als 2016 noch teurer als 11.000"
	}
	if to == 0 {
		return i
	}
	for to < len(r.Tokens) && r.Is(to, wordbook.AsksNothing) && r.Tokens[to].Key != "" && !r.Cut(to, ",;.!?") {
		if _, compares := r.Phrase(to, wordbook.ComparesNext); compares > 0 {
			break
		}
		to++ // "or with more than"
	}
	at := to
	if _, named := r.Phrase(to, wordbook.NamesNext); named > 0 {
		at = named // "or a price above"
	}
	p, compares := r.Phrase(at, wordbook.ComparesNext)
	if compares == 0 || p.Comparator.Direction != wordbook.AtLeast && p.Comparator.Direction != wordbook.AtMost {
		return i
	}
	n := len(r.Pieces)
	end := r.compare(to, to, p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict)
	if end == to {
		return i
	}
	r.Pieces = slices.Insert(r.Pieces, n, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
	return r.limitedAlso(end)
}

// flipped turns a comparison round: not more than is at most.
func flipped(c wordbook.Comparator) wordbook.Comparator {
	switch c.Direction {
	case wordbook.AtLeast:
		c.Direction = wordbook.AtMost
	case wordbook.AtMost:
		c.Direction = wordbook.AtLeast
	}
	c.Strict = false
	return c
}

// numberBefore returns the number before a piece in the same sentence, if nothing but words that ask for nothing parts
// them; -1 otherwise.
func (r *reader) numberBefore(n int) int {
	for at := n - 1; at >= 0; at-- {
		if to := r.Pieces[at].To; to < len(r.Tokens) && r.Cut(to, ".;!?") {
			return -1
		}
		switch r.Pieces[at].Kind {
		case syntax.IsFiller:
		case syntax.IsNumber:
			return at
		default:
			return -1
		}
	}
	return -1
}

// moreThousands makes thousands of a small number that stretches the price before it: "five thousand, maybe six tops".
func (r *reader) moreThousands(a *quantity.Quantity, c wordbook.Comparator) {
	const thousand, most = 1000, 2
	if c.Direction != wordbook.AtMost || a.Of != "" || a.Thousands || a.Decimal || a.Number >= 100 || a.Suffix != "" {
		return
	}
	at := r.numberBefore(len(r.Pieces))
	if at < 0 {
		return
	}
	last := r.Pieces[at].Numbers[len(r.Pieces[at].Numbers)-1]
	if last.Parameter == "price_max" && a.Number*thousand >= last.Value && a.Number*thousand <= last.Value*most {
		a.Number, a.Thousands, a.Of = a.Number*thousand, true, "price"
	}
}

// stretchLimit lets the last limit of a price count instead of a lower amount before it: "about 5k, maybe 6k at most".
func (r *reader) stretchLimit() {
	const most = 3
	n := len(r.Pieces) - 1
	p := &r.Pieces[n]
	if len(p.Numbers) != 1 || p.Numbers[0].Parameter != "price_max" || p.Numbers[0].Uncompared() {
		return
	}
	at := r.numberBefore(n)
	if at < 0 {
		return
	}
	o := &r.Pieces[at]
	last := &o.Numbers[len(o.Numbers)-1]
	if last.Parameter != "price_max" || last.Value >= p.Numbers[0].Value || p.Numbers[0].Value > last.Value*most || last.Currency != p.Numbers[0].Currency || !last.Uncompared() && !last.About() && !r.stretches(last.Value, p) {
		return
	}
	*last = p.Numbers[0]
	o.To = p.To
	for i := range o.Numbers {
		o.Numbers[i].Sent = r.Span(o.From, o.To)
	}
	r.Pieces = r.Pieces[:at+1]
}

// stretches tells whether a limit goes a little beyond the one before: "under 10 grand, 11 tops".
func (r *reader) stretches(limit float64, p *syntax.Piece) bool {
	const most = 1.5
	_, names := r.Phrase(p.From, wordbook.NamesNext)
	return names == 0 && strings.TrimSpace(r.Tokens[p.From].Gap) == "," && p.Numbers[0].Value <= limit*most
}

// parted makes a mileage of one of two limits that the text does not tell apart: "under 15000 and less than 80k".
// That is the one without a word for money, or the higher one.
func (r *reader) parted() {
	const times = 1.5
	for n := range r.Pieces {
		a := r.mostPaid(n)
		if a == nil || !a.Assumed || a.Uncompared() {
			continue
		}
		for o := range r.Pieces {
			b := r.mostPaid(o)
			if o == n || b == nil || b.Assumed && b.Uncompared() || (b.Assumed || b.Uncompared()) && b.Value*times > a.Value || r.wishesBetween(min(n, o), max(n, o), !b.Assumed) {
				continue
			}
			for k := range r.Pieces[n].Numbers { // "about 2015, about 90k, about 12k"
				limit := &r.Pieces[n].Numbers[k]
				end, _ := strings.CutPrefix(limit.Parameter, "price")
				limit.Parameter, limit.Assumed, limit.Why = "mileage"+end, false, "a mileage: another limit says the price"
				r.InUnit(limit, r.Unit)
			}
			break
		}
	}
}

// introduces tells whether a price stands before all makes and models, and a limit behind them that is likely to be one
// of mileages: "up to 12k: Golf or Polo under 50k".
func (r *reader) introduces(from, to int) bool {
	end := r.Pieces[from].To
	if end >= len(r.Tokens) || !r.Cut(end, ":,.") || r.mostPaid(to) == nil || r.mostPaid(to).Value < leastAsked {
		return false
	}
	return !slices.ContainsFunc(r.Pieces[:from], func(p syntax.Piece) bool { return p.Carries("make", "model", "body_type") })
}

// mostPaid returns the highest price that a piece asks for, nil if there is none.
func (r *reader) mostPaid(n int) *quantity.Number {
	p := &r.Pieces[n]
	if p.Kind != syntax.IsNumber || p.Gone {
		return nil
	}
	last := &p.Numbers[len(p.Numbers)-1]
	if last.Parameter != "price_max" {
		return nil
	}
	return last
}

// wishesBetween tells whether other wishes, an "or" or a correction stand between two pieces, so that each may be a
// limit of something else: "SUV under 20k, sedan under 10k". values may be there, if told so.
func (r *reader) wishesBetween(from, to int, values bool) bool {
	apart := slices.ContainsFunc(r.Pieces[from+1:to+1], func(p syntax.Piece) bool {
		return p.From < len(r.Tokens) && strings.Contains(r.Tokens[p.From].Gap, ". ")
	})
	if apart && values || r.introduces(from, to) {
		return false
	}
	return slices.ContainsFunc(r.Pieces[from+1:to], func(p syntax.Piece) bool {
		switch p.Kind {
		case syntax.IsOr, syntax.IsBack, syntax.IsNot:
			return true
		case syntax.IsValue:
			return !values || p.Carries("make", "model", "body_type")
		}
		return false
	})
}

// orMileage returns the limit of a mileage that an "or" at a piece joins to another one: "under 60,000 miles, or at
// most 70k". It is nil if there is none.
func (r *reader) orMileage(or int, end string) *quantity.Number {
	last := r.passedBack(max(or, 0)) - 1
	if last < 0 || r.Pieces[or].Kind != syntax.IsOr || r.Pieces[last].Kind != syntax.IsNumber || len(r.Pieces[last].Numbers) != 1 {
		return nil
	}
	if limit := &r.Pieces[last].Numbers[0]; limit.Parameter == "mileage"+end {
		return limit
	}
	return nil
}
