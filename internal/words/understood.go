package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// Outcome says how a requested value was read.
type Outcome int

// The outcomes.
const (
	// Exact is a value as the stock has it, but for case.
	Exact Outcome = iota
	// Interpreted is a value in other words or another spelling.
	Interpreted
	// Ambiguous is a value that may mean several things, none of which was chosen.
	Ambiguous
	// Unknown is a value that nothing in the stock comes near to.
	Unknown
)

// Reading is how one requested value was read, with the reason.
type Reading struct {
	Parameter string
	// Sent is the value as it was sent.
	Sent    string
	Outcome Outcome
	// Values are the stock's own values that are meant, the one that was sent first.
	Values []string
	// Why says in a few words how Values came about, or what is wrong.
	Why string
	// Candidates are what an ambiguous value may mean, or what comes nearest to an unknown one.
	Candidates []Candidate
}

// Candidate is a value that may be meant.
type Candidate struct {
	Parameter, Value string
	// Vehicles is how many vehicles have it; 0 for numbers.
	Vehicles int64
}

// Understood is how a free text was read.
type Understood struct {
	// Words are the filters by words, one reading for each piece of the text.
	Words []Reading
	// Excluded are the values that are not wanted, one reading for each piece of the text.
	Excluded []Reading
	// Numbers are the filters by numbers: the parameter is a field's name (any of several), or that with _min or _max.
	Numbers []Number
	// ExcludedNumbers are single numbers that are not wanted.
	ExcludedNumbers []Number
	// Alternatives are readings of which a vehicle must meet one, besides everything else: "toyota under 20k or ford under
	// 10k". There are none, or two to MaxAlternatives.
	Alternatives []Alternative
	// Sort is the order that is asked for, or nil.
	Sort *Number
	// Ambiguous are the pieces that may mean several things; nothing was chosen.
	Ambiguous []Reading
	// Leftovers are the pieces that were not understood, in the order of the text.
	Leftovers []string
}

// Alternative is one side of an "or" between unlike things.
type Alternative struct {
	// Sent is the piece of text.
	Sent                     string
	Words, Excluded          []Reading
	Numbers, ExcludedNumbers []Number
}

// MaxAlternatives is how many alternatives a text may have.
const MaxAlternatives = 4

// Number is a filter by a number, or an order.
type Number struct {
	Parameter string
	// Value is the number; amounts are in the currency's unit. Text is the order's name.
	Value float64
	Text  string
	// Currency is what the text calls a price's currency (ISO 4217), when the stock's prices are not known to be in it;
	// Unit is the unit of Value, "mi" or "km", when a mileage's unit is said. Both are "" otherwise.
	Currency, Unit string
	// Sent is the piece of text, Why says in a few words how it was read.
	Sent, Why string
}

// notSigns begin a value that is not wanted: "!black", "-toyota".
var notSigns = []string{"!=", "<>", "!", "≠", "-", "–", "¬"}

// articles may stand between "not" and a value.
var articles = map[string]bool{
	"a": true, "an": true, "the": true, "any": true, "ein": true, "eine": true, "einen": true, "un": true, "une": true, "una": true, "le": true, "la": true, "el": true, "een": true,
}

// Unwanted tells whether a requested value says what is not wanted, such as "not red" or "!black", and returns the
// rest. A value that the stock has is never taken for one.
func (v *Vocabulary) Unwanted(parameter, sent string) (rest string, unwanted bool) {
	sent = strings.TrimSpace(sent)
	if f := v.fields[parameter]; f != nil {
		if r, ok := f.direct(sent, wordbook.Key(sent)); ok && r.Outcome == Exact {
			return sent, false
		}
	}
	for _, sign := range notSigns {
		if rest, ok := strings.CutPrefix(sent, sign); ok && wordbook.Key(rest) != "" {
			return strings.TrimSpace(rest), true
		}
	}
	r := v.newReader(sent)
	if len(r.tokens) < 2 {
		return sent, false
	}
	if last := len(r.tokens) - 1; r.is(last, wordbook.NotLast) && r.tokens[last].Gap == "-" {
		return strings.TrimSpace(sent[:r.tokens[last-1].End]), true
	}
	_, to := r.phrase(0, wordbook.NotNext)
	for to > 0 && to < len(r.tokens)-1 && articles[r.tokens[to].Key] {
		to++
	}
	if to == 0 || to >= len(r.tokens) {
		return sent, false
	}
	return strings.TrimSpace(sent[r.tokens[to].Start:]), true
}

