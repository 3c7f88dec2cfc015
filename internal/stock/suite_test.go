package stock_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// suite compares a reader with a plain model, which filters and sorts in memory. Both engines must pass it.
func suite(t *testing.T, r reader, all []vehicle.Vehicle) {
	t.Helper()
	t.Run("words", func(t *testing.T) {
		for _, s := range []vehicle.Search{
			{Makes: []string{"citroën"}}, {Makes: []string{"CITROËN"}}, {Makes: []string{"citroen"}}, {Makes: []string{"škoda", "Citroen"}},
			{Makes: []string{""}}, {Makes: []string{"100% \"ODD\" 'make'"}}, {Models: []string{"A\\B_C%"}}, {Makes: []string{"null"}},
			{Makes: []string{"FORD"}, Models: []string{"f-150"}}, {Makes: []string{"' OR 1=1 --"}}, {Colors: []string{"naïve blue", "White"}},
			{Locations: []string{"austin, tx"}}, {Makes: []string{"Ford "}}, {Makes: []string{"strasse"}}, {Makes: []string{"straße"}},
		} {
			s.Sort, s.Limit = vehicle.ByUpdatedAtDesc, 100
			compare(t, r, all, s)
		}
	})
	t.Run("random", func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		for range 250 {
			compare(t, r, all, randomSearch(random, all))
		}
	})
	t.Run("everything", func(t *testing.T) {
		for _, sort := range vehicle.Sorts() {
			compare(t, r, all, vehicle.Search{Sort: sort, Limit: 100})
			compare(t, r, all, vehicle.Search{Sort: sort, Limit: 1, Makes: []string{"Škoda", "Kia"}})
		}
	})
	t.Run("one", func(t *testing.T) {
		for _, want := range []vehicle.Vehicle{all[0], all[len(all)-1]} {
			got, _, found, err := r.Get(t.Context(), want.ID)
			if diff := gocmp.Diff(want, got); err != nil || !found || diff != "" {
				t.Errorf("found %t, %v\n%s", found, err, diff)
			}
		}
		if _, _, found, err := r.Get(t.Context(), -5); found || err != nil {
			t.Errorf("an id that is none: %t, %v", found, err)
		}
	})
	t.Run("cursors", func(t *testing.T) {
		for _, sort := range vehicle.Sorts() {
			bad := vehicle.Search{Sort: sort, Limit: 5, After: &vehicle.Cursor{Value: ptr("no place"), ID: 1}}
			if _, err := r.Search(t.Context(), bad); !stock.IsCursorError(err) {
				t.Errorf("%s: %v", sort, err)
			}
		}
	})
	t.Run("values", func(t *testing.T) { compareValues(t, r, all) })
}

// randomSearch asks for values of a random vehicle, so that something is found.
func randomSearch(random *rand.Rand, all []vehicle.Vehicle) vehicle.Search {
	v := all[random.IntN(len(all))]
	s := vehicle.Search{Sort: vehicle.Sorts()[random.IntN(8)], Limit: 1 + random.IntN(40)}
	sometimes := func() bool { return random.IntN(6) == 0 }
	take := func(into *[]string, value *string) {
		if sometimes() && value != nil {
			*into = append(*into, strings.ToUpper(*value), "no such value")
		}
	}
	take(&s.Makes, &v.Make)
	take(&s.Models, &v.Model)
	take(&s.Trims, v.Trim)
	take(&s.Colors, v.Color)
	take(&s.BodyTypes, v.BodyType)
	take(&s.FuelTypes, v.FuelType)
	take(&s.Transmissions, v.Transmission)
	take(&s.Drivetrains, v.Drivetrain)
	take(&s.Conditions, v.ItemCondition)
	take(&s.Locations, v.Location)
	take(&s.Statuses, &v.Status)
	if sometimes() && v.Year != nil {
		s.Years = []int64{*v.Year, 1901}
	}
	if sometimes() {
		s.YearMin, s.YearMax = v.Year, v.Year
	}
	if sometimes() {
		s.PriceMin = v.Price
	}
	if sometimes() {
		s.PriceMax = v.Price
	}
	if sometimes() {
		s.MileageMin = v.Mileage
	}
	if sometimes() {
		s.MileageMax = v.Mileage
	}
	return s
}

// compare reads all pages, and compares them with the model's answer.
func compare(t *testing.T, r reader, all []vehicle.Vehicle, s vehicle.Search) {
	t.Helper()
	want := model(all, s)
	var got []int64
	for {
		page, err := r.Search(t.Context(), s)
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		if page.Total != int64(len(want)) {
			t.Errorf("%+v: total %d, want %d", s, page.Total, len(want))
		}
		for _, v := range page.Vehicles {
			got = append(got, v.ID)
		}
		if !page.More {
			break
		}
		s.After = ptr(vehicle.CursorOf(page.Vehicles[len(page.Vehicles)-1], s.Sort))
	}
	if !slices.Equal(want, got) {
		t.Errorf("%+v:\n got %v\nwant %v", s, got, want)
	}
}

