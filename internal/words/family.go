package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/lexer"
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
	if heads := f.byHead[key]; len(list) == 0 && len(key) > 2 && len(makesOf(heads)) == 1 {
		list = slices.Clone(heads) // The stock calls the make otherwise: Land Rovers are rovers.
	}
	byCount(list)
	return list
}

// headed adds to a model of several words its relatives: they begin with the same words, and have the other words
// anywhere. "sienna le" also finds "sienna awd le".
func (r *reader) headed(from, to int, reading Reading) Reading {
	f := r.fields["model"]
	head := ""
	for n := from; n < to-1; n++ {
		if head += r.tokens[n].Key; len(f.byKey[head]) == 0 {
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

func hasWords(v *value, tokens []lexer.Token) bool {
	for _, t := range tokens {
		if !slices.Contains(v.words, t.Key) {
			return false
		}
	}
	return true
}

// version narrows a model by the words behind it, if they only occur in the names of its family: "f150 xlt". It returns
// the token behind those words.
func (r *reader) version(from, to int, reading *Reading) int {
	f := r.fields["model"]
	key := ""
	for _, t := range r.tokens[from:to] {
		key += t.Key
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

// versionWord tells whether a word may name a version of a model, because it means nothing else.
func (r *reader) versionWord(i int) bool {
	t := r.tokens[i]
	if r.cut(i, ",;.!?/") || t.IsNumber && t.Number >= 1900 && t.Number < 2100 || r.is(i, wordbook.AsksNothing) && len(t.Key) > 2 || r.is(i, wordbook.OrJoint) || r.is(i, wordbook.AndJoint) || r.is(i, wordbook.NotNext) || len(r.fields["trim"].byKey[t.Key]) > 0 || len(r.fields["make"].byKey[t.Key]) > 0 {
		return false
	}
	if article[t.Key] || t.Key == "in" || t.Key == "with" {
		return false
	}
	for _, f := range r.sure {
		if len(f.byKey[t.Key]) > 0 || len(f.meanings[t.Key]) > 0 && len(f.values) > 0 && f.name != "location" {
			return false
		}
	}
	if to, options := r.longest(i); to > i+1 && slices.ContainsFunc(r.sure, func(f *field) bool { return f.name == options[0].Parameter }) {
		return false // "promaster cargo van" is a van.
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
	key := r.tokens[i].Key
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

// engine reads the letter for the fuel in names of BMW and Mercedes-Benz, if the stock's models lack it: "320d", "C 220
// d".
func (r *reader) engine(i int) int {
	key, models := r.tokens[i].Key, r.fields["model"]
	fuel := map[byte]string{'d': "diesel", 'i': "gasoline"}[key[len(key)-1]]
	reading, ok := r.fields["fuel_type"].direct(fuel, fuel)
	if fuel == "" || !ok || len(models.byKey[key])+len(r.fields["trim"].byKey[key]) > 0 {
		return i
	}
	reading.Parameter, reading.Outcome, reading.Why = "fuel_type", Interpreted, "the letter behind the model says its fuel"
	if number := key[:len(key)-1]; len(number) >= 3 && wordbook.Digits(number) != "" && madeBy(models.byKey[number], "bmw", "mercedesbenz") {
		model, _ := models.direct(number, number)
		model.Parameter = "model"
		r.take(i, i+1, []Reading{model})
		r.take(i, i+1, []Reading{reading})
		return i + 1
	}
	n := len(r.pieces)
	if key != "d" || n == 0 || r.pieces[n-1].kind != isValue || r.cut(i, ",;.!?'’") {
		return i
	}
	o := r.pieces[n-1].options[0]
	if o.Parameter != "model" || len(o.Values) == 0 {
		return i
	}
	if model := wordbook.Key(o.Values[0]); wordbook.HasDigit(model) && madeBy(models.byKey[model], "bmw", "mercedesbenz") {
		r.take(i, i+1, []Reading{reading})
		return i + 1
	}
	return i
}

func madeBy(list []*value, makes ...string) bool {
	return slices.ContainsFunc(makesOf(list), func(m string) bool { return slices.Contains(makes, m) })
}