// build writes the result.
func (r *reader) build() {
	sides := 0
	for i := range r.pieces {
		sides = max(sides, r.pieces[i].side)
	}
	alternatives := make([]Alternative, sides)
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.gone {
			continue
		}
		words, excluded, numbers, others := &r.result.Words, &r.result.Excluded, &r.result.Numbers, &r.result.ExcludedNumbers
		if p.side > 0 {
			a := &alternatives[p.side-1]
			words, excluded, numbers, others = &a.Words, &a.Excluded, &a.Numbers, &a.ExcludedNumbers
		}
		switch {
		case p.kind == isNumber && p.not:
			*others = append(*others, p.numbers...)
		case p.kind == isNumber:
			for _, n := range p.numbers {
				*numbers = tighter(*numbers, n)
			}
		case p.kind != isValue && p.kind != isQuestion:
		case p.options[0].Outcome == Ambiguous && p.not:
			p.kind = isLeft
		case p.options[0].Outcome == Ambiguous:
			r.result.Ambiguous = append(r.result.Ambiguous, p.options[0])
		case p.not:
			*excluded = append(*excluded, p.options[0])
		default:
			*words = append(*words, p.options[0])
		}
	}
	for n := range alternatives {
		alternatives[n].Sent = r.sideText(n + 1)
	}
	r.result.Alternatives = alternatives
}

// sideText returns the piece of text from the first to the last piece of an alternative.
func (r *reader) sideText(side int) string {
	from, to := -1, 0
	for _, p := range r.pieces {
		if p.side == side && p.to > p.from {
			if from < 0 {
				from = p.from
			}
			to = p.to
		}
	}
	if from < 0 {
		return ""
	}
	return r.span(from, to)
}

// tighter adds a number. If the list has the same limit already, the narrower one counts.
func tighter(list []Number, n Number) []Number {
	at := slices.IndexFunc(list, func(o Number) bool { return o.Parameter == n.Parameter })
	isMin, isMax := strings.HasSuffix(n.Parameter, "_min"), strings.HasSuffix(n.Parameter, "_max")
	if at < 0 || !isMin && !isMax || list[at].Currency != n.Currency || list[at].Unit != n.Unit {
		return append(list, n)
	}
	if isMin && n.Value > list[at].Value || isMax && n.Value < list[at].Value {
		n.Sent = list[at].Sent + ", " + n.Sent
		n.Why += "; the narrower of two limits"
		list[at] = n
	} else {
		list[at].Sent += ", " + n.Sent
	}
	return list
}

// leftovers collects what was not understood. Neighbours become one text, with the articles between them.
func (r *reader) leftovers() {
	for i := 0; i < len(r.pieces); i++ {
		if r.pieces[i].kind != isLeft || r.pieces[i].gone {
			continue
		}
		from, to := r.pieces[i].from, r.pieces[i].to
		for j := i + 1; j < len(r.pieces); j++ {
			p := r.pieces[j]
			if p.gone {
				continue
			}
			left := p.kind == isLeft || p.kind == isFiller && p.from < len(r.tokens) && r.tokens[p.from].Gap == "-" || p.kind == isAnd && r.tokens[p.from].Key == "plus" && j == i+1 && j+1 < len(r.pieces) && r.pieces[j+1].kind == isLeft
			if p.from < len(r.tokens) && r.cut(p.from, ",;.!?") || !left && (p.kind != isFiller || !article[r.tokens[p.from].Key]) {
				break
			}
			if left {
				to, i = max(to, p.to), j
			}
		}
		if to < len(r.tokens) && states[r.tokens[to].Key] && !r.cut(to, ",;.!?") {
			to++ // "good condition"
		}
		r.result.Leftovers = append(r.result.Leftovers, r.span(from, to))
	}
}

var article = map[string]bool{"a": true, "an": true, "the": true, "my": true, "your": true, "of": true, "to": true, "for": true, "de": true, "la": true}
