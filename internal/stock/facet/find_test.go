package facet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/oracle"
	"forecourt/internal/vehicle"
)

func randomSearch(random *rand.Rand, shape *vehicle.Shape) vehicle.Search {
	orders := append(shape.Orders(), "id", "-id")
	s := randomFilters(random, shape, 20)
	s.Sort, s.Limit = orders[random.IntN(len(orders))], 1+random.IntN(100)
	for n := random.IntN(2*vehicle.MaxAny+1) - vehicle.MaxAny; n > 0; n-- {
		s.Any = append(s.Any, randomFilters(random, shape, 15))
	}
	return s
}

// randomFilters asks for a field the less often, the greater choices is.
func randomFilters(random *rand.Rand, shape *vehicle.Shape, choices int) vehicle.Search {
	s := vehicle.Search{
		Words: map[string][]string{}, Without: map[string][]string{}, Numbers: map[string][]int64{}, WithoutNumbers: map[string][]int64{},
		Ranges: map[string]vehicle.Range{},
	}
	words := [][]string{{"ford"}, {"škoda", "FORD"}, {"Kia", "none"}, {"none"}, {"ŠKODA"}, {}, {""}}
	for at, f := range shape.Fields() {
		number := func() int64 {
			if f.Kind == vehicle.Date {
				return rankOf(randomValue(random, f, at), f)
			}
			return int64(random.IntN(40*(at+1)) - 5)
		}
		switch choice := random.IntN(choices); {
		case choice == 0 && f.HasWords():
			s.Words[f.Name] = words[random.IntN(len(words))]
		case choice == 1 && f.HasWords():
			s.Without[f.Name] = words[random.IntN(len(words))]
		case choice == 2 && f.Listed:
			s.Numbers[f.Name] = []int64{number(), 7, 7, math.MaxInt64, vehicle.None, number()}
		case choice == 3 && f.Listed:
			s.WithoutNumbers[f.Name] = []int64{number(), 7, 7, vehicle.None, number()}
		case choice == 4 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Min: ptr(number())}
		case choice == 5 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Max: ptr(number())}
		case choice == 6 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Min: ptr(number()), Max: ptr(number())}
		case choice == 7 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Min: ptr[int64](vehicle.None), Max: ptr[int64](math.MaxInt64)}
		case choice >= 8 && f.Distance && shape.Field(f.Unit) != nil:
			s.Ranges[f.Name] = vehicle.Range{Min: ptr(number()), Max: ptr(2 * number()), Unit: f.Units()[choice%2]}
		}
	}
	return s
}

func rankOf(value vehicle.Value, f *vehicle.Field) int64 {
	n, err := f.Rank(value)
	if err != nil {
		panic(err)
	}
	return n
}

// TestFind compares searches with a plain model, from random places on: with few vehicles, and with so many that they
// are not all counted.
func TestFind(t *testing.T) {
	for name, newShape := range shapes {
		for _, n := range []int{0, 1, 500, 14_000} {
			shape := newShape(t)
			random := rand.New(rand.NewPCG(3, uint64(n)))
			list := rows(random, shape, n)
			x := build(t, shape, list)
			for range min(200, 250_000/(n+1)) {
				compare(t, name, random, x, shape, list, nil)
			}
		}
	}
}

