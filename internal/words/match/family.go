package match

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// maxHead is how many first words of a name find its family, at most.
const maxHead = 4

// readFamilies collects models by the beginnings of their names, and by their names with and without the make. Stocks
// write "3", "mazda3" and "Mazda 3 Sport" for the same kind of car.
func (f *Lexicon) readFamilies() {
	f.ByHead, f.Aliases, f.WithMake, f.bySize = map[string][]*Entry{}, map[string][]*Entry{}, map[string][]*Entry{}, map[string][]*Entry{}
	if f.Name != "model" {
		return
	}
	for _, v := range f.Entries {
		f.addHeads(v, v.Words)
		if size := sizeOf(v.Words); size != "" {
			f.bySize[size] = append(f.bySize[size], v)
		}
		if head := gluedHead(v.Words); head != "" {
			f.ByHead[head] = append(f.ByHead[head], v)
		}
		for _, brand := range v.Makes {
			if brand == "" {
				continue
			}
			for _, called := range f.nicknames[brand] { // "benz c300"
				if rest, ok := strings.CutPrefix(v.Key, called); ok && rest != "" && v.Words[0] == called {
					f.Aliases[rest] = append(f.Aliases[rest], v)
					f.addHeads(v, v.Words[1:])
				}
			}
			if len(v.Words) > 1 && f.book.Makes[brand+v.Words[0]] { // Some stocks have a make "Land" with a model "Rover Defender".
				rest := strings.Join(v.Words[1:], "")
				f.Aliases[rest] = append(f.Aliases[rest], v)
				f.addHeads(v, v.Words[1:])
			}
			if rest, ok := strings.CutPrefix(v.Key, brand); ok && rest != "" {
				f.Aliases[rest] = append(f.Aliases[rest], v)
				if n := wordsOfLength(v.Words, len(brand)); n > 0 {
					f.addHeads(v, v.Words[n:])
				} else if rest, ok := strings.CutPrefix(v.Words[0], brand); ok {
					f.addHeads(v, append([]string{rest}, v.Words[1:]...))
				}
			}
			if len(v.Key) <= 2 || wordbook.Digits(v.Key) == v.Key {
				f.WithMake[brand+v.Key] = append(f.WithMake[brand+v.Key], v)
			}
		}
	}
}

// gluedHead returns the letters of a model's name that are written together with its size: the "rx" of "rx350h". It is
// "" if the name does not begin so.
func gluedHead(words []string) string {
	const fewest, most, digits = 2, 3, 3
	if len(words) == 0 {
		return ""
	}
	word := words[0]
	at := strings.IndexAny(word, "0123456789")
	if at < fewest || at > most || len(wordbook.Digits(word)) != digits || wordbook.Digits(word[at:min(len(word), at+digits)]) != word[at:min(len(word), at+digits)] {
		return ""
	}
	return word[:at]
}

func (f *Lexicon) addHeads(v *Entry, words []string) {
	key := ""
	for n := range min(len(words)-1, maxHead) {
		key += words[n]
		if list := f.ByHead[key]; len(list) == 0 || list[len(list)-1] != v {
			f.ByHead[key] = append(list, v)
		}
	}
}

// wordsOfLength returns how many of the first words have the given length together, 0 if no number of them has.
func wordsOfLength(words []string, length int) int {
	for n, word := range words {
		if length -= len(word); length == 0 {
			return n + 1
		}
	}
	return 0
}

// Named returns the models that are written like a name, and those of its family: "golf" finds "Golf" and "Golf
// Variant". A model that exists in its own right belongs to no other's family: a "Range Rover Sport" is no "Range
// Rover".
func (f *Lexicon) Named(key string) (own, family []*Entry) {
	own = f.ByKey[key]
	if f.Name != "model" {
		return own, nil
	}
	makes := MakesOf(own)
	for _, v := range slices.Concat(f.Aliases[key], f.WithMake[key]) {
		if (len(own) == 0 || SharesMake(v, makes)) && !slices.Contains(own, v) && !slices.Contains(family, v) {
			family = append(family, v)
		}
	}
	if len(own) == 0 {
		makes = MakesOf(family)
	}
	for _, v := range f.ByHead[key] {
		if (len(makes) == 0 || SharesMake(v, makes)) && !f.distinct(v, key) && !slices.Contains(own, v) && !slices.Contains(family, v) {
			family = append(family, v)
		}
	}
	if len(f.book.Models[key]) > 0 && !f.book.Common[key] && wordbook.Digits(key) != key {
		for _, v := range f.ByWord[key] {
			if SharesMake(v, makes) && f.behindAnother(v, key) && !slices.Contains(own, v) && !slices.Contains(family, v) {
				family = append(family, v)
			}
		}
	}
	byCount(family)
	return own, family
}

