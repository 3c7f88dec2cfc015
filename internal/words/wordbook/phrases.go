package wordbook

import (
	"path"
	"strconv"
	"strings"
)

// Each is the name of a NotNext whose "and" joins values of any field: "exclude diesel and anything red".
const Each = "each"

// Whole is the name of a Changes that reaches the whole clause, and not only what stands behind it.
const Whole = "whole"

// Comma is the name of phrases that may have a comma between their words: "keinen, der".
const Comma = "comma"

// Kin is the name of a PersonNext whose name stands before a wish: "my son Leon wants". Introduced is that of one with
// a first and a last name behind it: "this is Brandon Silver".
const (
	Kin        = "kin"
	Introduced = "introduced"
)

// Direction is what a comparing word makes of its number.
type Direction int

// The directions.
const (
	NoDirection Direction = iota
	AtLeast
	AtMost
	About
	FromTo
	Plain    // An amount without a comparing word, as in "for 9k".
	LastOnes // "the last" years.
)

// Comparator is a comparing word. A strict one leaves its number out: "newer than 2018" begins with 2019.
type Comparator struct {
	Direction Direction
	Strict    bool
	Of        string // The only thing that it can compare, "price" or "year"; "" is anything.
}

// Phrase is one role of a phrase. Only is the language in which it has that role, 0 for any.
type Phrase struct {
	Role       Role
	Comparator Comparator
	Name       string
	Only       Language
}

// Language is one of the files of data/phrases, as a bit.
type Language uint8

// OtherWord is the word that another one stands for in a language.
type OtherWord struct {
	Key  string
	Only Language
}

// Tables are the phrases of all languages, folded, with one space between words.
type Tables struct {
	Phrases map[string][]Phrase
	// Heads has the number of words of the longest phrase that begins with a word.
	Heads map[string]int
	// Markers are words that show the language of a text. English is the language of en.txt.
	Markers map[string]Language
	English Language
	Numbers map[string]float64
	// NumbersIn are the languages in which a word is a number.
	NumbersIn map[string]Language
	// Decades are words for ten years: the eighties.
	Decades map[string]float64
	// Letters are those that words for them mean: an Italian "elle" is an L.
	Letters map[string]string
	// BodyOf are words for a body of some makes only, with the keys of those.
	BodyOf map[string][]string
	// Others are words that mean another one in a language: the German "Gas" is no gasoline.
	Others map[string][]OtherWord
	// Particles are what single words may do. Suffixes are what may be written at a number.
	Particles map[string]Particle
	Suffixes  map[string]Suffix
	// words are those of all phrases, with the languages that have them.
	words map[string]Language
	// Thousands are words for a thousand; Weak are words that are values only behind their make.
	Thousands, Weak, WeakMeanings map[string]bool
	// Ends are the ends of compound words that say nothing more: a "Dieselmotor" is diesel.
	Ends []string
	// Without are the ends of words that say that there is none: "dieselfrei". ColorEnds are colours that end compound
	// words, "brillantschwarz", and ColorHeads is what begins them. AutoHeads begin words which show that "Auto" is a car.
	Without, ColorEnds, ColorHeads, AutoHeads []string
	// inside are numbers that stand inside a number of one word.
	inside []inside
	// names are those that a "*" in the phrases of the language stands for.
	names []string
}

// readTables reads the files of phrases. A test reads every title.
func readTables() Tables {
	t := Tables{
		Phrases: map[string][]Phrase{}, Heads: map[string]int{}, Markers: map[string]Language{}, words: map[string]Language{}, Numbers: map[string]float64{}, NumbersIn: map[string]Language{}, Decades: map[string]float64{}, Letters: map[string]string{}, Others: map[string][]OtherWord{}, BodyOf: map[string][]string{},
		Thousands: map[string]bool{}, Particles: map[string]Particle{}, Suffixes: suffixes(file("data/suffixes.txt")), Weak: map[string]bool{}, WeakMeanings: map[string]bool{},
	}
	for n, name := range filesIn("data/phrases") {
		bit := Language(1) << n
		if path.Base(name) == "en.txt" {
			t.English = bit
		}
		t.names = nil
		title := ""
		for line := range strings.Lines(file(name)) {
			line = strings.TrimSpace(line)
			if inner, ok := strings.CutPrefix(line, "["); ok {
				title = strings.TrimSuffix(inner, "]")
			} else if line != "" && !strings.HasPrefix(line, "#") {
				t.readLine(title, line, bit)
			}
		}
	}
	t.sortInside()
	t.joinTens()
	t.joinThousands()
	t.markOwn()
	return t
}

