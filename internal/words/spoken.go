package words

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// spokenName reads the name of a model whose number is said in words, as dictation writes it: "rav four", "F one
// fifty", "three series".
func (r *reader) spokenName(i int) int {
	const longest = 4
	numbers, first := r.Book.Tables.Numbers, r.Tokens[i]
	if to := r.figureAndLetter(i); to > i {
		return to
	}
	if to := r.saidNumber(i); to > i {
		return to
	}
	at, head := i+1, first.Key
	if numbers[first.Key] > 0 {
		at, head = i, ""
	}
	if i+1 < len(r.Tokens) && len(head) == 1 && len(r.Tokens[i+1].Key) == 1 && !r.Tokens[i+1].IsNumber {
		at, head = i+2, head+r.Tokens[i+1].Key // "e s three fifty"
	}
	if first.IsNumber || r.Apostrophe(i) || head != "" && r.Fields["make"].ByKey[head] != nil {
		return i
	}
	var said []float64
	best, name := i, ""
	for ; at < min(len(r.Tokens), i+1+longest) && (r.figureSaid(i, at) > 0 || r.zeroWithin(i, at)) && (at == i || strings.Trim(r.Tokens[at].Gap, " -") == ""); at++ {
		said = append(said, r.figureSaid(i, at))
		key, to := head+figures(said), at+1
		if head == "" && r.May(to, wordbook.SeriesEnd) {
			key, to = key+r.Tokens[to].Key, to+1
		} else if (head == "" || head == "a") && !r.afterMake(key) {
			if head == "a" || len(key) != 3 || len(said) < 2 || !r.behindModelOr() {
				continue // "a four" is no Audi without its make.
			}
		}
		if r.isModel(key) && !r.unitAt(to) {
			best, name = to, key
		}
	}
	if name == "" {
		return i
	}
	if r.besideMake() && !r.afterMake(name) {
		return i
	}
	return r.takeModel(i, best, name, "its number is said in words")
}

// takeModel reads a stretch as the models of a name, and returns the token behind it. If it is not clear which are
// meant, it reads nothing, and returns the first token.
func (r *reader) takeModel(i, to int, name, why string) int {
	reading, ok := r.Fields["model"].Direct(name, name)
	if !ok || reading.Outcome == match.Ambiguous {
		return i
	}
	reading = match.AsRead(reading, why)
	reading.Parameter, r.model = "model", name
	return r.Take(i, to, []match.Reading{reading})
}

// figureSaid returns the number that a word says, 0 if it says none. Behind others it may be more than one of a thing:
// "three twenties".
func (r *reader) figureSaid(first, i int) float64 {
	numbers, key := r.Book.Tables.Numbers, r.Tokens[i].Key
	if stem, many := strings.CutSuffix(key, "ies"); many && i > first {
		return numbers[stem+"y"]
	}
	return numbers[key]
}

// zeroWithin tells whether a zero stands at a token between two figures: "five oh eight".
func (r *reader) zeroWithin(first, i int) bool {
	if i <= first || i+1 >= len(r.Tokens) || !r.May(i, wordbook.Zero) || r.Tokens[i+1].Gap != " " {
		return false
	}
	figure := r.Book.Tables.Numbers[r.Tokens[i+1].Key]
	return figure > 0 && figure < 10
}

// behindModelOr tells whether an "or" joins the next token to a model: "an A6 or a five oh eight".
func (r *reader) behindModelOr() bool {
	last := r.Said(len(r.Pieces))
	return last > 0 && r.Pieces[last].Kind == syntax.IsOr && r.Pieces[last-1].Carries("model")
}

// shortModel reads a model that is called by its last or first letter behind its make: "tesla 3 or y", "mercedes e".
func (r *reader) shortModel(i int) int {
	key := r.Tokens[i].Key
	if r.named == "model" && r.namedAt == i && !r.May(i+1, wordbook.SeriesEnd) && r.afterMake(key+"series") {
		if to := r.takeModel(i, i+1, key+"series", "the name of the field says the rest"); to > i {
			return to // {"make": "BMW", "series": "3"}
		}
	}
	if to := r.lineOfMake(i); to > i {
		return to
	}
	if len(key) != 1 || r.May(i, wordbook.Article|wordbook.Elided) || r.Is(i, wordbook.AndJoint) || r.Is(i, wordbook.OrJoint) || r.Apostrophe(i) || r.unitAt(i+1) || r.May(i+1, wordbook.SeriesEnd) || r.Number(i) != nil && r.Number(i).To > i+1 {
		return i
	}
	if i+1 < len(r.Tokens) && !r.Cut(i+1, ",;.!?/") && len(r.PhrasesAt(i+1)) == 0 && r.Index[r.Tokens[i+1].Key] == 0 && !r.Tokens[i+1].IsNumber {
		return i // It goes with a word that nobody knows.
	}
	for _, name := range []string{"model" + key, key + "class", key + "klasse"} {
		if !r.afterMake(name) {
			continue
		}
		if to := r.takeModel(i, i+1, name, "a part of its name stands behind its make"); to > i {
			return to
		}
	}
	return i
}

