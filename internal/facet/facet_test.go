package facet_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/facet"
	"forecourt/internal/vehicle"
)

func ptr[T any](v T) *T { return &v }

// rows makes vehicles with few different values, so that most searches find more than are counted.
func rows(random *rand.Rand, n int) []facet.Row {
	list := make([]facet.Row, n)
	for i := range list {
		r := &list[i]
		r.ID = int64(i*3) - 1000
		for field := range r.Words {
			if random.IntN(10) > 0 || field == int(facet.Make) {
				r.Words[field] = ptr([]string{"Ford", "FORD", "Škoda", "ŠKODA", "kia"}[random.IntN(2+field%4)])
			}
		}
		for number := range r.Numbers {
			r.Numbers[number] = facet.None
			if random.IntN(20) > 0 || number == int(facet.UpdatedAt) {
				r.Numbers[number] = int64(random.IntN(40*(number+1)) - 5)
			}
		}
	}
	return list
}

func build(t *testing.T, list []facet.Row) *facet.Index {
	t.Helper()
	b := facet.NewBuilder(10)
	for i := range list {
		if err := b.Add(&list[i]); err != nil {
			t.Fatal(err)
		}
	}
	return b.Index()
}

var numberOf = map[vehicle.Sort]facet.Number{
	vehicle.ByPrice: facet.Price, vehicle.ByPriceDesc: facet.Price, vehicle.ByYear: facet.Year, vehicle.ByYearDesc: facet.Year,
	vehicle.ByMileage: facet.Mileage, vehicle.ByMileageDesc: facet.Mileage, vehicle.ByListedAtDesc: facet.ListedAt, vehicle.ByUpdatedAtDesc: facet.UpdatedAt,
}

func matches(r facet.Row, s vehicle.Search) bool {
	for field, asked := range [facet.Fields][]string{
		s.Makes, s.Models, s.Trims, s.Colors, s.BodyTypes, s.FuelTypes, s.Transmissions, s.Drivetrains, s.Conditions, s.Locations, s.Statuses,
	} {
		if len(asked) == 0 {
			continue
		}
		if r.Words[field] == nil {
			return false
		}
		folded := strings.ToLower(*r.Words[field]) // Not EqualFold, which knows more forms than the engines do.
		if !slices.ContainsFunc(asked, func(w string) bool { return strings.ToLower(w) == folded }) {
			return false
		}
	}
	within := func(low, high *int64, number facet.Number) bool {
		value := r.Numbers[number]
		return low == nil && high == nil || value != facet.None && (low == nil || value >= *low) && (high == nil || value <= *high)
	}
	return within(s.YearMin, s.YearMax, facet.Year) && within((*int64)(s.PriceMin), (*int64)(s.PriceMax), facet.Price) &&
		within(s.MileageMin, s.MileageMax, facet.Mileage) && (len(s.Years) == 0 || slices.Contains(s.Years, r.Numbers[facet.Year]))
}

// model returns the rows that match, in order.
func model(list []facet.Row, s vehicle.Search) []facet.Row {
	var found []facet.Row
	for _, r := range list {
		if matches(r, s) {
			found = append(found, r)
		}
	}
	number, descending := numberOf[s.Sort], s.Sort[0] == '-'
	slices.SortFunc(found, func(a, b facet.Row) int {
		x, y := a.Numbers[number], b.Numbers[number]
		if (x == facet.None) != (y == facet.None) {
			return cmp.Compare(y, x)
		}
		if x == facet.None {
			return cmp.Compare(a.ID, b.ID)
		}
		order := cmp.Or(cmp.Compare(x, y), cmp.Compare(a.ID, b.ID))
		if descending {
			return -order
		}
		return order
	})
	return found
}

func randomSearch(random *rand.Rand) vehicle.Search {
	s := vehicle.Search{Sort: vehicle.Sorts()[random.IntN(8)], Limit: 1 + random.IntN(100)}
	words := func(into *[]string) {
		if random.IntN(8) == 0 {
			*into = [][]string{{"ford"}, {"škoda", "FORD"}, {"Kia", "none"}, {"none"}, {"ŠKODA"}}[random.IntN(5)]
		}
	}
	for _, into := range []*[]string{&s.Makes, &s.Models, &s.Trims, &s.Colors, &s.BodyTypes, &s.Statuses} {
		words(into)
	}
	bound := func(into **int64, up int) {
		if random.IntN(8) == 0 {
			*into = ptr(int64(random.IntN(up) - 3))
		}
	}
	bound(&s.YearMin, 40)
	bound(&s.YearMax, 40)
	var low, high *int64
	bound(&low, 80)
	bound(&high, 80)
	s.PriceMin, s.PriceMax = (*vehicle.Amount)(low), (*vehicle.Amount)(high)
	bound(&s.MileageMin, 120)
	if random.IntN(8) == 0 {
		s.Years = []int64{int64(random.IntN(40)), 7, 7}
	}
	return s
}

// TestFind compares searches with a plain model, from random places on: with few vehicles, and with so many that they
// are not all counted.
func TestFind(t *testing.T) {
	for _, n := range []int{0, 1, 500, 60_000} {
		random := rand.New(rand.NewPCG(3, uint64(n)))
		list := rows(random, n)
		x := build(t, list)
		for range min(300, 6_000_000/(n+1)) {
			s := randomSearch(random)
			want := model(list, s)
			wanted := facet.Found{Total: min(int64(len(want)), vehicle.CountedUpTo+1)}
			var after *facet.Place
			if len(want) > 0 && random.IntN(2) == 0 {
				at := random.IntN(len(want))
				after = &facet.Place{Value: want[at].Numbers[numberOf[s.Sort]], ID: want[at].ID}
				want = want[at+1:]
			}
			wanted.More = len(want) > s.Limit
			for _, r := range want[:min(len(want), s.Limit)] {
				wanted.IDs = append(wanted.IDs, r.ID)
			}
			if diff := gocmp.Diff(wanted, x.Find(s, after)); diff != "" {
				t.Fatalf("%d vehicles, %+v after %+v:\n%s", n, s, after, diff)
			}
		}
	}
}

