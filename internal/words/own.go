package words

import (
	"math"
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// ownPhrase is what a phrase says about an owner's own field: the value of a flag, or that the number beside it belongs
// to the field.
type ownPhrase struct {
	field *vehicle.Field
	value string
}

// ofOwn is the unit of an amount that belongs to one of the owner's fields.
const ofOwn = "own"

// maxOwnPhrase is how many words a phrase of the owner's may have.
const maxOwnPhrase = 5

// conceptsOf returns the meanings of a field: those of the book, or the owner's.
func conceptsOf(b *wordbook.Book, f *vehicle.Field, synonyms []mapping.Synonyms) []*wordbook.Concept {
	list := b.Concepts[f.Name]
	if !f.Own {
		return list
	}
	list = nil // A name that the book knows as a standard field is not that.
	for _, s := range synonyms {
		c := &wordbook.Concept{Name: s.Value, Words: []string{wordbook.Key(s.Value)}}
		for _, word := range s.Words {
			c.Words = append(c.Words, wordbook.Key(word))
		}
		list = append(list, c)
	}
	return list
}

// readOwn collects the phrases for the owner's numbers and flags: their names, and the owner's words for them.
func (v *Vocabulary) readOwn(shape *vehicle.Shape, own map[string][]mapping.Synonyms) {
	v.own = map[string]ownPhrase{}
	add := func(text string, p ownPhrase) {
		if phrase := wordbook.Key(text); phrase != "" && v.own[phrase].field == nil {
			v.own[phrase] = p
		}
	}
	for _, f := range shape.Fields() {
		number := f.Kind == vehicle.Number || f.Kind == vehicle.Money
		if !f.Own || !number && f.Kind != vehicle.Flag {
			continue
		}
		for _, s := range own[f.Name] {
			for _, word := range s.Words {
				add(word, ownPhrase{f, s.Value})
			}
		}
		p := ownPhrase{field: f}
		if f.Kind == vehicle.Flag {
			p.value = vehicle.Yes
		}
		add(f.Noun(), p)
		if number { // 1 door, 5 doors.
			if single, ok := strings.CutSuffix(f.Noun(), "s"); ok && len(single) > 2 {
				add(single, p)
			} else if !ok {
				add(f.Noun()+"s", p)
			}
		}
	}
}

// ownAt returns the longest phrase of the owner's that begins at a token, and the token behind it.
func (r *reader) ownAt(i int) (found ownPhrase, to int) {
	if len(r.own) == 0 {
		return found, 0
	}
	text := ""
	for n := i; n < min(len(r.tokens), i+maxOwnPhrase); n++ {
		if n > i {
			if strings.ContainsAny(r.tokens[n].Gap, ",;!?") {
				break
			}
		}
		text += r.tokens[n].Key
		if p, ok := r.own[text]; ok {
			found, to = p, n+1
		}
	}
	return found, to
}

// ownWithin tells whether a stretch ends with a phrase of the owner's: "full service history", "previous owners".
func (r *reader) ownWithin(from, to int) (ownPhrase, bool) {
	for i := from; i < to; i++ {
		if p, end := r.ownAt(i); end == to {
			return p, true
		}
	}
	return ownPhrase{}, false
}

// ownNumber returns the owner's field that the number beside a phrase belongs to.
func (r *reader) ownNumber(i int) (*vehicle.Field, int) {
	p, to := r.ownAt(i)
	if _, end := r.phrase(i, wordbook.NamesLast); to == 0 && end > 0 {
		if within, ok := r.ownWithin(i, end); ok {
			p, to = within, end // "previous owners"
		}
	}
	if to > 0 && p.field.Kind != vehicle.Flag {
		return p.field, to
	}
	return nil, 0
}

// ownWords reads a flag of the owner's: "with navigation", "no accidents".
func (r *reader) ownWords(i int) int {
	at, no := i, false
	if _, to := r.phrase(i, wordbook.NotNext); to > 0 {
		at, no = to, true
		for at < len(r.tokens) && article[r.tokens[at].Key] {
			at++
		}
	}
	p, to := r.ownAt(at)
	if to == 0 {
		if _, end := r.phrase(at, wordbook.NoFilter); end > 0 {
			if within, ok := r.ownWithin(at, end); ok {
				p, to = within, end // "full service history", where only "service history" is a field
			}
		}
	}
	if to == 0 || p.field.Kind != vehicle.Flag {
		return i
	}
	value := p.value
	if no {
		value = map[string]string{vehicle.Yes: vehicle.No, vehicle.No: vehicle.Yes}[value]
	}
	if value == "" {
		return i
	}
	if to < len(r.tokens) && r.cut(to, ":=") { // "tow_bar=no"
		if _, end := r.phrase(to, wordbook.SaysNo); end > 0 {
			value, to = map[string]string{vehicle.Yes: vehicle.No, vehicle.No: vehicle.Yes}[value], end
		} else if _, end := r.phrase(to, wordbook.SaysYes); end > 0 {
			to = end
		}
	}
	r.take(i, to, []Reading{{Parameter: p.field.Name, Outcome: Interpreted, Values: []string{value}, Why: "the text says it"}})
	return to
}

// ownRange puts the bounds of an owner's number, or the number itself where single ones may be asked for.
func (r *reader) ownRange(from, to int, c wordbook.Comparator, first *amount, last float64) {
	f, low := first.own, first.Number
	why := "a number of " + f.Noun()
	// More than 4 begins with the next number that the field can be.
	strict := 0.0
	if c.Strict && f.Listed {
		strict = 1 / float64(f.Scale())
	}
	exact := func(n float64) float64 { return math.Round(n*float64(f.Scale())) / float64(f.Scale()) }
	switch c.Direction {
	case wordbook.AtLeast:
		r.put(from, to, f.Name+"_min", exact(low+strict), why)
	case wordbook.AtMost:
		r.put(from, to, f.Name+"_max", exact(low-strict), why)
	case wordbook.About:
		r.put(from, to, f.Name+"_min", exact(low*0.9), why+"; about: a tenth more or less")
		r.put(from, to, f.Name+"_max", exact(low*1.1), why+"; about: a tenth more or less")
	case wordbook.FromTo:
		r.put(from, to, f.Name+"_min", min(low, last), why)
		r.put(from, to, f.Name+"_max", max(low, last), why)
	default:
		if f.Listed {
			r.put(from, to, f.Name, low, why)
		} else {
			r.put(from, to, f.Name+"_max", low, why+atMostUnsaid)
		}
	}
	r.endNumber(from, to)
}

// fieldBehind returns the field whose name stands at a token, "" when there is none: "unknown body type".
func (r *reader) fieldBehind(i int) string {
	if i >= len(r.tokens) {
		return ""
	}
	for _, n := range r.names[strings.TrimSuffix(r.tokens[i].Key, "s")] {
		same := i+len(n.words) <= len(r.tokens)
		for at := 1; same && at < len(n.words); at++ {
			same = strings.TrimSuffix(r.tokens[i+at].Key, "s") == n.words[at]
		}
		if same {
			return n.of
		}
	}
	return ""
}

// fieldName is a name of a field in its words.
type fieldName struct {
	of    string
	words []string
}

// fieldNames collects the names of fields by their first word.
func fieldNames(fields []*field) map[string][]fieldName {
	all := map[string][]fieldName{}
	for _, f := range fields {
		for _, name := range append([]string{f.name}, f.Also...) {
			words := strings.Split(name, "_")
			all[words[0]] = append(all[words[0]], fieldName{f.name, words})
		}
	}
	return all
}

// nameBeside returns the token behind the name of an owner's field that has a value beside it: "the York branch",
// "branch: York".
func (r *reader) nameBeside(i int) int {
	name := r.fieldBehind(i)
	if f := r.fields[name]; f == nil || !f.Own {
		return i
	}
	to := i + 1 + strings.Count(name, "_")
	if n := len(r.pieces); n > 0 && r.pieces[n-1].parameter() == name {
		return to
	}
	if _, options := r.longest(to); len(options) > 0 && options[0].Parameter == name {
		return to
	}
	return i
}
