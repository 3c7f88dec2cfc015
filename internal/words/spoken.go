package words

import (
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/words/wordbook"
)

// spokenName reads the name of a model whose number is said in words, as dictation writes it: "rav four", "F one
// fifty", "three series".
func (r *reader) spokenName(i int) int {
	const longest = 4
	numbers, first := r.book.Tables.Numbers, r.tokens[i]
	at, head := i+1, first.Key
	if numbers[first.Key] > 0 {
		at, head = i, ""
	}
	if first.IsNumber || r.apostrophe(i) || head != "" && len(r.book.Makes) > 0 && r.fields["make"].byKey[head] != nil {
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
	if !ok {
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

// compound reads a German or Dutch word whose end says nothing more: "Benzinmotor", "dieselauto".
func (r *reader) compound(i int) int {
	key := r.tokens[i].Key
	for _, end := range r.book.Tables.Ends {
		head, ok := strings.CutSuffix(key, end)
		if !ok || len(head) < leastHead || !r.index[head] {
			continue
		}
		for _, f := range r.sure {
			if reading, ok := f.direct(head, head); ok && f.Weight > 1 && reading.Outcome != Ambiguous {
				reading = asRead(reading, "the word says it")
				reading.Parameter = f.name
				r.take(i, i+1, []Reading{reading})
				return i + 1
			}
		}
	}
	return i
}

// leastHead is how many letters the word has at least that a compound begins with.
const leastHead = 3

// restKnown tells whether all other words of a text are known, among them a value: "convertible stick", "break hors
// Volvo". What might be an everyday word is then one for cars, too.
func (r *reader) restKnown(i int) bool {
	found := false
	for _, p := range r.pieces {
		if p.kind == isLeft {
			return false
		}
		found = found || p.kind == isValue
	}
	for _, t := range r.tokens[i+1:] {
		switch {
		case t.IsNumber || signs[t.Key]:
		case len(r.fields["model"].byKey[t.Key])+len(r.fields["make"].byKey[t.Key]) > 0,
			slices.ContainsFunc(r.sure, func(f *field) bool {
				return len(f.byKey[t.Key]) > 0 || len(f.meanings[t.Key]) > 0 && !r.book.Tables.WeakMeanings[t.Key]
			}):
			found = true
		case len(r.book.Tables.Phrases[t.Key]) == 0:
			return false
		}
	}
	return found && len(r.tokens) <= fewWords
}

// fewWords is how many words a text has in which each one is for cars.
const fewWords = 5

// isKind tells whether a word is one for a body type or a transmission.
func (r *reader) isKind(key string) bool {
	return len(r.fields["body_type"].meanings[key])+len(r.fields["transmission"].meanings[key]) > 0
}
