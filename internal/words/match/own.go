package match

import (
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// OwnPhrase is what a phrase says about an owner's own field: the value of a flag, or that the number beside it belongs
// to the field.
type OwnPhrase struct {
	Field *vehicle.Field
	// Value is vehicle.Yes or vehicle.No for a flag.
	Value string
}

// conceptsOf returns the meanings of a field: those of the book, or the owner's.
func conceptsOf(b *wordbook.Book, f *vehicle.Field, synonyms []mapping.Synonyms) []*wordbook.Concept {
	list := b.Concepts[f.Name]
	if !f.Own {
		return list
	}
	list = nil // A name that the book knows as a standard field is not that.
	for _, s := range synonyms {
		c := &wordbook.Concept{Name: s.Value, Words: []string{wordbook.Key(s.Value)}}
		for _, word := range s.Words {
			c.Words = append(c.Words, wordbook.Key(word))
		}
		list = append(list, c)
	}
	return list
}

// readOwn collects the phrases for the owner's numbers and flags: the owner's words for them, their names, and the
// book's words for fields of such a name.
func (m *Matcher) readOwn(shape *vehicle.Shape, own map[string][]mapping.Synonyms) {
	m.OwnPhrases = map[string]OwnPhrase{}
	add := func(text string, p OwnPhrase) {
		if phrase := wordbook.Key(text); phrase != "" && m.OwnPhrases[phrase].Field == nil {
			m.OwnPhrases[phrase] = p
		}
	}
	for _, f := range shape.Fields() {
		number := f.Kind == vehicle.Number || f.Kind == vehicle.Money
		if !f.Own || !number && f.Kind != vehicle.Flag {
			continue
		}
		for _, s := range own[f.Name] {
			for _, word := range s.Words {
				add(word, OwnPhrase{f, s.Value})
			}
		}
		p := OwnPhrase{Field: f}
		if f.Kind == vehicle.Flag {
			p.Value = vehicle.Yes
		}
		add(f.Noun(), p)
		if number { // 1 door, 5 doors.
			if single, ok := strings.CutSuffix(f.Noun(), "s"); ok && len(single) > 2 {
				add(single, p)
			} else if !ok {
				add(f.Noun()+"s", p)
			}
		}
		for _, word := range m.Book.Own[wordbook.Key(f.Name)] {
			add(word, p)
		}
	}
}

// fieldNames collects the names of fields by their first word.
func fieldNames(fields []*Lexicon) map[string][]FieldName {
	all := map[string][]FieldName{}
	for _, f := range fields {
		for _, name := range append([]string{f.Name}, f.Also...) {
			words := strings.Split(name, "_")
			all[words[0]] = append(all[words[0]], FieldName{f.Name, words})
		}
	}
	return all
}

// FieldName is a name of the field Of, in words.
type FieldName struct {
	Of    string
	Words []string
}
