package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// maxHead is how many words the beginning of a name has by which its family is found.
const maxHead = 4

// readFamilies collects models by the beginnings of their names, and by their names without and with their makes:
// stocks write "3", "mazda3" and "Mazda 3 Sport" for cars of one kind.
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

// wordsOfLength returns how many words from the first on have a length together, 0 when none have.
func wordsOfLength(words []string, length int) int {
	for n, word := range words {
		if length -= len(word); length == 0 {
			return n + 1
		}
	}
	return 0
}

// named returns the models of a name: those that are written so, and those of its family, "golf", "Golf" and "Golf
// Variant". Models that exist in their own right are no family: a "Range Rover Sport" is no "Range Rover".
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
	byCount(family)
	return own, family
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

// distinct tells whether a name that begins with a model's is that of another model.
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

// knownFamily returns the models that begin with the name of one that exists, which the stock does not write alone.
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
	if heads := f.byHead[key]; len(list) == 0 && len(key) > 2 && len(makesOf(heads)) == 1 {
		list = slices.Clone(heads) // The stock calls the make otherwise: Land Rovers are rovers.
	}
	byCount(list)
	return list
}

// headed adds to a model of several words those of the first words' family that have the other words somewhere: "sienna
// le" finds "sienna awd le" as well.
func (r *reader) headed(from, to int, reading Reading) Reading {
	f := r.fields["model"]
	head := ""
	for n := from; n < to-1; n++ {
		if head += r.tokens[n].key; len(f.byKey[head]) == 0 {
			continue
		}
		makes := makesOf(f.byKey[head])
		for _, v := range f.byHead[head] {
			if sharesMake(v, makes) && hasWords(v, r.tokens[n+1:to]) && !slices.Contains(reading.Values, v.text) {
				reading.Values = append(reading.Values, v.text)
				reading.Outcome, reading.Why = Interpreted, "the model and its versions"
			}
		}
	}
	return reading
}

func hasWords(v *value, tokens []token) bool {
	for _, t := range tokens {
		if !slices.Contains(v.words, t.key) {
			return false
		}
	}
	return true
}

// version narrows a model by the words behind it that only stand in the names of its family: "f150 xlt". It returns the
// token behind them.
func (r *reader) version(from, to int, reading *Reading) int {
	f := r.fields["model"]
	key := ""
	for _, t := range r.tokens[from:to] {
		key += t.key
	}
	own, family := f.named(key)
	if len(own) == 0 && len(family) == 0 {
		family = f.knownFamily(key)
	}
	list := slices.Concat(own, family)
	for to < len(r.tokens) && len(list) > 0 && r.versionWord(to) {
		kept := slices.DeleteFunc(slices.Clone(list), func(v *value) bool { return !hasWords(v, r.tokens[to:to+1]) })
		if len(kept) == 0 {
			break
		}
		list = kept
		to++
		reading.Values, reading.Outcome, reading.Why = texts(list), Interpreted, "the models with this in their name"
	}
	return to
}

// versionWord tells whether a word may stand for a version of a model: it means nothing else.
func (r *reader) versionWord(i int) bool {
	t := r.tokens[i]
	if r.cut(i, ",;.!?/") || t.isNumber && t.number >= 1900 && t.number < 2100 || r.is(i, wordbook.AsksNothing) && len(t.key) > 2 || r.is(i, wordbook.OrJoint) || r.is(i, wordbook.AndJoint) || r.is(i, wordbook.NotNext) || len(r.fields["trim"].byKey[t.key]) > 0 || len(r.fields["make"].byKey[t.key]) > 0 {
		return false
	}
	if article[t.key] || t.key == "in" || t.key == "with" {
		return false
	}
	for _, f := range r.sure {
		if len(f.byKey[t.key]) > 0 || len(f.meanings[t.key]) > 0 && len(f.values) > 0 && f.name != "location" {
			return false
		}
	}
	_, compares := r.phrase(i, wordbook.ComparesNext)
	return compares == 0
}

// otherVersion reads another version of the last model behind an "or": "sienna le or xle".
func (r *reader) otherVersion(i int) bool {
	f, n := r.fields["model"], len(r.pieces)
	if n < 2 || r.model == "" || r.pieces[n-1].kind != isOr || r.pieces[n-2].kind != isValue || r.pieces[n-2].options[0].Parameter != "model" {
		return false
	}
	key := r.tokens[i].key
	if len(f.byKey[key]) > 0 || len(r.book.Models[key]) > 0 || !r.versionWord(i) || r.filler(key) {
		return false
	}
	var list []*value
	for _, v := range f.byHead[r.model] {
		if slices.Contains(v.words, key) {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return false
	}
	r.take(i, i+1, []Reading{{Parameter: "model", Outcome: Interpreted, Values: texts(list), Why: "the models with this in their name"}})
	return true
}
