package words

import (
	"strings"

	"forecourt/internal/words/wordbook"
)

// sameHead returns the models whose name begins like one of some models, and ends with a token: "Model 3 or Y", "A3 or
// 4".
func (r *reader) sameHead(i int, models []string) (list []*value) {
	f, t := r.fields["model"], r.tokens[i]
	if to, _ := r.longest(i); to > i+1 || len(t.Key) > 3 || t.Suffix != "" || t.Plus || t.Decimal || r.unitAt(i+1) || r.apostrophe(i) || len(f.byKey[t.Key]) > 0 && !t.IsNumber {
		return nil
	}
	for _, model := range models {
		words := wordbook.Split(wordbook.Fold(model))
		last := len(words) - 1
		if last < 0 || len(words[last]) > 3 {
			continue
		}
		head := strings.Join(words[:last], "")
		if t.IsNumber {
			head += strings.TrimRight(words[last], "0123456789")
		}
		if own := f.byKey[head+t.Key]; head != "" && len(own) > 0 && sharesMake(own[0], makesOf(f.byKey[wordbook.Key(model)])) {
			list = union(list, own)
		}
	}
	return list
}

// sharedTail reads the first of two names that share their last word: "3 or 5 Series", "C or E Class".
func (r *reader) sharedTail(i int) int {
	_, to := r.phrase(i+1, wordbook.OrJoint)
	if to == 0 && i+1 < len(r.tokens) && r.tokens[i+1].Gap == "/" {
		to = i + 1
	}
	if to == 0 || to+1 >= len(r.tokens) || len(r.tokens[i].Key) > 3 || len(r.tokens[to].Key) > 3 {
		return i
	}
	tail := r.tokens[to+1].Key
	switch tail {
	case "series", "class", "klasse", "serie", "er":
	default:
		return i
	}
	key := r.tokens[i].Key + tail
	if !r.isModel(key) || !r.isModel(r.tokens[to].Key+tail) {
		return i
	}
	reading, ok := r.fields["model"].direct(key, key)
	if !ok {
		return i
	}
	reading = asRead(reading, "the last part of its name stands behind")
	reading.Parameter = "model"
	r.take(i, i+1, []Reading{reading})
	return i + 1
}

// numberBehindOr returns the number that an "or" joins to a token, if it stands alone.
func (r *reader) numberBehindOr(i int) (string, bool) {
	_, to := r.phrase(i+1, wordbook.OrJoint)
	if to == 0 || to >= len(r.tokens) || !r.tokens[to].IsNumber || r.tokens[to].Suffix != "" || r.unitAt(to+1) {
		return "", false
	}
	return r.tokens[to].Key, r.tokens[to].Number >= 2100
}
