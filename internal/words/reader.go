package words

import (
	"slices"
	"strings"
)

// MaxText is how long a free text may be, in bytes; what is longer is not read.
const MaxText = 500

const (
	// maxGram is how many tokens a value may have.
	maxGram = 6
	// maxCorrections bounds the words of a text that are searched for misspellings.
	maxCorrections = 8
)

// kind says what a piece of text is.
type kind int

const (
	isValue    kind = iota // options says which.
	isNumber               // numbers says which.
	isQuestion             // options has one reading that is ambiguous.
	isOrder
	isLeft   // It was not understood.
	isFiller // It asks for nothing.
	isNot    // What follows is not wanted.
	isNotLast
	isOr
	isAnd
)

// piece is a stretch of tokens with what it may mean.
type piece struct {
	from, to int // Tokens.
	kind     kind
	options  []Reading
	numbers  []Number
	// not tells that the value is not wanted, gone that another piece says it as well.
	not, gone bool
	// side is the alternative that the piece belongs to, from 1 on; 0 for all.
	side int
}

// parameter returns the field that a piece says something about, "" when it says nothing that can be filtered.
func (p *piece) parameter() string {
	switch {
	case p.gone:
		return ""
	case p.kind == isValue && len(p.options) == 1 && p.options[0].Outcome != Ambiguous:
		return p.options[0].Parameter
	case p.kind == isNumber:
		return strings.TrimSuffix(strings.TrimSuffix(p.numbers[0].Parameter, "_min"), "_max")
	}
	return ""
}

// reader reads one text.
type reader struct {
	*Vocabulary
	text   string
	tokens []token
	pieces []piece
	result Understood
	// speaks are the languages of the text other than English.
	speaks language
	// numbers are those of the piece that is being read.
	numbers []Number
	checked int
	// hits are the phrases that begin at a token, looked tells at which they were looked up.
	hits   [][]hit
	looked []bool
}

// Read reads free text into filters. It never fails: what it does not understand is in Leftovers. The text is cut after
// MaxText bytes.
//
// It goes over the text from left to right, and cuts it into pieces: values, numbers, negations, joints, words that ask for
// nothing. Then it decides what each value means by its neighbours, how far negations reach, and what belongs to the sides
// of an "or".
func (v *Vocabulary) Read(text string) Understood {
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	r := &reader{Vocabulary: v, text: text, tokens: lex(text)}
	r.speaks = r.languages()
	r.pieces = make([]piece, 0, len(r.tokens))
	for i := 0; i < len(r.tokens); {
		i = r.next(i)
	}
	r.resolve()
	r.negate()
	r.alternate()
	r.build()
	r.leftovers()
	return r.result
}

// next reads what begins at a token, and returns the token behind it.
func (r *reader) next(i int) int {
	r.signedNot(i)
	for _, read := range []func(int) int{
		r.code, r.ownWords, r.ownedCar, r.order, r.filtersNothing, r.compared, r.limited, r.modelYear, r.negation, r.words, r.joint, r.bare, r.passed, r.withoutIt, r.corrected,
	} {
		if to := read(i); to > i {
			return to
		}
	}
	r.leave(i, i+1)
	return i + 1
}

func (r *reader) span(from, to int) string {
	return strings.TrimSpace(r.text[r.tokens[from].start:r.tokens[to-1].end])
}

func (r *reader) leave(from, to int) {
	r.pieces = append(r.pieces, piece{from: from, to: to, kind: isLeft})
}

// cut tells whether the text before a token ends a phrase.
func (r *reader) cut(i int, marks string) bool { return strings.ContainsAny(r.tokens[i].gap, marks) }

