package words

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"forecourt/internal/words/wordbook"
)

// maxCandidates bounds a list of candidates.
const maxCandidates = 10

// Match reads the value of a parameter. makes are the makes that the same request asks for: they decide between models
// of the same name. A value that the stock has is always among the values returned.
func (v *Vocabulary) Match(parameter, sent string, makes []string) Reading {
	f := v.fields[parameter]
	if f == nil {
		return Reading{Parameter: parameter, Sent: sent, Values: []string{sent}}
	}
	r := v.match(f, sent, makes)
	r.Parameter, r.Sent = parameter, sent
	if r.Outcome == Unknown && r.Why == "" {
		r.Why = "the stock has no such value"
	}
	return r
}

func (v *Vocabulary) match(f *field, sent string, makes []string) Reading {
	if inner, ok := quoted(sent); ok {
		return f.exactly(inner)
	}
	words := wordbook.Split(wordbook.Fold(sent))
	key := strings.Join(words, "")
	if key == "" {
		return Reading{Outcome: Unknown}
	}
	if r, ok := f.direct(sent, key); ok {
		return r
	}
	if r, ok := f.list(sent); ok {
		return r
	}
	if r, ok := f.part(words, makes); ok {
		return r
	}
	if r, ok := v.trimmed(f, words, makes); ok {
		return r
	}
	if v.exists(f, key) {
		return Reading{Outcome: Unknown, Candidates: f.candidates(v.related(f, words, makes))}
	}
	r := v.misspelt(f, key)
	if r.Outcome == Unknown && len(r.Candidates) == 0 {
		r.Candidates = f.candidates(v.sharing(f, words))
	}
	return r
}

// quoted returns what stands in quotes.
func quoted(sent string) (string, bool) {
	const marks = "\"“”„«»"
	sent = strings.TrimSpace(sent)
	inner := strings.Trim(sent, marks)
	first, _ := utf8.DecodeRuneInString(sent)
	return strings.TrimSpace(inner), len(inner) < len(sent)-1 && strings.ContainsRune(marks, first)
}

// exactly reads a value in quotes, which stands for its own spelling alone.
func (f *field) exactly(text string) Reading {
	if list := f.byKey[wordbook.Key(text)]; len(list) > 0 {
		for _, v := range list {
			if strings.EqualFold(v.text, text) {
				return Reading{Outcome: Exact, Values: []string{v.text}}
			}
		}
		return Reading{Outcome: Interpreted, Values: texts(list), Why: "the stock writes it so"}
	}
	return Reading{Outcome: Unknown}
}

// related returns values to name in place of one that the stock lacks: those that share a word with it, otherwise the
// most frequent ones. For a model these are models of the makes asked for.
func (v *Vocabulary) related(f *field, words, makes []string) []*value {
	if list := v.sharing(f, words); len(list) > 0 {
		return list
	}
	if f.name == "model" && len(makes) > 0 {
		return ofMakes(f.values, makes)
	}
	return f.values
}

// sharing returns the values that have one of the words. Common words do not count.
func (v *Vocabulary) sharing(f *field, words []string) []*value {
	var list []*value
	for _, word := range words {
		if len(word) >= 3 && !v.book.Common[word] {
			list = union(list, f.byWord[word])
		}
	}
	byCount(list)
	return list
}

// direct reads a value by its spelling, and by the words that mean the same.
func (f *field) direct(sent, key string) (Reading, bool) {
	own, family := f.named(key)
	if len(own) == 0 && len(f.aliases[key]) == 0 && len(f.withMake[key]) == 0 {
		return f.synonym(key)
	}
	var exact []*value
	lower := strings.ToLower(strings.TrimSpace(sent))
	for _, v := range own {
		if strings.ToLower(v.text) == lower {
			exact = append(exact, v)
		}
	}
	spelt := union(exact, own)
	all := union(spelt, family)
	for _, m := range f.meanings[key] {
		if f.name == "make" || !slices.Contains(m.Words, key) || !slices.ContainsFunc(own, func(v *value) bool { return slices.Contains(m.whole, v) }) {
			continue
		}
		if f.name == "model" {
			all = union(all, f.withFamilies(m.whole)) // An MX-5 is a Miata.
			continue
		}
		all = union(all, m.whole)
		if f.name == "color" {
			all = union(all, m.kind)
		}
	}
	why := "the stock writes it so"
	switch {
	case len(exact) == len(all):
		return Reading{Outcome: Exact, Values: texts(all)}, true
	case len(family) > 0 || f.name == "model" && len(all) > len(spelt):
		why = "the model and its versions"
	case f.name == "color" && len(all) > len(own):
		why = "the stock's colours that are " + strings.TrimSpace(sent)
	case len(all) > len(own):
		why = "the stock has several words for it"
	}
	return Reading{Outcome: Interpreted, Values: texts(all), Why: why}, true
}

