package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// Understood is how a free text was read.
type Understood struct {
	// Words are the filters by words, one reading for each piece of the text.
	Words []match.Reading
	// Excluded are the values that are not wanted, one reading for each piece of the text.
	Excluded []match.Reading
	// Numbers are the filters by numbers: the parameter is a field's name (any of several), or that with _min or _max.
	Numbers []quantity.Number
	// ExcludedNumbers are single numbers that are not wanted.
	ExcludedNumbers []quantity.Number
	// Alternatives are readings of which a vehicle must meet one, besides everything else: "toyota under 20k or ford
	// under 10k". There are none, or two to MaxAlternatives.
	Alternatives []Alternative
	// Sort is the order that is asked for, or nil.
	Sort *quantity.Number
	// Ambiguous are the pieces that may mean several things; nothing was chosen.
	Ambiguous []match.Reading
	// Leftovers are the pieces that were not understood, in the order of the text.
	Leftovers []string
}

// Alternative is one side of an "or" between unlike things.
type Alternative struct {
	// Sent is the piece of text.
	Sent                     string
	Words, Excluded          []match.Reading
	Numbers, ExcludedNumbers []quantity.Number
}

// notSigns begin a value that is not wanted: "!black", "-toyota".
var notSigns = []string{"!=", "<>", "!", "≠", "-", "–", "¬"}

// Unwanted tells whether a requested value says what is not wanted, such as "not red" or "!black", and returns the
// rest. A value that the stock has is never taken for one.
func (v *Vocabulary) Unwanted(parameter, sent string) (rest string, unwanted bool) {
	sent = strings.TrimSpace(sent)
	if f := v.Fields[parameter]; f != nil {
		if r, ok := f.Direct(sent, wordbook.Key(sent)); ok && r.Outcome == match.Exact {
			return sent, false
		}
	}
	for _, sign := range notSigns {
		if rest, ok := strings.CutPrefix(sent, sign); ok && wordbook.Key(rest) != "" {
			return strings.TrimSpace(rest), true
		}
	}
	r := phrase.New(v.Book, sent)
	if len(r.Tokens) < 2 {
		return sent, false
	}
	if last := len(r.Tokens) - 1; r.Is(last, wordbook.NotLast) && r.Tokens[last].Gap == "-" {
		return strings.TrimSpace(sent[:r.Tokens[last-1].End]), true
	}
	_, to := r.Phrase(0, wordbook.NotNext)
	if to == 0 || to >= len(r.Tokens) {
		return sent, false
	}
	to = min(r.PastArticles(to), len(r.Tokens)-1)
	return strings.TrimSpace(sent[r.Tokens[to].Start:]), true
}

// build writes the result.
func (r *reader) build() {
	sides := 0
	for i := range r.Pieces {
		sides = max(sides, r.Pieces[i].Side)
	}
	alternatives := make([]Alternative, sides)
	for i := range r.Pieces {
		p := &r.Pieces[i]
		if p.Gone {
			continue
		}
		words, excluded, numbers, others := &r.result.Words, &r.result.Excluded, &r.result.Numbers, &r.result.ExcludedNumbers
		if p.Side > 0 {
			a := &alternatives[p.Side-1]
			words, excluded, numbers, others = &a.Words, &a.Excluded, &a.Numbers, &a.ExcludedNumbers
		}
		switch {
		case p.Kind == syntax.IsNumber && p.Not:
			*others = append(*others, p.Numbers...)
		case p.Kind == syntax.IsNumber:
			for _, n := range p.Numbers {
				*numbers = tighter(*numbers, n)
			}
		case p.Kind != syntax.IsValue && p.Kind != syntax.IsQuestion:
		case p.Options[0].Outcome == match.Ambiguous && p.Not:
			p.Kind = syntax.IsLeft
		case p.Options[0].Outcome == match.Ambiguous:
			r.result.Ambiguous = append(r.result.Ambiguous, p.Options[0])
		case p.Not:
			*excluded = append(*excluded, p.Options[0])
		default:
			*words = append(*words, p.Options[0])
		}
	}
	for n := range alternatives {
		alternatives[n].Sent = r.sideText(n + 1)
	}
	r.result.Alternatives = alternatives
}

