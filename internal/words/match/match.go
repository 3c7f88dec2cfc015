package match

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
func (m *Matcher) Match(parameter, sent string, makes []string) Reading {
	f := m.Fields[parameter]
	if f == nil {
		return Reading{Parameter: parameter, Sent: sent, Values: []string{sent}}
	}
	r := m.match(f, sent, makes)
	r.Parameter, r.Sent = parameter, sent
	if r.Outcome == Unknown && r.Why == "" {
		r.Why = "the stock has no such value"
	}
	return r
}

func (m *Matcher) match(f *Lexicon, sent string, makes []string) Reading {
	if inner, ok := quoted(sent); ok {
		return f.Exactly(inner)
	}
	words := wordbook.Split(wordbook.Fold(sent))
	key := strings.Join(words, "")
	if key == "" {
		return Reading{Outcome: Unknown}
	}
	if r, ok := f.Direct(sent, key); ok {
		return r
	}
	if r, ok := f.list(sent); ok {
		return r
	}
	if r, ok := f.Part(words, makes); ok {
		return r
	}
	if r, ok := m.trimmed(f, words, makes); ok {
		return r
	}
	if m.exists(f, key) {
		return Reading{Outcome: Unknown, Candidates: f.candidates(m.related(f, words, makes))}
	}
	r := m.misspelt(f, key)
	if r.Outcome == Unknown && len(r.Candidates) == 0 {
		r.Candidates = f.candidates(m.sharing(f, words))
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

// Exactly reads a value in quotes, which stands for its own spelling alone.
func (f *Lexicon) Exactly(text string) Reading {
	if list := f.ByKey[wordbook.Key(text)]; len(list) > 0 {
		for _, v := range list {
			if strings.EqualFold(v.Text, text) {
				return Reading{Outcome: Exact, Values: []string{v.Text}}
			}
		}
		return Reading{Outcome: Interpreted, Values: Texts(list), Why: "the stock writes it so"}
	}
	return Reading{Outcome: Unknown}
}

// related returns values to name in place of one that the stock lacks: those that share a word with it, otherwise the
// most frequent ones. For a model these are models of the makes asked for.
func (m *Matcher) related(f *Lexicon, words, makes []string) []*Entry {
	if list := m.sharing(f, words); len(list) > 0 {
		return list
	}
	if f.Name == "model" && len(makes) > 0 {
		return ofMakes(f.Entries, makes)
	}
	return f.Entries
}

// sharing returns the values that have one of the words. Common words do not count.
func (m *Matcher) sharing(f *Lexicon, words []string) []*Entry {
	var list []*Entry
	for _, word := range words {
		if len(word) >= 3 && !m.Book.Common[word] {
			list = Union(list, f.ByWord[word])
		}
	}
	byCount(list)
	return list
}

// Direct reads a value by its spelling, and by the words that mean the same.
func (f *Lexicon) Direct(sent, key string) (Reading, bool) {
	own, family := f.Named(key)
	if len(own) == 0 && len(f.Aliases[key]) == 0 && len(f.WithMake[key]) == 0 {
		return f.synonym(key)
	}
	var exact []*Entry
	lower := strings.ToLower(strings.TrimSpace(sent))
	for _, v := range own {
		if strings.ToLower(v.Text) == lower {
			exact = append(exact, v)
		}
	}
	if len(exact) > 0 && strings.Contains(sent, "/") {
		return Reading{Outcome: Exact, Values: Texts(exact)}, true // Only one who copies a value writes it so.
	}
	if len(exact) == len(own) && len(family) == 0 && (f.Name == "make" || len(f.Meanings[key]) == 0) && (f.Name != "trim" || !f.book.Trims[key]) {
		return Reading{Outcome: Exact, Values: Texts(exact)}, true // Most requests send a value as it is.
	}
	spelt := Union(exact, own)
	all := Union(spelt, family)
	for _, m := range f.Meanings[key] {
		if f.Name == "make" || !slices.Contains(m.Words, key) || !slices.ContainsFunc(own, func(v *Entry) bool { return slices.Contains(m.Whole, v) }) {
			continue
		}
		if f.Name == "model" {
			all = Union(all, f.withFamilies(m.Whole)) // An MX-5 is a Miata.
			continue
		}
		all = Union(all, m.besides(key))
		if f.Name == "color" {
			all = Union(all, m.kind)
		}
	}
	if f.Name == "trim" && len(own) > 0 && f.book.Trims[key] {
		all = Union(all, f.Having(own[0].Words)) // "2.0 TDI S line" is an S line, too.
	}
	why := "the stock writes it so"
	switch {
	case len(exact) == len(all):
		return Reading{Outcome: Exact, Values: Texts(all)}, true
	case len(family) > 0 || f.Name == "model" && len(all) > len(spelt):
		why = "the model and its versions"
	case f.Name == "color" && len(all) > len(own):
		why = "the stock's colours that are " + strings.TrimSpace(sent)
	case len(all) > len(own):
		why = "the stock has several words for it"
	}
	return Reading{Outcome: Interpreted, Values: Texts(all), Why: why}, true
}

// synonym reads a word that the stock does not use.
func (f *Lexicon) synonym(key string) (Reading, bool) {
	var found [][]*Entry
	why, nearest := "another word for it", false
	for _, m := range f.Meanings[key] {
		list := m.besides(key)
		switch {
		case slices.Contains(m.Words, key):
			if f.Name == "color" || len(list) == 0 {
				list = Union(list, m.kind)
			}
			for _, other := range m.same {
				list = Union(list, other.Whole)
			}
			if len(list) == 0 {
				if list, nearest = f.near(m); len(list) > 0 {
					why = "the nearest that the stock has"
				}
			}
			if f.Name == "model" {
				list = f.withFamilies(list)
				if own := f.KnownFamily(key); len(own) > 0 && m.Words[0] != key {
					list = own // A Five Hundred is no 500.
				} else {
					list = Union(list, own)
				}
			}
		default:
			// A kind: the values that name it, else the whole.
			if f.Name == "color" {
				if named := f.containing(key, m); len(named) > 0 {
					list = named
				} else {
					list = Union(list, m.kind)
				}
			}
			why = "a kind of it"
		}
		if len(list) > 0 && !slices.ContainsFunc(found, func(other []*Entry) bool { return slices.Equal(other, list) }) {
			found = append(found, list)
		}
	}
	switch len(found) {
	case 0:
		return Reading{}, false
	case 1:
		return Reading{Outcome: Interpreted, Values: Texts(found[0]), Why: why, Near: nearest}, true
	}
	var all []*Entry
	for _, list := range found {
		all = Union(all, list)
	}
	return f.ambiguous(all), true
}

// withFamilies adds the families of models.
func (f *Lexicon) withFamilies(list []*Entry) []*Entry {
	all := list
	for _, v := range list {
		_, family := f.Named(v.Key)
		all = Union(all, family)
	}
	return all
}

// near returns the values that stand in for a meaning that the stock lacks: those of all meanings that belong to it,
// otherwise those of the first near meaning that the stock has, which are only the nearest.
func (f *Lexicon) near(m *Meaning) (list []*Entry, nearest bool) {
	var all []*Entry
	for _, key := range m.All {
		for _, other := range f.Meanings[key] {
			all = Union(all, other.Whole)
		}
	}
	if len(all) > 0 {
		byCount(all)
		return all, false
	}
	for _, key := range m.Nearest {
		if list := f.ByKey[key]; len(list) > 0 {
			return list, true
		}
		for _, other := range f.Meanings[key] {
			if len(other.Whole) > 0 {
				return other.Whole, true
			}
		}
	}
	return nil, false
}

// containing returns the values of a meaning whose names contain the word of a kind.
func (f *Lexicon) containing(key string, m *Meaning) []*Entry {
	var list []*Entry
	for _, v := range slices.Concat(m.Whole, m.kind) {
		if strings.Contains(v.Key, key) {
			list = append(list, v)
		}
	}
	return list
}

func (f *Lexicon) ambiguous(list []*Entry) Reading {
	return Reading{Outcome: Ambiguous, Candidates: f.candidates(list), Why: "it may mean any of these"}
}

func (f *Lexicon) candidates(list []*Entry) []Candidate {
	var candidates []Candidate
	for _, v := range list[:min(len(list), maxCandidates)] {
		candidates = append(candidates, Candidate{Parameter: f.Name, Value: v.Text, Vehicles: v.Vehicles})
	}
	return candidates
}

// Union returns the values of both lists without repeats, those of the first list first.
func Union(a, b []*Entry) []*Entry {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// Texts returns values as the stock writes them.
func Texts(list []*Entry) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = v.Text
	}
	return all
}

// byCount sorts values, the most frequent first.
func byCount(list []*Entry) {
	slices.SortStableFunc(list, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(b.Vehicles, a.Vehicles), cmp.Compare(a.Text, b.Text))
	})
}
