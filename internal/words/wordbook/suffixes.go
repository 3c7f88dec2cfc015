package wordbook

import "strings"

// Suffix is what may be written at a number without a space between.
type Suffix struct {
	// Of is what it says that the number is: "price", "mi", "km", "about", "decade", or "".
	Of string
	// Thousands means that the number counts thousands.
	Thousands bool
}

// BeforeNumber begins the keys of words that may stand before a number without a space: "bis5000".
const BeforeNumber = "<"

// suffixes reads the suffixes of numbers.
func suffixes(text string) map[string]Suffix {
	all := map[string]Suffix{}
	for of, list := range lists(text) {
		s := Suffix{Of: of}
		if unit, ok := strings.CutPrefix(of, "thousands"); ok {
			s = Suffix{Of: strings.TrimPrefix(unit, " of "), Thousands: true}
		}
		for item := range listed(list) {
			if of == "before" {
				all[BeforeNumber+Fold(item)] = s
				continue
			}
			all[Fold(item)] = s
		}
	}
	return all
}

// lists yields the lines of a file that are "name: list".
func lists(text string) func(yield func(name, list string) bool) {
	return func(yield func(name, list string) bool) {
		for line := range strings.Lines(text) {
			name, list, ok := strings.Cut(line, ":")
			if ok && !strings.HasPrefix(line, "#") && !yield(name, list) {
				return
			}
		}
	}
}
