package wordbook

import (
	"slices"
	"strings"
)

// partsOf returns the words of each part of a value, such as "SUV/Geländewagen", and of the parts in brackets, such as
// "Autogas (LPG)".
func partsOf(text string) (parts, inner [][]string) {
	outside, inside := text, ""
	if from := strings.IndexByte(text, '('); from > 0 {
		outside, inside = text[:from], strings.Trim(text[from:], "() ")
	}
	separate := func(text string) (list [][]string) {
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("/,;|+&", r) }) {
			if words := Split(Fold(part)); len(words) > 0 {
				list = append(list, words)
			}
		}
		return list
	}
	return separate(outside), separate(inside)
}

// WordFor is a concept for one of its words.
type WordFor struct {
	*Concept
	Kind bool
}

// ByWord returns the concepts of a field by the keys of their words.
func ByWord(concepts []*Concept) map[string][]WordFor {
	all := map[string][]WordFor{}
	for _, c := range concepts {
		for _, key := range c.Words {
			all[key] = append(all[key], WordFor{c, false})
		}
		for _, key := range c.Kinds {
			all[key] = append(all[key], WordFor{c, true})
		}
	}
	return all
}

// Meaning returns the concepts of a value's parts. Parts in brackets count only if nothing before them is known:
// "Hybrid (Diesel/Elektro)" is no diesel.
func Meaning(text string, byWord map[string][]WordFor) []WordFor {
	parts, inner := partsOf(text)
	var found []WordFor
	for _, list := range [][][]string{parts, inner} {
		for _, words := range list {
			found = append(found, longestMeaning(words, byWord)...)
		}
		if len(found) > 0 {
			break
		}
	}
	return found
}

// longestMeaning returns the concepts of the longest stretch of words that has any: "6-speed manual" is a manual.
func longestMeaning(words []string, byWord map[string][]WordFor) []WordFor {
	for length := len(words); length > 0; length-- {
		for from := 0; from+length <= len(words); from++ {
			if found := byWord[strings.Join(words[from:from+length], "")]; len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// mixed are the fuels that make a hybrid together with electric: "Electric/Gasoline".
var mixed = []string{"gasoline", "diesel", "ethanol"}

// Fuels reads a value that names several fuels.
func Fuels(found []WordFor, concepts []*Concept) []WordFor {
	electric := slices.ContainsFunc(found, func(w WordFor) bool { return w.Name == "electric" })
	burns := slices.ContainsFunc(found, func(w WordFor) bool { return slices.Contains(mixed, w.Name) })
	if !electric || !burns {
		return found
	}
	for _, c := range concepts {
		if c.Name == "hybrid" {
			return []WordFor{{c, false}}
		}
	}
	return found
}

// Shaped tells whether a name has a shape: "3##" is a 3 and two digits, "c###" a c and two or three.
func Shaped(key, shape string) bool {
	head := strings.TrimRight(shape, "#")
	rest, ok := strings.CutPrefix(key, head)
	if !ok {
		return false
	}
	count := 0
	for count < len(rest) && '0' <= rest[count] && rest[count] <= '9' {
		count++
	}
	most := len(shape) - len(head)
	return count == most || most == 3 && count == 2
}

// SaysBody tells whether a word is one for a body type.
func (b *Book) SaysBody(key string) bool {
	return slices.ContainsFunc(b.Concepts["body_type"], func(c *Concept) bool { return slices.Contains(c.Words, key) })
}
