package words

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// nameAlone tells whether a common word must be a model of the stock, because the rest of the text holds only numbers,
// words that ask for nothing, names, and sure values.
func (r *reader) nameAlone(i int, key string) bool {
	if len(key) < 3 || key == "note" || r.book.Models[key] == nil || r.filler(key) || len(r.fields["model"].byKey[key])+len(r.fields["model"].knownFamily(key)) == 0 {
		return false
	}
	for at, t := range r.tokens {
		if at == i || t.IsNumber || len(r.book.Tables.Phrases[t.Key]) > 0 || signs[t.Key] || r.book.Tables.Thousands[t.Key] {
			continue
		}
		isName := len(r.fields["model"].byKey[t.Key])+len(r.fields["make"].byKey[t.Key]) > 0
		if !isName && !slices.ContainsFunc(r.sure, func(f *field) bool { return len(f.byKey[t.Key]) > 0 || len(f.meanings[t.Key]) > 0 }) {
			return false
		}
	}
	return true
}

// besideModel tells whether an "or" or "and" joins a common word to a model: "an Up or a Citigo".
func (r *reader) besideModel(i int, key string) bool {
	if len(r.fields["model"].byKey[key]) == 0 || r.book.Tables.Numbers[key] > 0 || ordinal[key] {
		return false
	}
	n := len(r.pieces)
	for n > 0 && r.pieces[n-1].kind == isFiller && article[r.tokens[r.pieces[n-1].from].Key] {
		n--
	}
	if n > 1 && (r.pieces[n-1].kind == isOr || r.pieces[n-1].kind == isAnd) && r.pieces[n-2].carries("model") && r.pieces[n-2].options[0].Outcome != Unknown {
		return true
	}
	_, to := r.phrase(i+1, wordbook.OrJoint)
	for to > 0 && to < len(r.tokens) && articles[r.tokens[to].Key] {
		to++
	}
	if to == 0 || to >= len(r.tokens) {
		return false
	}
	next := r.tokens[to].Key
	return len(r.fields["model"].byKey[next]) > 0 && !r.book.Common[next] && !r.tokens[to].IsNumber
}

// ordinal are common words that are models, too, but hardly ever mean one behind a joint.
var ordinal = map[string]bool{"first": true, "best": true, "other": true, "move": true, "go": true, "is": true, "it": true, "wish": true, "unknown": true}

// itemAlone tells whether a word is an item of its own between commas: "3 series, man, 2019".
func (r *reader) itemAlone(i int) bool {
	return (i == 0 || r.cut(i, ",;")) && (i+1 == len(r.tokens) || r.cut(i+1, ",;")) && len(r.tokens) > 1
}

// exclaimed tells whether a word is a model that is written with a "!" at its end: "up!".
func (r *reader) exclaimed(i int) bool {
	rest, ok := strings.CutPrefix(r.text[r.tokens[i].End:], "!")
	return ok && !strings.HasPrefix(rest, "!") && len(r.fields["model"].byKey[r.tokens[i].Key]) > 0
}

// spaced tells whether the stock writes a value in as many words as stand in the text.
func (r *reader) spaced(from, to int, key string) bool {
	for _, name := range []string{"make", "model", "trim"} {
		for _, v := range r.fields[name].byKey[key] {
			if len(v.words) == to-from {
				return true
			}
		}
	}
	return len(r.fields["model"].meanings[key]) > 0 || r.tokens[from].Text != strings.ToLower(r.tokens[from].Text)
}
