package cars

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// unitWords are the words for the units of distance.
var unitWords = map[string]string{
	"mi": "mi", "mile": "mi", "miles": "mi", "km": "km", "kms": "km", "kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km",
}

// hasUnits reports whether limits of a field may be in several units, so that a parameter says which one is meant.
func hasUnits(shape *vehicle.Shape, f *vehicle.Field) bool {
	return len(f.Units()) > 0 && f.HasRange() && shape.Field(f.Unit) != nil
}

// units reads the parameters that say in which unit limits are meant. The result is by the names of the fields.
func (q *query) units() map[string]string {
	units := map[string]string{}
	for _, f := range q.shape.Ranged() {
		if !hasUnits(q.shape, f) {
			continue
		}
		sent := q.one(f.Unit)
		if unit := unitWords[strings.ToLower(sent)]; unit != "" {
			units[f.Name] = unit
		} else if sent != "" {
			q.fail(f.Unit, sent, "it must be one of "+strings.Join(f.Units(), ", ")).Allowed = f.Units()
		}
	}
	return units
}

// stockUnits returns the units or currencies of a field's numbers, the most frequent first. Each is in one spelling.
func stockUnits(values *vehicle.Values, f *vehicle.Field) []vehicle.UnitRange {
	var list []vehicle.UnitRange
	for _, r := range values.Units[f.Name] {
		at := slices.IndexFunc(list, func(known vehicle.UnitRange) bool { return strings.EqualFold(known.Unit, r.Unit) })
		switch {
		case r.Unit == "":
		case at < 0:
			list = append(list, r)
		default:
			list[at].Vehicles += r.Vehicles
			list[at].Min, list[at].Max = least(list[at].Min, r.Min), greatest(list[at].Max, r.Max)
		}
	}
	slices.SortStableFunc(list, func(a, b vehicle.UnitRange) int { return cmp.Compare(b.Vehicles, a.Vehicles) })
	return list
}

func least(a, b *int64) *int64 {
	if *a < *b {
		return a
	}
	return b
}

func greatest(a, b *int64) *int64 {
	if *a > *b {
		return a
	}
	return b
}

// onlyUnit returns the unit of all of a field's numbers. It is "" if there are several units, or if none is known.
func onlyUnit(values *vehicle.Values, f *vehicle.Field) string {
	if list := stockUnits(values, f); len(list) == 1 {
		return list[0].Unit
	}
	return ""
}

// meantIn sets the unit of a range, unless all numbers of the stock have this unit. Then the numbers are compared
// without conversion.
func (r *reading) meantIn(f *vehicle.Field, within vehicle.Range, unit string) vehicle.Range {
	within.Unit = unit
	if own := onlyUnit(&r.values, f); strings.EqualFold(own, unit) {
		within.Unit = ""
	}
	return within
}

// readUnits sets the units of the limits that came as parameters.
func (r *reading) readUnits(asked *request) {
	for name, unit := range asked.units {
		f := r.shape.Field(name)
		if within := r.search.Ranges[name]; within.Asks() {
			r.search.Ranges[name] = r.meantIn(f, within, unit)
		} else if asked.text == "" {
			r.interpreted = append(r.interpreted, Interpretation{
				Parameter: f.Unit, Sent: unit, UnderstoodAs: []string{}, Why: "no limit of " + f.Noun() + " was sent, and nothing else has a unit: it changes nothing",
			})
		}
	}
}

// tellUnits adds a remark to limits and orders that compare numbers in several units or currencies without
// conversion.
func (r *reading) tellUnits() {
	for _, f := range r.shape.Ranged() {
		units := stockUnits(&r.values, f)
		if len(units) < 2 {
			continue
		}
		shown := make([]string, 0, len(units))
		for _, u := range units {
			shown = append(shown, fmt.Sprintf("%s (%d)", u.Unit, u.Vehicles))
		}
		advice := "to keep to one"
		if f.Distance {
			advice = "to have limits converted"
		}
		what := fmt.Sprintf("the stock has this in %s: each is compared as it is, and nothing is converted; send %s %s", strings.Join(shown, ", "), f.Unit, advice)
		for _, side := range append([]vehicle.Search{r.search}, r.search.Any...) {
			within := side.Ranges[f.Name]
			if within.Unit != "" || len(side.Words[f.Unit]) > 0 || len(r.search.Words[f.Unit]) > 0 {
				continue
			}
			r.tellLimit(f.Name+minEnd, f, within.Min, what)
			r.tellLimit(f.Name+maxEnd, f, within.Max, what)
		}
		if by, _ := r.shape.SortedBy(r.search.Sort); by == f && len(r.search.Words[f.Unit]) == 0 {
			r.tell("sort", string(r.search.Sort), what)
		}
	}
}

func (r *reading) tellLimit(parameter string, f *vehicle.Field, limit *int64, what string) {
	if limit != nil {
		r.tell(parameter, f.Show(valueOf(f, *limit)), what)
	}
}

// tell adds a remark to how a parameter was read.
func (r *reading) tell(parameter, value, what string) {
	for i := range r.interpreted {
		if one := &r.interpreted[i]; one.Parameter == parameter && len(one.UnderstoodAs) == 1 && one.UnderstoodAs[0] == value {
			if !strings.HasSuffix(one.Why, what) {
				one.Why += "; " + what
			}
			return
		}
	}
	r.interpreted = append(r.interpreted, Interpretation{Parameter: parameter, Sent: value, UnderstoodAs: []string{value}, Why: what})
}

// comparesUnits reports whether a search compares numbers that have a unit.
func comparesUnits(shape *vehicle.Shape, asked request) bool {
	by, _ := shape.SortedBy(asked.Sort)
	return len(asked.units) > 0 || slices.ContainsFunc(shape.Ranged(), func(f *vehicle.Field) bool {
		return shape.Field(f.Unit) != nil && (asked.Ranges[f.Name].Asks() || asked.sorted && by == f)
	})
}
