package words

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// notSigns begin a value that is not wanted: "!black", "-toyota".
var notSigns = []string{"!=", "<>", "!", "≠", "-", "–", "¬"}

// articles may stand between "not" and a value.
var articles = map[string]bool{
	"a": true, "an": true, "the": true, "any": true, "ein": true, "eine": true, "einen": true, "un": true, "une": true, "una": true, "le": true, "la": true, "el": true, "een": true,
}

// Unwanted tells whether a requested value says what is not wanted, such as "not red" or "!black", and returns what that is.
// A value that the stock has under the parameter is never one.
func (v *Vocabulary) Unwanted(parameter, sent string) (rest string, unwanted bool) {
	sent = strings.TrimSpace(sent)
	if f := v.fields[parameter]; f != nil {
		if r, ok := f.direct(sent, wordbook.Key(sent)); ok && r.Outcome == Exact {
			return sent, false
		}
	}
	for _, sign := range notSigns {
		if rest, ok := strings.CutPrefix(sent, sign); ok && wordbook.Key(rest) != "" {
			return strings.TrimSpace(rest), true
		}
	}
	r := &reader{Vocabulary: v, text: sent, tokens: lex(sent)}
	if len(r.tokens) < 2 {
		return sent, false
	}
	r.speaks = r.languages()
	if last := len(r.tokens) - 1; r.is(last, wordbook.NotLast) && r.tokens[last].gap == "-" {
		return strings.TrimSpace(sent[:r.tokens[last-1].end]), true
	}
	_, to := r.phrase(0, wordbook.NotNext)
	for to > 0 && to < len(r.tokens)-1 && articles[r.tokens[to].key] {
		to++
	}
	if to == 0 || to >= len(r.tokens) {
		return sent, false
	}
	return strings.TrimSpace(sent[r.tokens[to].start:]), true
}
