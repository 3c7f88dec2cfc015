// Package words matches what people say to the values that the stock uses.
package words

import (
	"cmp"
	"slices"
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// Vocabulary has the stock's values, ready to be matched. It never changes, and is safe for concurrent use.
type Vocabulary struct {
	book *wordbook.Book
	// fields has the catalogue's fields by name, even those that the stock lacks, and the owner's own.
	fields map[string]*field
	// asked are the stock's fields, the greatest weight first. If a word is a value of several fields, the first one gets
	// it, unless the rest of the text speaks for another.
	asked []*field
	// sure are the fields of asked whose words hardly ever mean anything else.
	sure []*field
	// names are the names of asked by their first word.
	names map[string][]fieldName
	// own are the phrases of the owner's own numbers and flags.
	own map[string]ownPhrase
	// index has every key that may mean something, so that most words need no look at each field.
	index map[string]bool
	// unit and money are the unit of all mileages and the currency of all prices, "" if there are several.
	unit, money string
	year        int
	// hasVIN and hasStockNumber tell whether the stock has these fields.
	hasVIN, hasStockNumber bool
}

// Options tell about a stock what its values do not.
type Options struct {
	// Shape is the stock's fields; nil for vehicle.StandardShape.
	Shape *vehicle.Shape
	// Own are other words for the values of the owner's own fields, by field.
	Own map[string][]mapping.Synonyms
	// Unit is the unit of the stock's mileages, "mi" or "km". Currency is the currency of its prices (ISO 4217). Both are
	// "" if they are not known, or if the stock has several.
	Unit, Currency string
	// Year is the current year, from which ages are counted.
	Year int
}

// field is one parameter's values.
type field struct {
	*vehicle.Field
	name   string
	book   *wordbook.Book
	values []*value // The most frequent first.
	// byText finds a value as the stock writes it, byKey all values of a spelling, and byWord those that have a word.
	byText        map[string]*value
	byKey, byWord map[string][]*value
	// byHead finds models by the first words of their names: "golf" finds "Golf Variant".
	byHead map[string][]*value
	// aliases finds models whose names begin with the make, by the rest: "3" finds "mazda3". withMake finds models with
	// short names behind their make: "mazda3" finds "3".
	aliases, withMake map[string][]*value
	// nicknames are other words for the makes, by their keys.
	nicknames map[string][]string
	// meanings are the concepts by the keys of their words and kinds.
	meanings map[string][]*meaning
	// targets are the words that a misspelling may be meant for, by their length.
	targets [maxKey + 3][]target
}

// value is one value of the stock.
type value struct {
	text     string
	key      string
	words    []string
	makes    []string // The keys of a model's makes.
	vehicles int64
}

// meaning is a concept with the stock's values for it.
type meaning struct {
	*wordbook.Concept
	// whole are the stock's values that mean exactly this, kind those that are a kind of it.
	whole, kind []*value
	// same are the meanings that the stock does not tell from this one: it writes "Van/Kleinbus".
	same []*meaning
}

// New returns the vocabulary of a stock.
func New(b *wordbook.Book, v vehicle.Values, o Options) *Vocabulary {
	shape := o.Shape
	if shape == nil {
		shape = vehicle.StandardShape()
	}
	vocabulary := &Vocabulary{book: b, fields: map[string]*field{}, unit: o.Unit, money: o.Currency, year: o.Year}
	vocabulary.hasVIN, vocabulary.hasStockNumber = shape.Field("vin") != nil, shape.Field("stock_number") != nil
	for _, f := range vehicle.Catalogue() {
		if f.Kind == vehicle.Word && shape.Field(f.Name) == nil {
			vocabulary.fields[f.Name] = newField(&f, nil, nil, b) // The stock has none: nothing is ever read as one.
		}
	}
	for _, f := range shape.Counted() {
		if f.Kind != vehicle.Word {
			continue
		}
		known := newField(f, v.Counts[f.Name], conceptsOf(b, f, o.Own[f.Name]), b)
		vocabulary.fields[f.Name] = known
		vocabulary.asked = append(vocabulary.asked, known)
	}
	slices.SortStableFunc(vocabulary.asked, func(a, b *field) int { return cmp.Compare(b.Weight, a.Weight) })
	for _, f := range vocabulary.asked {
		if f.Weight > 0 {
			vocabulary.sure = append(vocabulary.sure, f)
		}
	}
	vocabulary.names = fieldNames(vocabulary.asked)
	vocabulary.readOwn(shape, o.Own)
	vocabulary.readIndex()
	return vocabulary
}

// readIndex collects every key that may mean something: values, their parts, other words for them, and models that
// exist.
func (v *Vocabulary) readIndex() {
	v.index = map[string]bool{}
	for key := range v.book.Models {
		v.index[key] = true
	}
	for _, f := range v.fields {
		for key := range f.byKey {
			v.index[key] = true
		}
		for key := range f.meanings {
			v.index[key] = true
		}
		for key := range f.aliases {
			v.index[key] = true
		}
		for key := range f.withMake {
			v.index[key] = true
		}
		if f.name != "make" && f.name != "model" && f.name != "location" {
			continue
		}
		for _, value := range f.values {
			for i := range value.words {
				for j := i + 1; j <= min(len(value.words), i+3); j++ {
					v.index[strings.Join(value.words[i:j], "")] = true
				}
			}
		}
	}
}

func newField(of *vehicle.Field, counts []vehicle.Count, concepts []*wordbook.Concept, b *wordbook.Book) *field {
	f := &field{Field: of, name: of.Name, book: b, byText: map[string]*value{}, byKey: map[string][]*value{}, byWord: map[string][]*value{}, meanings: map[string][]*meaning{}}
	if of.Name == "model" {
		f.nicknames = nicknames(b)
	}
	byText := map[string]*value{}
	for _, c := range counts {
		lower := strings.ToLower(c.Value)
		v := byText[lower]
		if v == nil {
			v = &value{text: c.Value, words: wordbook.Split(wordbook.Fold(c.Value))}
			v.key = strings.Join(v.words, "")
			byText[lower] = v
			f.values = append(f.values, v)
		}
		v.vehicles += c.Vehicles
		if of.Of != "" {
			v.makes = append(v.makes, wordbook.Key(c.Of))
		}
	}
	slices.SortStableFunc(f.values, func(a, b *value) int {
		return cmp.Or(cmp.Compare(b.vehicles, a.vehicles), cmp.Compare(a.text, b.text))
	})
	for _, v := range f.values {
		f.byText[v.text] = v
		if v.key == "" {
			continue // Nobody can ask for it in words.
		}
		f.byKey[v.key] = append(f.byKey[v.key], v)
		for i, word := range v.words {
			if !slices.Contains(v.words[:i], word) {
				f.byWord[word] = append(f.byWord[word], v)
			}
		}
	}
	f.readFamilies()
	f.readMeanings(concepts)
	f.readTargets(b)
	return f
}

func (f *field) readMeanings(concepts []*wordbook.Concept) {
	names := map[string]*wordbook.Concept{}
	byWord := wordbook.ByWord(concepts)
	all := map[*wordbook.Concept]*meaning{}
	for _, c := range concepts {
		names[c.Words[0]] = c
		m := &meaning{Concept: c}
		all[c] = m
		for _, key := range slices.Concat(c.Words, c.Kinds) {
			if !slices.Contains(f.meanings[key], m) {
				f.meanings[key] = append(f.meanings[key], m)
			}
		}
	}
	for _, v := range f.values {
		if own := names[v.key]; own != nil { // Rover is a make of its own, whatever else is called so.
			all[own].whole = append(all[own].whole, v)
			continue
		}
		meant := f.meant(v, byWord, concepts)
		for n := 1; n < len(meant) && f.name == "body_type" && !meant[0].Kind && strings.Contains(v.text, "/"); n++ {
			if first, other := all[meant[0].Concept], all[meant[n].Concept]; first != other && !meant[n].Kind && !slices.Contains(first.same, other) {
				first.same = append(first.same, other)
			}
		}
		for _, w := range meant {
			if m := all[w.Concept]; w.Kind && !slices.Contains(m.whole, v) && !slices.Contains(m.kind, v) {
				m.kind = append(m.kind, v)
			} else if !w.Kind && !slices.Contains(m.whole, v) {
				m.whole = append(m.whole, v)
			}
		}
	}
}

// meant returns the concepts that a value belongs to.
func (f *field) meant(v *value, byWord map[string][]wordbook.WordFor, concepts []*wordbook.Concept) []wordbook.WordFor {
	found := slices.Clone(byWord[v.key])
	switch f.name {
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
			if slices.ContainsFunc(c.Shapes, func(s string) bool { return f.shaped(v, s) }) && known(f.book.Models[c.Words[0]], v.makes) {
				found = append(found, wordbook.WordFor{Concept: c, Kind: false})
			}
		}
	case "make", "trim":
	default:
		if len(found) == 0 && !f.Own {
			found = wordbook.Meaning(v.text, byWord)
		}
		if f.name == "fuel_type" {
			found = wordbook.Fuels(found, concepts)
		}
	}
	return found
}

// partly tells whether a part of a value has the meaning. The name of a paint says its colour ("Ruby Red",
// "Alpinweiß"), and a place says its state ("Austin, TX").
func (f *field) partly(v *value, words []string) bool {
	if len(words) == 0 || len(v.words) == 0 {
		return false
	}
	switch f.name {
	case "color":
		return slices.ContainsFunc(v.words, func(word string) bool {
			if slices.Contains(words, word) {
				return true
			}
			return slices.ContainsFunc(words, func(w string) bool {
				return germanColor[w] && len(word) > len(w)+2 && strings.HasSuffix(word, w)
			})
		})
	case "location":
		_, state, ok := strings.Cut(v.text, ",")
		return ok && slices.ContainsFunc(wordbook.Split(wordbook.Fold(state)), func(word string) bool { return slices.Contains(words, word) })
	}
	return false
}

// germanColor are colours that end German compounds: Brillantschwarz, Dunkelblau.
var germanColor = map[string]bool{"schwarz": true, "weiss": true, "grau": true, "silber": true, "blau": true, "grun": true, "gelb": true, "braun": true, "rot": true, "beige": true}