// TestFindByModel asks for models of one make and of several, alone and with makes, years and other filters. Then most
// filters are met by all candidates, which come in the usual order. Some vehicles have left.
func TestFindByModel(t *testing.T) {
	for name, newShape := range shapes {
		shape := newShape(t)
		random := rand.New(rand.NewPCG(5, 6))
		list := rows(random, shape, 4000)
		for i := range list {
			model := random.IntN(12)
			of := model / 3
			if model == 11 { // Two makes have it, or none is known.
				of = random.IntN(4)
			}
			list[i].Set(shape.Field("model"), vehicle.TextOf(fmt.Sprintf([]string{"m%d", "M%d"}[random.IntN(2)], model)))
			if list[i].Set(shape.Field("make"), vehicle.TextOf(fmt.Sprintf("make %d", of))); model == 11 && of == 3 {
				list[i].Set(shape.Field("make"), vehicle.Value{})
			}
			if f := shape.Field("year"); f != nil && random.IntN(20) > 0 {
				list[i].Set(f, vehicle.NumberOf(int64(2010+random.IntN(4))))
			}
		}
		all := build(t, shape, list)
		list, gone := leave(random, list)
		x, err := all.Apply(gone, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 400 {
			s := vehicle.Search{Sort: shape.DefaultSort(), Limit: 1 + random.IntN(40), Words: map[string][]string{}, Numbers: map[string][]int64{}, Ranges: map[string]vehicle.Range{}}
			if orders := shape.Orders(); random.IntN(3) == 0 {
				s.Sort = orders[random.IntN(len(orders))]
			}
			for _, one := range narrowed(random, &s) {
				byModel(random, shape, one)
			}
			comparePlace(t, name, random, x, shape, list, s, nil)
		}
	}
}

// narrowed returns a search, or it and alternatives that it gets.
func narrowed(random *rand.Rand, s *vehicle.Search) []*vehicle.Search {
	all := []*vehicle.Search{s}
	if random.IntN(3) == 0 {
		for range 2 {
			s.Any = append(s.Any, vehicle.Search{Words: map[string][]string{}, Numbers: map[string][]int64{}, Ranges: map[string]vehicle.Range{}})
		}
		for i := range s.Any {
			all = append(all, &s.Any[i])
		}
		if random.IntN(2) == 0 {
			all = all[1:]
		}
	}
	return all
}

// byModel asks for models, and often for their makes and years.
func byModel(random *rand.Rand, shape *vehicle.Shape, s *vehicle.Search) {
	model := random.IntN(12)
	s.Words["model"] = []string{fmt.Sprintf("M%d", model)}
	if random.IntN(3) == 0 {
		s.Words["model"] = append(s.Words["model"], fmt.Sprintf("m%d", random.IntN(12)))
	}
	if random.IntN(3) > 0 {
		s.Words["make"] = []string{fmt.Sprintf("Make %d", []int{model / 3, random.IntN(4)}[random.IntN(2)])}
	}
	if random.IntN(6) == 0 {
		s.Without = map[string][]string{"make": {fmt.Sprintf("make %d", random.IntN(4))}}
	}
	if shape.Field("year") != nil {
		switch random.IntN(24) / 4 {
		case 0, 1:
			s.Numbers["year"] = []int64{int64(2010 + random.IntN(4))}
		case 2:
			s.Numbers["year"] = []int64{2011, 2013, vehicle.None}
			s.Ranges["year"] = vehicle.Range{Min: ptr[int64](2012)}
		case 3:
			s.Ranges["year"] = vehicle.Range{Min: ptr[int64](2011), Max: ptr(int64(2011 + random.IntN(2)))}
		case 4:
			s.Numbers["year"] = []int64{vehicle.None} // No vehicle has it.
		}
	}
	if random.IntN(5) == 0 {
		s.Ranges["price"] = vehicle.Range{Max: ptr(int64(random.IntN(400)))}
	}
}

// leave returns the vehicles without some, and those.
func leave(random *rand.Rand, all []vehicle.Vehicle) (list []vehicle.Vehicle, gone []vehicle.ID) {
	for _, v := range all {
		if random.IntN(10) == 0 {
			gone = append(gone, v.ID)
		} else {
			list = append(list, v)
		}
	}
	return list, gone
}

func compare(t *testing.T, name string, random *rand.Rand, x *facet.Index, shape *vehicle.Shape, list []vehicle.Vehicle, revisions map[vehicle.ID]uint32) {
	t.Helper()
	comparePlace(t, name, random, x, shape, list, randomSearch(random, shape), revisions)
}

// comparePlace compares a search with a plain model, half of the time from a random place on.
func comparePlace(t *testing.T, name string, random *rand.Rand, x *facet.Index, shape *vehicle.Shape, list []vehicle.Vehicle, s vehicle.Search, revisions map[vehicle.ID]uint32) {
	t.Helper()
	want := oracle.Find(shape, list, s)
	total := len(want)
	if len(want) > 0 && random.IntN(2) == 0 {
		at := random.IntN(len(want))
		place, err := shape.CursorOf(&want[at], s.Sort)
		if err != nil {
			t.Fatal(err)
		}
		s.After, want = &place, want[at+1:]
	}
	compareFound(t, fmt.Sprintf("%s, %d vehicles", name, len(list)), x, s, total, want, revisions)
}

// compareFound compares the page of a search with the vehicles that are to be found from there on.
func compareFound(t *testing.T, name string, x *facet.Index, s vehicle.Search, total int, want []vehicle.Vehicle, revisions map[vehicle.ID]uint32) {
	t.Helper()
	wanted := facet.Found{Total: min(int64(total), vehicle.CountedUpTo+1)}
	wanted.More = len(want) > s.Limit
	for _, v := range want[:min(len(want), s.Limit)] {
		wanted.IDs, wanted.Revisions = append(wanted.IDs, v.ID), append(wanted.Revisions, revisions[v.ID])
	}
	ids := gocmp.Comparer(func(a, b vehicle.ID) bool { return a == b })
	if diff := gocmp.Diff(wanted, x.Find(s), ids); diff != "" {
		t.Fatalf("%s, %+v:\n%s", name, s, diff)
	}
}

// TestFindBehindWhatIsGone begins behind vehicles that are not there any more.
func TestFindBehindWhatIsGone(t *testing.T) {
	for name, id := range map[string]func(int64) vehicle.ID{
		"numbers": vehicle.NumberID, "texts": func(n int64) vehicle.ID { return vehicle.TextID(string(rune('b' + n))) },
	} {
		shape := newShape(t, name == "texts")
		price := shape.Field("price")
		var list []vehicle.Vehicle
		for n := range int64(10) {
			v := shape.New(id(n * 2))
			if n <= 6 {
				v.Set(price, vehicle.NumberOf(0))
			}
			list = append(list, v)
		}
		x := build(t, shape, list)
		for what, c := range map[string]struct {
			sort  vehicle.Sort
			after vehicle.Cursor
			want  []vehicle.ID
		}{
			"ascending":          {"price", vehicle.Cursor{Value: ptr[int64](0), ID: id(5)}, []vehicle.ID{id(6), id(8)}},
			"descending":         {"-price", vehicle.Cursor{Value: ptr[int64](0), ID: id(5)}, []vehicle.ID{id(4), id(2)}},
			"another value":      {"price", vehicle.Cursor{Value: ptr[int64](-1), ID: id(99)}, []vehicle.ID{id(0), id(2)}},
			"without a value":    {"-price", vehicle.Cursor{ID: id(15)}, []vehicle.ID{id(16), id(18)}},
			"before the first":   {"-price", vehicle.Cursor{Value: ptr[int64](0), ID: id(-1)}, []vehicle.ID{id(14), id(16)}},
			"behind the last":    {"price", vehicle.Cursor{ID: id(99)}, nil},
			"by identity":        {"id", vehicle.Cursor{ID: id(5)}, []vehicle.ID{id(6), id(8)}},
			"by identity, back":  {"-id", vehicle.Cursor{ID: id(5)}, []vehicle.ID{id(4), id(2)}},
			"back to the first":  {"-id", vehicle.Cursor{ID: id(0)}, nil},
			"behind an identity": {"id", vehicle.Cursor{ID: id(16)}, []vehicle.ID{id(18)}},
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				found := x.Find(vehicle.Search{Sort: c.sort, Limit: 2, After: &c.after})
				if !slices.Equal(c.want, found.IDs) {
					t.Errorf("got %v, want %v", found.IDs, c.want)
				}
			})
		}
	}
}

