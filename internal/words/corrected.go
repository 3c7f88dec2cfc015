package words

import "slices"

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
		for _, word := range f.likeliest(f.nearest(t.key, allowed)) {
			if len(t.key) < 7 && word[0] != t.key[0] && len(word) != len(t.key) {
				continue // "cover" is no Rover, and "navi" no Avi.
			}
			reading, ok := f.direct(word, word)
			if !ok && f.name == "location" {
				reading, ok = f.part([]string{word}, nil)
			}
			if !ok || reading.Outcome == Ambiguous {
				continue
			}
			reading = asRead(reading, "")
			reading.Parameter, reading.Why = f.name, "the nearest spelling"
			if !slices.ContainsFunc(options, func(o Reading) bool { return o.Parameter == f.name && sameValues(o.Values, reading.Values) }) {
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
