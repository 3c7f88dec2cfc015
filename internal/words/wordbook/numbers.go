package wordbook

import (
	"maps"
	"math"
	"strings"
)

// joinTens adds the numbers that German, Dutch and Italian write as one word: "fünfundvierzig", "venticinque".
func (t *Tables) joinTens() {
	joined := map[string]float64{}
	for ten, tens := range t.Numbers {
		for one, ones := range t.Numbers {
			if tens < 20 || tens > 90 || math.Mod(tens, 10) != 0 || ones < 1 || ones > 9 {
				continue
			}
			joined[one+"und"+ten], joined[one+"en"+ten] = tens+ones, tens+ones
			if strings.HasSuffix(ten, "i") || strings.HasSuffix(ten, "a") { // "ventuno", "ventidue"
				joined[ten+one], joined[strings.TrimRight(ten, "ia")+one] = tens+ones, tens+ones
			}
		}
	}
	for one, ones := range t.Numbers {
		for _, hundred := range []string{"hundert", "honderd", "cento"} {
			if ones >= 1 && ones <= 19 {
				joined[one+hundred] = ones * 100
			}
		}
	}
	for _, ten := range []string{"zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"} {
		joined["einund"+ten] = t.Numbers[ten] + 1
	}
	maps.Copy(t.Numbers, joined)
}

// joinThousands adds the thousands that German, Dutch and Italian write as one word: "fünfzehntausend".
func (t *Tables) joinThousands() {
	joined := map[string]float64{}
	for word, n := range t.Numbers {
		for _, thousand := range []string{"tausend", "duizend", "mila"} {
			joined[word+thousand] = n * 1000
		}
	}
	maps.Copy(t.Numbers, joined)
}

// joints are the words for hundreds and thousands inside a number that is written as one word.
var joints = []struct {
	word  string
	value float64
}{{"tausend", 1000}, {"duizend", 1000}, {"mila", 1000}, {"mille", 1000}, {"mil", 1000}, {"hundert", 100}, {"honderd", 100}, {"cento", 100}, {"cent", 100}}

// leastJoined is how many letters a number has at least that is written as one word with hundreds or thousands.
const leastJoined = 6

// NumberOf returns what a number word means, 0 when it is none. German, Dutch and Italian write long numbers as
// one word: "zweitausendachtzehn".
func (t *Tables) NumberOf(word string) float64 {
	if n := t.Numbers[word]; n > 0 || len(word) < leastJoined {
		return n
	}
	for _, joint := range joints {
		head, tail, ok := strings.Cut(word, joint.word)
		if !ok || head == "" && tail == "" {
			continue
		}
		times, rest := t.partOf(head, 1), t.partOf(strings.TrimPrefix(strings.TrimPrefix(tail, "und"), "en"), 0)
		if times > 0 && times < joint.value && rest >= 0 && rest < joint.value {
			return times*joint.value + rest
		}
	}
	return 0
}

// partOf returns what a part of a number word means, empty if there is none, and -1 if it is no number.
func (t *Tables) partOf(word string, empty float64) float64 {
	switch word {
	case "":
		return empty
	case "ein", "eins", "een", "uno", "un":
		return 1
	}
	if n := t.NumberOf(word); n > 0 {
		return n
	}
	return -1
}