func TestAddWantsOrder(t *testing.T) {
	shape := newShape(t, false)
	b := facet.NewBuilder(shape, 0)
	first, second, text := shape.New(vehicle.NumberID(5)), shape.New(vehicle.NumberID(5)), shape.New(vehicle.TextID("6"))
	if err := b.Add(&first); err != nil {
		t.Fatal(err)
	}
	if err := b.Add(&second); err == nil {
		t.Error("the same id was taken twice")
	}
	if err := b.Add(&text); err == nil {
		t.Error("a text was taken among numbers")
	}
	third := shape.New(vehicle.NumberID(7))
	third.Set(shape.Field("tax_due"), vehicle.TextOf("soon"))
	if err := b.Add(&third); err == nil {
		t.Error("what is no date was taken")
	}
}

// TestValues counts all words, and finds the extents.
func TestValues(t *testing.T) {
	for name, newShape := range shapes {
		shape := newShape(t)
		list := rows(rand.New(rand.NewPCG(1, 1)), shape, 300)
		got := build(t, shape, list).Values()
		for _, f := range shape.Fields() {
			if !f.Kind.Counted() {
				if len(got.Counts[f.Name]) > 0 {
					t.Errorf("%s: %s is counted", name, f.Name)
				}
				continue
			}
			want, have := map[[2]string]int64{}, map[[2]string]int64{}
			for _, v := range list {
				if v.Value(f).Known() {
					want[[2]string{v.Value(shape.Field(f.Of)).Text(), v.Value(f).Text()}]++
				}
			}
			for _, c := range got.Counts[f.Name] {
				have[[2]string{c.Of, c.Value}] += c.Vehicles
			}
			if diff := gocmp.Diff(want, have); diff != "" {
				t.Errorf("%s: %s:\n%s", name, f.Name, diff)
			}
		}
		for _, f := range shape.Ranged() {
			var all []int64
			for i := range list {
				if n := oracle.Rank(f, &list[i]); n != nil {
					all = append(all, *n)
				}
			}
			if diff := gocmp.Diff(vehicle.Range{Min: ptr(slices.Min(all)), Max: ptr(slices.Max(all))}, got.Ranges[f.Name]); diff != "" {
				t.Errorf("%s: %s:\n%s", name, f.Name, diff)
			}
		}
	}
}