// lineOfMake reads the letters with which the models of a line begin, right behind their make: "Lexus IS". A word of
// everyday language needs to end its clause.
func (r *reader) lineOfMake(i int) int {
	const fewest, most = 2, 3
	key, f := r.Tokens[i].Key, r.Fields["model"]
	if len(key) < fewest || len(key) > most || wordbook.HasDigit(key) || len(f.ByHead[key]) == 0 || len(f.ByKey[key]) > 0 || r.Cut(i, ",;.!?") {
		return i
	}
	at := len(r.Pieces) - 1
	for at >= 0 && (r.Pieces[at].Kind == syntax.IsOr || r.Pieces[at].Kind == syntax.IsAnd || r.Pieces[at].Carries("model")) {
		at-- // "Lexus IS or ES"
	}
	if at < 0 || !r.Pieces[at].Carries("make") || len(r.Pieces[at].Options[0].Values) == 0 {
		return i
	}
	if !r.clauseEnds(i+1) && (len(r.PhrasesAt(i)) > 0 || r.Book.Common[key]) || r.Tokens[min(i+1, len(r.Tokens)-1)].IsNumber {
		return i
	}
	makes := r.MakeKeys(r.Pieces[at].Options[0].Values)
	list := slices.DeleteFunc(slices.Clone(f.ByHead[key]), func(v *match.Entry) bool { return !match.SharesMake(v, makes) })
	to, options := r.longest(i)
	if len(list) == 0 || to > i+1 || to > i && (options[0].Parameter != "model" || len(options[0].Values) >= len(list)) {
		return i // "Honda CR-V"
	}
	return r.Take(i, i+1, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(list), Why: "all of this name"}})
}

// saidNumber reads a number in words that can only be a model: "une deux cent huit", "peugeot trois mille huit".
func (r *reader) saidNumber(i int) int {
	if r.Tokens[i].IsNumber {
		return i
	}
	a := r.Number(i)
	if a == nil || !a.Spelled || a.Of != "" || a.Number < 100 || r.Cut(i, "'’") {
		return i
	}
	key := strconv.FormatFloat(a.Number, 'f', -1, 64)
	own := r.Fields["model"].ByKey[key]
	if len(own) == 0 || match.VehiclesOf(own) < match.ManyVehicles {
		return i
	}
	year := a.Number >= 1950 && a.Number < 2100
	if !r.afterMake(key) && (year && !r.afterArticle(i) || a.Number >= 1000 && !year && math.Mod(a.Number, 50) == 0) {
		return i
	}
	if r.besideMake() && !r.afterMake(key) {
		return i
	}
	return r.takeModel(i, a.To, key, "its number is said in words")
}

// unitAt tells whether what stands at a token goes with a number: "years", "thousand", "doors".
func (r *reader) unitAt(i int) bool {
	_, unit := r.Phrase(i, wordbook.NamesLast)
	_, own := r.OwnNumber(i)
	return unit > 0 || own > 0 || r.ThousandAt(i)
}

// figures writes numbers that were said one after another as a name has them: 1 and 50 are 150, 15 and 100 are 1500.
func figures(said []float64) string {
	var groups []float64
	for n, value := range said {
		last := len(groups) - 1
		switch {
		case last >= 0 && value == 100:
			groups[last] *= 100
		case last >= 0 && (value < 10 && said[n-1] >= 20 && said[n-1] < 100 || value < 100 && said[n-1] == 100):
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

// figureAndLetter reads a model of a number and a letter that is said as a word: "500 elle".
func (r *reader) figureAndLetter(i int) int {
	a := r.Number(i)
	if a == nil || a.Of != "" || a.Decimal || a.Number >= 10_000 {
		return i
	}
	if a.To >= len(r.Tokens) || r.Tokens[a.To].Gap != " " {
		return i
	}
	letter, name := r.Book.Tables.Letters[r.Tokens[a.To].Key], strconv.FormatFloat(a.Number, 'f', -1, 64)
	if letter == "" || len(r.Fields["model"].ByKey[name+letter]) == 0 {
		return i
	}
	return r.takeModel(i, a.To+1, name+letter, "its letter is said as a word")
}

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
	to := i
	for next := r.tailShares(to); next > 0 && !r.May(to+1, wordbook.SeriesEnd); next = r.tailShares(to) {
		to = next
	}
	if to == i || to+1 >= len(r.Tokens) {
		return i
	}
	tail := r.Tokens[to+1].Key
	if !r.May(to+1, wordbook.SeriesEnd) {
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
	return r.Take(i, i+1, []match.Reading{reading})
}

// tailShares returns the next short word of a list, "A, B or C class", 0 if there is none.
func (r *reader) tailShares(i int) int {
	_, to := r.Phrase(i+1, wordbook.OrJoint)
	if to == 0 && i+1 < len(r.Tokens) && (r.Tokens[i+1].Gap == "/" || r.Tokens[i+1].Gap == ", ") {
		to = i + 1
	}
	if to >= len(r.Tokens) || to > 0 && len(r.Tokens[to].Key) > 3 {
		return 0
	}
	return to
}

// numberBehindOr returns the number that an "or" joins to a token, if it stands alone.
func (r *reader) numberBehindOr(i int) (string, bool) {
	_, to := r.Phrase(i+1, wordbook.OrJoint)
	if to == 0 || to >= len(r.Tokens) || !r.Tokens[to].IsNumber || r.Tokens[to].Suffix != "" || r.unitAt(to+1) {
		return "", false
	}
	return r.Tokens[to].Key, r.Tokens[to].Number >= 2100
}

// isModel tells whether a key is a model of the stock, or a word for some.
func (r *reader) isModel(key string) bool {
	f := r.Fields["model"]
	return len(f.ByKey[key])+len(f.Aliases[key])+len(f.Meanings[key]) > 0
}
