package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// maxHead is how many first words of a name find its family, at most.
const maxHead = 4

// readFamilies collects models by the beginnings of their names, and by their names with and without the make. Stocks
// write "3", "mazda3" and "Mazda 3 Sport" for the same kind of car.
func (f *field) readFamilies() {
	f.byHead, f.aliases, f.withMake = map[string][]*value{}, map[string][]*value{}, map[string][]*value{}
	if f.name != "model" {
		return
	}
	for _, v := range f.values {
		f.addHeads(v, v.words)
		for _, brand := range v.makes {
			if brand == "" {
				continue
			}
			for _, called := range f.nicknames[brand] { // "benz c300"
				if rest, ok := strings.CutPrefix(v.key, called); ok && rest != "" && v.words[0] == called {
					f.aliases[rest] = append(f.aliases[rest], v)
					f.addHeads(v, v.words[1:])
				}
			}
			if len(v.words) > 1 && f.book.Makes[brand+v.words[0]] { // Some stocks have a make "Land" with a model "Rover Defender".
				rest := strings.Join(v.words[1:], "")
				f.aliases[rest] = append(f.aliases[rest], v)
				f.addHeads(v, v.words[1:])
			}
			if rest, ok := strings.CutPrefix(v.key, brand); ok && rest != "" {
				f.aliases[rest] = append(f.aliases[rest], v)
				if n := wordsOfLength(v.words, len(brand)); n > 0 {
					f.addHeads(v, v.words[n:])
				} else if rest, ok := strings.CutPrefix(v.words[0], brand); ok {
					f.addHeads(v, append([]string{rest}, v.words[1:]...))
				}
			}
			if len(v.key) <= 2 || wordbook.Digits(v.key) == v.key {
				f.withMake[brand+v.key] = append(f.withMake[brand+v.key], v)
			}
		}
	}
}

func (f *field) addHeads(v *value, words []string) {
	key := ""
	for n := range min(len(words)-1, maxHead) {
		key += words[n]
		if list := f.byHead[key]; len(list) == 0 || list[len(list)-1] != v {
			f.byHead[key] = append(list, v)
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

// named returns the models that are written like a name, and those of its family: "golf" finds "Golf" and "Golf
// Variant". A model that exists in its own right belongs to no other's family: a "Range Rover Sport" is no "Range
// Rover".
func (f *field) named(key string) (own, family []*value) {
	own = f.byKey[key]
	if f.name != "model" {
		return own, nil
	}
	makes := makesOf(own)
	for _, v := range slices.Concat(f.aliases[key], f.withMake[key]) {
		if (len(own) == 0 || sharesMake(v, makes)) && !slices.Contains(own, v) && !slices.Contains(family, v) {
			family = append(family, v)
		}
	}
	if len(own) == 0 {
		makes = makesOf(family)
	}
	for _, v := range f.byHead[key] {
		if (len(makes) == 0 || sharesMake(v, makes)) && !f.distinct(v, key) && !slices.Contains(own, v) && !slices.Contains(family, v) {
			family = append(family, v)
		}
	}
	if len(f.book.Models[key]) > 0 && !f.book.Common[key] && wordbook.Digits(key) != key {
		for _, v := range f.byWord[key] {
			if sharesMake(v, makes) && f.behindAnother(v, key) && !slices.Contains(own, v) && !slices.Contains(family, v) {
				family = append(family, v)
			}
		}
	}
	byCount(family)
	return own, family
}

// behindAnother tells whether a model's name stands behind that of another model which it belongs to: "Golf GTI" is a
// GTI. A "Grand Cherokee" is a model of its own, and no Cherokee.
func (f *field) behindAnother(v *value, key string) bool {
	if f.book.Models[key] == nil || v.words[0] == key || !slices.Contains(v.makes, "") && !known(f.book.Models[key], v.makes) {
		return false
	}
	head, behind := "", false
	for _, word := range v.words {
		if word == key {
			return behind
		}
		head += word
		if len(f.book.Models[head+key]) > 0 {
			return false
		}
		behind = behind || known(f.book.Models[head], v.makes) || slices.ContainsFunc(f.book.Models[key], func(brand string) bool {
			return head == brand || slices.Contains(f.nicknames[brand], head)
		})
	}
	return false
}

func makesOf(list []*value) (makes []string) {
	for _, v := range list {
		for _, m := range v.makes {
			if !slices.Contains(makes, m) {
				makes = append(makes, m)
			}
		}
	}
	return makes
}

func sharesMake(v *value, makes []string) bool {
	return slices.ContainsFunc(v.makes, func(m string) bool { return m == "" || slices.Contains(makes, m) })
}

// distinct tells whether a value that begins with a model's name is another model.
func (f *field) distinct(v *value, key string) bool {
	if !known(f.book.Models[key], v.makes) {
		return false
	}
	head := ""
	for _, word := range v.words {
		if head += word; len(head) > len(key) && strings.HasPrefix(head, key) && known(f.book.Models[head], v.makes) {
			return true
		}
	}
	return false
}

func known(makes, of []string) bool {
	return slices.ContainsFunc(of, func(m string) bool { return slices.Contains(makes, m) })
}

// knownFamily returns the models whose names begin with a model that exists. The stock need not have that name alone.
func (f *field) knownFamily(key string) []*value {
	makes := f.book.Models[key]
	if f.name != "model" || len(makes) == 0 {
		return nil
	}
	var list []*value
	for _, v := range slices.Concat(f.aliases[key], f.byHead[key]) {
		if known(makes, v.makes) && !f.distinct(v, key) && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	if len(list) == 0 && wordbook.Digits(key) != key {
		for _, v := range f.byWord[key] {
			if f.behindAnother(v, key) {
				list = append(list, v) // A "GTI" where the stock has only the Golf GTI.
			}
		}
	}
	if heads := f.byHead[key]; len(list) == 0 && len(key) > 2 && len(makesOf(heads)) == 1 {
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
func (f *field) shaped(v *value, shape string) bool {
	words := v.words
	for _, brand := range v.makes {
		if len(words) > 1 && slices.Contains(f.nicknames[brand], words[0]) {
			words = words[1:]
		}
	}
	return wordbook.Shaped(v.key, shape) || len(words) > 0 && wordbook.Shaped(words[0], shape) || len(words) > 1 && wordbook.Shaped(words[0]+words[1], shape)
}
