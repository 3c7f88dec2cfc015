package facet_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"forecourt/internal/stock/oracle"
	"forecourt/internal/vehicle"
)

// TestManyWords has columns with so many words that their codes take one, two and four bytes, before and after the rows
// are written again.
func TestManyWords(t *testing.T) {
	shape := newShape(t, false)
	random := rand.New(rand.NewPCG(7, 8))
	fields := map[string]int{"make": 200, "color": 300, "location": 70_000}
	list := make([]vehicle.Vehicle, 70_000)
	for i := range list {
		list[i] = shape.New(vehicle.NumberID(int64(i)))
		for name, words := range fields {
			list[i].Set(shape.Field(name), vehicle.TextOf(fmt.Sprintf("word %d", i%words)))
		}
	}
	x := build(t, shape, list)
	var gone []vehicle.ID
	for i := 69_000; i > 50_000; i-- {
		gone = append(gone, list[i].ID)
	}
	fewer, err := x.Apply(gone, nil)
	if err != nil {
		t.Fatal(err)
	}
	fewer = fewer.Tidy()
	kept := slices.Concat(list[:50_001], list[69_001:])
	for name, words := range fields {
		word := []string{fmt.Sprintf("Word %d", random.IntN(words)), fmt.Sprintf("word %d", words-1)}
		for _, s := range []vehicle.Search{
			{Words: map[string][]string{name: word}}, {Without: map[string][]string{name: word}}, {Any: []vehicle.Search{{Words: map[string][]string{name: word}}, {}}},
		} {
			s.Limit = 20
			found := oracle.Find(shape, list, s)
			compareFound(t, name, x, s, len(found), found, nil)
			found = oracle.Find(shape, kept, s)
			compareFound(t, name, fewer, s, len(found), found, nil)
			asked := []vehicle.FacetField{{Name: name}, {Name: "make"}}
			compareFacets(t, name, x, shape, list, s, asked)
			compareFacets(t, name, fewer, shape, kept, s, asked)
		}
	}
}
