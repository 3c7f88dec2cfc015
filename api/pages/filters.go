package pages

import (
	"context"
	"encoding/json"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"forecourt/api/pages/address"
	"forecourt/internal/vehicle"
)

const (
	// shownChoices is how many values of a field are shown at first. With "more", mostChoices are shown.
	shownChoices = 7
	mostChoices  = 60
	// openGroups is how many fields show their values at first.
	openGroups = 3
	// readWhole is the greatest number of values that a piece of free text may stand for if they are shown as chosen. The
	// API does not name more.
	readWhole = 8
	// longestValue is the greatest length of a parameter's value. longestLabel is how much of it is shown.
	longestValue = 200
	longestLabel = 60
)

// filters is the form that narrows the list down.
type filters struct {
	Groups []group
	Ranges []between
	Orders []option
	// Hidden are the parameters for which the form has no field, and what was read in the free text.
	Hidden []parameter
	// Chosen is how many filters are set.
	Chosen int
}

type parameter struct{ Name, Value string }

// group is a field with its values.
type group struct {
	Name, Label   string
	Open          bool
	Choices, More []choice
}

// choice is a value that can be chosen.
type choice struct {
	Name, Value, Label, Count string
	Checked                   bool
}

// between is a field's range.
type between struct {
	Label, Unit string
	Min, Max    parameter
	// Low and High are the least and the greatest value in the stock.
	Low, High string
	Date      bool
	// Spread draws how the cars of the search are spread over the range. It is nil if that is not known.
	Spread template.HTML
}

type option struct {
	Value, Label string
	Selected     bool
}

// counted is an answer of list_values.
type counted map[string]json.RawMessage

// setting is what the filters are set to, by parameters and by the free text.
type setting struct {
	q    address.Query
	read []interpreted
	// shown are the values of parameters for which the form has a field.
	shown map[parameter]bool
	all   *filters
}

// filters makes the form. If the stock's values cannot be read, it has only the ranges and the order.
func (p *Pages) filters(ctx context.Context, q address.Query, answer *found) filters {
	var all filters
	values := counted{}
	p.ask(ctx, "/cars/values", nil, false, &values)
	s := &setting{q: q, read: answer.Interpreted, shown: map[parameter]bool{}, all: &all}
	for _, f := range p.Shape.Counted() {
		if g, ok := p.group(s, f, values, answer.facet(f.Name)); ok {
			g.Open = g.Open || len(all.Groups) < openGroups
			all.Groups = append(all.Groups, g)
		}
	}
	for _, f := range p.Shape.Ranged() {
		all.Ranges = append(all.Ranges, p.between(s, f, values, answer))
	}
	order := s.value("sort")
	for _, o := range p.Shape.Orders() {
		value := string(o)
		if o == p.Shape.DefaultSort() {
			value = "" // The default need not be in the address.
		}
		all.Orders = append(all.Orders, option{value, p.orderText(string(o)), order == string(o) || order == "" && value == ""})
	}
	s.keep()
	return all
}

// values returns what a parameter is set to.
func (s *setting) values(name string) []string {
	if list := s.q.Explicit(name); len(list) > 0 {
		var all []string
		for _, value := range list {
			if read := readAs(s.read, name, value); read != nil && len(read.UnderstoodAs) > 0 {
				all = append(all, read.UnderstoodAs...)
				continue
			}
			all = append(all, value)
		}
		return all
	}
	var all []string
	for _, read := range s.read {
		if read.Parameter == name && ofText(s.q, read) && len(read.UnderstoodAs) < readWhole {
			all = append(all, read.UnderstoodAs...)
		}
	}
	for _, value := range all {
		s.all.Hidden = append(s.all.Hidden, parameter{address.WasRead, name + ":" + value})
	}
	return all
}

