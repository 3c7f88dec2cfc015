package facet_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
