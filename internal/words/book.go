package words

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

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

//go:embed synonyms.txt
var synonyms []byte

//go:embed known.txt
var known []byte

// concept is a meaning with the words for it.
type concept struct {
	name string
	// words mean the same, kinds are kinds of it, nearest is used when the stock has none of the words. All are keys.
	words, kinds, nearest []string
}

// Book holds the words that people use, whatever the stock. It is never changed, and safe for concurrent use.
type Book struct {
	concepts map[string][]*concept
	// models are the models that exist, by key, each with the keys of its makes.
	models map[string][]string
	// common are words that are never taken for a misspelling or a name on their own.
	common map[string]bool
	tables tables
}

// tables are the phrases of free text.
type tables struct {
	comparators, afters map[string]comparator
	hints, units, sorts map[string]string
	// heads are the first words of all phrases.
	heads                                                           map[string]bool
	fillers, others, negations, phrases, states, weak, weakMeanings map[string]bool
}

// NewBook returns the words of the project, followed by an owner's own in the same form; extra may be nil. An error names
// the line that cannot be read.
func NewBook(extra []byte) (*Book, error) {
	p := sections()
	b := &Book{concepts: map[string][]*concept{}, models: map[string][]string{}, common: wordSet(commonText), tables: tables{
		comparators: comparators(p), afters: afters(p), hints: hints(p), units: units(p), sorts: sorts(p),
		fillers: wordSet(fillersText), others: others(p), negations: negations(p), phrases: fillerPhrases(p), states: wordsOf("condition, shape, nick, order, state"), weak: weak(p), weakMeanings: weakMeanings(p),
	}}
	b.tables.readHeads()
	if err := b.read(synonyms); err != nil {
		return nil, err
	}
	b.readModels(known)
	if err := b.read(extra); err != nil {
		return nil, err
	}
	return b, nil
}

// Default returns the words of the project.
func Default() *Book {
	b, err := NewBook(nil)
	if err != nil { // A test reads the file.
		panic(err)
	}
	return b
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
		at := strings.IndexAny(line, ":<~")
		if parameter == "" || at <= 0 {
			return fmt.Errorf("line %d: %q is neither [parameter], nor \"name: words\", \"name < kinds\" or \"name ~ near\"", n, line)
		}
		b.add(parameter, strings.TrimSpace(line[:at]), line[at], line[at+1:])
	}
	return scanner.Err()
}

func (b *Book) add(parameter, name string, relation byte, list string) {
	key := keyOf(name)
	at := slices.IndexFunc(b.concepts[parameter], func(c *concept) bool { return c.words[0] == key })
	if at < 0 {
		at = len(b.concepts[parameter])
		b.concepts[parameter] = append(b.concepts[parameter], &concept{name: name, words: []string{key}})
	}
	c := b.concepts[parameter][at]
	for _, word := range strings.Split(list, ",") {
		key := keyOf(word)
		switch {
		case key == "":
		case relation == ':':
			c.words = append(c.words, key)
		case relation == '<':
			c.kinds = append(c.kinds, key)
		default:
			c.nearest = append(c.nearest, key)
		}
	}
}

func (b *Book) readModels(text []byte) {
	for line := range strings.Lines(string(text)) {
		name, list, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, model := range strings.Split(list, ",") {
			key := keyOf(model)
			b.models[key] = append(b.models[key], keyOf(name))
		}
	}
}

func (t *tables) readHeads() {
	t.heads = map[string]bool{}
	addHeads(t.heads, t.comparators, t.afters)
	addHeads(t.heads, t.hints, t.units, t.sorts)
	addHeads(t.heads, t.others, t.negations, t.phrases)
}

func addHeads[V any](heads map[string]bool, list ...map[string]V) {
	for _, table := range list {
		for phrase := range table {
			head, _, _ := strings.Cut(phrase, " ")
			heads[head] = true
		}
	}
}