// sideText returns the piece of text from the first to the last piece of an alternative. A make that it shares with the
// alternative before stands behind all pieces, and is not part of it.
func (r *reader) sideText(side int) string {
	from, to := -1, 0
	for _, p := range r.Pieces {
		if p.Side == side && p.To > p.From {
			if from < 0 {
				from = p.From
			}
			to = max(to, p.To)
		}
	}
	if from < 0 {
		return ""
	}
	return r.Span(from, to)
}

// tighter adds a number. If the list has the same limit already, the narrower one counts.
func tighter(list []quantity.Number, n quantity.Number) []quantity.Number {
	at := slices.IndexFunc(list, func(o quantity.Number) bool { return o.Parameter == n.Parameter })
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
	for i := 0; i < len(r.Pieces); i++ {
		if r.Pieces[i].Kind != syntax.IsLeft || r.Pieces[i].Gone {
			continue
		}
		from, to, passed := r.Pieces[i].From, r.Pieces[i].To, 0
		first := i
		for j := i + 1; j < len(r.Pieces); j++ {
			p := r.Pieces[j]
			if p.Gone {
				continue
			}
			if p.Kind == syntax.IsFiller && r.negationBehind(j) {
				continue
			}
			if p.Kind == syntax.IsFiller && passed == 0 && (r.partOfThing(p) || r.smallWord(p) && j+1 < len(r.Pieces) && r.Pieces[j+1].To == r.Pieces[j+1].From+1) && r.leftAt(j+1) {
				passed++ // "three car seats" is one thing.
				continue
			}
			left := p.Kind == syntax.IsLeft || p.Kind == syntax.IsFiller && p.From < len(r.Tokens) && r.Tokens[p.From].Gap == "-" || p.Kind == syntax.IsAnd && r.May(p.From, wordbook.Adds) && j == i+1 && j+1 < len(r.Pieces) && r.Pieces[j+1].Kind == syntax.IsLeft
			if p.From < len(r.Tokens) && r.Cut(p.From, ",;.!?") && !r.Initial(p.From-1) || !left && (p.Kind != syntax.IsFiller || !r.May(p.From, insideLeft)) {
				if end := r.storyOn(j); end > j {
					j = end - 1
					continue
				}
				break
			}
			if left {
				to, i, passed = max(to, p.To), j, 0
			}
		}
		if _, drive := r.Phrase(to, wordbook.NamesField); (r.May(to, wordbook.StateEnd) || drive == to+1 && to > from+1) && !r.Cut(to, ",;.!?") {
			to++ // "good condition", "four wheel drive"
		}
		r.result.Leftovers = append(r.result.Leftovers, r.Span(r.nameOfLeft(first, to), to))
	}
}

// storyOn returns the next piece of the same clause that was not understood, if only words that ask for nothing stand
// before it; the piece itself otherwise. A clause of a story is told as a whole: "wife hit a pole on black ice".
func (r *reader) storyOn(n int) int {
	for at := n; at < len(r.Pieces); at++ {
		p := &r.Pieces[at]
		switch {
		case p.Gone:
			continue
		case p.From >= len(r.Tokens) || r.Cut(p.From, ",;.!?:()[]{}=&|/"):
			return n
		case p.Kind == syntax.IsLeft && at > n:
			return at
		case p.Kind != syntax.IsFiller || r.PhraseWithin(p.From, p.To, wordbook.WishNext) || r.MayWithin(p.From, p.To, wordbook.Turns):
			return n
		}
	}
	return n
}