// synonym reads a word that the stock does not use.
func (f *field) synonym(key string) (Reading, bool) {
	var found [][]*value
	why := "another word for it"
	for _, m := range f.meanings[key] {
		list := m.whole
		switch {
		case slices.Contains(m.Words, key):
			if f.name == "color" || len(list) == 0 {
				list = union(list, m.kind)
			}
			for _, other := range m.same {
				list = union(list, other.whole)
			}
			if len(list) == 0 {
				if list = f.near(m); len(list) > 0 {
					why = "the nearest that the stock has"
				}
			}
			if f.name == "model" {
				list = f.withFamilies(list)
				if own := f.knownFamily(key); len(own) > 0 && m.Words[0] != key {
					list = own // A Five Hundred is no 500.
				} else {
					list = union(list, own)
				}
			}
		default:
			// A kind: the values that name it, else the whole.
			if f.name == "color" {
				if named := f.containing(key, m); len(named) > 0 {
					list = named
				} else {
					list = union(list, m.kind)
				}
			}
			why = "a kind of it"
		}
		if len(list) > 0 && !slices.ContainsFunc(found, func(other []*value) bool { return slices.Equal(other, list) }) {
			found = append(found, list)
		}
	}
	switch len(found) {
	case 0:
		return Reading{}, false
	case 1:
		return Reading{Outcome: Interpreted, Values: texts(found[0]), Why: why}, true
	}
	var all []*value
	for _, list := range found {
		all = union(all, list)
	}
	return f.ambiguous(all), true
}

// withFamilies adds the families of models.
func (f *field) withFamilies(list []*value) []*value {
	all := list
	for _, v := range list {
		_, family := f.named(v.key)
		all = union(all, family)
	}
	return all
}

// near returns the values that stand in for a meaning that the stock lacks: those of all meanings that belong to it,
// otherwise those of the first near meaning that the stock has.
func (f *field) near(m *meaning) []*value {
	var all []*value
	for _, key := range m.All {
		for _, other := range f.meanings[key] {
			all = union(all, other.whole)
		}
	}
	if len(all) > 0 {
		byCount(all)
		return all
	}
	for _, key := range m.Nearest {
		if list := f.byKey[key]; len(list) > 0 {
			return list
		}
		for _, other := range f.meanings[key] {
			if len(other.whole) > 0 {
				return other.whole
			}
		}
	}
	return nil
}

// containing returns the values of a meaning whose names contain the word of a kind.
func (f *field) containing(key string, m *meaning) []*value {
	var list []*value
	for _, v := range slices.Concat(m.whole, m.kind) {
		if strings.Contains(v.key, key) {
			list = append(list, v)
		}
	}
	return list
}

func (f *field) ambiguous(list []*value) Reading {
	return Reading{Outcome: Ambiguous, Candidates: f.candidates(list), Why: "it may mean any of these"}
}

func (f *field) candidates(list []*value) []Candidate {
	var candidates []Candidate
	for _, v := range list[:min(len(list), maxCandidates)] {
		candidates = append(candidates, Candidate{Parameter: f.name, Value: v.text, Vehicles: v.vehicles})
	}
	return candidates
}

// union returns the values of both lists without repeats, those of the first list first.
func union(a, b []*value) []*value {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

func texts(list []*value) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = v.text
	}
	return all
}

// byCount sorts values, the most frequent first.
func byCount(list []*value) {
	slices.SortStableFunc(list, func(a, b *value) int {
		return cmp.Or(cmp.Compare(b.vehicles, a.vehicles), cmp.Compare(a.text, b.text))
	})
}
