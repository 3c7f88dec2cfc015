package cars

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// change is a change that the sender of a request could make: leave parameters out, and say less in q.
type change struct {
	names []string
	// text is the rest of q. said means that something of it is left out.
	text string
	said bool
	// pieces are the parts of q that are left out.
	pieces []string
}

// changes reports whether anything changes.
func (c *change) changes() bool { return len(c.names) > 0 || c.said }

// of returns the changed request.
func (c *change) of(asked request) request {
	asked.Search = asked.Clone()
	asked.given = maps.Clone(asked.given)
	for _, name := range c.names {
		asked.leaveOut(name)
	}
	if c.said {
		asked.text, asked.understood = c.text, nil
	}
	return asked
}

// suggest adds the change to a suggestion. It returns false if the sender cannot make the change in one step.
func (c *change) suggest(s Suggestion) (Suggestion, bool) {
	switch {
	case len(c.names) > 0 && !c.said:
		s.Parameter = strings.Join(c.names, ",")
	case c.text == "":
		s.Parameter = strings.Join(append(slices.Clone(c.names), "q"), ",")
	case len(c.names) == 0:
		s.Parameter, s.Nearest = "q", []string{c.text}
		s.Text += fmt.Sprintf(" q=%s would find them.", c.text)
	default:
		return s, false
	}
	return s, true
}

// leaveOut removes a parameter from the request.
func (r *request) leaveOut(parameter string) {
	delete(r.given, parameter)
	if parameter == excludeName {
		r.exclude = nil
		return
	}
	if name, isMin := strings.CutSuffix(parameter, minEnd); isMin {
		within := r.Ranges[name]
		within.Min = nil
		r.Ranges[name] = within
		return
	}
	if name, isMax := strings.CutSuffix(parameter, maxEnd); isMax {
		within := r.Ranges[name]
		within.Max = nil
		r.Ranges[name] = within
		return
	}
	delete(r.Words, parameter)
	delete(r.Numbers, parameter)
}

// withWord returns the request with a parameter set to a word.
func (r request) withWord(f *vehicle.Field, value string) request {
	r.Search, r.given = r.Clone(), maps.Clone(r.given)
	r.Words[f.Name], r.given[f.Name] = []string{value}, true
	return r
}

// withNumber returns the request with a parameter set to a number.
func (r request) withNumber(f *vehicle.Field, parameter string, rank int64) request {
	r.Search, r.given = r.Clone(), maps.Clone(r.given)
	r.given[parameter] = true
	within := r.Ranges[f.Name]
	switch parameter {
	case f.Name + minEnd:
		within.Min = &rank
	case f.Name + maxEnd:
		within.Max = &rank
	default:
		r.Numbers[f.Name] = []int64{rank}
		return r
	}
	r.Ranges[f.Name] = within
	return r
}

// lessBy returns the change after which the request no longer asks for a field.
func (e *explainer) lessBy(f *vehicle.Field) change {
	return e.less(func(name string) bool { return name == f.Name })
}

// less returns the change after which the request no longer asks for some fields. It does not change exclude.
func (e *explainer) less(drop func(field string) bool) change {
	c := change{text: e.asked.text}
	for _, f := range e.shape.Fields() {
		for _, name := range parameterNames(f) {
			if drop(f.Name) && e.asked.given[name] {
				c.names = append(c.names, name)
			}
		}
	}
	if _, vocabulary := e.kept.last(); vocabulary != nil && e.asked.text != "" {
		c.text, c.pieces = vocabulary.Drop(e.asked.text, drop)
		c.said = len(c.pieces) > 0
	}
	return c
}

// withoutSeveral searches without any number, and then only by what every stock has: by make and model, and by make.
func (e *explainer) withoutSeveral(ctx context.Context) []Suggestion {
	names := named(e.shape)
	isRange := func(name string) bool { f := e.shape.Field(name); return f != nil && f.HasRange() }
	drops := []func(string) bool{isRange}
	for n := len(names); n > 0; n-- {
		kept := names[:n]
		drops = append(drops, func(name string) bool {
			return !slices.ContainsFunc(kept, func(f *vehicle.Field) bool { return f.Name == name })
		})
	}
	for _, drop := range drops {
		if ctx.Err() != nil {
			break
		}
		less := e.less(drop)
		if !less.changes() {
			continue
		}
		page, found := e.try(ctx, less.of(e.asked), e.shape.DefaultSort(), 1)
		if !found {
			continue
		}
		s := Suggestion{Without: min(page.Total, vehicle.CountedUpTo)}
		left := strings.Join(append(slices.Clone(less.names), quoted(less.pieces)...), ", ")
		s.Text = fmt.Sprintf("No single filter is the reason. Without %s there are %d.", left, s.Without)
		if s, ok := less.suggest(s); ok {
			return []Suggestion{s}
		}
	}
	return nil
}

// quoted returns the texts in quotes.
func quoted(list []string) []string {
	all := make([]string, len(list))
	for i, text := range list {
		all[i] = `"` + text + `"`
	}
	return all
}
