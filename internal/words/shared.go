package words

import (
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// sameHead returns the models whose name begins like one of some models, and ends with a token: "Model 3 or Y", "A3 or
// 4".
func (r *reader) sameHead(i int, models []string) (list []*match.Entry) {
	f, t := r.Fields["model"], r.Tokens[i]
	if to, _ := r.longest(i); to > i+1 || len(t.Key) > 3 || t.Suffix != "" || t.Plus || t.Decimal || r.unitAt(i+1) || r.Apostrophe(i) || len(f.ByKey[t.Key]) > 0 && !t.IsNumber {
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
		if own := f.ByKey[head+t.Key]; head != "" && len(own) > 0 && match.SharesMake(own[0], match.MakesOf(f.ByKey[wordbook.Key(model)])) {
			list = match.Union(list, own)
		}
	}
	return list
}

// sharedTail reads the first of two names that share their last word: "3 or 5 Series", "C or E Class".
func (r *reader) sharedTail(i int) int {
	if len(r.Tokens[i].Key) > 3 {
		return i
	}
	_, to := r.Phrase(i+1, wordbook.OrJoint)
	if to == 0 && i+1 < len(r.Tokens) && r.Tokens[i+1].Gap == "/" {
		to = i + 1
	}
	if to == 0 || to+1 >= len(r.Tokens) || len(r.Tokens[to].Key) > 3 {
		return i
	}
	tail := r.Tokens[to+1].Key
	if !r.seriesAt(to + 1) {
		return i
	}
	key := r.Tokens[i].Key + tail
	if !r.isModel(key) || !r.isModel(r.Tokens[to].Key+tail) {
		return i
	}
	reading, ok := r.Fields["model"].Direct(key, key)
	if !ok {
		return i
	}
	reading = match.AsRead(reading, "the last part of its name stands behind")
	reading.Parameter = "model"
	r.Take(i, i+1, []match.Reading{reading})
	return i + 1
}

// numberBehindOr returns the number that an "or" joins to a token, if it stands alone.
func (r *reader) numberBehindOr(i int) (string, bool) {
	_, to := r.Phrase(i+1, wordbook.OrJoint)
	if to == 0 || to >= len(r.Tokens) || !r.Tokens[to].IsNumber || r.Tokens[to].Suffix != "" || r.unitAt(to+1) {
		return "", false
	}
	return r.Tokens[to].Key, r.Tokens[to].Number >= 2100
}

// seriesAt tells whether a word stands at a token that ends names such as "3 Series".
func (r *reader) seriesAt(i int) bool {
	return r.May(i, wordbook.SeriesEnd)
}

// isModel tells whether a key is a model of the stock, or a word for some.
func (r *reader) isModel(key string) bool {
	f := r.Fields["model"]
	return len(f.ByKey[key])+len(f.Aliases[key])+len(f.Meanings[key]) > 0
}