func BenchmarkFind(b *testing.B) {
	shape := newShape(b, false)
	x := build(b, shape, rows(rand.New(rand.NewPCG(1, 1)), shape, 500_000))
	for name, s := range map[string]vehicle.Search{
		"everything": {Sort: "-updated_at"},
		"make year":  {Sort: "price", Words: map[string][]string{"make": {"ford"}}, Numbers: map[string][]int64{"year": {7}}},
		"own":        {Sort: "-doors", Words: map[string][]string{"branch": {"kia"}}, Ranges: map[string]vehicle.Range{"doors": {Max: ptr[int64](100)}}},
		"any": {Sort: "price", Any: []vehicle.Search{
			{Words: map[string][]string{"make": {"ford"}}, Ranges: map[string]vehicle.Range{"mileage": {Max: ptr[int64](50)}}},
			{Words: map[string][]string{"model": {"kia"}}, Ranges: map[string]vehicle.Range{"mileage": {Max: ptr[int64](30)}}},
		}},
		"words":     {Sort: "price", Words: map[string][]string{"color": {"ford"}, "transmission": {"ford"}, "status": {"ford"}, "drivetrain": {"ford"}}, Ranges: map[string]vehicle.Range{"mileage": {Max: ptr[int64](3)}}},
		"null tail": {Sort: "-listed_at", Words: map[string][]string{"status": {"ford"}}, Ranges: map[string]vehicle.Range{"mileage": {Min: ptr[int64](3)}}},
	} {
		s.Limit = 20
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x.Find(s)
			}
		})
	}
}
