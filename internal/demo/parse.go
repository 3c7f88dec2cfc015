package demo

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// span is an inclusive range of model years.
type span struct{ first, last int }

func (s span) holds(year int) bool { return s.first <= year && year <= s.last }

// trim is one parsed entry of line.trims.
type trim struct {
	name  string
	years span
	// limits are the words in brackets. A drive must have each of them.
	limits []string
}

// drive is one parsed entry of line.drives, with the words that the stock shows.
type drive struct {
	words                      []string
	years                      span
	fuel, transmission, wheels string
	electric                   bool
	// engine is the character at position 8 of the VIN.
	engine byte
}

func (t trim) fits(d drive) bool {
	for _, word := range t.limits {
		if !slices.Contains(d.words, word) {
			return false
		}
	}
	return true
}

func fuelName(word string) (string, bool) {
	name, ok := map[string]string{
		"gas": "Gasoline", "diesel": "Diesel", "hybrid": "Hybrid", "plugin": "Plug-in hybrid", "electric": "Electric",
	}[word]
	return name, ok
}

func transmissionName(word string) (string, bool) {
	name, ok := map[string]string{"auto": "Automatic", "manual": "Manual", "cvt": "CVT", "dct": "Dual-clutch"}[word]
	return name, ok
}

func (ln *line) parse() ([]trim, []drive, error) {
	trims, err := parseTrims(ln.trims)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", ln.model, err)
	}
	drives, err := parseDrives(ln.drives)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", ln.model, err)
	}
	return trims, drives, nil
}

func parseTrims(text string) ([]trim, error) {
	var trims []trim
	for entry := range strings.SplitSeq(text, ", ") {
		t := trim{years: span{0, math.MaxInt}}
		// Years and limits are at the end, in either order. The rest is the name, which may contain spaces.
		for {
			if open := strings.LastIndex(entry, " ["); open >= 0 && strings.HasSuffix(entry, "]") {
				t.limits = append(t.limits, strings.Fields(entry[open+2:len(entry)-1])...)
				entry = entry[:open]
				continue
			}
			cut := strings.LastIndexByte(entry, ' ')
			if cut < 0 {
				break
			}
			years, ok := parseYears(entry[cut+1:])
			if !ok {
				break
			}
			t.years, entry = years, entry[:cut]
		}
		if entry == "" {
			return nil, fmt.Errorf("read trims %q: a name is empty", text)
		}
		t.name = entry
		trims = append(trims, t)
	}
	return trims, nil
}

func parseDrives(text string) ([]drive, error) {
	var drives []drive
	for entry := range strings.SplitSeq(text, ", ") {
		words := strings.Fields(entry)
		years, dated := parseYears(words[len(words)-1])
		if dated {
			words = words[:len(words)-1]
		} else {
			years = span{0, math.MaxInt}
		}
		if len(words) == 2 {
			words = []string{words[0], "auto", words[1]}
		}
		if len(words) != 3 {
			return nil, fmt.Errorf("read drive %q: want fuel, gearbox, wheels, years", entry)
		}
		fuel, okFuel := fuelName(words[0])
		transmission, okGears := transmissionName(words[1])
		if !okFuel || !okGears {
			return nil, fmt.Errorf("read drive %q: unknown fuel or gearbox", entry)
		}
		for wheels := range strings.SplitSeq(words[2], "/") {
			if !slices.Contains([]string{"FWD", "RWD", "AWD", "4WD"}, wheels) {
				return nil, fmt.Errorf("read drive %q: unknown wheels %q", entry, wheels)
			}
			drives = append(drives, drive{
				words: []string{words[0], words[1], wheels}, years: years,
				fuel: fuel, transmission: transmission, wheels: wheels, electric: words[0] == "electric",
				engine: vinLetters[hash(words[0]+words[1]+wheels)%len(vinLetters)],
			})
		}
	}
	return drives, nil
}

// parseYears reads "2015-", "-2019" or "2015-2019".
func parseYears(text string) (span, bool) {
	from, to, ok := strings.Cut(text, "-")
	if !ok || (from == "" && to == "") {
		return span{}, false
	}
	years := span{0, math.MaxInt}
	for _, end := range []struct {
		text string
		year *int
	}{{from, &years.first}, {to, &years.last}} {
		if end.text == "" {
			continue
		}
		year, err := strconv.Atoi(end.text)
		if err != nil || len(end.text) != 4 {
			return span{}, false
		}
		*end.year = year
	}
	return years, true
}

// hash spreads names over small tables. It must never change, or a seed would give other vehicles.
func hash(text string) int {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return int(h >> 8)
}
