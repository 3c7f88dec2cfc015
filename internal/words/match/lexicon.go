package match

import (
	"cmp"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// Lexicon has the values of one field, by their spelling, their words and their meaning. Keys are those of
// wordbook.Key.
type Lexicon struct {
	*vehicle.Field
	book *wordbook.Book
	// Bit stands for the field in the index of all keys.
	Bit uint64
	// Entries are the values, the most frequent first.
	Entries []*Entry
	// ByText finds a value as the stock writes it, ByKey all values of a spelling, and ByWord those that have a word.
	ByText        map[string]*Entry
	ByKey, ByWord map[string][]*Entry
	// ByHead finds models by the first words of their names: "golf" finds "Golf Variant".
	ByHead map[string][]*Entry
	// bySize finds models by the three figures that the first word of their names begins with, before letters: "328" finds
	// "328i".
	bySize map[string][]*Entry
	// Aliases finds models whose names begin with the make, by the rest: "3" finds "mazda3". WithMake finds models with
	// short names behind their make: "mazda3" finds "3".
	Aliases, WithMake map[string][]*Entry
	// nicknames are other words for the makes, by their keys.
	nicknames map[string][]string
	// Meanings are the concepts by the keys of their words and kinds.
	Meanings map[string][]*Meaning
	// series are the meanings that names with a number may belong to: the 3 Series.
	series []*Meaning
	// targets are the words that a misspelling may be meant for, by their length.
	targets [maxKey + 3][]target
}

// Entry is one value of the stock.
type Entry struct {
	// Text is the value as the stock writes it, Key its spelling for comparisons, and Words the parts of Key.
	Text, Key string
	Words     []string
	// Makes are the keys of a model's makes.
	Makes []string
	// Vehicles is how many vehicles have the value.
	Vehicles int64
}

// Meaning is a concept with the stock's values for it.
type Meaning struct {
	*wordbook.Concept
	// Whole are the stock's values that mean exactly this, kind those that are a kind of it.
	Whole, kind []*Entry
	// same are the meanings that the stock does not tell from this one: it writes "Van/Kleinbus".
	same []*Meaning
}

func newLexicon(of *vehicle.Field, counts []vehicle.Count, concepts []*wordbook.Concept, b *wordbook.Book) *Lexicon {
	f := &Lexicon{Field: of, book: b, ByText: map[string]*Entry{}, ByKey: map[string][]*Entry{}, ByWord: map[string][]*Entry{}, Meanings: map[string][]*Meaning{}}
	if of.Name == "model" {
		f.nicknames = nicknames(b)
	}
	byText := map[string]*Entry{}
	for _, c := range counts {
		lower := strings.ToLower(c.Value)
		v := byText[lower]
		if v == nil {
			v = &Entry{Text: c.Value, Words: wordbook.Split(wordbook.Fold(c.Value))}
			v.Key = strings.Join(v.Words, "")
			byText[lower] = v
			f.Entries = append(f.Entries, v)
		}
		v.Vehicles += c.Vehicles
		if of.Of != "" {
			v.Makes = append(v.Makes, wordbook.Key(c.Of))
		}
	}
	slices.SortStableFunc(f.Entries, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(b.Vehicles, a.Vehicles), cmp.Compare(a.Text, b.Text))
	})
	for _, v := range f.Entries {
		f.ByText[v.Text] = v
		if v.Key == "" {
			continue // Nobody can ask for it in words.
		}
		f.ByKey[v.Key] = append(f.ByKey[v.Key], v)
		for i, word := range v.Words {
			if !slices.Contains(v.Words[:i], word) {
				f.ByWord[word] = append(f.ByWord[word], v)
			}
		}
	}
	f.readFamilies()
	f.readMeanings(concepts)
	f.readAlso()
	f.readTargets(b)
	f.readSeries()
	return f
}

// readSeries collects the series that the stock has, in a fixed order.
func (f *Lexicon) readSeries() {
	for key, list := range f.Meanings {
		for _, m := range list {
			if len(m.Shapes) > 0 && len(m.Whole) > 0 && m.Words[0] == key {
				f.series = append(f.series, m)
			}
		}
	}
	slices.SortFunc(f.series, func(a, b *Meaning) int { return cmp.Compare(a.Words[0], b.Words[0]) })
}

