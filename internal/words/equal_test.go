package words_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// simplify writes a branch in the one of several ways that find the same cars: single numbers in a row are a range, and
// where some values are wanted, one that is left out is only no longer one of them.
func (b *branch) simplify() {
	for _, name := range []string{"year", "doors", "seats", "owners"} {
		text, ok := b.texts[name]
		if !ok || b.texts[name+"_min"]+b.texts[name+"_max"] != "" {
			continue
		}
		var numbers []int
		for item := range strings.SplitSeq(text, " / ") {
			if n, err := strconv.Atoi(item); err == nil && !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
		slices.Sort(numbers)
		if last := len(numbers) - 1; last >= 0 && numbers[last]-numbers[0] == last {
			delete(b.texts, name)
			b.texts[name+"_min"], b.texts[name+"_max"] = strconv.Itoa(numbers[0]), strconv.Itoa(numbers[last])
		}
	}
	for name, limits := range b.lists {
		parameter, without := strings.CutPrefix(name, "-")
		wanted, ok := b.lists[parameter]
		if !without || !ok || byPair(name) {
			continue
		}
		for value := range limits.least {
			delete(wanted.most, value)
			delete(wanted.least, value)
		}
		for value := range limits.most {
			delete(wanted.least, value)
		}
		delete(b.lists, name)
	}
}

// sameText tells whether two texts of a parameter mean the same. A mileage that was converted may be rounded up.
func sameText(name, one, other string) bool {
	if one == other || !strings.HasPrefix(name, "mileage") {
		return one == other
	}
	a, errA := strconv.ParseFloat(one, 64)
	b, errB := strconv.ParseFloat(other, 64)
	return errA == nil && errB == nil && math.Abs(a-b) <= 1
}

// comparesUnit tells whether a parameter is compared: the unit of a mileage only where the reading says it.
func (b branch) comparesUnit(name string) bool { return name != "mileage_unit" || b.texts[name] != "" }
