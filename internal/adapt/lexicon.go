package adapt

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"forecourt/internal/words/wordbook"
)

//go:embed words/*.txt values/*.txt concepts.txt
var files embed.FS

// lexicon is what is known about names and values in any stock.
type lexicon struct {
	// words maps a folded word to its meanings. The parts of a compound are joined by a space.
	words map[string][]meaning
	// longest is the greatest number of parts of a word.
	longest  int
	concepts []concept
	// values holds the known values of each field, folded.
	values map[string]map[string]bool
	// statuses maps a whole value to its meaning: sold, reserved, …
	statuses map[string]string
}

// meaning is what a word means in a language.
type meaning struct{ word, language string }

// concept is what a column may hold.
type concept struct {
	name    string
	phrases []phrase
}

type phrase struct {
	words  []string
	weight float64
}

var loaded = sync.OnceValues(load)

func load() (*lexicon, error) {
	l := &lexicon{words: map[string][]meaning{}, values: map[string]map[string]bool{}, statuses: map[string]string{}}
	for _, read := range []struct {
		pattern string
		entry   func(file, name, list string) error
	}{{"words/*.txt", l.addWords}, {"concepts.txt", l.addConcept}, {"values/*.txt", l.addValues}} {
		names, err := fs.Glob(files, read.pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := l.read(name, read.entry); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	l.values["model"] = map[string]bool{}
	for brand, models := range wordbook.KnownModels() {
		l.values["make"][fold(brand)] = true
		for _, model := range models {
			l.values["model"][fold(model)] = true
		}
	}
	return l, nil
}

// read calls entry for each line. A line without a colon has an empty name.
func (l *lexicon) read(path string, entry func(file, name, list string) error) error {
	text, err := files.ReadFile(path)
	if err != nil {
		return err
	}
	_, file, _ := strings.Cut(path, "/")
	file = strings.TrimSuffix(file, ".txt")
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			name, list = "", line
		}
		if err := entry(file, name, list); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	return nil
}

func (l *lexicon) addWords(language, name, list string) error {
	for word := range strings.SplitSeq(list, ",") {
		parts := strings.FieldsFunc(fold(word), func(r rune) bool { return r == '_' || r == ' ' })
		key := strings.Join(parts, " ")
		m := meaning{name, language}
		if key != "" && !slices.Contains(l.words[key], m) {
			l.words[key] = append(l.words[key], m)
			l.longest = max(l.longest, len(parts))
		}
	}
	return nil
}

func (l *lexicon) addConcept(_, name, list string) error {
	c := concept{name: name}
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		p := phrase{weight: 1}
		if weak, ok := strings.CutPrefix(text, "~"); ok {
			text, p.weight = weak, 0.55
		}
		if words, percent, ok := strings.Cut(text, "@"); ok {
			n, err := strconv.Atoi(percent)
			if err != nil {
				return err
			}
			text, p.weight = words, float64(n)/100
		}
		p.words = strings.Fields(text)
		c.phrases = append(c.phrases, p)
	}
	l.concepts = append(l.concepts, c)
	return nil
}

func (l *lexicon) addValues(field, name, list string) error {
	if field != "person" && !slices.Contains(fields, field) {
		return fmt.Errorf("%s is no field, so nothing reads its values", field)
	}
	if l.values[field] == nil {
		l.values[field] = map[string]bool{}
	}
	if name == "" {
		for word := range strings.FieldsSeq(list) {
			l.values[field][fold(word)] = true
		}
		return nil
	}
	for text := range strings.SplitSeq(list, ",") {
		l.values[field][fold(text)] = true
		l.statuses[fold(text)] = name
	}
	return nil
}
