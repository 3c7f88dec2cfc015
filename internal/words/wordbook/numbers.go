package wordbook

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// inside is a number that stands inside a number of one word: the "tausend" of "fünfzehntausend", and the "ein" of
// "einundzwanzig".
type inside struct {
	word  string
	value float64
}

// addInside adds such a number: "tausend 1000".
func (t *Tables) addInside(item string) {
	word, number, _ := strings.Cut(item, " ")
	value, _ := strconv.ParseFloat(number, 64)
	t.inside = append(t.inside, inside{foldPhrase(word), value})
}

// sortInside puts thousands before hundreds, and long words before short ones that they begin with.
func (t *Tables) sortInside() {
	slices.SortStableFunc(t.inside, func(a, b inside) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(len(b.word), len(a.word)))
	})
}

// joinTens adds the numbers that German, Dutch and Italian write as one word: "fünfundvierzig", "venticinque".
func (t *Tables) joinTens() {
	joined := map[string]float64{}
	digits := map[string]float64{}
	for word, n := range t.Numbers {
		if n >= 1 && n <= 9 {
			digits[word] = n
		}
	}
	for _, in := range t.inside {
		if in.value == 1 {
			digits[in.word] = 1
		}
	}
	for ten, tens := range t.Numbers {
		if tens < 20 || tens > 90 || math.Mod(tens, 10) != 0 {
			continue
		}
		for one, ones := range digits {
			joined[one+"und"+ten], joined[one+"en"+ten] = tens+ones, tens+ones
			if strings.HasSuffix(ten, "i") || strings.HasSuffix(ten, "a") { // "ventuno", "ventidue"
				joined[ten+one], joined[strings.TrimRight(ten, "ia")+one] = tens+ones, tens+ones
			}
		}
	}
	for one, ones := range t.Numbers {
		for _, in := range t.inside {
			if in.value == 100 && ones >= 1 && ones <= 19 {
				joined[one+in.word] = ones * 100
			}
		}
	}
	maps.Copy(t.Numbers, joined)
}

// joinThousands adds the thousands that German, Dutch and Italian write as one word: "fünfzehntausend".
func (t *Tables) joinThousands() {
	joined := map[string]float64{}
	for word, n := range t.Numbers {
		for _, in := range t.inside {
			if in.value == 1000 {
				joined[word+in.word] = n * 1000
			}
		}
	}
	maps.Copy(t.Numbers, joined)
}

// leastJoined is how many letters a number has at least that is written as one word with hundreds or thousands.
const leastJoined = 6

// NumberOf returns what a number word means, 0 when it is none. German, Dutch and Italian write long numbers as
// one word: "zweitausendachtzehn".
func (t *Tables) NumberOf(word string) float64 {
	if n := t.Numbers[word]; n > 0 || len(word) < leastJoined {
		return n
	}
	for _, joint := range t.inside {
		if joint.value < 100 {
			break
		}
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
	if word == "" {
		return empty
	}
	for _, in := range t.inside {
		if in.value == 1 && in.word == word {
			return 1
		}
	}
	if n := t.NumberOf(word); n > 0 {
		return n
	}
	return -1
}
