package words

import (
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/words/lexer"
	"forecourt/internal/words/wordbook"
)

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

// hasSize tells whether a word of a name is a number with letters behind it: "2500HD" for 2500.
func hasSize(v *value, number string) bool {
	return slices.ContainsFunc(v.words, func(word string) bool {
		rest, ok := strings.CutPrefix(word, number)
		return ok && rest != "" && wordbook.Digits(rest) == ""
	})
}

// version narrows a model by the words behind it, if they only occur in the names of its family: "f150 xlt". It returns
// the token behind those words.
func (r *reader) version(from, to int, reading *Reading) int {
	f := r.fields["model"]
	key := ""
	for _, t := range r.tokens[from:to] {
		key += t.Key
	}
	if r.meant != "" {
		key, r.meant = r.meant, ""
	}
	own, family := f.named(key)
	if len(own) == 0 && len(family) == 0 {
		family = f.knownFamily(key)
	}
	list := slices.Concat(own, family)
	for to < len(r.tokens) && len(list) > 0 && r.versionWord(to) {
		kept := slices.DeleteFunc(slices.Clone(list), func(v *value) bool { return !hasWords(v, r.tokens[to:to+1]) })
		if t := r.tokens[to]; len(kept) == 0 && t.IsNumber && len(t.Key) >= 3 {
			kept = slices.DeleteFunc(slices.Clone(list), func(v *value) bool { return !hasSize(v, t.Key) })
		}
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
	if n > 1 && r.pieces[n-1].kind == isFiller && r.tokens[r.pieces[n-1].from].Key == "of" && r.pieces[n-2].carries("model") && len(r.sameHead(i, r.pieces[n-2].options[0].Values)) > 0 {
		r.pieces[n-1].kind = isOr // "Model 3 of Y" is Dutch.
	}
	if n < 2 || r.model == "" || r.pieces[n-1].kind != isOr || r.pieces[n-2].kind != isValue || r.pieces[n-2].options[0].Parameter != "model" {
		return false
	}
	key := r.tokens[i].Key
	if list := r.sameHead(i, r.pieces[n-2].options[0].Values); len(list) > 0 {
		r.take(i, i+1, []Reading{{Parameter: "model", Outcome: Interpreted, Values: texts(list), Why: "the first part of its name stands before"}})
		return true
	}
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
	if r.ofClass(key[:len(key)-1]) {
		r.take(i, i+1, []Reading{reading}) // "E-Klasse 220d"
		return i + 1
	}
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

// ofClass narrows the last model that was read to those with a number, if it is a class that has them.
func (r *reader) ofClass(number string) bool {
	if len(number) < 2 || wordbook.Digits(number) != number {
		return false
	}
	for n := len(r.pieces) - 1; n >= 0; n-- {
		p := &r.pieces[n]
		if p.kind == isFiller || p.kind == isLeft {
			continue
		}
		if !p.carries("model") || len(p.options[0].Values) < 2 {
			return false
		}
		o := &p.options[0]
		kept := slices.DeleteFunc(slices.Clone(o.Values), func(text string) bool { return wordbook.Digits(wordbook.Key(text)) != number })
		if len(kept) > 0 {
			o.Values = kept
		}
		return len(kept) > 0
	}
	return false
}

func madeBy(list []*value, makes ...string) bool {
	return slices.ContainsFunc(makesOf(list), func(m string) bool { return slices.Contains(makes, m) })
}

// spokenName reads the name of a model whose number is said in words, as dictation writes it: "rav four", "F one
// fifty", "three series".
func (r *reader) spokenName(i int) int {
	const longest = 4
	numbers, first := r.book.Tables.Numbers, r.tokens[i]
	at, head := i+1, first.Key
	if numbers[first.Key] > 0 {
		at, head = i, ""
	}
	if i+1 < len(r.tokens) && len(head) == 1 && len(r.tokens[i+1].Key) == 1 && !r.tokens[i+1].IsNumber {
		at, head = i+2, head+r.tokens[i+1].Key // "e s three fifty"
	}
	if first.IsNumber || r.apostrophe(i) || head != "" && r.fields["make"].byKey[head] != nil {
		return i
	}
	var said []float64
	best, name := i, ""
	for ; at < min(len(r.tokens), i+1+longest) && numbers[r.tokens[at].Key] > 0 && strings.Trim(r.tokens[at].Gap, " -") == ""; at++ {
		said = append(said, numbers[r.tokens[at].Key])
		key, to := head+figures(said), at+1
		if head == "" && to < len(r.tokens) && (r.tokens[to].Key == "series" || r.tokens[to].Key == "class") {
			key, to = key+r.tokens[to].Key, to+1
		} else if (head == "" || head == "a") && !r.afterMake(key) {
			continue // "a four" is no Audi without its make.
		}
		if r.isModel(key) && !r.unitAt(to) {
			best, name = to, key
		}
	}
	if name == "" {
		return i
	}
	reading, ok := r.fields["model"].direct(name, name)
	if !ok || r.besideMake() && !r.afterMake(name) {
		return i
	}
	reading = asRead(reading, "its number is said in words")
	reading.Parameter, r.model = "model", name
	r.take(i, best, []Reading{reading})
	return best
}

// isModel tells whether a key is a model of the stock, or a word for some.
func (r *reader) isModel(key string) bool {
	f := r.fields["model"]
	return len(f.byKey[key])+len(f.aliases[key])+len(f.meanings[key]) > 0
}

// unitAt tells whether what stands at a token goes with a number: "years", "thousand", "doors".
func (r *reader) unitAt(i int) bool {
	_, unit := r.phrase(i, wordbook.NamesLast)
	_, own := r.ownNumber(i)
	return unit > 0 || own > 0 || r.thousandAt(i)
}

// figures writes numbers that were said one after another as a name has them: 1 and 50 are 150, 15 and 100 are 1500.
func figures(said []float64) string {
	var groups []float64
	for n, value := range said {
		last := len(groups) - 1
		switch {
		case last >= 0 && value == 100:
			groups[last] *= 100
		case last >= 0 && value < 10 && said[n-1] >= 20 && said[n-1] < 100:
			groups[last] += value
		default:
			groups = append(groups, value)
		}
	}
	text := ""
	for _, value := range groups {
		text += strconv.FormatFloat(value, 'f', -1, 64)
	}
	return text
}
