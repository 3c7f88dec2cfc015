package match

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// separators stand between several values that were sent as one.
var separators = strings.NewReplacer(",", "\x00", "/", "\x00", ";", "\x00", "|", "\x00", " or ", "\x00", " and ", "\x00", " oder ", "\x00", " und ", "\x00", " ou ", "\x00", " et ", "\x00")

// list reads several values that were sent as one: "Honda, Toyota". Each must be a value by itself.
func (f *Lexicon) list(sent string) (Reading, bool) {
	parts := strings.Split(separators.Replace(sent), "\x00")
	if len(parts) < 2 || f.Name == "location" {
		return Reading{}, false
	}
	var all []string
	for _, part := range parts {
		key := wordbook.Key(part)
		if key == "" {
			continue
		}
		r, ok := f.Direct(part, key)
		if !ok || r.Outcome == Ambiguous {
			return Reading{}, false
		}
		for _, text := range r.Values {
			if !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
	}
	return Reading{Outcome: Interpreted, Values: all, Why: "several values: any of them"}, len(all) > 0
}

// Part reads a piece of a value. It must belong to one value only, as "Mercedes" does to "Mercedes-Benz", or to sizes
// of one thing, as "Silverado" does to "Silverado 1500" and "Silverado 2500HD".
func (f *Lexicon) Part(words, makes []string) (Reading, bool) {
	switch f.Name {
	case "make", "model", "trim", "location", "color":
	default:
		if !f.Own {
			return Reading{}, false
		}
	}
	if f.Name == "location" {
		words = f.states(words)
		if list := f.ByKey[strings.Join(words, "")]; len(list) > 0 {
			return Reading{Outcome: Interpreted, Values: Texts(list), Why: "the stock writes it so"}, true
		}
	}
	if key := strings.Join(words, ""); len(key) < 3 {
		if f.Name == "model" && wordbook.HasDigit(key) && len(key) == 2 && len(f.ByHead[key]) > 0 && len(MakesOf(f.ByHead[key])) == 1 {
			return Reading{Outcome: Interpreted, Values: Texts(f.ByHead[key]), Why: "all of this name"}, true // T5 of T5 Multivan.
		}
		list := f.ByWord[key]
		if f.Name != "model" || len(key) < 2 || len(list) == 0 || !sizes(list, words) {
			return Reading{}, false
		}
		return Reading{Outcome: Interpreted, Values: Texts(list), Why: "all of this name"}, true // RX of RX 350.
	}
	if list := f.KnownFamily(strings.Join(words, "")); len(list) > 0 {
		if len(list) == 1 {
			return Reading{Outcome: Interpreted, Values: Texts(list), Why: "the only one with this in its name"}, true
		}
		return Reading{Outcome: Interpreted, Values: Texts(list), Why: "all of this name"}, true
	}
	list := f.Having(words)
	if f.Name == "model" && len(makes) > 0 {
		list = ofMakes(list, makes)
	}
	switch {
	case len(list) == 0:
		return Reading{}, false
	case len(list) == 1:
		return Reading{Outcome: Interpreted, Values: Texts(list), Why: "the only one with this in its name"}, true
	case f.Name == "model" && sizes(list, words):
		return Reading{Outcome: Interpreted, Values: Texts(list), Why: "all of this name"}, true
	}
	return f.ambiguous(list), true
}

// Having returns the values in which the words follow one another, or run together.
func (f *Lexicon) Having(words []string) []*Entry {
	key := strings.Join(words, "")
	var list []*Entry
	add := func(candidates []*Entry) {
		for _, v := range candidates {
			if !slices.Contains(list, v) && contains(v.Words, words, key) {
				list = append(list, v)
			}
		}
	}
	add(f.ByWord[words[0]])
	add(f.ByWord[key])
	if len(words) == 1 {
		// "MachE" in "Mustang Mach-E": the words of the value run together.
		for at := 1; at < len(key); at++ {
			add(f.ByWord[key[:at]])
		}
	}
	byCount(list)
	return list
}

// contains tells whether a value's words contain the sought ones in a row. The last one may also be the number with
// which a word begins: "2500" in "2500HD".
func contains(words, sought []string, key string) bool {
	for i := range words {
		if words[i] == key {
			return true
		}
		joined := ""
		for j := i; j < len(words) && len(joined) < len(key); j++ {
			joined += words[j]
			if joined == key {
				return true
			}
		}
		if len(sought) > 1 && strings.HasPrefix(joined, key) && isDigit(key[len(key)-1]) && !isDigit(joined[len(key)]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// sizes tells whether all values begin with the words and go on with a number.
func sizes(list []*Entry, words []string) bool {
	key := strings.Join(words, "")
	for _, v := range list {
		rest, ok := strings.CutPrefix(v.Key, key)
		if !ok || rest == "" || !isDigit(rest[0]) {
			return false
		}
	}
	return true
}

// ofMakes keeps the models of some makes, if that leaves any.
func ofMakes(list []*Entry, makes []string) []*Entry {
	var kept []*Entry
	for _, v := range list {
		if slices.ContainsFunc(makes, func(m string) bool { return slices.Contains(v.Makes, wordbook.Key(m)) }) {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 {
		return list
	}
	return kept
}

// states replaces the name of a state by the stock's form of it.
func (f *Lexicon) states(words []string) []string {
	for n := min(2, len(words)-1); n > 0; n-- {
		tail := strings.Join(words[len(words)-n:], "")
		for _, m := range f.Meanings[tail] {
			if len(m.Whole) > 0 {
				return append(slices.Clone(words[:len(words)-n]), m.Words[0])
			}
		}
	}
	return words
}

// trimmed reads a value without its noise, a plural, or a model behind its make.
func (m *Matcher) trimmed(f *Lexicon, words, makes []string) (Reading, bool) {
	var kept []string
	for _, word := range words {
		if !slices.Contains(f.book.Noise[f.Name], word) {
			kept = append(kept, word)
		}
	}
	for _, prefix := range f.book.Tables.ColorHeads {
		if f.Name == "color" && len(kept) == 1 {
			kept[0] = strings.TrimPrefix(kept[0], prefix)
		}
	}
	if f.Name == "model" {
		for n := len(kept) - 1; n > 0; n-- {
			if r, ok := m.Fields["make"].Direct(strings.Join(kept[:n], " "), strings.Join(kept[:n], "")); ok && r.Outcome != Ambiguous {
				kept, makes = kept[n:], r.Values
				break
			}
		}
	}
	forms := [][]string{kept}
	if last := len(kept) - 1; last >= 0 && len(kept[last]) > 3 && strings.HasSuffix(kept[last], "s") && f.Name != "trim" {
		forms = append(forms, append(slices.Clone(kept[:last]), strings.TrimSuffix(kept[last], "s")))
	}
	for _, form := range forms {
		if len(form) == 0 || slices.Equal(form, words) {
			continue
		}
		text := strings.Join(form, " ")
		if r, ok := f.Direct(text, strings.Join(form, "")); ok {
			return AsRead(r, "the stock writes it so"), true
		}
		if r, ok := f.Part(form, makes); ok {
			return r, true
		}
	}
	return f.several(words)
}

// several reads a value that consists of others as a question: any of these.
func (f *Lexicon) several(words []string) (Reading, bool) {
	if f.Name != "make" && f.Name != "color" || len(words) < 2 {
		return Reading{}, false
	}
	var all []*Entry
	for _, word := range words {
		r, ok := f.Direct(word, word)
		if !ok {
			return Reading{}, false
		}
		for _, text := range r.Values {
			all = Union(all, f.ByKey[wordbook.Key(text)])
		}
	}
	byCount(all)
	return f.ambiguous(all), true
}