func (f *Lexicon) readMeanings(concepts []*wordbook.Concept) {
	names := map[string]*wordbook.Concept{}
	byWord := wordbook.ByWord(concepts)
	all := map[*wordbook.Concept]*Meaning{}
	for _, c := range concepts {
		names[c.Words[0]] = c
		m := &Meaning{Concept: c}
		all[c] = m
		for _, key := range slices.Concat(c.Words, c.Kinds) {
			if !slices.Contains(f.Meanings[key], m) {
				f.Meanings[key] = append(f.Meanings[key], m)
			}
		}
	}
	for _, v := range f.Entries {
		if own := names[v.Key]; own != nil { // Rover is a make of its own, whatever else is called so.
			all[own].Whole = append(all[own].Whole, v)
			continue
		}
		meant := f.meant(v, byWord, concepts)
		for n := 1; n < len(meant) && f.Name == "body_type" && !meant[0].Kind && strings.Contains(v.Text, "/"); n++ {
			if first, other := all[meant[0].Concept], all[meant[n].Concept]; first != other && !meant[n].Kind && !slices.Contains(first.same, other) {
				first.same = append(first.same, other)
			}
		}
		for _, w := range meant {
			if m := all[w.Concept]; w.Kind && !slices.Contains(m.Whole, v) && !slices.Contains(m.kind, v) {
				m.kind = append(m.kind, v)
			} else if !w.Kind && !slices.Contains(m.Whole, v) {
				m.Whole = append(m.Whole, v)
			}
		}
	}
}

// readAlso adds to meanings what belongs to them if the stock does not have their names: where no value is "AWD", those
// that say "4x4" are.
func (f *Lexicon) readAlso() {
	also := map[*Meaning][]*Entry{}
	for _, list := range f.Meanings {
		for _, m := range list {
			if len(m.Also) == 0 || len(f.ByKey[m.Words[0]]) > 0 || also[m] != nil {
				continue
			}
			for _, key := range m.Also {
				also[m] = Union(also[m], f.ByKey[key])
				for _, other := range f.Meanings[key] {
					if slices.Contains(other.Words, key) && other.Words[0] == key {
						also[m] = Union(also[m], other.Whole)
					}
				}
			}
		}
	}
	for m, list := range also {
		m.Whole = Union(m.Whole, list)
	}
}

// meant returns the concepts that a value belongs to.
func (f *Lexicon) meant(v *Entry, byWord map[string][]wordbook.WordFor, concepts []*wordbook.Concept) []wordbook.WordFor {
	found := slices.Clone(byWord[v.Key])
	switch f.Name {
	case "color", "location":
		for _, c := range concepts {
			if f.partly(v, c.Words) {
				found = append(found, wordbook.WordFor{Concept: c, Kind: false})
			} else if f.partly(v, c.Kinds) {
				found = append(found, wordbook.WordFor{Concept: c, Kind: true})
			}
		}
	case "model":
		for _, c := range concepts {
			if slices.ContainsFunc(c.Shapes, func(s string) bool { return f.shaped(v, s) }) && known(f.book.Models[c.Words[0]], v.Makes) {
				found = append(found, wordbook.WordFor{Concept: c, Kind: false})
			}
		}
	case "make", "trim":
	default:
		if len(found) == 0 && !f.Own {
			found = wordbook.Meaning(v.Text, byWord)
		}
		if f.Name == "fuel_type" {
			found = wordbook.Fuels(found, concepts)
		}
	}
	return found
}

// partly tells whether a part of a value has the meaning. The name of a paint says its colour ("Ruby Red",
// "Alpinweiß"), and a place says its state ("Austin, TX").
func (f *Lexicon) partly(v *Entry, words []string) bool {
	if len(words) == 0 || len(v.Words) == 0 {
		return false
	}
	switch f.Name {
	case "color":
		return slices.ContainsFunc(v.Words, func(word string) bool {
			if slices.Contains(words, word) {
				return true
			}
			return slices.ContainsFunc(words, func(w string) bool {
				return slices.Contains(f.book.Tables.ColorEnds, w) && len(word) > len(w)+2 && strings.HasSuffix(word, w)
			})
		})
	case "location":
		city, state, ok := strings.Cut(v.Text, ",")
		if ok && len(words[0]) > 2 {
			return slices.Contains(words, wordbook.Key(city)) // Of two letters are those of the states.
		}
		return ok && slices.ContainsFunc(wordbook.Split(wordbook.Fold(state)), func(word string) bool { return slices.Contains(words, word) })
	}
	return false
}
