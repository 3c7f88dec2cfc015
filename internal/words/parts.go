package words

import (
	"slices"
	"strings"
)

// partsOf returns the words of the parts of a value, "SUV/Geländewagen", and of what stands in brackets, "Autogas (LPG)".
func partsOf(text string) (parts, inner [][]string) {
	outside, inside := text, ""
	if from := strings.IndexByte(text, '('); from > 0 {
		outside, inside = text[:from], strings.Trim(text[from:], "() ")
	}
	separate := func(text string) (list [][]string) {
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("/,;|+&", r) }) {
			if words := split(fold(part)); len(words) > 0 {
				list = append(list, words)
			}
		}
		return list
	}
	return separate(outside), separate(inside)
}

// wordFor is a concept for one of its words.
type wordFor struct {
	*concept
	kind bool
}

// conceptsByWord returns the concepts of a field by the keys of their words.
func conceptsByWord(concepts []*concept) map[string][]wordFor {
	all := map[string][]wordFor{}
	for _, c := range concepts {
		for _, key := range c.words {
			all[key] = append(all[key], wordFor{c, false})
		}
		for _, key := range c.kinds {
			all[key] = append(all[key], wordFor{c, true})
		}
	}
	return all
}

// meaningOf returns the concepts of a value that is made of parts, by its parts. What is in brackets counts only when nothing
// before it is known: "Hybrid (Diesel/Elektro)" is no diesel.
func meaningOf(text string, byWord map[string][]wordFor) []wordFor {
	parts, inner := partsOf(text)
	var found []wordFor
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

// longestMeaning returns the concepts of the longest stretch of words that has some: "6-speed manual" is a manual.
func longestMeaning(words []string, byWord map[string][]wordFor) []wordFor {
	for length := len(words); length > 0; length-- {
		for from := 0; from+length <= len(words); from++ {
			if found := byWord[strings.Join(words[from:from+length], "")]; len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// mixed are the fuels of which two make a hybrid: "Electric/Gasoline".
var mixed = []string{"gasoline", "diesel", "ethanol"}

// fuels reads a value that names several fuels.
func fuels(found []wordFor, concepts []*concept) []wordFor {
	electric := slices.ContainsFunc(found, func(w wordFor) bool { return w.name == "electric" })
	burns := slices.ContainsFunc(found, func(w wordFor) bool { return slices.Contains(mixed, w.name) })
	if !electric || !burns {
		return found
	}
	for _, c := range concepts {
		if c.name == "hybrid" {
			return []wordFor{{c, false}}
		}
	}
	return found
}
