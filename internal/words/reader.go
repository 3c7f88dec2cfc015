package words

import (
	"strings"

	"forecourt/internal/words/lexer"
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
	isBack // What was said before counts no more.
	isMayNext
	isMayLast
)

// piece is a stretch of tokens with what it may mean.
type piece struct {
	from, to int // Tokens.
	kind     kind
	options  []Reading
	numbers  []Number
	// not means that the value is not wanted. gone means that another piece has taken this one over.
	not, gone bool
	// each means that an "and" behind the negation joins values of any field. reach is the token at which the list of what
	// is not wanted ends, 0 when there is no list.
	each  bool
	reach int
	// side is the alternative that the piece belongs to, counted from 1. Pieces of all alternatives have 0.
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
	tokens []lexer.Token
	// keys are the tokens' keys in a row; that of token i begins at begins[i].
	keys   string
	begins []int
	pieces []piece
	result Understood
	// speaks are the languages of the text other than English.
	speaks wordbook.Language
	// english tells that it has words of English, too.
	english bool
	// numbers are kept for the piece that is being read.
	numbers []Number
	// checked counts the words that were searched for misspellings.
	checked int
	// model is the first word of the last model that was read.
	model string
	// meant is the spelling that a misspelt model was read as.
	meant string
	// owned are models that the person has. closing is the token that ends "leave … out", counted from 1.
	owned   []string
	closing int
	// sortOpen means that the order that was read does not say which end comes first.
	sortOpen bool
	// named is the field whose name stands before the token namedAt.
	named   string
	namedAt int
	// hits are the phrases that begin at each token; looked tells for which tokens they are known.
	hits   [][]hit
	looked []bool
}

// Read reads free text into filters. It never fails: what it does not understand is in Leftovers. Only the first
// MaxText bytes are read.
//
// First the text is cut into pieces, from left to right: values, numbers, negations, joints, and words that ask for
// nothing. Then the neighbours of a value decide what it means, each negation gets its reach, and each piece its side
// of an "or".
func (v *Vocabulary) Read(text string) Understood {
	r := v.parse(text)
	r.build()
	r.leftovers()
	return r.result
}

// parse cuts a text into pieces, and decides what each means and how they belong together.
func (v *Vocabulary) parse(text string) *reader {
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	r := v.newReader(text)
	r.pieces = make([]piece, 0, len(r.tokens))
	for i := 0; i < len(r.tokens); {
		i = r.next(i)
	}
	r.leaveOwned()
	r.resolve()
	r.takeBack()
	r.negate()
	r.leaveOptional()
	r.alternate()
	return r
}

// newReader returns a reader of a text that has not been read yet.
func (v *Vocabulary) newReader(text string) *reader {
	r := &reader{Vocabulary: v, text: text, tokens: lexer.Split(text)}
	r.joinKeys()
	r.speaks = r.languages()
	return r
}

// joinKeys writes the tokens' keys in a row, so that the key of a stretch is a part of it.
func (r *reader) joinKeys() {
	var b strings.Builder
	b.Grow(len(r.text))
	r.begins = make([]int, 0, len(r.tokens)+1)
	for _, t := range r.tokens {
		r.begins = append(r.begins, b.Len())
		b.WriteString(t.Key)
	}
	r.begins = append(r.begins, b.Len())
	r.keys = b.String()
}

// key returns the key of a stretch of tokens.
func (r *reader) key(from, to int) string { return r.keys[r.begins[from]:r.begins[to]] }

// next reads what begins at a token, and returns the token behind it.
func (r *reader) next(i int) int {
	r.signedNot(i)
	for _, read := range []func(int) int{
		r.code, r.answered, r.ownWords, r.labelled, r.takesBack, r.needNotBe, r.ownedCar, r.order, r.filtersNothing, r.compared, r.limited, r.modelYear, r.engine, r.negation, r.sharedTail, r.states, r.spokenName, r.words, r.compound, r.joint, r.bare, r.passed, r.withoutIt, r.corrected,
	} {
		if to := read(i); to > i {
			r.carryName(i, to)
			return to
		}
	}
	r.leave(i, i+1)
	return i + 1
}

func (r *reader) span(from, to int) string {
	return strings.TrimSpace(r.text[r.tokens[from].Start:r.tokens[to-1].End])
}

func (r *reader) leave(from, to int) {
	r.pieces = append(r.pieces, piece{from: from, to: to, kind: isLeft})
}

// cut tells whether one of the marks stands before a token.
func (r *reader) cut(i int, marks string) bool { return strings.ContainsAny(r.tokens[i].Gap, marks) }

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
	longest := r.book.Tables.Heads[r.tokens[i].Key]
	var room [64]byte
	text := append(room[:0], r.tokens[i].Key...)
	for n := 1; n <= longest; n++ {
		if n > 1 {
			if i+n > len(r.tokens) || strings.ContainsAny(r.tokens[i+n-1].Gap, ",;!?") {
				break
			}
			text = append(append(text, ' '), r.tokens[i+n-1].Key...)
		}
		for _, p := range r.book.Tables.Phrases[string(text)] {
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

// languages returns the languages of a text other than English. They have more marker words in it than English has.
func (r *reader) languages() (speaks wordbook.Language) {
	var counts [8]int
	most := 0
	for _, t := range r.tokens {
		for n := range counts {
			if r.book.Tables.Markers[t.Key]&(1<<n) != 0 {
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

// common tells whether a word is a common one, or a form of one.
func (r *reader) common(key string) bool {
	for _, end := range []string{"", "s", "es", "ed", "d", "ing", "er", "ly"} {
		if stem, ok := strings.CutSuffix(key, end); ok && len(stem) > 3 && r.book.Common[stem] {
			return true
		}
	}
	return r.book.Common[key]
}