// order reads words that ask for an order.
func (r *reader) order(i int) int {
	name, to := "", 0
	if p, end := r.phrase(i, orders); end > 0 {
		name, to = p.name, end
	}
	if p, end := r.orderBy(i); end > to {
		name, to = p, end
	}
	if to == 0 {
		return i
	}
	if _, nothing := r.phrase(i, noFilter); nothing > to {
		return i
	}
	if r.result.Sort != nil && r.result.Sort.Text != name {
		r.leave(i, to)
		return to
	}
	if r.result.Sort == nil {
		r.result.Sort = &Number{Parameter: "sort", Text: name, Sent: r.span(i, to), Why: "no number is given: it is taken as an order"}
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: isOrder})
	return to
}

// orderBy reads "sorted by price, highest first".
func (r *reader) orderBy(i int) (name string, to int) {
	_, at := r.phrase(i, ordersBy)
	if at == 0 {
		return "", 0
	}
	greatest, said := false, false
	side := func() {
		if _, end := r.phrase(at, orderLeast); end > 0 {
			at, said = end, true
		} else if _, end := r.phrase(at, orderGreatest); end > 0 {
			at, greatest, said = end, true, true
		}
	}
	for at < len(r.tokens) && (r.tokens[at].key == "the" || r.tokens[at].key == "by") {
		at++
	}
	if p, end := r.phrase(at, orders); end > 0 {
		return p.name, end
	}
	side()
	p, end := r.phrase(at, orderField)
	if end == 0 {
		return "", 0
	}
	at = end
	side()
	switch {
	case greatest, p.name == "year" && !said:
		return "-" + p.name, at
	}
	return p.name, at
}

// filtersNothing finds phrases that no filter can say, whatever their words are alone.
func (r *reader) filtersNothing(i int) int {
	_, to := r.phrase(i, noFilter)
	if to == 0 {
		return i
	}
	if end, options := r.longest(i); end > to || end == to && len(r.fields[options[0].Parameter].byKey) > 0 && options[0].Outcome == Exact && to > i+1 {
		return i // A value of the stock says more.
	}
	r.leave(i, to)
	return to
}

// negation reads words that say that something is not wanted.
func (r *reader) negation(i int) int {
	_, to := r.phrase(i, notNext)
	if to == 0 {
		return i
	}
	if end, _ := r.longest(i); end > to {
		return i
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: isNot})
	return to
}

// signedNot reads the signs of "-bmw" and "!diesel".
func (r *reader) signedNot(i int) {
	gap, isWord := r.tokens[i].gap, !r.tokens[i].isNumber
	for _, sign := range []string{"-", "!", "–"} {
		if before, ok := strings.CutSuffix(gap, sign); ok && isWord && (before == "" && i == 0 || strings.HasSuffix(before, " ") || strings.HasSuffix(before, ",")) && !strings.HasSuffix(before, "!") {
			r.pieces = append(r.pieces, piece{from: i, to: i, kind: isNot})
			return
		}
	}
}

// withoutIt reads "dieselfrei", and the end of "diesel-free".
func (r *reader) withoutIt(i int) int {
	if r.is(i, notLast) && len(r.pieces) > 0 && !r.cut(i, ",;.!?") && r.pieces[len(r.pieces)-1].kind == isValue {
		r.pieces = append(r.pieces, piece{from: i, to: i + 1, kind: isNotLast})
		return i + 1
	}
	key := r.tokens[i].key
	for _, end := range []string{"frei", "free"} {
		if head, ok := strings.CutSuffix(key, end); ok && len(head) > 2 && r.index[head] {
			if options := r.options(i, i+1, head); len(options) > 0 {
				r.take(i, i+1, options)
				r.pieces = append(r.pieces, piece{from: i + 1, to: i + 1, kind: isNotLast})
				return i + 1
			}
		}
	}
	return i
}