// value returns the value of a parameter that has only one.
func (s *setting) value(name string) string {
	for _, value := range s.q[name] {
		s.shown[parameter{name, value}] = true
	}
	if list := s.values(name); len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

// keep puts the parameters without a field into the form.
func (s *setting) keep() {
	for _, name := range sortedNames(s.q) {
		if name == "q" || name == "cursor" {
			continue
		}
		for _, value := range s.q[name] {
			if !s.shown[parameter{name, value}] {
				s.all.Hidden = append(s.all.Hidden, parameter{name, value})
			}
		}
	}
}

func sortedNames(q address.Query) []string {
	var names []string
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// group makes the list of a field's values. Their counts are those within the other filters. It returns false if there
// is nothing to choose.
func (p *Pages) group(s *setting, f *vehicle.Field, values counted, facets []count) (group, bool) {
	var all []count
	if text, ok := values[f.Name]; !ok || json.Unmarshal(text, &all) != nil {
		return group{}, false
	}
	g := group{Name: f.Name, Label: p.label(f.Name)}
	set := s.values(f.Name)
	for _, c := range inContext(f, merged(all), facets, set) {
		if len(vehicle.SplitList(c.Value)) != 1 || utf8.RuneCountInString(c.Value) > longestValue {
			continue // No parameter can ask for it.
		}
		one := choice{Name: f.Name, Value: c.Value, Label: shorten(flagText(f, c.Value), longestLabel), Count: grouped(c.Vehicles), Checked: isAmong(f, set, c.Value)}
		switch {
		case one.Checked:
			s.all.Chosen++
			g.Open = true
			g.Choices = append(g.Choices, one)
		case len(g.Choices) < shownChoices:
			g.Choices = append(g.Choices, one)
		case len(g.More) < mostChoices:
			g.More = append(g.More, one)
		}
	}
	if allShown(f, s.q.Explicit(f.Name), set, g.Choices) {
		for _, value := range s.q[f.Name] {
			s.shown[parameter{f.Name, value}] = true
		}
	}
	return g, len(g.Choices) > 0
}

// inContext returns the values that the cars of the search have. A chosen value stays even if no car has it within the
// other filters. Without counts of the search, it returns those of the whole stock.
func inContext(f *vehicle.Field, all, facets []count, set []string) []count {
	if facets == nil {
		return all
	}
	list := slices.Clone(facets)
	for _, c := range all {
		if isAmong(f, set, c.Value) && !slices.ContainsFunc(list, func(one count) bool { return strings.EqualFold(flagText(f, one.Value), flagText(f, c.Value)) }) {
			list = append(list, count{Value: c.Value})
		}
	}
	return list
}

// isAmong reports whether a value is chosen.
func isAmong(f *vehicle.Field, set []string, value string) bool {
	return slices.ContainsFunc(set, func(one string) bool { return strings.EqualFold(flagText(f, one), flagText(f, value)) })
}

// allShown reports whether the form shows every value that was sent as chosen.
func allShown(f *vehicle.Field, sent, set []string, choices []choice) bool {
	for _, value := range set {
		if !slices.ContainsFunc(choices, func(c choice) bool { return c.Checked && isAmong(f, []string{c.Value}, value) }) {
			return false
		}
	}
	return len(sent) > 0
}

// merged adds up the counts of equal values, such as models of several makes that have one name.
func merged(list []count) []count {
	var all []count
	at := map[string]int{}
	for _, c := range list {
		if i, ok := at[c.Value]; ok {
			all[i].Vehicles += c.Vehicles
			continue
		}
		at[c.Value] = len(all)
		all = append(all, c)
	}
	return all
}

// between makes the two fields of a range.
func (p *Pages) between(s *setting, f *vehicle.Field, values counted, answer *found) between {
	b := between{
		Label: p.label(f.Name), Date: f.Kind == vehicle.Date,
		Min: parameter{f.Name + address.MinEnd, s.value(f.Name + address.MinEnd)}, Max: parameter{f.Name + address.MaxEnd, s.value(f.Name + address.MaxEnd)},
	}
	for _, end := range []parameter{b.Min, b.Max} {
		if end.Value != "" {
			s.all.Chosen++
		}
	}
	if f.Unit != "" {
		b.Unit = p.agreed(f.Unit, answer.Items)
	}
	b.Spread = p.spread(f, answer.facet(f.Name))
	b.Low, b.High = p.extent(f, values[f.Name+address.MinEnd]), p.extent(f, values[f.Name+address.MaxEnd])
	return b
}

// extent writes the least or the greatest value in the stock.
func (p *Pages) extent(f *vehicle.Field, text json.RawMessage) string {
	if len(text) == 0 {
		return ""
	}
	value, err := valueOf(f, text)
	if err != nil || !value.Known() {
		return ""
	}
	if f.Kind == vehicle.Date {
		return day(value.Text())
	}
	if f.Unit == "" {
		return f.Show(value)
	}
	return f.SpokenNumber(value.Number(), "")
}
