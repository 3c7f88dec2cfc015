package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// stock returns a matcher for a small stock.
func stock() *match.Matcher {
	return match.New(wordbook.Default(), vehicle.Values{Counts: map[string][]vehicle.Count{
		"make":      {{Value: "Mercedes-Benz", Vehicles: 9}, {Value: "Toyota", Vehicles: 7}, {Value: "Volkswagen", Vehicles: 5}},
		"model":     {{Value: "Golf", Of: "Volkswagen", Vehicles: 3}, {Value: "Golf Variant", Of: "Volkswagen", Vehicles: 2}, {Value: "RAV4", Of: "Toyota", Vehicles: 4}, {Value: "Yaris", Of: "Toyota", Vehicles: 3}},
		"color":     {{Value: "Gray", Vehicles: 6}, {Value: "Ruby Red", Vehicles: 4}, {Value: "Red", Vehicles: 3}},
		"fuel_type": {{Value: "Gasoline", Vehicles: 9}, {Value: "Electric/Gasoline", Vehicles: 3}, {Value: "Electric/Diesel", Vehicles: 2}},
	}}, match.Options{Year: 2026})
}

// TestMatch goes through the ways in which a word names a value, the surest first.
func TestMatch(t *testing.T) {
	m := stock()
	for _, test := range []struct {
		parameter, sent string
		outcome         match.Outcome
		values          []string
	}{
		{"make", "toyota", match.Exact, []string{"Toyota"}},
		{"model", "rav-4", match.Interpreted, []string{"RAV4"}},
		{"color", "grey", match.Interpreted, []string{"Gray"}},
		{"make", "VW", match.Interpreted, []string{"Volkswagen"}},
		{"color", "red", match.Interpreted, []string{"Red", "Ruby Red"}},
		{"model", "golf", match.Interpreted, []string{"Golf", "Golf Variant"}},
		{"model", `"golf"`, match.Exact, []string{"Golf"}},
		{"make", "mercedes", match.Interpreted, []string{"Mercedes-Benz"}},
		{"make", "toyota, vw", match.Interpreted, []string{"Toyota", "Volkswagen"}},
		{"make", "Toyotta", match.Interpreted, []string{"Toyota"}},
		{"fuel_type", "electric/gasoline", match.Exact, []string{"Electric/Gasoline"}},
		{"make", "Ferrari", match.Unknown, nil},
		{"model", "RAV5", match.Unknown, nil},
	} {
		got := m.Match(test.parameter, test.sent, nil)
		if got.Outcome != test.outcome || !cmp.Equal(got.Values, test.values) {
			t.Errorf("%s %s is %v, outcome %d (%s); want %v, outcome %d", test.parameter, test.sent, got.Values, got.Outcome, got.Why, test.values, test.outcome)
		}
		if got.Sent != test.sent || got.Parameter != test.parameter {
			t.Errorf("the reading of %s %s says that it is of %s %s", test.parameter, test.sent, got.Parameter, got.Sent)
		}
	}
}

// TestAkin checks that values are akin by a word or a meaning, and not by a field alone.
func TestAkin(t *testing.T) {
	m := stock()
	for _, test := range []struct {
		one, other string
		akin       bool
	}{{"Red", "Ruby Red", true}, {"Gray", "grey", true}, {"Gray", "Red", false}} {
		if got := m.Akin("color", test.one, test.other); got != test.akin {
			t.Errorf("%s and %s are akin: %v", test.one, test.other, got)
		}
	}
}

// TestModelsAndMakes checks which models belong to which makes.
func TestModelsAndMakes(t *testing.T) {
	m := stock()
	if !m.HasModel("toyota", "rav4") || m.HasModel("volkswagen", "rav4") {
		t.Error("a RAV4 is a Toyota, and no Volkswagen")
	}
	if got := m.ModelsOf([]string{"Golf", "Yaris"}, []string{"Toyota"}); !cmp.Equal(got, []string{"Yaris"}) {
		t.Errorf("Toyota's models are %v", got)
	}
	if got := m.ModelsOf([]string{"Golf"}, []string{"Toyota"}); !cmp.Equal(got, []string{"Golf"}) {
		t.Errorf("when no make has any, all stay; these are %v", got)
	}
}
