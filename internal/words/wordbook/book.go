// Package wordbook holds the words that people use for cars, whatever the stock: files of one topic or language each.
package wordbook

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// data are the words of the project: files that people read and extend, one topic or language each.
//
//go:embed data
var data embed.FS

// standardWords are the names of the catalogue's fields of words.
func standardWords() []string {
	var list []string
	for _, f := range vehicle.Catalogue() {
		if f.Kind == vehicle.Word {
			list = append(list, f.Name)
		}
	}
	return list
}

// Concept is a meaning with the words for it.
type Concept struct {
	// Name is what the concept is called.
	Name string
	// Words are other words for it, and Kinds are kinds of it. If the stock has none of these, the first of Nearest that
	// it has stands in, or everything of All that it has. Also belongs to it, if the stock does not have the name itself.
	// Names are those of its words that are names of their own: who says one means none of the others. All six are keys.
	Words, Kinds, Nearest, All, Also, Names []string
	// Shapes describe names that belong to it: "3##" is a 3 and two digits.
	Shapes []string
}

// Book holds the words that people use, whatever the stock. It never changes, and is safe for concurrent use.
type Book struct {
	// Concepts are the meanings of words, by field.
	Concepts map[string][]*Concept
	// Models has the models that exist in their own right. Each key leads to the keys of its makes.
	Models map[string][]string
	// Makes are the keys of the makes that exist.
	Makes map[string]bool
	// Trims are equipment lines that exist, by key.
	Trims map[string]bool
	// Currencies are the codes of the currencies that a word may mean (ISO 4217), by key.
	Currencies map[string][]string
	// Own are words for fields that owners often add, by the keys of their names.
	Own map[string][]string
	// Noise are words that say nothing more about a value, by field.
	Noise map[string][]string
	// Common are words that are never taken for a misspelling or a name on their own.
	Common map[string]bool
	Tables Tables
}

// NewBook returns the words of the project, followed by an owner's own in the same form; extra may be nil. An error
// names the line that cannot be read.
func NewBook(extra []byte) (*Book, error) {
	b := &Book{Concepts: map[string][]*Concept{}, Models: map[string][]string{}, Makes: map[string]bool{}, Trims: map[string]bool{}, Currencies: map[string][]string{}, Own: map[string][]string{}, Noise: map[string][]string{}, Common: wordSet(file("data/common.txt"))}
	b.Tables = readTables()
	for _, name := range filesIn("data/fields") {
		if err := b.read([]byte(file(name))); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	b.readModels(file("data/models.txt"))
	b.readOwn(file("data/own.txt"))
	for field, list := range lists(file("data/noise.txt")) {
		for word := range listed(list) {
			b.Noise[field] = append(b.Noise[field], Key(word))
		}
	}
	for trim := range listed(file("data/trims.txt")) {
		b.Trims[Key(trim)] = true
	}
	if err := b.read(extra); err != nil {
		return nil, err
	}
	for _, c := range b.Concepts["currency"] {
		for _, word := range c.Words {
			b.Currencies[word] = append(b.Currencies[word], strings.ToUpper(c.Words[0]))
		}
	}
	return b, nil
}

// Default returns the words of the project.
func Default() *Book {
	b, err := NewBook(nil)
	if err != nil { // A test reads the files.
		panic(err)
	}
	return b
}

// file returns one of the project's files.
func file(name string) string {
	text, err := data.ReadFile(name)
	if err != nil { // It is part of the program.
		panic(err)
	}
	return string(text)
}

// filesIn returns the text files of a folder, in the order of their names.
func filesIn(folder string) []string {
	names, err := fs.Glob(data, folder+"/*.txt")
	if err != nil {
		panic(err)
	}
	return names
}

// listed yields the items of a text, which commas and ends of lines separate; lines that begin with # are comments.
func listed(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for item := range strings.SplitSeq(line, ",") {
				if item = strings.TrimSpace(item); item != "" && !yield(item) {
					return
				}
			}
		}
	}
}

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			set[Key(word)] = true
		}
	}
	return set
}

func (b *Book) read(text []byte) error {
	parameter, names := "", standardWords()
	scanner := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if inner, ok := strings.CutPrefix(line, "["); ok {
			parameter = strings.TrimSuffix(inner, "]")
			if !slices.Contains(names, parameter) {
				return fmt.Errorf("line %d: there is no parameter %q: use %s; words for your own fields stand in stock.yaml", n, parameter, strings.Join(names, ", "))
			}
			continue
		}
		at := strings.IndexAny(line, ":<~>+=")
		if parameter == "" || at <= 0 {
			return fmt.Errorf("line %d: %q is neither [parameter], nor \"name: words\", \"name < kinds\", \"name ~ near\", \"name > all of these\", \"name + also\" or \"name = names of their own\"", n, line)
		}
		b.add(parameter, strings.TrimSpace(line[:at]), line[at], line[at+1:])
	}
	return scanner.Err()
}

func (b *Book) add(parameter, name string, relation byte, list string) {
	key := Key(name)
	at := slices.IndexFunc(b.Concepts[parameter], func(c *Concept) bool { return c.Words[0] == key })
	if at < 0 {
		at = len(b.Concepts[parameter])
		b.Concepts[parameter] = append(b.Concepts[parameter], &Concept{Name: name, Words: []string{key}})
	}
	c := b.Concepts[parameter][at]
	for _, word := range strings.Split(list, ",") {
		key := Key(word)
		if word = strings.TrimSpace(word); key == "" {
			key = word // A sign, such as that of a currency.
		}
		switch {
		case strings.Contains(word, "#"):
			c.Shapes = append(c.Shapes, strings.ReplaceAll(Fold(word), " ", ""))
		case key == "":
		case relation == ':' && !slices.Contains(c.Words, key):
			c.Words = append(c.Words, key)
		case relation == '=':
			c.Names = append(c.Names, key)
		case relation == '<':
			c.Kinds = append(c.Kinds, key)
		case relation == '>':
			c.All = append(c.All, key)
		case relation == '+':
			c.Also = append(c.Also, key)
		case relation == '~':
			c.Nearest = append(c.Nearest, key)
		}
	}
}

// readOwn reads the words for fields that owners often add.
func (b *Book) readOwn(text string) {
	for names, list := range lists(text) {
		for name := range strings.SplitSeq(names, ",") {
			for word := range strings.SplitSeq(list, ",") {
				b.Own[Key(name)] = append(b.Own[Key(name)], strings.TrimSpace(word))
			}
		}
	}
}

func (b *Book) readModels(text string) {
	for name, list := range lists(text) {
		b.Makes[Key(name)] = true
		for _, model := range strings.Split(list, ",") {
			key := Key(model)
			b.Models[key] = append(b.Models[key], Key(name))
		}
	}
}
