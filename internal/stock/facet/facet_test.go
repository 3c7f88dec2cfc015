package facet_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/stock/facet"
	"forecourt/internal/vehicle"
)

func ptr[T any](v T) *T { return &v }

// newShape has own fields of the kinds that are indexed.
func newShape(tb testing.TB, textID bool, without ...string) *vehicle.Shape {
	tb.Helper()
	var names []string
	for _, f := range vehicle.Catalogue() {
		if !slices.Contains(without, f.Name) {
			names = append(names, f.Name)
		}
	}
	s, err := vehicle.NewShape(names, []vehicle.Field{
		vehicle.OwnField("branch", vehicle.Word, ""), vehicle.OwnField("accident_free", vehicle.Flag, ""), vehicle.OwnField("doors", vehicle.Number, ""),
		vehicle.OwnField("deposit", vehicle.Money, ""), vehicle.OwnField("tax_due", vehicle.Date, ""), vehicle.OwnField("photo", vehicle.Link, ""),
	}, textID)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

var shapes = map[string]func(testing.TB) *vehicle.Shape{
	"all fields":             func(tb testing.TB) *vehicle.Shape { tb.Helper(); return newShape(tb, false) },
	"text ids":               func(tb testing.TB) *vehicle.Shape { tb.Helper(); return newShape(tb, true) },
	"no year":                func(tb testing.TB) *vehicle.Shape { tb.Helper(); return newShape(tb, false, "year") },
	"no year, dates and own": bare,
}

func bare(tb testing.TB) *vehicle.Shape {
	tb.Helper()
	s, err := vehicle.NewShape([]string{"make", "model", "price"}, nil, true)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// rows makes vehicles with few different values, so that most searches find more than are counted.
func rows(random *rand.Rand, shape *vehicle.Shape, n int) []vehicle.Vehicle {
	list := make([]vehicle.Vehicle, n)
	for i := range list {
		id := vehicle.NumberID(int64(i*3) - 1000)
		if shape.TextID() {
			id = vehicle.TextID(fmt.Sprintf("%07d~%d", i*3, i%2))
		}
		list[i] = shape.New(id)
		for at, f := range shape.Fields() {
			if random.IntN(12) > 0 || f.Required {
				list[i].Set(f, randomValue(random, f, at))
			}
		}
	}
	return list
}

func randomValue(random *rand.Rand, f *vehicle.Field, at int) vehicle.Value {
	switch {
	case f.Kind == vehicle.Date:
		return vehicle.TextOf(fmt.Sprintf("2026-10-%02d 00:00:0%d", 1+random.IntN(9), random.IntN(3)))
	case f.Name == "mileage_unit":
		return vehicle.TextOf([]string{"mi", "km", "KM", "furlong", ""}[random.IntN(5)])
	case f.Kind.Ranged():
		return vehicle.NumberOf(int64(random.IntN(40*(at+1)) - 5))
	}
	return vehicle.TextOf([]string{"Ford", "FORD", "Škoda", "ŠKODA", "kia", ""}[random.IntN(2+at%5)])
}

func build(tb testing.TB, shape *vehicle.Shape, list []vehicle.Vehicle) *facet.Index {
	tb.Helper()
	b := facet.NewBuilder(shape, 10)
	for i := range list {
		if err := b.Add(&list[i]); err != nil {
			tb.Fatal(err)
		}
	}
	return b.Index()
}

func rank(f *vehicle.Field, v *vehicle.Vehicle) int64 {
	n, err := f.Rank(v.Value(f))
	if err != nil {
		panic(err)
	}
	return n
}

func matches(shape *vehicle.Shape, v *vehicle.Vehicle, s vehicle.Search) bool {
	for _, f := range shape.Fields() {
		has := func(asked []string) bool {
			folded := strings.ToLower(v.Value(f).Text())
			return v.Value(f).Known() && slices.ContainsFunc(asked, func(w string) bool { return strings.ToLower(w) == folded })
		}
		if asked := s.Words[f.Name]; len(asked) > 0 && !has(asked) || has(s.Without[f.Name]) {
			return false
		}
		if !f.Kind.Ranged() {
			continue
		}
		n := rank(f, v)
		if asked := s.Numbers[f.Name]; len(asked) > 0 && (n == vehicle.None || !slices.Contains(asked, n)) {
			return false
		}
		if n != vehicle.None && slices.Contains(s.WithoutNumbers[f.Name], n) {
			return false
		}
		if r := s.Ranges[f.Name]; r.Asks() && (n == vehicle.None || !inRange(n, v.Value(shape.Field(f.Unit)).Text(), r)) {
			return false
		}
	}
	return len(s.Any) == 0 || slices.ContainsFunc(s.Any, func(one vehicle.Search) bool { return matches(shape, v, one) })
}

// inRange compares a number in a unit with a range, in kilometres if the range has a unit.
func inRange(n int64, unit string, r vehicle.Range) bool {
	kilometres := map[string]float64{"mi": 1.609344, "km": 1}
	scale, to := 1.0, 1.0
	if r.Unit != "" {
		scale, to = kilometres[strings.ToLower(unit)], kilometres[r.Unit]
	}
	return scale > 0 && (r.Min == nil || float64(n)*scale >= float64(*r.Min)*to) && (r.Max == nil || float64(n)*scale <= float64(*r.Max)*to)
}

// model returns the vehicles that match, in order.
func model(shape *vehicle.Shape, list []vehicle.Vehicle, s vehicle.Search) []vehicle.Vehicle {
	var found []vehicle.Vehicle
	for i := range list {
		if matches(shape, &list[i], s) {
			found = append(found, list[i])
		}
	}
	f, descending := shape.SortedBy(s.Sort)
	slices.SortFunc(found, func(a, b vehicle.Vehicle) int {
		byID := a.ID.Compare(b.ID)
		if f != nil {
			x, y := rank(f, &a), rank(f, &b)
			switch {
			case x == vehicle.None && y == vehicle.None:
				return byID
			case x == vehicle.None:
				return 1
			case y == vehicle.None:
				return -1
			}
			byID = cmp.Or(cmp.Compare(x, y), byID)
		}
		if descending {
			return -byID
		}
		return byID
	})
	return found
}
