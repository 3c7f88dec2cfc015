package adapt

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var yearInText = regexp.MustCompile(`(19|20)\d{2}`)

// Cars returns up to n vehicles of the sample as the proposal shows them: "name: value" in the order of the fields.
func (p *Proposal) Cars(in Input, n int) [][]string {
	var cars [][]string
	for i := 0; i < len(in.Rows) && len(cars) < n; i += max(1, len(in.Rows)/n) {
		var car []string
		show := func(name string, f Field) {
			if value := f.show(in, in.Rows[i]); value != "" {
				car = append(car, name+": "+value)
			}
		}
		var key []string
		for _, column := range p.KeyColumns() {
			key = append(key, Field{Column: column}.show(in, in.Rows[i]))
		}
		if len(key) > 0 {
			car = append(car, "id: "+strings.Join(key, "~"))
		}
		for _, f := range p.Fields {
			show(fieldName(f.Field), f)
		}
		for _, own := range p.Own {
			show(own.Name, Field{Column: own.Column, Values: own.Values, Decimal: own.Decimal})
		}
		cars = append(cars, car)
	}
	return cars
}

// show is a row's value as the API shows it, "" for none.
func (f Field) show(in Input, row []*string) string {
	if f.constant() {
		return f.Value
	}
	at := slices.IndexFunc(in.Columns, func(c Column) bool { return c.Name == f.Column })
	if at < 0 || row[at] == nil {
		return ""
	}
	text := *row[at]
	if f.YearOf {
		return yearInText.FindString(text)
	}
	if f.Decimal != "" || len(f.Unknown) > 0 {
		number, _, _, ok := numberOf(strings.TrimSpace(text))
		if !ok {
			return ""
		}
		text = strconv.FormatFloat(number, 'f', -1, 64)
		if slices.Contains(f.Unknown, text) {
			return ""
		}
	}
	for _, pair := range f.Values {
		if pair.From == text {
			return pair.To
		}
	}
	return text
}