// TestFindBehindWhatIsGone begins behind vehicles that are not there any more.
func TestFindBehindWhatIsGone(t *testing.T) {
	var list []facet.Row
	for id := int64(0); id < 10; id++ {
		r := facet.Row{ID: id * 2, Words: [facet.Fields]*string{facet.Make: ptr("Kia")}}
		if id > 6 {
			r.Numbers[facet.Price] = facet.None
		}
		list = append(list, r)
	}
	x := build(t, list)
	for name, c := range map[string]struct {
		sort  vehicle.Sort
		after facet.Place
		want  []int64
	}{
		"ascending":        {vehicle.ByPrice, facet.Place{Value: 0, ID: 5}, []int64{6, 8}},
		"descending":       {vehicle.ByPriceDesc, facet.Place{Value: 0, ID: 5}, []int64{4, 2}},
		"without a value":  {vehicle.ByPriceDesc, facet.Place{Value: facet.None, ID: 15}, []int64{16, 18}},
		"before the first": {vehicle.ByPriceDesc, facet.Place{Value: 0, ID: -1}, []int64{14, 16}},
		"behind the last":  {vehicle.ByPrice, facet.Place{Value: facet.None, ID: 99}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			found := x.Find(vehicle.Search{Sort: c.sort, Limit: 2}, &c.after)
			if diff := gocmp.Diff(c.want, found.IDs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddWantsOrder(t *testing.T) {
	b := facet.NewBuilder(0)
	if err := b.Add(&facet.Row{ID: 5}); err != nil {
		t.Fatal(err)
	}
	if err := b.Add(&facet.Row{ID: 5}); err == nil {
		t.Error("the same id was taken twice")
	}
}

func TestPackTime(t *testing.T) {
	var packed []int64
	for _, text := range []string{
		"0000-00-00 00:00:00", "0000-00-00 00:00:00.000001", "1998-02-00 00:00:00", "2026-10-04 09:30:00", "2026-10-04 09:30:00.1",
		"2026-10-04 09:30:00.100001", "2026-10-04 09:30:59.999999", "9999-12-31 23:59:59.999999",
	} {
		n, err := facet.PackTime(text)
		if err != nil {
			t.Error(err)
		}
		packed = append(packed, n)
	}
	if !slices.IsSorted(packed) || len(slices.Compact(packed)) != 8 {
		t.Errorf("the order is lost: %v", packed)
	}
	same, _ := facet.PackTime("2026-10-04 09:30:00.000000")
	if plain, err := facet.PackTime("2026-10-04 09:30:00"); err != nil || plain != same {
		t.Errorf("with and without decimals: %d, %d, %v", plain, same, err)
	}
	for _, text := range []string{"", "2026-10-04", "2026-10-04T09:30:00", "2026-10-04 09:30:00.", "2026-10-04 09:30:00.1234567", "2026-13-04 09:30:00", "2026-10-04 24:30:00", "x026-10-04 09:30:00"} {
		if n, err := facet.PackTime(text); err == nil {
			t.Errorf("%q is %d", text, n)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	list := rows(rand.New(rand.NewPCG(1, 1)), 500_000)
	builder := facet.NewBuilder(len(list))
	for i := range list {
		if err := builder.Add(&list[i]); err != nil {
			b.Fatal(err)
		}
	}
	x := builder.Index()
	for name, s := range map[string]vehicle.Search{
		"everything": {Sort: vehicle.ByUpdatedAtDesc},
		"make year":  {Sort: vehicle.ByPrice, Makes: []string{"ford"}, Years: []int64{7}},
		"few":        {Sort: vehicle.ByMileage, Trims: []string{"kia"}, Colors: []string{"kia"}, PriceMax: ptr(vehicle.Amount(1)), YearMin: ptr[int64](30)},
		"null tail":  {Sort: vehicle.ByListedAtDesc, Statuses: []string{"ford"}, MileageMin: ptr[int64](3)},
	} {
		s.Limit = 20
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x.Find(s, nil)
			}
		})
	}
}

// TestShare lets a vehicle use the index's words: it stays equal, also where a word is another.
func TestShare(t *testing.T) {
	x := build(t, []facet.Row{{ID: 7, Words: [facet.Fields]*string{
		facet.Make: ptr("Kia"), facet.Model: ptr("Rio"), facet.Color: ptr("Red"), facet.Location: ptr("Austin"), facet.Status: ptr("sold"),
	}}})
	for _, v := range []vehicle.Vehicle{
		{ID: 7, Make: "Kia", Model: "Rio", Color: ptr("Red"), Location: ptr("Austin"), Status: "sold"},
		{ID: 7, Make: "Kia", Model: "Ceed", Color: ptr("Blue"), Trim: ptr("LX"), Status: "sold"},
		{ID: 8, Make: "Kia", Color: ptr("Red")},
	} {
		shared := v
		x.Share(&shared)
		if diff := gocmp.Diff(v, shared); diff != "" {
			t.Error(diff)
		}
	}
}
