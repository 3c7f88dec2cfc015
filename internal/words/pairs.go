package words

import (
	"slices"
	"strings"
)

// undirtied reads a misspelling that a row or two of the stock have as the model that most rows write: "odysey".
func (r *reader) undirtied(from, to int, reading Reading) Reading {
	const rare, times = 2, 50
	f, key := r.fields["model"], r.tokens[from].Key
	if to > from+1 || len(key) < 5 || len(r.book.Models[key]) > 0 || len(reading.Values) > rare {
		return reading
	}
	var own []*value
	for _, text := range reading.Values {
		if v := f.byText[text]; v != nil {
			own = append(own, v)
		}
	}
	if vehiclesOf(own) > rare {
		return reading
	}
	for _, word := range f.nearest(key, 1) {
		if word == key || len(r.book.Models[word]) == 0 || vehiclesOf(f.byKey[word]) < times {
			continue
		}
		if frequent, ok := f.direct(word, word); ok && frequent.Outcome != Ambiguous {
			r.meant = word
			frequent.Parameter, frequent.Outcome, frequent.Why = "model", Interpreted, "the nearest spelling"
			frequent.Values = append(frequent.Values, reading.Values...)
			return frequent
		}
	}
	return reading
}

// correctedPair reads two words as a misspelt model of two words: "sante fe".
func (r *reader) correctedPair(i int) int {
	const least = 6
	if i+1 >= len(r.tokens) || r.tokens[i+1].IsNumber || strings.TrimSpace(r.tokens[i+1].Gap) != "" || r.checked >= maxCorrections {
		return i
	}
	f, key := r.fields["model"], r.key(i, i+2)
	if len(key) < least || r.common(r.tokens[i+1].Key) || len(r.found(i+1)) > 0 {
		return i
	}
	r.checked++
	found := slices.DeleteFunc(f.nearest(key, 1), func(word string) bool {
		return len(r.book.Models[word]) == 0 || !slices.ContainsFunc(f.byKey[word], func(v *value) bool { return len(v.words) > 1 })
	})
	if len(found) != 1 {
		return i
	}
	reading, ok := f.direct(found[0], found[0])
	if !ok || reading.Outcome == Ambiguous {
		return i
	}
	reading = asRead(reading, "")
	reading.Parameter, reading.Why = "model", "the nearest spelling"
	r.take(i, i+2, []Reading{reading})
	return i + 2
}
