package match

import (
	"slices"

	"forecourt/internal/words/wordbook"
)

// Akin tells whether two values of a field have to do with each other: they share a word, or a meaning.
func (m *Matcher) Akin(parameter, one, other string) bool {
	f := m.Fields[parameter]
	others := wordbook.Split(wordbook.Fold(other))
	if slices.ContainsFunc(wordbook.Split(wordbook.Fold(one)), func(word string) bool { return slices.Contains(others, word) }) {
		return true
	}
	if f == nil {
		return false
	}
	means := func(m *Meaning, text string) bool {
		key := wordbook.Key(text)
		return slices.Contains(m.Words, key) || slices.Contains(m.Kinds, key) || slices.ContainsFunc(slices.Concat(m.Whole, m.kind), func(v *Entry) bool { return v.Key == key })
	}
	for _, list := range f.Meanings {
		for _, m := range list {
			if means(m, one) && means(m, other) {
				return true
			}
		}
	}
	return false
}

// besides returns the values of a meaning without those whose names are others than a word, if that is such a name:
// who asks for xDrive wants no quattro.
func (m *Meaning) besides(key string) []*Entry {
	if !slices.Contains(m.Names, key) {
		return m.Whole
	}
	return slices.DeleteFunc(slices.Clone(m.Whole), func(v *Entry) bool { return v.Key != key && slices.Contains(m.Names, v.Key) })
}

// SeriesOf returns the models of a series that a name with a number belongs to, if the stock only has the series: a 320
// is a 3 Series, and a C 220 a C-Class. If makes are given, it is one of theirs.
func (m *Matcher) SeriesOf(name string, makes []string) []*Entry {
	f := m.Fields["model"]
	for _, v := range slices.Concat(f.ByKey[name], f.Aliases[name], f.ByWord[name]) {
		if len(makes) == 0 || SharesMake(v, makes) {
			return nil
		}
	}
	for _, series := range f.series {
		shaped := func(key string) bool {
			return slices.ContainsFunc(series.Shapes, func(shape string) bool { return wordbook.Shaped(key, shape) })
		}
		if !shaped(name) || len(makes) > 0 && !known(MakesOf(series.Whole), makes) {
			continue
		}
		return slices.DeleteFunc(slices.Clone(series.Whole), func(v *Entry) bool {
			return len(f.book.Models[v.Key]) == 0 // A stock that writes "E 350" has no E 63 by that.
		})
	}
	return nil
}

// sizeOf returns the three figures that the first word of a name begins with, if only letters stand behind them: the
// 328 of "328i xdrive". It is "" otherwise.
func sizeOf(words []string) string {
	const figures = 3
	if len(words) == 0 || len(words[0]) <= figures || wordbook.Digits(words[0]) != words[0][:figures] {
		return ""
	}
	return words[0][:figures]
}

// Sized returns the models of some makes whose names begin with a number and a letter: "328" finds "328i", unless the
// stock has a model of that number alone.
func (m *Matcher) Sized(number string, makes []string) (list []*Entry) {
	f := m.Fields["model"]
	if slices.ContainsFunc(f.ByKey[number], func(v *Entry) bool { return SharesMake(v, makes) }) {
		return nil
	}
	for _, v := range slices.Concat(f.bySize[number], f.ByHead[number]) {
		if SharesMake(v, makes) {
			list = append(list, v)
		}
	}
	return list
}
