package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
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
	spends, price := false, 0
	for at < min(len(r.Tokens), i+far) && !strings.ContainsAny(r.Tokens[at].Gap, ",;.!?") {
		if p, to := r.Phrase(at, wordbook.ComparesNext); to > 0 && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Direction == wordbook.AtMost) {
			if r.ofYear(to) {
				return i // "not from 2012 or 2013"
			}
			if end := r.compare(i, r.paidFrom(i, price, at, to), p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Strict); end > at {
				if last := &r.Pieces[len(r.Pieces)-1]; spends && last.Kind == syntax.IsNumber {
					last.Numbers[0].Unsure = false // "can't spend more than 60k"
				}
				return end
			}
		}
		if _, provided := r.Phrase(at, wordbook.Provided); provided > 0 {
			return i // "I don't mind the mileage as long as it stays under 100,000"
		}
		_, to := r.Phrase(at, wordbook.LimitWord)
		spends = spends || to > 0
		_, more := r.Phrase(at, wordbook.ModalNot)
		name, hint := r.Phrase(at, wordbook.NamesNext)
		if hint > 0 && name.Name == "price" {
			price = at
		}
		_, nothing := r.Phrase(at, wordbook.AsksNothing)
		if to = max(to, more, hint, nothing); to == 0 || r.May(at, wordbook.Turns) || r.Is(at, wordbook.AndJoint) {
			return i
		}
		at = to
	}
	return i
}

// paidFrom returns the token at which a limit begins that has its comparing words between two tokens: at the word for
// a price right before them, if its number is a small one that counts nothing: "spend more than eight". What is told
// before the token from costs something else: "insurance can't cost more than 50".
func (r *reader) paidFrom(from, price, at, to int) int {
	_, end := r.Phrase(price, wordbook.NamesNext)
	a := r.Number(r.Skip(to))
	if price > 0 && end == at && a != nil && a.Number < 100 && a.Of == "" && !r.behindTold(from) && (r.clauseEnds(a.To) || r.beforeHead(r.PastArticles(a.To+1))) {
		return price
	}
	return at
}

// limitAmount reads the number of a limit. Behind what is told, "t" are tons: "Anhängelast bis 2t".
func (r *reader) limitAmount(from, i int, c wordbook.Comparator, hint string) *quantity.Quantity {
	if a := r.ThousandsOf(i, c, hint); a != nil && (a.Spelled || !r.behindTold(from)) {
		return a
	}
	return r.Number(i)
}

// turnsLimit tells whether the comparing words at a token turn those round that they end with: "nothing over" is at
// most.
func (r *reader) turnsLimit(i int) bool {
	_, end := r.Phrase(i, wordbook.ComparesNext)
	for at := i + 1; at < end; at++ {
		if p, to := r.Phrase(at, wordbook.ComparesNext); to == end && (p.Comparator.Direction == wordbook.AtLeast || p.Comparator.Of == "year") {
			return true
		}
	}
	return false
}

// moreThousands makes thousands of a small number that stretches the price before it: "five thousand, maybe six tops".
func (r *reader) moreThousands(a *quantity.Quantity, c wordbook.Comparator) {
	const thousand, most = 1000, 2
	if c.Direction != wordbook.AtMost || a.Of != "" || a.Thousands || a.Decimal || a.Number >= 100 || a.Suffix != "" {
		return
	}
	at := r.NumberBefore(len(r.Pieces))
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
	at := r.NumberBefore(n)
	if at < 0 {
		return
	}
	o := &r.Pieces[at]
	last := &o.Numbers[len(o.Numbers)-1]
	if last.Parameter != "price_max" || last.Value >= p.Numbers[0].Value || p.Numbers[0].Value > last.Value*most || p.Numbers[0].Currency != "" && last.Currency != p.Numbers[0].Currency || !last.Uncompared() && !last.About() && !r.stretches(last.Value, p) {
		return
	}
	p.Numbers[0].Currency = last.Currency
	*last = p.Numbers[0]
	o.To = p.To
	for i := range o.Numbers {
		o.Numbers[i].Sent = r.Span(o.From, o.To)
	}
	r.Pieces = r.Pieces[:at+1]
}

