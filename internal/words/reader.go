package words

import (
	"slices"
	"strings"
)

// Understood is how a free text was read.
type Understood struct {
	// Words are the filters by words, one reading for each piece of the text.
	Words []Reading
	// Numbers are the filters by numbers: the parameter is a field's name (any of several), or that with _min or _max.
	Numbers []Number
	// Excluded are the values that are not wanted, one reading for each piece of the text.
	Excluded []Reading
	// Alternatives are readings of which a vehicle must meet one, as well as all else: "toyota under 20k or ford under 10k".
	// There are none, or from two to MaxAlternatives.
	Alternatives []Alternative
	// Sort is the order that is asked for, or nil.
	Sort *Number
	// Ambiguous are the pieces that may mean several things; nothing was chosen.
	Ambiguous []Reading
	// Leftovers are the pieces that mean nothing here, in the order of the text.
	Leftovers []string
}

// Alternative is one side of an "or" between unlike things.
type Alternative struct {
	// Sent is the piece of text.
	Sent            string
	Words, Excluded []Reading
	Numbers         []Number
}

// MaxAlternatives is how many alternatives a text may have.
const MaxAlternatives = 4

// Number is a filter by a number, or an order.
type Number struct {
	Parameter string
	// Currency is what the text calls a price's currency (ISO 4217), when the stock's prices are not known to be in it; Unit
	// is "mi" or "km", when a mileage's unit is said and the stock's is not known. Both are "" otherwise.
	Currency, Unit string
	// Value is the number; amounts are in the currency's unit. Text is the order's name.
	Value float64
	Text  string
	// Sent is the piece of text, Why says in a few words how it was read.
	Sent, Why string
}

// MaxText is how long a free text may be, in bytes; what is longer is not read.
const MaxText = 500

const (
	// maxGram is how many tokens a value may have, maxPhrase how many a phrase of the tables.
	maxGram   = 6
	maxPhrase = 5
	// maxCorrections bounds the words of a text that are searched for misspellings.
	maxCorrections = 8
)

// piece is a stretch of tokens with what it may mean.
type piece struct {
	from, to int // Tokens.
	options  []Reading
	left     bool // Not understood.
	filler   bool
}

// reader reads one text.
type reader struct {
	*Vocabulary
	text    string
	tokens  []token
	pieces  []piece
	result  Understood
	checked int
	texts   [][]string // What joined returned.
}

// Read reads free text into filters. It never fails: what it does not understand is in Leftovers. The text is cut after
// MaxText bytes.
func (v *Vocabulary) Read(text string) Understood {
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	r := &reader{Vocabulary: v, text: text, tokens: lex(text)}
	for i := 0; i < len(r.tokens); {
		i = r.next(i)
	}
	r.resolve()
	r.leftovers()
	return r.result
}

// next reads what begins at a token, and returns the token behind it.
func (r *reader) next(i int) int {
	for _, read := range []func(int) int{r.ownWords, r.unwanted, r.order, r.filtersNothing, r.compared, r.words, r.bare, r.passed} {
		if to := read(i); to > i {
			return to
		}
	}
	if to := r.corrected(i); to > i {
		return to
	}
	r.leave(i, i+1)
	return i + 1
}

// phrase returns the tokens from i on that are in a table, the longest phrase, and its entry.
func phrase[V any](r *reader, i int, table map[string]V) (entry V, to int) {
	for n, joined := range r.joined(i) {
		if e, ok := table[joined]; ok {
			entry, to = e, i+n+1
		}
	}
	return entry, to
}

// joined returns the texts of one token, of two, and so on, from a token on that begins a phrase of some table.
func (r *reader) joined(i int) []string {
	if i >= len(r.tokens) || !r.book.tables.heads[r.tokens[i].key] {
		return nil
	}
	if r.texts == nil {
		r.texts = make([][]string, len(r.tokens))
	}
	if r.texts[i] != nil {
		return r.texts[i]
	}
	text := r.tokens[i].key
	list := append(make([]string, 0, maxPhrase), text)
	for n := 1; n < min(maxPhrase, len(r.tokens)-i) && !strings.ContainsAny(r.tokens[i+n].gap, ",;!?"); n++ {
		text += " " + r.tokens[i+n].key
		list = append(list, text)
	}
	r.texts[i] = list
	return list
}

func (r *reader) span(from, to int) string {
	return strings.TrimSpace(r.text[r.tokens[from].start:r.tokens[to-1].end])
}

func (r *reader) leave(from, to int) {
	r.pieces = append(r.pieces, piece{from: from, to: to, left: true})
}