// ownedCar reports a car that the person has, and does not ask for: "trading in my Fiesta".
func (r *reader) ownedCar(i int) int {
	_, to := r.phrase(i, ownedNext)
	if to == 0 {
		return i
	}
	end := to
	for at := to; at < len(r.tokens) && !r.cut(at, ",;.!?"); {
		next, _ := r.longest(at)
		number := r.number(at)
		switch {
		case next > at:
			at, end = next, next
		case number != nil && number.isNumber && isYear(number, r.year):
			at, end = number.to, number.to
		case end == to && r.is(at, asksNothing):
			at++
		default:
			at = len(r.tokens)
		}
	}
	if end == to {
		return i
	}
	r.leave(i, end)
	return end
}

// joint reads "or" and "and".
func (r *reader) joint(i int) int {
	if _, to := r.phrase(i, orJoint); to > 0 {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isOr})
		return to
	}
	if _, to := r.phrase(i, andJoint); to > 0 {
		r.pieces = append(r.pieces, piece{from: i, to: to, kind: isAnd})
		return to
	}
	return i
}

// passed passes words over that ask for nothing.
func (r *reader) passed(i int) int {
	if r.tokens[i].gap == "_" || i+1 < len(r.tokens) && r.tokens[i+1].gap == "_" {
		return i // "vehicles_stock" is one word to the one who wrote it.
	}
	_, to := r.phrase(i, asksNothing)
	if key := r.tokens[i].key; to == 0 && key == "condition" && r.besideCondition(i) {
		to = i + 1
	}
	if to == 0 || to == i+1 && elided[r.tokens[i].key] && !r.apostrophe(i) {
		return i
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, kind: isFiller})
	return to
}

// besideCondition tells whether the value behind a word is a condition.
func (r *reader) besideCondition(i int) bool {
	for at := i + 1; at < len(r.tokens) && at < i+3; at++ {
		if to, options := r.longest(at); to > at {
			return options[0].Parameter == "condition"
		}
	}
	return false
}

// elided are what is left of words beside an apostrophe: it's, I'd, l'auto.
var elided = map[string]bool{"s": true, "t": true, "d": true, "m": true, "l": true, "j": true, "re": true, "ve": true, "ll": true}

func (r *reader) apostrophe(i int) bool {
	const marks = "'’"
	return strings.ContainsAny(r.tokens[i].gap, marks) || i+1 < len(r.tokens) && strings.ContainsAny(r.tokens[i+1].gap, marks)
}

// modelYear reads "MY22".
func (r *reader) modelYear(i int) int {
	number, ok := strings.CutPrefix(r.tokens[i].key, "my")
	if !ok || len(number) != 2 || !isDigit(number[0]) || !isDigit(number[1]) {
		return i
	}
	r.plates(i, i+1, comparator{}, float64(number[0]-'0')*10+float64(number[1]-'0'), float64(number[0]-'0')*10+float64(number[1]-'0'), false)
	return i + 1
}

func (r *reader) take(from, to int, options []Reading) {
	for i := range options {
		options[i].Sent = r.span(from, to)
	}
	r.pieces = append(r.pieces, piece{from: from, to: to, options: options})
}

// leftovers joins what was not understood, with the articles in between.
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
			left := p.kind == isLeft
			if p.from < len(r.tokens) && r.cut(p.from, ",;.!?") || !left && (p.kind != isFiller || !article[r.tokens[p.from].key]) {
				break
			}
			if left {
				to, i = max(to, p.to), j
			}
		}
		if to < len(r.tokens) && states[r.tokens[to].key] && !r.cut(to, ",;.!?") {
			to++ // "good condition"
		}
		r.result.Leftovers = append(r.result.Leftovers, r.span(from, to))
	}
}

var article = map[string]bool{"a": true, "an": true, "the": true, "my": true, "your": true, "of": true, "to": true, "for": true, "de": true, "la": true}

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
		words, excluded, numbers := &r.result.Words, &r.result.Excluded, &r.result.Numbers
		if p.side > 0 {
			a := &alternatives[p.side-1]
			words, excluded, numbers = &a.Words, &a.Excluded, &a.Numbers
		}
		switch {
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

// tighter adds a number, or makes the bound tighter that is there: nobody who names two limits means the wider one.
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
