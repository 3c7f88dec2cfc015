package adapt

import (
	"fmt"
	"math"
	"strings"
)

// hard are meanings that make a column private, unless a longer name explains the word.
var hard = map[string]string{
	"cost": "looks like what the dealer pays", "purchase": "looks like what the dealer paid", "margin": "looks like the dealer's margin",
	"person": "looks like people", "phone": "looks like a telephone number", "email": "looks like mail addresses", "address": "looks like an address",
	"plate": "looks like licence plates", "note": "looks like notes", "birth": "looks personal", "keytag": "looks internal",
}

// private returns, by the position of the column, why it must not be shown. When in doubt a column is private: a person
// can add what is harmless.
func (a *analysis) private() map[int]string {
	found := map[int]string{}
	for i, column := range a.in.Columns {
		if why := a.privateName(i); why != "" {
			found[i] = why
		} else if why := a.privateValues(i); why != "" {
			found[i] = why
		} else if a.unnamed(i) && (a.moneyOf(i) || a.followsPrice(i)) {
			found[i] = "an amount of which the name does not say what it is"
		} else if column.Comment != "" && a.privateComment(column.Comment) {
			found[i] = "its comment: " + column.Comment
		}
	}
	return found
}

// privateName judges by the name. A word that a longer, harmless name explains does not count.
func (a *analysis) privateName(i int) string {
	best := a.matches[i][a.best[i]]
	for at, t := range a.tokens[i] {
		if a.best[i] != "PRIVATE" && at < len(best.used) && best.used[at] {
			continue
		}
		for _, m := range t.meanings {
			if why := hard[m.word]; why != "" && !a.harmless(t, m) {
				return fmt.Sprintf("%s: %q", why, t.text)
			}
		}
	}
	m := a.matches[i]["PRIVATE"]
	if a.best[i] != "PRIVATE" && m.score < max(0.5, best.score) {
		return ""
	}
	if p := a.profiles[i]; m.score > 0.2 && (p.numeric > 0.9 && p.high < 100 || p.filled > 0 && p.distinct <= 6 || p.dates > 0.5) {
		return "" // A number of owners, a type of seller, or a date of registration.
	}
	if m.score > 0.2 {
		return fmt.Sprintf("looks like people, plates or costs: %q", m.text)
	}
	return ""
}

// harmless reports whether a word has another meaning in the main language of the names, or in English if they are
// English.
func (a *analysis) harmless(t token, m meaning) bool {
	if m.language == a.language || m.language == "en" {
		return false
	}
	for _, other := range t.meanings {
		if hard[other.word] == "" && (other.language == a.language || a.language == "en" && other.language == "en") {
			return true
		}
	}
	return false
}

func (a *analysis) privateValues(i int) string {
	p := a.profiles[i]
	known := a.matches[i][a.best[i]].score
	switch {
	case p.shapes["email"] > 0.3:
		return percent(p.shapes["email"], "are mail addresses")
	case p.shapes["phone"] > 0.5 && p.dates < 0.3:
		return percent(p.shapes["phone"], "look like telephone numbers")
	case p.shapes["plate"] > 0.7 && (known < 0.6 || a.best[i] == "KEY"):
		return percent(p.shapes["plate"], "look like licence plates")
	case p.shapes["name"] > 0.9 && (known < 0.6 || a.best[i] == "OTHER_place") && p.known["make"] < 0.5 && p.known["color"] < 0.5 && p.known["location"] < 0.5:
		return percent(p.shapes["name"], "look like people's names")
	case p.known["person"] > 0.5 && (known < 0.6 || a.best[i] == "OTHER_place") && p.known["make"] < 0.5 && p.known["model"] < 0.5 && p.known["color"] < 0.5 && p.known["location"] < 0.5 && spacedNames(p):
		return percent(p.known["person"], "look like people's names")
	case a.unnamed(i) && p.spaced > 0.5 && p.length > 30 && p.shapes["url"] < 0.3:
		return "free text of which the name does not say what it is"
	}
	return ""
}

// spacedNames reports whether most values are two or three words.
func spacedNames(p *profile) bool {
	n := 0
	for value, count := range p.counts {
		if words := len(strings.Fields(value)); words == 2 || words == 3 {
			n += count
		}
	}
	return 2*n > p.filled
}

// unnamed reports whether a column's name says nothing.
func (a *analysis) unnamed(i int) bool { return bestScore(a.matches[i]) < 0.3 }

// moneyOf reports whether a column holds amounts of the size of a vehicle's price.
func (a *analysis) moneyOf(i int) bool {
	p := a.profiles[i]
	kind := strings.ToLower(a.in.Columns[i].Type)
	return strings.HasPrefix(kind, "decimal") && p.numeric > 0.9 && p.high >= 400 && p.distinct > 10
}

// followsPrice reports whether a column's numbers are as great as the prices, and rise and fall with them: what a
// dealer has paid does.
func (a *analysis) followsPrice(i int) bool {
	p := a.profiles[i]
	if p.numeric < 0.9 || p.distinct <= 10 {
		return false
	}
	for j, price := range a.profiles {
		if a.matches[j]["price"].score < 0.6 || price.numeric < 0.7 || p.mid < price.mid*0.4 || p.mid > price.mid*1.6 {
			continue
		}
		var xs, ys []float64
		for row, x := range price.numbers {
			if y := p.numbers[row]; !math.IsNaN(x) && !math.IsNaN(y) {
				xs, ys = append(xs, x), append(ys, y)
			}
		}
		if correlate(xs, ys) > 0.8 {
			return true
		}
	}
	return false
}

func (a *analysis) privateComment(comment string) bool {
	for _, t := range a.lexicon.tokens(comment) {
		for _, m := range t.meanings {
			if hard[m.word] != "" && (m.language == "en" || m.language == a.language) && m.word != "note" && m.word != "address" {
				return len(strings.Fields(comment)) <= 6
			}
		}
	}
	return false
}
