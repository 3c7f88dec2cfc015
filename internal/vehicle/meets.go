package vehicle

import (
	"slices"
	"strings"
)

// Meets reports whether a vehicle of a shape meets what a search asks for. Its order, place and limit do not matter.
func (s *Search) Meets(shape *Shape, v *Vehicle) bool {
	for name, asked := range s.Words {
		if value := v.Value(shape.Field(name)); len(asked) > 0 && (!value.Known() || !among(value.Text(), asked)) {
			return false
		}
	}
	for name, asked := range s.Without {
		if value := v.Value(shape.Field(name)); value.Known() && among(value.Text(), asked) {
			return false
		}
	}
	for name, asked := range s.Numbers {
		if rank := rankOf(shape, v, name); len(asked) > 0 && (rank == None || !slices.Contains(asked, rank)) {
			return false
		}
	}
	for name, asked := range s.WithoutNumbers {
		if rank := rankOf(shape, v, name); rank != None && slices.Contains(asked, rank) {
			return false
		}
	}
	for name, asked := range s.Ranges {
		if asked.Asks() && !asked.holds(shape, v, name) {
			return false
		}
	}
	return len(s.Any) == 0 || slices.ContainsFunc(s.Any, func(one Search) bool { return one.Meets(shape, v) })
}

// among compares as the engines do: whatever the case.
func among(value string, asked []string) bool {
	folded := strings.ToLower(value)
	return slices.ContainsFunc(asked, func(want string) bool { return strings.ToLower(want) == folded })
}

// rankOf returns the rank of a field's value, None if it is not known or is no date.
func rankOf(shape *Shape, v *Vehicle, name string) int64 {
	f := shape.Field(name)
	rank, err := f.Rank(v.Value(f))
	if err != nil {
		return None
	}
	return rank
}

// holds tells whether a vehicle's number is in the range.
func (r Range) holds(shape *Shape, v *Vehicle, name string) bool {
	f := shape.Field(name)
	if r.Unit != "" {
		unit := strings.ToLower(v.Value(shape.Field(f.Unit)).Text())
		if !slices.Contains(f.Units(), unit) {
			return false
		}
		r = r.In(unit)
	}
	rank := rankOf(shape, v, name)
	return rank != None && (r.Min == nil || rank >= *r.Min) && (r.Max == nil || rank <= *r.Max)
}
