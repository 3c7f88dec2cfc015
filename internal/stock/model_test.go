package stock_test

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock/oracle"
	"forecourt/internal/vehicle"
)

func ptr[T any](v T) *T { return &v }

// reader is what all readers do.
type reader interface {
	Search(context.Context, vehicle.Search) (vehicle.Page, error)
	Get(context.Context, vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error)
	Values(context.Context) (vehicle.Values, error)
	facetReader
}

// model is a stock in memory, which is filtered and sorted in the plainest way.
type model struct {
	shape *vehicle.Shape
	all   []vehicle.Vehicle
}

// find returns the vehicles that match, in order.
func (m *model) find(s vehicle.Search) []vehicle.Vehicle { return oracle.Find(m.shape, m.all, s) }

// randomSearch asks for values of random vehicles, so that something is found, and now and then for alternatives.
func (m *model) randomSearch(random *rand.Rand) vehicle.Search {
	orders := append(m.shape.Orders(), "", "id", "-id")
	s := m.randomFilters(random, 8+len(m.shape.Fields()))
	s.Sort, s.Limit = orders[random.IntN(len(orders))], 5+random.IntN(60)
	for n := random.IntN(2*vehicle.MaxAny+1) - vehicle.MaxAny; n > 0; n-- {
		s.Any = append(s.Any, m.randomFilters(random, 4+len(m.shape.Fields())/2))
	}
	if random.IntN(2) == 0 {
		return s
	}
	for _, f := range m.shape.Fields() {
		if random.IntN(2) == 0 {
			s.Fields = append(s.Fields, f.Name)
		}
	}
	return s
}

// randomFilters asks for a field the less often, the greater choices is.
func (m *model) randomFilters(random *rand.Rand, choices int) vehicle.Search {
	s := vehicle.Search{
		Words: map[string][]string{}, Without: map[string][]string{}, Numbers: map[string][]int64{}, WithoutNumbers: map[string][]int64{},
		Ranges: map[string]vehicle.Range{},
	}
	if len(m.all) == 0 {
		return s
	}
	for _, f := range m.shape.Fields() {
		v, w := &m.all[random.IntN(len(m.all))], &m.all[random.IntN(len(m.all))]
		value, rank := v.Value(f), oracle.Rank(f, v)
		switch choice := random.IntN(choices); {
		case choice == 0 && f.HasWords():
			s.Words[f.Name] = []string{strings.ToUpper(value.Text()), "no such value", strings.ToLower(w.Value(f).Text())}
		case choice == 1 && f.HasWords():
			s.Without[f.Name] = []string{strings.ToUpper(value.Text()), "no such value"}
		case choice == 2 && f.Listed && rank != nil:
			s.Numbers[f.Name] = []int64{*rank, 1901, 7}
		case choice == 3 && f.Listed && rank != nil:
			s.WithoutNumbers[f.Name] = []int64{1901, *rank, 7}
		case choice == 4 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Min: rank}
		case choice == 5 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Max: rank}
		case choice == 6 && f.HasRange():
			s.Ranges[f.Name] = vehicle.Range{Min: rank, Max: oracle.Rank(f, w)}
		}
		if r := s.Ranges[f.Name]; r.Asks() && f.Distance && m.shape.Field(f.Unit) != nil && random.IntN(2) == 0 {
			r.Unit = f.Units()[random.IntN(2)]
			s.Ranges[f.Name] = r
		}
	}
	return s
}

