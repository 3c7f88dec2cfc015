package words

import "slices"

// exists tells whether a word is one in its own right, which is not to be corrected: it exists, but not in the stock, or it
// belongs to another parameter.
func (v *Vocabulary) exists(f *field, key string) bool {
	if len(f.meanings[key]) > 0 || f.name == "model" && len(v.book.models[key]) > 0 {
		return true
	}
	for _, other := range v.fields {
		if other != f && other.name != "trim" && (len(other.byKey[key]) > 0 && !dirt(other.byKey[key]) || len(other.meanings[key]) > 0) {
			return true
		}
	}
	return f.name != "model" && len(v.book.models[key]) > 0
}

// dirt tells whether values are so rare that they may be mistakes themselves.
func dirt(list []*value) bool { return len(list) == 1 && list[0].vehicles < 3 }

// misspelt reads a word by the one that is clearly nearest to it.
func (v *Vocabulary) misspelt(f *field, key string) Reading {
	best := f.likeliest(f.nearest(key, f.edits(len(key))))
	var found []Reading
	for _, word := range best {
		r, ok := f.direct(word, word)
		if !ok {
			if list := f.having([]string{word}); f.name == "location" && len(list) > 0 {
				r, ok = Reading{Outcome: Interpreted, Values: texts(list)}, len(list) == 1
			}
		}
		if !ok || r.Outcome == Ambiguous {
			return Reading{Outcome: Unknown} // The nearest word is one that the stock does not have.
		}
		if !slices.ContainsFunc(found, func(other Reading) bool { return sameValues(other.Values, r.Values) }) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return Reading{Outcome: Unknown}
	case 1:
		return Reading{Outcome: Interpreted, Values: found[0].Values, Why: "the nearest spelling"}
	}
	var all []*value
	for _, r := range found {
		for _, text := range r.Values {
			all = union(all, f.byKey[keyOf(text)])
		}
	}
	return Reading{Outcome: Unknown, Candidates: f.candidates(all), Why: "several values are spelt alike"}
}

// likeliest keeps, of words that are as near, the stock's own spellings if there are any, else the words that stand for some.
func (f *field) likeliest(keys []string) []string {
	var own, synonyms []string
	for _, key := range keys {
		if len(f.byKey[key]) > 0 {
			own = append(own, key)
		} else if _, ok := f.direct(key, key); ok || f.name == "location" {
			synonyms = append(synonyms, key)
		}
	}
	switch {
	case len(own) > 0:
		return own
	case len(synonyms) > 0:
		return synonyms
	}
	return keys
}

func sameValues(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
