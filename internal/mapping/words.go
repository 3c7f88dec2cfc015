package mapping

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"forecourt/internal/vehicle"
)

// Words is the condition that a field has one of the words, in any case.
func (p *Plan) Words(f *vehicle.Field, words []string) Condition {
	lower := make([]string, len(words))
	for i, word := range words {
		lower[i] = strings.ToLower(word)
	}
	column := p.Column(f)
	if p.engine == SQLite {
		return sqliteWords(column, lower)
	}
	exact := among(p.engine.lower(column), lower)
	x := p.fields[f.Name]
	if slices.ContainsFunc(p.sources(x, lower), func(word string) bool { return !x.column.holds(word) }) {
		return exact
	}
	// The column's own collation may also ignore accents, and then its index finds more.
	if x.plain && x.column.Folds {
		return And(among(column, lower), exact)
	}
	return And(p.turned(f, lower), exact)
}

// turned is a condition on the view's own column, so that an index of that column can serve it. It holds for every
// vehicle whose field has one of the words, and for few others. It is empty when there is no such condition.
func (p *Plan) turned(f *vehicle.Field, lower []string) Condition {
	x := p.fields[f.Name]
	switch {
	case x.raw == "" || x.plain || f.Kind != vehicle.Word:
		return Condition{}
	case x.column.Kind == IntegerColumn:
		var numbers []string
		for _, word := range p.sources(x, lower) {
			if number, ok := numberOf(word); ok {
				numbers = append(numbers, number)
			}
		}
		if len(numbers) == 0 {
			return Condition{SQL: "1 = 0"}
		}
		return among(p.raw(f), numbers)
	case x.column.Kind == TextColumn && x.column.Folds:
		return among(p.raw(f), p.sources(x, lower))
	}
	return Condition{}
}

// sources are the values of the column that are shown as one of the words: those that are translated to it, and the
// words themselves.
func (p *Plan) sources(x expression, lower []string) []string {
	list := slices.Clone(lower)
	for _, pair := range x.values {
		if slices.Contains(lower, strings.ToLower(pair.To)) {
			list = append(list, strings.ToLower(pair.From))
		}
	}
	return list
}

// maxForms is how many spellings of a word are looked up in the index on SQLite's lower().
const maxForms = 64

// sqliteWords is Words for SQLite, whose lower() folds ASCII letters only. For a word with few other letters, each of
// its spellings is looked up in the index on lower(). Words with more of them are folded row by row.
func sqliteWords(column string, lower []string) Condition {
	var forms, long []string
	for _, word := range lower {
		if list := cases(word); list != nil {
			forms = append(forms, list...)
		} else {
			long = append(long, word)
		}
	}
	var parts []Condition
	if len(forms) > 0 {
		parts = append(parts, among("lower("+column+")", forms))
	}
	if len(long) > 0 {
		parts = append(parts, among("forecourt_lower("+column+")", long))
	}
	c := join(parts, " OR ", "0 = 1")
	if len(parts) > 1 {
		c.SQL = "(" + c.SQL + ")"
	}
	return c
}

// cases returns all spellings of a word that lower() can leave in a row, or nil when there are too many.
func cases(word string) []string {
	if strings.IndexFunc(word, func(r rune) bool { return len(capitals(r)) > 0 }) < 0 {
		return []string{word}
	}
	forms := []string{""}
	for _, r := range word {
		capitals := capitals(r)
		if len(forms)*(1+len(capitals)) > maxForms {
			return nil
		}
		count := len(forms)
		for i := range count {
			for _, capital := range capitals {
				forms = append(forms, forms[i]+string(capital))
			}
			forms[i] += string(r)
		}
	}
	return forms
}

// dotted is the Turkish capital of i. Go folds it to i, although Unicode's simple folding does not.
const dotted = '\u0130'

// kelvin is the sign of the unit, which is folded to k.
const kelvin = '\u212a'

// capitals are the other letters that Go folds to r and SQLite does not.
func capitals(r rune) []rune {
	switch {
	case r == 'i':
		return []rune{dotted}
	case r == 'k':
		return []rune{kelvin}
	case r < utf8.RuneSelf:
		return nil
	}
	var list []rune
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		if other >= utf8.RuneSelf && unicode.ToLower(other) == r {
			list = append(list, other)
		}
	}
	return list
}

// Without is the condition that a field has none of the words. A vehicle without a value meets it.
func (p *Plan) Without(f *vehicle.Field, words []string) Condition {
	lower := make([]string, len(words))
	for i, word := range words {
		lower[i] = strings.ToLower(word)
	}
	c := among(p.engine.lower(p.Column(f)), lower)
	c.SQL = "(" + p.Column(f) + " IS NULL OR NOT " + c.SQL + ")"
	return c
}
