package pages

import (
	"fmt"
	"slices"
	"strings"

	"forecourt/api/pages/address"
	"forecourt/internal/vehicle"
)

// chip shows one thing that the search asks for, and the address of the search without it.
type chip struct {
	Label, Value string
	// Sent are words that were read as something else, and Why says why.
	Why, Sent string
	Remove    string
	// Idle means that it has no effect, because another filter takes precedence.
	Idle bool
}

// missing is something that was asked for and means nothing in this stock.
type missing struct {
	Sent, Why string
	Remove    string
	Nearest   []entry
}

// excluded is the parameter of what is not wanted.
const excluded = "exclude"

// chips shows what the parameters ask for, in the order of the fields, and then what was read out of the free text.
func (p *Pages) chips(q address.Query, answer *found) []chip {
	var list []chip
	for _, f := range p.Shape.Fields() {
		for _, value := range q.Explicit(f.Name) {
			if isMissed(answer.NotUnderstood, f.Name, value) {
				continue
			}
			c := chip{Label: p.label(f.Name), Value: flagText(f, value), Remove: q.Less(f.Name, value).Href("/")}
			if read := readAs(answer.Interpreted, f.Name, value); read != nil && !slices.Contains(read.UnderstoodAs, value) {
				c.Value, c.Why, c.Sent = few(read.UnderstoodAs), read.Why, value
			}
			list = append(list, c)
		}
		for _, end := range []string{address.MinEnd, address.MaxEnd} {
			if value := q.First(f.Name + end); value != "" && f.HasRange() {
				list = append(list, chip{Label: p.label(f.Name + end), Value: p.spokenBound(f, value, answer), Remove: q.Without(f.Name + end).Href("/")})
			}
		}
	}
	for _, value := range q.Explicit(excluded) {
		c := chip{Label: p.label(excluded), Value: value, Remove: q.Less(excluded, value).Href("/")}
		if read := readAs(answer.Interpreted, excluded, value); read != nil {
			c.Value, c.Why, c.Sent = few(read.UnderstoodAs), read.Why, value
		}
		list = append(list, c)
	}
	for _, read := range answer.Interpreted {
		if ofText(q, read) {
			list = append(list, p.chipOfText(q, read, answer))
		}
	}
	return list
}

// chipOfText shows a piece of the free text.
func (p *Pages) chipOfText(q address.Query, read interpreted, answer *found) chip {
	c := chip{
		Label: p.label(read.Parameter), Value: few(read.UnderstoodAs), Why: read.Why, Sent: read.Sent,
		Remove: q.Unsaid(read.Sent).Href("/"), Idle: len(read.UnderstoodAs) == 0,
	}
	if len(read.UnderstoodAs) == 1 {
		c.Value = p.spokenValue(read.Parameter, read.UnderstoodAs[0], answer)
	}
	return c
}

// shownValues is how many values a chip names.
const shownValues = 3

// few names the first of many values.
func few(values []string) string {
	if len(values) > shownValues {
		return strings.Join(values[:shownValues], ", ") + ", …"
	}
	return strings.Join(values, ", ")
}

// readAs finds how a parameter's value was read.
func readAs(list []interpreted, name, sent string) *interpreted {
	for i := range list {
		if list[i].Parameter == name && list[i].Sent == sent {
			return &list[i]
		}
	}
	return nil
}

// ofText reports whether something was read in the free text, and not in a parameter.
func ofText(q address.Query, read interpreted) bool {
	return q.First("q") != "" && !slices.Contains(q.Explicit(read.Parameter), read.Sent)
}

func isMissed(list []missed, name, sent string) bool {
	return slices.ContainsFunc(list, func(m missed) bool { return m.Parameter == name && m.Sent == sent })
}

// missing shows what was not understood, with what the stock has instead.
func (p *Pages) missing(q address.Query, list []missed) []missing {
	var all []missing
	for _, m := range list {
		one := missing{Sent: m.Sent, Why: m.Why}
		left := q.Unsaid(m.Sent)
		if slices.Contains(q.Explicit(m.Parameter), m.Sent) {
			left = q.Less(m.Parameter, m.Sent)
		}
		one.Remove = left.Href("/")
		for _, near := range m.Nearest {
			next := left.Clone()
			next[m.Parameter] = append(next[m.Parameter], near)
			one.Nearest = append(one.Nearest, entry{next.Href("/"), near})
		}
		all = append(all, one)
	}
	return all
}

// hint says how a search that finds nothing could find some cars.
type hint struct {
	Text  string
	Links []entry
}

func (p *Pages) hints(q address.Query, answer *found) []hint {
	var list []hint
	for _, s := range answer.Suggestions {
		h := hint{Text: s.Text}
		f := p.field(s.Parameter)
		switch {
		case f != nil:
			h.Text = fmt.Sprintf("Without the filter by %s there are %s.", f.Noun(), carsOf(s.Without, s.Without >= vehicle.CountedUpTo))
			h.Links = append(h.Links, entry{p.forget(q, s.Parameter, answer).Href("/"), "Without " + f.Noun()})
		case len(s.Nearest) == 0:
			h.Links = append(h.Links, entry{q.Without(strings.Split(s.Parameter, ",")...).Href("/"), "Without that"})
		}
		for _, near := range s.Nearest {
			text := near
			if f != nil {
				text = p.label(s.Parameter) + " " + p.spokenValue(s.Parameter, near, answer)
			}
			h.Links = append(h.Links, entry{q.With(s.Parameter, near).Href("/"), text})
		}
		list = append(list, h)
	}
	return list
}

// forget removes a parameter from a query, whether it is there itself or in the free text.
func (p *Pages) forget(q address.Query, name string, answer *found) address.Query {
	names := []string{name}
	if f := p.field(name); f != nil && f.Name == name {
		names = append(names, name+address.MinEnd, name+address.MaxEnd)
	}
	left := q.Without(names...)
	for _, read := range answer.Interpreted {
		if slices.Contains(names, read.Parameter) && ofText(q, read) {
			left = left.Unsaid(read.Sent)
		}
	}
	return left
}

// field returns the field that a parameter asks for.
func (p *Pages) field(parameter string) *vehicle.Field {
	if f := p.Shape.Field(parameter); f != nil {
		return f
	}
	return p.rangeField(parameter)
}

// rangeField returns the field to whose range a parameter sets a bound.
func (p *Pages) rangeField(parameter string) *vehicle.Field {
	for _, end := range []string{address.MinEnd, address.MaxEnd} {
		if name, ok := strings.CutSuffix(parameter, end); ok {
			return p.Shape.Field(name)
		}
	}
	return nil
}