// stretches tells whether a limit goes a little beyond the one before: "under 10 grand, 11 tops", "under 10k but could
// stretch to 11".
func (r *reader) stretches(limit float64, p *syntax.Piece) bool {
	const most = 1.5
	_, names := r.Phrase(p.From, wordbook.NamesNext)
	joined := strings.TrimSpace(r.Tokens[p.From].Gap) == "," || r.May(p.From-1, wordbook.Turns) && !r.Cut(p.From, ";.!?")
	return names == 0 && joined && p.Numbers[0].Value <= limit*most
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
			return p.Carries("make", "model", "body_type") || !values && r.SaidBefore(from, p.Options[0].Parameter)
		}
		return false
	})
}

// settle decides what an amount is that may be a price or a mileage, if the text says one of the two elsewhere: "camry
// 20k under 60k miles". Of two such amounts the higher one is the mileage. What is as likely to be a mileage as a
// price is asked for otherwise: "golf under 60k".
func (r *reader) settle() {
	for n := range r.Pieces {
		r.askedBefore(n)
		if p := &r.Pieces[n]; p.Kind == syntax.IsNumber && len(p.Numbers) == 1 && p.Numbers[0].Unsure && p.Numbers[0].Parameter == "price_max" && !r.saysAlone(n, "mileage") {
			p.Kind, p.Options = syntax.IsQuestion, []match.Reading{quantity.PriceOrMileage(p.Numbers[0])}
		}
		r.settleRange(n)
	}
	for n := range r.Pieces {
		p := &r.Pieces[n]
		if p.Kind != syntax.IsQuestion {
			continue
		}
		other := r.otherQuestion(n)
		switch price, mileage := r.saysAlone(n, "price"), r.saysAlone(n, "mileage"); {
		case mileage && !price && other < 0:
			r.decide(p, "price")
		case price && !mileage && other < 0:
			r.decide(p, "mileage")
		case !price && !mileage && other > n:
			r.decideBoth(p, &r.Pieces[other])
		}
	}
}

// settleRange decides what a range is that may be one of prices or of mileages, "30-60k". It tells it if nothing says
// so.
func (r *reader) settleRange(n int) {
	p := &r.Pieces[n]
	if p.Kind != syntax.IsNumber || len(p.Numbers) != 2 || !p.Numbers[0].Unsure || p.Numbers[0].Parameter != "price_min" || r.saysAlone(n, "mileage") {
		return
	}
	if !r.saysAlone(n, "price") {
		p.Kind = syntax.IsLeft
		return
	}
	for i := range p.Numbers {
		_, end, _ := strings.Cut(p.Numbers[i].Parameter, "_")
		p.Numbers[i].Parameter, p.Numbers[i].Why = "mileage_"+end, "a mileage: another limit says the price"
		r.InUnit(&p.Numbers[i], r.Unit)
	}
}

// saysAlone tells whether another piece is a limit of a field, with no "or" and no other car between the two.
func (r *reader) saysAlone(n int, field string) bool {
	for at := range r.Pieces {
		p := &r.Pieces[at]
		if at == n || p.Kind != syntax.IsNumber || !p.Carries(field) || r.wishesBetween(min(n, at), max(n, at), false) {
			continue
		}
		if field != "mileage" || at != n-1 || r.Cut(r.Pieces[n].From, ",;.") {
			return true // In "below 11k miles below 100k" the miles may be the second.
		}
	}
	return false
}

// otherQuestion returns another amount that may be a price or a mileage, in the same place; -1 if there is none.
func (r *reader) otherQuestion(n int) int {
	for at := range r.Pieces {
		if at != n && r.Pieces[at].Kind == syntax.IsQuestion && quantity.AsksPrice(&r.Pieces[at].Options[0]) && !r.wishesBetween(min(n, at), max(n, at), false) {
			return at
		}
	}
	return -1
}

// decideBoth makes a price of the lower of two amounts, and a mileage of the higher one.
func (r *reader) decideBoth(one, other *syntax.Piece) {
	const times = 1.5
	a, ok := quantity.Decided(&one.Options[0], "price")
	b, also := quantity.Decided(&other.Options[0], "price")
	switch {
	case !ok || !also:
	case a.Value >= b.Value*times:
		r.decide(one, "mileage")
		r.decide(other, "price")
	case b.Value >= a.Value*times:
		r.decide(one, "price")
		r.decide(other, "mileage")
	}
}

// decide makes a limit of a field of an amount that may be a price or a mileage.
func (r *reader) decide(p *syntax.Piece, field string) {
	limit, ok := quantity.Decided(&p.Options[0], field)
	if !ok {
		return
	}
	if field == "mileage" {
		r.InUnit(&limit, r.Unit)
	}
	p.Kind, p.Options, p.Numbers = syntax.IsNumber, nil, []quantity.Number{limit}
}
