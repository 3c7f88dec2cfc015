package words

import (
	"strings"

	"forecourt/internal/words/wordbook"
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
	speaks wordbook.Language
	// english tells that it has words of English, too.
	english bool
	// numbers are those of the piece that is being read.
	numbers []Number
	checked int
	// model is the first word of the last model that was read.
	model string
	// hits are the phrases that begin at a token, looked tells at which they were looked up.
	hits   [][]hit
	looked []bool
}

// Read reads free text into filters. It never fails: what it does not understand is in Leftovers. The text is cut after
// MaxText bytes.
//
// It goes over the text from left to right, and cuts it into pieces: values, numbers, negations, joints, words that ask
// for nothing. Then it decides what each value means by its neighbours, how far negations reach, and what belongs to
// the sides of an "or".
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
		r.code, r.ownWords, r.ownedCar, r.order, r.filtersNothing, r.compared, r.limited, r.modelYear, r.engine, r.negation, r.words, r.joint, r.bare, r.passed, r.withoutIt, r.corrected,
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

func (r *reader) take(from, to int, options []Reading) {
	for i := range options {
		options[i].Sent = r.span(from, to)
	}
	r.pieces = append(r.pieces, piece{from: from, to: to, options: options})
}

// hit is a phrase that was found in a text, up to a token.
type hit struct {
	wordbook.Phrase
	to int
}

// found returns the phrases that begin at a token.
func (r *reader) found(i int) []hit {
	if i >= len(r.tokens) {
		return nil
	}
	if r.hits == nil {
		r.hits = make([][]hit, len(r.tokens))
		r.looked = make([]bool, len(r.tokens))
	}
	if r.looked[i] {
		return r.hits[i]
	}
	r.looked[i] = true
	text := r.tokens[i].key
	longest := r.book.Tables.Heads[text]
	for n := 1; n <= longest; n++ {
		if n > 1 {
			if i+n > len(r.tokens) || strings.ContainsAny(r.tokens[i+n-1].gap, ",;!?") {
				break
			}
			text += " " + r.tokens[i+n-1].key
		}
		for _, p := range r.book.Tables.Phrases[text] {
			if p.Only == 0 || r.speaks&p.Only != 0 {
				r.hits[i] = append(r.hits[i], hit{p, i + n})
			}
		}
	}
	return r.hits[i]
}

// phrase returns the longest phrase of a role that begins at a token, and the token behind it, 0 when there is none.
func (r *reader) phrase(i int, of wordbook.Role) (p wordbook.Phrase, to int) {
	for _, h := range r.found(i) {
		if h.Role == of && h.to > to {
			p, to = h.Phrase, h.to
		}
	}
	return p, to
}

// is tells whether a token alone has a role.
func (r *reader) is(i int, of wordbook.Role) bool {
	for _, h := range r.found(i) {
		if h.Role == of && h.to == i+1 {
			return true
		}
	}
	return false
}

// filler tells whether a word alone asks for nothing.
func (r *reader) filler(key string) bool {
	for _, p := range r.book.Tables.Phrases[key] {
		if p.Role == wordbook.AsksNothing && (p.Only == 0 || r.speaks&p.Only != 0) {
			return true
		}
	}
	return false
}

// languages returns the languages that a text speaks, other than English: those whose words are more than the English
// ones.
func (r *reader) languages() (speaks wordbook.Language) {
	var counts [8]int
	most := 0
	for _, t := range r.tokens {
		for n := range counts {
			if r.book.Tables.Markers[t.key]&(1<<n) != 0 {
				counts[n]++
				most = max(most, counts[n])
			}
		}
	}
	english := 0
	for n := range counts {
		if r.book.Tables.English == 1<<n {
			english = counts[n]
			r.english = english > 0
		}
	}
	for n, count := range counts {
		if count > english && 2*count >= most {
			speaks |= 1 << n
		}
	}
	return speaks
}