// negationBehind tells whether only words that ask for nothing part a piece from a negation that was not understood
// either: "weiß soll er nicht sein".
func (r *reader) negationBehind(n int) bool {
	for ; n < len(r.Pieces); n++ {
		p := &r.Pieces[n]
		switch {
		case p.From >= len(r.Tokens) || r.Cut(p.From, ",;.!?"):
			return false
		case p.Kind == syntax.IsFiller:
			continue
		}
		return p.Kind == syntax.IsLeft && !p.Gone && p.To == p.From+1 && (r.Is(p.From, wordbook.NotLast) || r.Is(p.From, wordbook.NotNext))
	}
	return false
}

// nameOfLeft returns the first token of the name that a program gives to a value which was not understood, if none of
// its values was: "engine": "5.0 V8". Without one, that is the first token of the value. to is the token behind it.
func (r *reader) nameOfLeft(n, to int) int {
	from := r.Pieces[n].From
	if n == 0 || from >= len(r.Tokens) || !r.Cut(from, ":=") || r.Pieces[n-1].Kind != syntax.IsFiller || r.Pieces[n-1].To != from {
		return from
	}
	if to < len(r.Tokens) && r.Tokens[to].Text != "&" && !r.Cut(to, ";})]") && !r.beginsField(to) {
		return from // Another value of the same name may follow.
	}
	if name, end := r.label(r.Pieces[n-1].From); end != from || name == "" || !r.byProgram(from) {
		return from
	}
	return r.Pieces[n-1].From
}

// byProgram tells whether the sign before a token is written as programs do, and not behind a word of a sentence.
func (r *reader) byProgram(i int) bool {
	return strings.HasPrefix(r.Tokens[i].Gap, "=") || strings.ContainsAny(r.Tokens[i].Gap, "\"'")
}

// leftAt tells whether a piece was not understood, and belongs to what stands before it.
func (r *reader) leftAt(i int) bool {
	return i < len(r.Pieces) && r.Pieces[i].Kind == syntax.IsLeft && !r.Pieces[i].Gone && r.Pieces[i].From < len(r.Tokens) && !r.Cut(r.Pieces[i].From, ",;.!?")
}

// partOfThing tells whether a piece that asks for nothing may be in the middle of a thing: the "car" of "child
// car seats".
func (r *reader) partOfThing(p syntax.Piece) bool {
	if p.To != p.From+1 || r.Cut(p.From, ",;.!?") {
		return false
	}
	_, named := r.Phrase(p.From, wordbook.NamesField)
	return named == p.To
}

// smallWord tells whether a piece that asks for nothing is a word such as a preposition, which joins what stands
// beside it: "good on snow", "captain's chairs".
func (r *reader) smallWord(p syntax.Piece) bool {
	const letters = 3
	return p.To == p.From+1 && len(r.Tokens[p.From].Key) <= letters && !r.Cut(p.From, ",;.!?") && r.Speaks == 0 && !r.May(p.From, wordbook.Turns)
}

// insideLeft are words that may stand inside what was not understood.
const insideLeft = wordbook.Article | wordbook.Possessive | wordbook.InsideLeft

// carsWithin reads the makes and models in a piece that was left, with what stands before each.
func (r *reader) carsWithin(p *syntax.Piece) (list []syntax.Piece) {
	from := p.From
	for at := p.From; at < p.To; at++ {
		to, options := r.longest(at)
		if to == at || to > p.To || options[0].Parameter != "make" && options[0].Parameter != "model" {
			continue
		}
		switch {
		case at == from+1 && r.May(from, insideLeft):
			list = append(list, syntax.Piece{From: from, To: at, Kind: syntax.IsFiller}) // "my"
		case at > from:
			list = append(list, syntax.Piece{From: from, To: at, Kind: syntax.IsLeft})
		}
		for i := range options {
			options[i].Sent = r.Span(at, to)
		}
		list = append(list, syntax.Piece{From: at, To: to, Options: options})
		from, at = to, to-1
	}
	if from < p.To {
		list = append(list, syntax.Piece{From: from, To: p.To, Kind: syntax.IsLeft})
	}
	return list
}
