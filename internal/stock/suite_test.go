package stock_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
)

// randomSearches is how many random searches each reader answers of each stock.
const randomSearches = 300

func show(s vehicle.Search) string {
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// suite compares a reader with a model. All readers must pass it, of every stock.
func suite(t *testing.T, r reader, w *world) {
	t.Helper()
	m := w.model(t)
	t.Run("random", func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		for range randomSearches {
			m.compare(t, r, m.randomSearch(random))
			if t.Failed() {
				return // One difference says enough.
			}
		}
	})
	t.Run("everything", func(t *testing.T) {
		for _, sort := range append(m.shape.Orders(), "", "id", "-id") {
			m.compare(t, r, vehicle.Search{Sort: sort, Limit: 100})
		}
	})
	t.Run("words", func(t *testing.T) {
		for name, lists := range w.words {
			for _, list := range lists {
				m.compare(t, r, vehicle.Search{Words: map[string][]string{name: list}, Limit: 7})
				m.compare(t, r, vehicle.Search{Without: map[string][]string{name: list}, Limit: 500})
			}
		}
	})
	t.Run("names", func(t *testing.T) { findByName(t, r, m) })
	t.Run("one", func(t *testing.T) { getEach(t, r, m) })
	t.Run("facets", func(t *testing.T) { facetSuite(t, r, m) })
	t.Run("values", func(t *testing.T) { m.compareValues(t, r) })
	t.Run("fields that the stock does not have", func(t *testing.T) {
		for name, s := range map[string]vehicle.Search{
			"a word":              {Words: map[string][]string{"nothing": {"x"}}},
			"not a word":          {Without: map[string][]string{"nothing": {"x"}}},
			"a number":            {Numbers: map[string][]int64{"nothing": {1}}},
			"a range":             {Ranges: map[string]vehicle.Range{"nothing": {Min: ptr[int64](1)}}},
			"an order":            {Sort: "nothing"},
			"a range of words":    {Ranges: map[string]vehicle.Range{"make": {Min: ptr[int64](1)}}},
			"a number as a word":  {Words: map[string][]string{"mileage": {"x"}}},
			"a word as a number":  {Numbers: map[string][]int64{"model": {1}}},
			"an order by a word":  {Sort: "make"},
			"a link as a word":    {Words: map[string][]string{"listing_url": {"x"}}},
			"a word among no one": {Without: map[string][]string{"price": {"x"}}},
			"a number to leave":   {WithoutNumbers: map[string][]int64{"price": {1}}},
			"in an alternative":   {Any: []vehicle.Search{{}, {Words: map[string][]string{"nothing": {"x"}}}}},
			"an unknown unit":     {Ranges: map[string]vehicle.Range{"mileage": {Min: ptr[int64](1), Unit: "h"}}},
			"a unit of no unit":   {Ranges: map[string]vehicle.Range{"year": {Min: ptr[int64](1), Unit: "km"}}},
			"many alternatives":   {Any: make([]vehicle.Search, vehicle.MaxAny+1)},
			"alternatives within": {Any: []vehicle.Search{{Any: []vehicle.Search{{}}}}},
			"an order within":     {Any: []vehicle.Search{{Sort: "-id"}}},
		} {
			s.Limit = 1
			if page, err := r.Search(t.Context(), s); err == nil {
				t.Errorf("%s: %d vehicles", name, page.Total)
			}
		}
	})
}

// getEach reads vehicles one by one, and some that are none.
func getEach(t *testing.T, r reader, m *model) {
	t.Helper()
	for i := 0; i < len(m.all); i += 1 + len(m.all)/60 {
		want := m.all[i]
		got, _, found, err := r.Get(t.Context(), want.ID)
		if diff := gocmp.Diff(m.shown([]vehicle.Vehicle{want}), m.shown([]vehicle.Vehicle{got})); err != nil || !found || diff != "" {
			t.Errorf("%s: found %t, %v\n%s", want.ID, found, err, diff)
		}
	}
	none := []vehicle.ID{vehicle.NumberID(-5)}
	if m.shape.TextID() {
		none = nil
		for _, text := range []string{"", "no such key", "~", "a~b~c", "1~", "ключ", "'", `\`, "%", "1e0", "0001", " 1", "2026-01-01", "\x00", "😀~😀"} {
			none = append(none, vehicle.TextID(text))
		}
	}
	for _, id := range none {
		if v, _, found, err := r.Get(t.Context(), id); found || err != nil {
			t.Errorf("%q is none: %v, %v", id, v.ID, err)
		}
	}
}

// findByName finds vehicles by their VIN and the like, whatever the case.
func findByName(t *testing.T, r reader, m *model) {
	t.Helper()
	for _, f := range m.shape.Fields() {
		for i := 0; f.Whole && i < len(m.all); i += 1 + len(m.all)/5 {
			if text := m.all[i].Value(f).Text(); text != "" {
				m.compare(t, r, vehicle.Search{Words: map[string][]string{f.Name: {strings.ToLower(text)}}, Limit: 5})
				m.compare(t, r, vehicle.Search{Words: map[string][]string{f.Name: {strings.ToUpper(text), "no such value"}}, Limit: 5})
			}
		}
	}
}
