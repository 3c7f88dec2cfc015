package adapt

import (
	"fmt"
	"slices"
	"strings"
)

// addUnits proposes the unit of the mileages and the currency of the prices, if no column holds them.
func (a *analysis) addUnits(p *Proposal) {
	for _, c := range []struct {
		field, of string
		find      func(i int) (value, why string)
		choices   []string
	}{{"mileage_unit", "mileage", a.unitFor, []string{"km", "mi"}}, {"currency", "price", a.currencyFor, nil}} {
		if p.knows(c.field) || slices.ContainsFunc(p.Open, func(o Pending) bool { return o.Field == c.field }) {
			continue
		}
		columns := p.columnsOf(c.of)
		if len(columns) == 0 {
			continue
		}
		value, why := "", ""
		for _, name := range columns {
			at := slices.IndexFunc(a.in.Columns, func(column Column) bool { return column.Name == name })
			if value, why = c.find(at); value != "" {
				break
			}
		}
		if value == "" {
			p.Open = append(p.Open, Pending{Field: c.field, Candidates: orEmpty(c.choices), Why: "nothing shows it: say it in stock.yaml"})
			continue
		}
		certainty := Sure
		if strings.HasPrefix(why, "the names are") {
			certainty = Likely
		}
		p.Fields = append(p.Fields, FieldProposal{Field: c.field, Value: value, Certainty: certainty, Evidence: []string{why}})
	}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func (p *Proposal) knows(field string) bool {
	return slices.ContainsFunc(p.Fields, func(f FieldProposal) bool { return f.Field == field })
}

// columnsOf returns a field's column, or the candidates if it is open.
func (p *Proposal) columnsOf(field string) []string {
	for _, f := range p.Fields {
		if f.Field == field && f.Column != "" {
			return []string{f.Column}
		}
	}
	for _, o := range p.Open {
		if o.Field == field {
			return o.Candidates
		}
	}
	return nil
}

func (a *analysis) unitFor(i int) (string, string) {
	if a.inMil(i) {
		return "", ""
	}
	for _, t := range a.tokens[i] {
		if unit := unitOf(t); unit != "" {
			return unit, fmt.Sprintf("the name of %s", a.in.Columns[i].Name)
		}
	}
	if unit := a.inText(a.in.Columns[i].Comment, unitName); unit != "" {
		return unit, "the comment of " + a.in.Columns[i].Name
	}
	if unit := a.inValues(i, unitName); unit != "" {
		return unit, "the values of " + a.in.Columns[i].Name
	}
	// Outside the English-speaking countries, distances are in kilometres.
	if a.language != "en" && a.language != "sv" || a.language == "sv" && a.profiles[i].mid > 15_000 {
		return "km", "the names are " + languages[a.language]
	}
	return "", ""
}

func unitName(word string) string { return unitWord[word] }

// inMil reports whether a name means Scandinavian miles of 10 km. No setting converts these to kilometres.
func (a *analysis) inMil(i int) bool {
	return slices.ContainsFunc(a.tokens[i], func(t token) bool { return t.means("mil") })
}

// scale says why a column's numbers cannot be taken as they are, because no setting multiplies or divides them.
func (a *analysis) scale(field string, i int) string {
	switch {
	case field == "mileage" && a.inMil(i):
		return "it counts Scandinavian miles of 10 km: make a column of kilometres in the view"
	case field == "price" && slices.ContainsFunc(a.tokens[i], func(t token) bool { return t.means("cents") }):
		return "it counts hundredths of the currency: make a column of whole amounts in the view"
	}
	return ""
}

var languages = map[string]string{
	"de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "sv": "Scandinavian",
	"cs": "Czech", "ru": "Russian", "tr": "Turkish", "hu": "Hungarian", "ro": "Romanian", "bg": "Bulgarian", "hr": "South Slavic", "fi": "Finnish", "da": "Danish",
	"no": "Norwegian", "uk": "Ukrainian", "el": "Greek", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "vi": "Vietnamese", "id": "Indonesian or Malay",
}

func (a *analysis) currencyFor(i int) (string, string) {
	name := a.in.Columns[i].Name
	if currency := a.inText(strings.Join(split(name), " "), currencyOf); currency != "" {
		return currency, "the name of " + name
	}
	if currency := a.inText(a.in.Columns[i].Comment, currencyOf); currency != "" {
		return currency, "the comment of " + name
	}
	if currency := a.inValues(i, currencyOf); currency != "" {
		return currency, "the values of " + name
	}
	return "", ""
}

// inText returns what the words of a text name. It is "" if they name nothing, or several things.
func (a *analysis) inText(text string, named func(string) string) string {
	found := ""
	for word := range strings.FieldsFuncSeq(fold(text), func(r rune) bool { return strings.ContainsRune(" ,;:/()[]._-", r) }) {
		switch name := named(word); {
		case name == "" || len(word) == 1 && word[0] < 128:
		case name == "?" || found != "" && found != name:
			return ""
		default:
			found = name
		}
	}
	return found
}

// inValues returns what nearly all values name beside their number.
func (a *analysis) inValues(i int, named func(string) string) string {
	counts := map[string]int{}
	for value, count := range a.profiles[i].counts {
		for word := range strings.FieldsSeq(fold(nonDigits.Replace(value))) {
			if name := named(strings.Trim(word, ".,-")); name != "" {
				counts[name] += count
			}
		}
	}
	for name, count := range counts {
		if name != "?" && len(counts) == 1 && count*10 > a.profiles[i].filled*9 {
			return name
		}
	}
	return ""
}

var nonDigits = strings.NewReplacer("0", " ", "1", " ", "2", " ", "3", " ", "4", " ", "5", " ", "6", " ", "7", " ", "8", " ", "9", " ")