// behindAnother tells whether a model's name stands behind that of another model which it belongs to: "Golf GTI" is a
// GTI. A "Grand Cherokee" is a model of its own, and no Cherokee.
func (f *Lexicon) behindAnother(v *Entry, key string) bool {
	if f.book.Models[key] == nil || v.Words[0] == key || !slices.Contains(v.Makes, "") && !known(f.book.Models[key], v.Makes) {
		return false
	}
	head, behind := "", false
	for _, word := range v.Words {
		if word == key {
			return behind
		}
		head += word
		if len(f.book.Models[head+key]) > 0 {
			return false
		}
		behind = behind || known(f.book.Models[head], v.Makes) || slices.ContainsFunc(f.book.Models[key], func(brand string) bool {
			return head == brand || strings.HasPrefix(head, brand) || len(head) > 3 && distance(head, brand) == 1 || slices.Contains(f.nicknames[brand], head)
		})
	}
	return false
}

// MakesOf returns the keys of the makes of some models, each once.
func MakesOf(list []*Entry) (makes []string) {
	for _, v := range list {
		for _, m := range v.Makes {
			if !slices.Contains(makes, m) {
				makes = append(makes, m)
			}
		}
	}
	return makes
}

// SharesMake tells whether a model belongs to one of the makes, or to a make that is not known.
func SharesMake(v *Entry, makes []string) bool {
	return slices.ContainsFunc(v.Makes, func(m string) bool { return m == "" || slices.Contains(makes, m) })
}

// distinct tells whether a value that begins with a model's name is another model.
func (f *Lexicon) distinct(v *Entry, key string) bool {
	if !known(f.book.Models[key], v.Makes) {
		return false
	}
	head := ""
	for _, word := range v.Words {
		if head += word; len(head) > len(key) && strings.HasPrefix(head, key) && known(f.book.Models[head], v.Makes) {
			return true
		}
	}
	return false
}

func known(makes, of []string) bool {
	return slices.ContainsFunc(of, func(m string) bool { return slices.Contains(makes, m) })
}

// KnownFamily returns the models whose names begin with a model that exists. The stock need not have that name alone.
func (f *Lexicon) KnownFamily(key string) []*Entry {
	makes := f.book.Models[key]
	if f.Name != "model" || len(makes) == 0 {
		return nil
	}
	var list []*Entry
	for _, v := range slices.Concat(f.Aliases[key], f.ByHead[key]) {
		if known(makes, v.Makes) && !f.distinct(v, key) && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	if len(list) == 0 && wordbook.Digits(key) != key {
		for _, v := range f.ByWord[key] {
			if f.behindAnother(v, key) {
				list = append(list, v) // A "GTI" where the stock has only the Golf GTI.
			}
		}
	}
	if heads := f.ByHead[key]; len(list) == 0 && len(key) > 2 && len(MakesOf(heads)) == 1 {
		list = slices.Clone(heads) // The stock calls the make otherwise: Land Rovers are rovers.
	}
	byCount(list)
	return list
}

// nicknames are the words for each make, by its key: "benz" for Mercedes-Benz.
func nicknames(b *wordbook.Book) map[string][]string {
	all := map[string][]string{}
	for _, c := range b.Concepts["make"] {
		all[c.Words[0]] = c.Words[1:]
	}
	return all
}

// shaped tells whether a model's name begins with a shape, behind another word for its make: "benz c280 4matic" is a
// c and three digits.
func (f *Lexicon) shaped(v *Entry, shape string) bool {
	words := v.Words
	for _, brand := range v.Makes {
		if len(words) > 1 && slices.Contains(f.nicknames[brand], words[0]) {
			words = words[1:]
		}
	}
	return wordbook.Shaped(v.Key, shape) || len(words) > 0 && wordbook.Shaped(words[0], shape) || len(words) > 1 && wordbook.Shaped(words[0]+words[1], shape)
}

// SizesOf returns the models that are called like some others, but for a number in their place of one: behind a
// Silverado 1500, "2500" is a Silverado 2500HD.
func (m *Matcher) SizesOf(models []string, number string) (list []*Entry) {
	f := m.Fields["model"]
	for _, text := range models {
		v := f.ByText[text]
		if v == nil {
			continue
		}
		at := slices.IndexFunc(v.Words, func(word string) bool {
			return len(wordbook.Digits(word)) == len(wordbook.Digits(number)) && strings.HasPrefix(word, wordbook.Digits(word))
		})
		if at < 1 {
			continue
		}
		head := strings.Join(v.Words[:at], "")
		own, family := f.Named(head + number)
		list = Union(list, slices.DeleteFunc(slices.Concat(own, family), func(other *Entry) bool { return !SharesMake(other, v.Makes) })) // "F350"
		for _, other := range f.ByHead[head] {
			if len(other.Words) <= at || !SharesMake(other, v.Makes) {
				continue
			}
			if rest, ok := strings.CutPrefix(other.Words[at], number); ok && wordbook.Digits(rest) == "" {
				list = Union(list, []*Entry{other})
			}
		}
	}
	byCount(list)
	return list
}