// model returns the ids of the vehicles that match, in order.
func model(all []vehicle.Vehicle, s vehicle.Search) []int64 {
	var found []vehicle.Vehicle
	for _, v := range all {
		if matches(v, s) {
			found = append(found, v)
		}
	}
	value := func(v vehicle.Vehicle) (float64, string, bool) {
		switch s.Sort {
		case vehicle.ByPrice, vehicle.ByPriceDesc:
			if v.Price != nil {
				return float64(*v.Price), "", true
			}
		case vehicle.ByYear, vehicle.ByYearDesc:
			if v.Year != nil {
				return float64(*v.Year), "", true
			}
		case vehicle.ByMileage, vehicle.ByMileageDesc:
			if v.Mileage != nil {
				return float64(*v.Mileage), "", true
			}
		case vehicle.ByListedAtDesc:
			if v.ListedAt != nil {
				return 0, string(*v.ListedAt), true
			}
		default:
			return 0, string(v.UpdatedAt), true
		}
		return 0, "", false
	}
	descending := s.Sort[0] == '-'
	slices.SortFunc(found, func(a, b vehicle.Vehicle) int {
		an, at, aok := value(a)
		bn, bt, bok := value(b)
		switch {
		case aok && !bok:
			return -1
		case !aok && bok:
			return 1
		case !aok:
			return cmp.Compare(a.ID, b.ID)
		}
		order := cmp.Or(cmp.Compare(an, bn), cmp.Compare(at, bt), cmp.Compare(a.ID, b.ID))
		if descending {
			return -order
		}
		return order
	})
	var ids []int64
	for _, v := range found {
		ids = append(ids, v.ID)
	}
	return ids
}

func matches(v vehicle.Vehicle, s vehicle.Search) bool {
	word := func(list []string, value *string) bool {
		if len(list) == 0 || value == nil {
			return len(list) == 0
		}
		folded := strings.ToLower(*value) // Not EqualFold, which knows more forms than the engines do.
		return slices.ContainsFunc(list, func(want string) bool { return strings.ToLower(want) == folded })
	}
	within := func(low, high, value *int64) bool {
		return (low == nil || value != nil && *value >= *low) && (high == nil || value != nil && *value <= *high)
	}
	return word(s.Makes, &v.Make) && word(s.Models, &v.Model) && word(s.Trims, v.Trim) && word(s.Colors, v.Color) &&
		word(s.BodyTypes, v.BodyType) && word(s.FuelTypes, v.FuelType) && word(s.Transmissions, v.Transmission) &&
		word(s.Drivetrains, v.Drivetrain) && word(s.Conditions, v.ItemCondition) && word(s.Locations, v.Location) && word(s.Statuses, &v.Status) &&
		(len(s.Years) == 0 || v.Year != nil && slices.Contains(s.Years, *v.Year)) && within(s.YearMin, s.YearMax, v.Year) &&
		within((*int64)(s.PriceMin), (*int64)(s.PriceMax), (*int64)(v.Price)) && within(s.MileageMin, s.MileageMax, v.Mileage)
}

func compareValues(t *testing.T, r reader, all []vehicle.Vehicle) {
	t.Helper()
	got, err := r.Values(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Vehicles != int64(len(all)) || *got.PriceMin != 1 || *got.PriceMax != 999999999999 || got.YearMin == nil || *got.YearMax < 2026 || got.MileageMax == nil {
		t.Errorf("ranges: %+v", got)
	}
	toyotas, models := int64(0), map[string]int64{}
	for _, v := range all {
		if v.Make == "Toyota" {
			toyotas++
			models[v.Model]++
		}
	}
	var counted int64
	for _, c := range got.Counts["make"] {
		if c.Value == "Toyota" {
			counted = c.Vehicles
		}
	}
	gotModels := map[string]int64{}
	for _, c := range got.Counts["model"] {
		if c.Make == "Toyota" {
			gotModels[c.Value] = c.Vehicles
		}
	}
	if counted != toyotas {
		t.Errorf("%d Toyotas, want %d", counted, toyotas)
	}
	if diff := gocmp.Diff(models, gotModels); diff != "" {
		t.Error(diff)
	}
	for _, field := range []string{"trim", "color", "body_type", "fuel_type", "transmission", "drivetrain", "condition", "location", "status"} {
		if len(got.Counts[field]) == 0 {
			t.Errorf("no values of %s", field)
		}
	}
}
