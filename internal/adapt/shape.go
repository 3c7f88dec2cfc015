package adapt

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/mapping"
)

// shape adds how a column's values become the field's.
func (a *analysis) shape(f *FieldProposal, i int) {
	p := a.profiles[i]
	switch f.Field {
	case "year":
		if p.dates > 0.5 {
			f.YearOf = p.iso
			if !p.iso {
				f.Evidence = append(f.Evidence, "the year is within the text")
				f.YearOf = true
			}
		}
	case "mileage", "price":
		if p.written > 0 {
			f.Decimal = p.decimal
			if f.Decimal == "" {
				f.Decimal = "."
			}
			f.Evidence = append(f.Evidence, "numbers written as text")
		}
		f.Unknown = unknowns(p)
	case "status":
		f.Values = statusValues(p, a.soldName(i))
	case "condition":
		f.Values = a.conditionValues(i)
	case "mileage_unit":
		f.Values = renamed(p, func(v string) string { return unitWord[fold(v)] })
	case "currency":
		f.Values = renamed(p, func(v string) string { return currencyOf(fold(v)) })
	}
}

// renamed maps the values that are not written as the field's values are.
func renamed(p *profile, to func(string) string) (list []mapping.Pair) {
	for _, value := range p.sorted() {
		if name := to(value); name != "" && name != "?" && name != value {
			list = append(list, mapping.Pair{From: value, To: name})
		}
	}
	return list
}

// sorted returns the values, the most common first.
func (p *profile) sorted() []string {
	var list []string
	for value := range p.counts {
		list = append(list, value)
	}
	slices.SortFunc(list, func(x, y string) int {
		if d := p.counts[y] - p.counts[x]; d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	return list
}

// unknowns are amounts that stand for "not known": 0, 1, and repeated digits, such as 9999999.
func unknowns(p *profile) (list []string) {
	for value := range p.counts {
		n, _, _, ok := numberOf(value)
		if !ok || n != math.Trunc(n) {
			continue
		}
		digits := strconv.FormatFloat(n, 'f', -1, 64)
		same := len(digits) >= 5 && strings.Count(digits, digits[:1]) == len(digits)
		if (n == 0 || n == 1 || same && digits[0] != '0') && !slices.Contains(list, digits) {
			list = append(list, digits)
		}
	}
	slices.Sort(list)
	return list
}

// soldName reports whether a column's name asks if the vehicle is sold.
func (a *analysis) soldName(i int) string {
	for _, t := range a.tokens[i] {
		switch {
		case t.means("sold"):
			return "sold"
		case t.means("active"):
			return "active"
		case t.means("reserved"):
			return "reserved"
		}
	}
	return ""
}

// flagOf returns the values of a flag that mean no and yes, or nil if the column is not a flag.
func flagOf(p *profile) *[2]string {
	var pair [2]string
	for value := range p.counts {
		switch fold(value) {
		case "0", "n", "no", "nein", "non", "f", "false", "nao", "nie", "ne", "nej", "nee", "hayir", "h", "net":
			if pair[0] != "" {
				return nil
			}
			pair[0] = value
		case "1", "y", "yes", "ja", "oui", "si", "s", "j", "o", "t", "true", "sim", "tak", "ano", "evet", "e", "da", "-1", "x":
			if pair[1] != "" {
				return nil
			}
			pair[1] = value
		default:
			return nil
		}
	}
	if p.filled == 0 || pair[0] == "" && pair[1] == "" {
		return nil
	}
	// If the sample shows only one side of a flag, the other side exists, too.
	for side, other := range map[string]string{"0": "1", "1": "0", "N": "Y", "Y": "N", "no": "yes", "yes": "no", "false": "true", "true": "false", "False": "True", "True": "False", "J": "N", "S": "N"} {
		if pair[0] == side && pair[1] == "" {
			pair[1] = other
		}
		if pair[1] == side && pair[0] == "" {
			pair[0] = other
		}
	}
	return &pair
}

func statusValues(p *profile, name string) (list []mapping.Pair) {
	if flag := flagOf(p); flag != nil && name != "" {
		meanings := map[string][2]string{"sold": {"available", "sold"}, "active": {"sold", "available"}, "reserved": {"available", "reserved"}}[name]
		for side, value := range flag {
			if value != "" {
				list = append(list, mapping.Pair{From: value, To: meanings[side]})
			}
		}
		return list
	}
	l, err := loaded()
	if err != nil {
		return nil
	}
	return renamed(p, func(v string) string {
		if to := l.statuses[fold(v)]; to != "transit" && fold(v) != to {
			return to
		}
		return ""
	})
}

// conditionValues translates N and U, and a flag for new vehicles.
func (a *analysis) conditionValues(i int) (list []mapping.Pair) {
	p := a.profiles[i]
	if flag := flagOf(p); flag != nil && p.distinct <= 2 && slices.ContainsFunc(a.tokens[i], func(t token) bool { return t.means("new") || t.means("used") }) {
		names := [2]string{"used", "new"}
		if !slices.ContainsFunc(a.tokens[i], func(t token) bool { return t.means("new") }) {
			names = [2]string{"new", "used"}
		}
		for side, value := range flag {
			if value != "" {
				list = append(list, mapping.Pair{From: value, To: names[side]})
			}
		}
		return list
	}
	codes := map[string]string{"N": "new", "U": "used", "C": "certified", "D": "demo"}
	for _, value := range p.sorted() {
		if codes[value] == "" {
			return nil
		}
		list = append(list, mapping.Pair{From: value, To: codes[value]})
	}
	return list
}

// samples returns a few of the column's values, the most common first.
func (a *analysis) samples(i int) []string {
	list := a.profiles[i].sorted()
	if a.profiles[i].unique() || len(list) > a.profiles[i].filled/2 {
		list = list[:0]
		for _, row := range a.in.Rows {
			if row[i] != nil && *row[i] != "" && !slices.Contains(list, *row[i]) {
				list = append(list, *row[i])
			}
			if len(list) == 3 {
				break
			}
		}
	}
	return slices.Clone(list[:min(3, len(list))])
}
