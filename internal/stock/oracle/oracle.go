// Package oracle finds vehicles in the plainest way, so that tests can compare the engines and the index with it.
package oracle

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// Find returns the vehicles that a search finds on all pages, in order.
func Find(shape *vehicle.Shape, all []vehicle.Vehicle, s vehicle.Search) []vehicle.Vehicle {
	found := filter(shape, all, s)
	if s.Sort == "" {
		s.Sort = shape.DefaultSort()
	}
	f, descending := shape.SortedBy(s.Sort)
	sign := 1
	if descending {
		sign = -1
	}
	slices.SortFunc(found, func(a, b vehicle.Vehicle) int {
		byID := a.ID.Compare(b.ID)
		if f == nil {
			return sign * byID
		}
		x, y := Rank(f, &a), Rank(f, &b)
		switch {
		case x == nil && y == nil:
			return byID
		case x == nil:
			return 1
		case y == nil:
			return -1
		}
		return sign * cmp.Or(cmp.Compare(*x, *y), byID)
	})
	return found
}

// filter returns the vehicles that meet a search, in no order.
func filter(shape *vehicle.Shape, all []vehicle.Vehicle, s vehicle.Search) []vehicle.Vehicle {
	var found []vehicle.Vehicle
	for i := range all {
		if matches(shape, &all[i], s) {
			found = append(found, all[i])
		}
	}
	return found
}

// Facets counts the values that the found vehicles have in some fields.
func Facets(shape *vehicle.Shape, all []vehicle.Vehicle, s vehicle.Search, fields []vehicle.FacetField) vehicle.Facets {
	facets := vehicle.Facets{Counts: map[string][]vehicle.Count{}, Bars: map[string][]int64{}}
	for _, asked := range fields {
		f := shape.Field(asked.Name)
		counts := map[string]int64{}
		bars := make([]int64, len(asked.Edges)+1)
		for _, v := range filter(shape, all, s.WithoutWish(f.Name)) {
			value := v.Value(f)
			if !value.Known() {
				continue
			}
			if len(asked.Edges) == 0 {
				counts[f.Show(value)]++
				continue
			}
			at := 0
			for at < len(asked.Edges) && *Rank(f, &v) >= asked.Edges[at] {
				at++
			}
			bars[at]++
		}
		if len(asked.Edges) > 0 {
			facets.Bars[f.Name] = bars
			continue
		}
		var list []vehicle.Count
		for text, n := range counts {
			list = append(list, vehicle.Count{Value: text, Vehicles: n})
		}
		facets.Put(f.Name, list)
	}
	return facets
}

// Rank returns the rank of a vehicle's value, or nil if the value is not known or the field has no ranks.
func Rank(f *vehicle.Field, v *vehicle.Vehicle) *int64 {
	value := v.Value(f)
	if !value.Known() || !f.Kind.Ranged() {
		return nil
	}
	rank, err := f.Rank(value)
	if err != nil {
		panic(err) // The test's own values are valid.
	}
	return &rank
}

func matches(shape *vehicle.Shape, v *vehicle.Vehicle, s vehicle.Search) bool {
	for _, f := range shape.Fields() {
		value, rank := v.Value(f), Rank(f, v)
		if asked := s.Words[f.Name]; len(asked) > 0 && (!value.Known() || !among(value.Text(), asked)) {
			return false
		}
		if asked := s.Without[f.Name]; value.Known() && among(value.Text(), asked) {
			return false
		}
		if asked := s.Numbers[f.Name]; len(asked) > 0 && (rank == nil || !slices.Contains(asked, *rank)) {
			return false
		}
		if asked := s.WithoutNumbers[f.Name]; rank != nil && slices.Contains(asked, *rank) {
			return false
		}
		if r := s.Ranges[f.Name]; r.Asks() && (rank == nil || !inRange(*rank, v.Value(shape.Field(f.Unit)).Text(), r)) {
			return false
		}
	}
	return len(s.Any) == 0 || slices.ContainsFunc(s.Any, func(one vehicle.Search) bool { return matches(shape, v, one) })
}

// inRange compares a number in a unit with a range: in kilometres, if the range has a unit.
func inRange(n int64, unit string, r vehicle.Range) bool {
	kilometres := map[string]*big.Rat{"mi": big.NewRat(1_609_344, 1_000_000), "km": big.NewRat(1, 1), "": big.NewRat(1, 1)}
	of := kilometres[strings.ToLower(unit)]
	if r.Unit == "" {
		of = kilometres[""]
	} else if unit == "" || of == nil {
		return false
	}
	is := func(n int64, of *big.Rat) *big.Rat { return new(big.Rat).Mul(big.NewRat(n, 1), of) }
	return (r.Min == nil || is(n, of).Cmp(is(*r.Min, kilometres[r.Unit])) >= 0) && (r.Max == nil || is(n, of).Cmp(is(*r.Max, kilometres[r.Unit])) <= 0)
}

// among compares whatever the case. EqualFold knows more forms than the engines do.
func among(value string, asked []string) bool {
	folded := strings.ToLower(value)
	return slices.ContainsFunc(asked, func(want string) bool { return strings.ToLower(want) == folded })
}