// compare reads all pages, and compares them with the model's answer.
func (m *model) compare(t *testing.T, r reader, s vehicle.Search) {
	t.Helper()
	want := m.find(s)
	var got []vehicle.Vehicle
	for asked := s; ; {
		page, err := r.Search(t.Context(), asked)
		if err != nil {
			t.Fatalf("%s: %v", show(s), err)
		}
		if page.Total != min(int64(len(want)), vehicle.CountedUpTo+1) {
			t.Errorf("%s: total %d, want %d", show(s), page.Total, len(want))
		}
		got = append(got, page.Vehicles...)
		if !page.More || len(got) > len(want) {
			break
		}
		sort := s.Sort
		if sort == "" {
			sort = m.shape.DefaultSort()
		}
		place, err := m.shape.CursorOf(&got[len(got)-1], sort)
		if err != nil {
			t.Fatal(err)
		}
		asked.After = &place
	}
	wanted, found := m.shown(m.only(s.Fields, want)), m.shown(m.only(s.Fields, got))
	for i := range max(len(wanted), len(found)) {
		wanted, found := at(wanted, i), at(found, i)
		if wanted != found {
			t.Errorf("%s: %d vehicles, want %d; number %d:\n got %s\nwant %s", show(s), len(got), len(want), i, found, wanted)
			return
		}
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "none"
}

// only returns vehicles with the values of the fields alone that a search is for.
func (m *model) only(fields []string, list []vehicle.Vehicle) []vehicle.Vehicle {
	if len(fields) == 0 {
		return list
	}
	some := m.shape.NewList(len(list))
	for i := range list {
		some[i].ID = list[i].ID
		for _, name := range fields {
			f := m.shape.Field(name)
			some[i].Set(f, list[i].Value(f))
		}
	}
	return some
}

// shown makes vehicles readable.
func (m *model) shown(list []vehicle.Vehicle) []string {
	var lines []string
	for _, v := range list {
		line := v.ID.String()
		for _, f := range m.shape.Fields() {
			if value := v.Value(f); value.Known() {
				line += " " + f.Name + "=" + string(f.AppendJSON(nil, value))
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func (m *model) compareValues(t *testing.T, r reader) {
	t.Helper()
	got, err := r.Values(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := vehicle.Values{Vehicles: int64(len(m.all)), Counts: map[string][]vehicle.Count{}, Ranges: map[string]vehicle.Range{}, Units: map[string][]vehicle.UnitRange{}, Origin: got.Origin}
	for _, f := range m.shape.Fields() {
		if counts := m.counts(f); len(counts) > 0 {
			want.Counts[f.Name] = counts
		}
		if f.HasRange() {
			want.Ranges[f.Name] = m.extent(f)
			if list := m.unitRanges(f); len(list) > 0 {
				want.Units[f.Name] = list
			}
		}
		slices.SortFunc(got.Counts[f.Name], byValue)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func byValue(a, b vehicle.Count) int {
	return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Value, b.Value))
}

func (m *model) counts(f *vehicle.Field) []vehicle.Count {
	if !f.Kind.Counted() {
		return nil
	}
	counted := map[vehicle.Count]int64{}
	for _, v := range m.all {
		if value := v.Value(f); value.Known() {
			counted[vehicle.Count{Of: v.Value(m.shape.Field(f.Of)).Text(), Value: value.Text()}]++
		}
	}
	var list []vehicle.Count
	for c, n := range counted {
		list = append(list, vehicle.Count{Of: c.Of, Value: c.Value, Vehicles: n})
	}
	slices.SortFunc(list, byValue)
	return list
}

// extent is the range of a field's numbers, of those in a unit if one is given.
func (m *model) extent(f *vehicle.Field, units ...string) (r vehicle.Range) {
	for _, v := range m.all {
		rank := oracle.Rank(f, &v)
		if len(units) > 0 && v.Value(m.shape.Field(f.Unit)).Text() != units[0] {
			continue
		}
		if rank != nil && (r.Min == nil || *rank < *r.Min) {
			r.Min = rank
		}
		if rank != nil && (r.Max == nil || *rank > *r.Max) {
			r.Max = rank
		}
	}
	return r
}

func (m *model) unitRanges(f *vehicle.Field) (list []vehicle.UnitRange) {
	unit := m.shape.Field(f.Unit)
	counts := map[string]int64{}
	for _, v := range m.all {
		if unit != nil && v.Value(f).Known() {
			counts[v.Value(unit).Text()]++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, vehicle.UnitRange{Unit: name, Vehicles: counts[name], Range: m.extent(f, name)})
	}
	return list
}