// unwanted reads what is not wanted, which no filter can say: "not red or blue".
func (r *reader) unwanted(i int) int {
	if _, to := phrase(r, i, r.book.tables.sorts); to > 0 {
		return i // "not too many miles"
	}
	if _, to := phrase(r, i, r.book.tables.comparators); to > 0 && r.number(r.skip(to)) != nil {
		return i // "no more than"
	}
	_, to := phrase(r, i, r.book.tables.negations)
	if to == 0 {
		return i
	}
	for to < len(r.tokens) {
		if strings.ContainsAny(r.tokens[to].gap, ",;.!?") {
			break
		}
		if slices.Contains([]string{"a", "an", "the", "any", "de", "del", "ein", "eine", "einen", "un", "une"}, r.tokens[to].key) && to+1 < len(r.tokens) {
			to++
			continue
		}
		if end, _ := r.longest(to); end > to {
			to = end
		} else {
			to++
		}
		if to < len(r.tokens)-1 && slices.Contains([]string{"or", "nor", "oder", "ou", "o"}, r.tokens[to].key) {
			to++
			continue
		}
		break
	}
	r.leave(i, to)
	return to
}

// order reads words that ask for an order.
func (r *reader) order(i int) int {
	sort, to := phrase(r, i, r.book.tables.sorts)
	if to == 0 {
		return i
	}
	if r.result.Sort == nil {
		r.result.Sort = &Number{Parameter: "sort", Text: sort, Sent: r.span(i, to), Why: "no number is given: it is taken as an order"}
		r.pieces = append(r.pieces, piece{from: i, to: to})
	} else {
		r.leave(i, to)
	}
	return to
}

// filtersNothing finds phrases that no filter can say, whatever their words are alone.
func (r *reader) filtersNothing(i int) int {
	_, to := phrase(r, i, r.book.tables.others)
	if to == 0 {
		return i
	}
	r.leave(i, to)
	return to
}

// passed passes words over that ask for nothing.
func (r *reader) passed(i int) int {
	if r.tokens[i].gap == "_" || i+1 < len(r.tokens) && r.tokens[i+1].gap == "_" {
		return i // "vehicles_stock" is one word to the one who wrote it.
	}
	_, to := phrase(r, i, r.book.tables.phrases)
	if to == 0 {
		if key := r.tokens[i].key; !r.book.tables.fillers[key] || elided[key] && !r.apostrophe(i) {
			return i
		}
		to = i + 1
	}
	r.pieces = append(r.pieces, piece{from: i, to: to, filler: true})
	return to
}

// elided are what is left of words beside an apostrophe: it's, I'd, l'auto.
var elided = map[string]bool{"s": true, "t": true, "d": true, "m": true, "l": true, "j": true, "re": true, "ve": true, "ll": true}

func (r *reader) apostrophe(i int) bool {
	const marks = "'’"
	return strings.ContainsAny(r.tokens[i].gap, marks) || i+1 < len(r.tokens) && strings.ContainsAny(r.tokens[i+1].gap, marks)
}

// corrected reads a misspelt word.
func (r *reader) corrected(i int) int {
	t := r.tokens[i]
	if t.isNumber || len(t.key) < 4 || r.book.common[t.key] || r.checked >= maxCorrections {
		return i
	}
	r.checked++
	allowed := 1
	if len(t.key) >= 8 {
		allowed = 2
	}
	var options []Reading
	for _, f := range r.asked {
		if !f.Corrected {
			continue
		}
		name := f.name
		for _, word := range f.likeliest(f.nearest(t.key, allowed)) {
			reading, ok := f.direct(word, word)
			if !ok && name == "location" {
				reading, ok = f.part([]string{word}, nil)
			}
			if !ok || reading.Outcome == Ambiguous {
				continue
			}
			reading = asRead(reading, "")
			reading.Parameter, reading.Why = name, "the nearest spelling"
			if !slices.ContainsFunc(options, func(o Reading) bool { return o.Parameter == name && sameValues(o.Values, reading.Values) }) {
				options = append(options, reading)
			}
		}
	}
	if len(options) != 1 {
		return i // Several are as near: none is clearly meant.
	}
	r.take(i, i+1, options)
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
		if !r.pieces[i].left {
			continue
		}
		from, to := r.pieces[i].from, r.pieces[i].to
		for j := i + 1; j < len(r.pieces); j++ {
			p := r.pieces[j]
			if strings.ContainsAny(r.tokens[p.from].gap, ",;.!?") || !p.left && (!p.filler || !article[r.tokens[p.from].key]) {
				break
			}
			if p.left {
				to, i = p.to, j
			}
		}
		r.result.Leftovers = append(r.result.Leftovers, r.span(from, to))
	}
}

var article = map[string]bool{"a": true, "an": true, "the": true, "my": true, "your": true, "of": true, "to": true, "for": true, "de": true, "la": true}
