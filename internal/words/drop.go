package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// Drop returns a free text without the pieces that ask for some fields, and those pieces. A piece that says what is not
// wanted goes with its negation, and an "or" goes with its sides.
func (v *Vocabulary) Drop(text string, drop func(field string) bool) (rest string, pieces []string) {
	r := v.parse(text)
	dropped := make([]bool, len(r.pieces))
	for i := range r.pieces {
		if p := &r.pieces[i]; p.gone || !p.asks(drop) {
			continue
		}
		from := r.negationOf(i)
		for at := from; at <= i; at++ {
			dropped[at] = true
		}
		if piece := r.span(min(r.pieces[from].from, r.pieces[i].from), r.pieces[i].to); !slices.Contains(pieces, piece) {
			pieces = append(pieces, piece)
		}
	}
	for i := range r.pieces {
		if kind := r.pieces[i].kind; (kind == isOr || kind == isAnd) && (r.endsAt(i, -1, dropped) || r.endsAt(i, 1, dropped)) {
			dropped[i] = true
		}
	}
	left := make([]bool, len(r.tokens))
	for i, p := range r.pieces {
		for at := p.from; at < p.to && dropped[i]; at++ {
			left[at] = true
		}
	}
	return r.textWithout(left), pieces
}

// negationOf returns the piece of the negation that speaks of a piece, or the piece itself.
func (r *reader) negationOf(i int) int {
	for at := i - 1; at >= 0 && (r.pieces[at].gone || r.pieces[at].kind == isFiller); at-- {
		if r.pieces[at].kind == isNot {
			return at
		}
	}
	return i
}

// asks tells whether a piece asks for one of some fields.
func (p *piece) asks(of func(field string) bool) bool {
	switch p.kind {
	case isValue, isQuestion:
		return of(p.options[0].Parameter)
	case isNumber:
		return slices.ContainsFunc(p.numbers, func(n Number) bool {
			return of(strings.TrimSuffix(strings.TrimSuffix(n.Parameter, "_min"), "_max")) || n.Currency != "" && of("currency")
		})
	}
	return false
}

// endsAt tells whether nothing is left that a joint could join on one side of it, up to the next joint.
func (r *reader) endsAt(i, step int, dropped []bool) bool {
	for at := i + step; at >= 0 && at < len(r.pieces); at += step {
		p := &r.pieces[at]
		if p.kind == isOr || p.kind == isAnd {
			break
		}
		if !p.gone && p.kind != isFiller && !dropped[at] {
			return false
		}
	}
	return true
}

// textWithout returns the text without some tokens.
func (r *reader) textWithout(left []bool) string {
	var b strings.Builder
	for i, t := range r.tokens {
		switch {
		case left[i]:
			continue
		case i > 0 && left[i-1]:
			b.WriteString(" " + strings.Trim(t.Gap, " ,;."))
		default:
			b.WriteString(t.Gap)
		}
		b.WriteString(t.Text)
	}
	if last := len(r.tokens) - 1; last >= 0 && !left[last] {
		b.WriteString(r.text[r.tokens[last].End:])
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Akin tells whether two values of a field have to do with each other: they share a word, or a meaning.
func (v *Vocabulary) Akin(parameter, one, other string) bool {
	f := v.fields[parameter]
	others := wordbook.Split(wordbook.Fold(other))
	if slices.ContainsFunc(wordbook.Split(wordbook.Fold(one)), func(word string) bool { return slices.Contains(others, word) }) {
		return true
	}
	if f == nil {
		return false
	}
	means := func(m *meaning, text string) bool {
		key := wordbook.Key(text)
		return slices.Contains(m.Words, key) || slices.Contains(m.Kinds, key) || slices.ContainsFunc(slices.Concat(m.whole, m.kind), func(v *value) bool { return v.key == key })
	}
	for _, list := range f.meanings {
		for _, m := range list {
			if means(m, one) && means(m, other) {
				return true
			}
		}
	}
	return false
}