// readLine reads the phrases of one line.
func (t *Tables) readLine(title, line string, of Language) {
	if title == "asks for nothing" && !strings.Contains(line, ",") {
		line = strings.Join(strings.Fields(line), ",")
	}
	title, onlyHere := strings.CutSuffix(title, ", in this language")
	entry, known := titles[title]
	if onlyHere {
		entry.Only = of
	}
	for item := range t.items(title, line) {
		text := foldPhrase(item)
		if p := particles[title]; p != 0 {
			t.Particles[text] |= p
			continue
		}
		if parts := t.partsOfWords(title); parts != nil {
			*parts = append(*parts, Key(item))
			continue
		}
		switch title {
		case "words of this language":
			t.Markers[text] |= of
		case "number words":
			word, number, _ := strings.Cut(item, " ")
			t.Numbers[foldPhrase(word)], _ = strconv.ParseFloat(number, 64)
			t.NumbersIn[foldPhrase(word)] |= of
		case "number words inside a word":
			t.addInside(item)
		case "decades":
			word, number, _ := strings.Cut(item, " ")
			t.Decades[foldPhrase(word)], _ = strconv.ParseFloat(number, 64)
		case "letters as they are said":
			word, letter, _ := strings.Cut(item, " ")
			t.Letters[foldPhrase(word)] = Key(letter)
		case "a body of one make only":
			word, brand, _ := strings.Cut(item, " ")
			t.BodyOf[Key(word)] = append(t.BodyOf[Key(word)], Key(brand))
		case "means another word":
			word, meant, _ := strings.Cut(item, " ")
			t.Others[Key(word)] = append(t.Others[Key(word)], OtherWord{Key(meant), entry.Only})
		case "thousand":
			t.Thousands[text] = true
		case "values behind a make only":
			t.Weak[Key(item)] = true
		case "meanings behind a make only":
			t.WeakMeanings[Key(item)] = true
		default:
			if !known {
				panic("there is no title " + title) // A test reads the files.
			}
			t.add(text, entry)
			if title != "no filter says" {
				for word := range strings.FieldsSeq(text) {
					t.words[word] |= of
				}
			}
		}
	}
}

// items yields the items of a line. One with a "*" stands for as many as the language has names for what need not
// matter: "any * will do".
func (t *Tables) items(title, line string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for item := range listed(line) {
			if title == "names for *" {
				t.names = append(t.names, item)
				continue
			}
			if !strings.Contains(item, "*") {
				if !yield(item) {
					return
				}
				continue
			}
			for _, name := range t.names {
				if !yield(strings.ReplaceAll(item, "*", name)) {
					return
				}
			}
		}
	}
}

// partsOfWords returns the list of a title for parts of words, nil for other titles.
func (t *Tables) partsOfWords(title string) *[]string {
	switch title {
	case "ends of compound words":
		return &t.Ends
	case "ends of words: without":
		return &t.Without
	case "ends of compound words: colors":
		return &t.ColorEnds
	case "beginnings of compound words: colors":
		return &t.ColorHeads
	case `beginnings of words that show that "Auto" is a car`:
		return &t.AutoHeads
	}
	return nil
}

// add adds what a phrase does. The same phrase may do several things, but each once.
func (t *Tables) add(text string, entry Phrase) {
	for _, other := range t.Phrases[text] {
		if other.Role == entry.Role && other.Only == entry.Only {
			return
		}
	}
	t.Phrases[text] = append(t.Phrases[text], entry)
	head, _, _ := strings.Cut(text, " ")
	t.Heads[head] = max(t.Heads[head], strings.Count(text, " ")+1)
}

// markOwn makes markers of the words that only one language has among its phrases.
func (t *Tables) markOwn() {
	for word, in := range t.words {
		if len(word) >= leastMarker && in&(in-1) == 0 && t.Markers[word] == 0 {
			t.Markers[word] = in
		}
	}
}

// leastMarker is how many letters a word has at least that marks a language by itself.
const leastMarker = 5

// foldPhrase writes a phrase as the reader sees it: folded words with one space between them.
func foldPhrase(text string) string {
	text = strings.NewReplacer("n't", "nt", "n’t", "nt").Replace(text)
	if list := Split(Fold(text)); len(list) > 0 && !strings.ContainsAny(text, "<>≤≥~&") {
		return strings.Join(list, " ")
	}
	return strings.TrimSpace(text)
}
