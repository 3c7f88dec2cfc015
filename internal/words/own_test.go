package words_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// TestOwnFields reads text about the fields that an owner has added.
func TestOwnFields(t *testing.T) {
	shape, err := vehicle.NewShape([]string{"make", "model", "color"}, []vehicle.Field{
		vehicle.OwnField("doors", vehicle.Number, "Number of doors"),
		vehicle.OwnField("co2", vehicle.Number, "Grams a kilometre"),
		vehicle.OwnField("deposit", vehicle.Money, "What is paid first"),
		vehicle.OwnField("branch", vehicle.Word, "Where it stands"),
		vehicle.OwnField("heated_seats", vehicle.Flag, "Whether its seats are heated"),
		vehicle.OwnField("tow_bar", vehicle.Flag, "Whether it has a tow bar"),
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	values := vehicle.Values{Counts: map[string][]vehicle.Count{
		"make": {{Value: "Ford", Vehicles: 9}, {Value: "Lincoln", Vehicles: 3}}, "model": {{Of: "Ford", Value: "Focus", Vehicles: 9}}, "color": {{Value: "Red", Vehicles: 5}},
		"branch": {{Value: "Leeds", Vehicles: 5}, {Value: "York North", Vehicles: 3}, {Value: "Lincoln", Vehicles: 9}, {Value: "Red", Vehicles: 99}, {Value: "The", Vehicles: 99}, {Value: "Reading", Vehicles: 4}, {Value: "Hull", Vehicles: 4}},
	}}
	book, err := wordbook.NewBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := words.New(book, values, match.Options{Shape: shape, Year: present, Own: map[string][]mapping.Synonyms{
		"branch": {{Value: "Leeds", Words: []string{"yorkshire"}}}, "heated_seats": {{Value: "yes", Words: []string{"warm seats"}}, {Value: "no", Words: []string{"cold seats"}}},
	}})
	for text, want := range map[string][]string{
		"5 doors":                          {"doors=5"},
		"a 5-door red ford":                {"color=Red", "doors=5", "make=Ford"},
		"at least 4 doors":                 {"doors_min=4"},
		"more than 4 doors":                {"doors_min=5"},
		"2 to 4 doors":                     {"doors_max=4", "doors_min=2"},
		"doors 5":                          {"doors=5"},
		"5dr ford":                         {"doors=5", "make=Ford"},
		"ein Fünftürer":                    {"doors=5"},
		"3 portes":                         {"doors=3"},
		"five doors is no good":            {"-doors=5"},
		"5 doors not needed, ford":         {"!5 doors not needed", "make=Ford"},
		"doesn't have to be 5 doors, ford": {"!doesn't have to be 5 doors", "make=Ford"},
		"co2 under 120":                    {"co2_max=119.999"},
		"co2 up to 120":                    {"co2_max=120"},
		"deposit under 500":                {"deposit_max=500"},
		"ford in leeds":                    {"branch=Leeds", "make=Ford"},
		"ford in Yorkshire":                {"branch=Leeds", "make=Ford"},
		"with heated seats":                {"heated_seats=yes"},
		"without heated seats":             {"heated_seats=no"},
		"warm seats":                       {"heated_seats=yes"},
		"cold seats":                       {"heated_seats=no"},
		"the red ford":                     {"color=Red", "make=Ford"},
		"a lincoln":                        {"make=Lincoln"},
		"5 seats":                          {"!5 seats"},
		"fewer than 5 doors":               {"doors_max=4"},
		`{"doors":"<5"}`:                   {"doors_max=4"},
		"5 doors. I don't want one with a tow bar": {"doors=5", "tow_bar=no"},
		"5 doors, none with a tow bar":             {"doors=5", "tow_bar=no"},
		"5 Türen, keinen mit Anhängerkupplung":     {"doors=5", "tow_bar=no"},
		"5 portes, pas de voiture avec attelage":   {"doors=5", "tow_bar=no"},
		"5 puertas, ninguno con enganche":          {"doors=5", "tow_bar=no"},
		"5 porte, nessuna con gancio traino":       {"doors=5", "tow_bar=no"},
		"5 deuren, geen met trekhaak":              {"doors=5", "tow_bar=no"},
		"tow_bar != true":                          {"tow_bar=no"},
		"no tow bar or heated seats":               {"heated_seats=no", "tow_bar=no"},
		"ohne Anhängerkupplung oder Sitzheizung":   {"heated_seats=no", "tow_bar=no"},
		"focus under 9000 reading or hull":         {"branch=Hull / Reading", "model=Focus", "price_max=9000"},
		"leeds but not reading":                    {"-branch=Reading", "branch=Leeds"},
		"red, fewest doors first":                  {"color=Red", "sort=doors"},
		"sort by number of doors":                  {"sort=doors"},
		"yes":                                      {"!yes"},
		"awd ford":                                 {"!awd", "make=Ford"},
		"ford focus with five owners":              {"!five owners", "make=Ford", "model=Focus"},
	} {
		if diff := cmp.Diff(want, reading(v, "q", text)); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
	}
	for sent, want := range map[string][]string{"leeds": {"branch=Leeds"}, "yorkshire": {"branch=Leeds"}, "Leds": {"branch=Leeds"}, "york": {"branch=York North"}, "Paris": {"!Paris"}} {
		if diff := cmp.Diff(want, reading(v, "branch", sent)); diff != "" {
			t.Errorf("branch=%s:\n%s", sent, diff)
		}
	}
}

// TestOwnersBefore reads the words for owners that a car had before.
func TestOwnersBefore(t *testing.T) {
	shape, err := vehicle.NewShape([]string{"make", "model"}, []vehicle.Field{vehicle.OwnField("owners", vehicle.Number, "Number of keepers")}, false)
	if err != nil {
		t.Fatal(err)
	}
	values := vehicle.Values{Counts: map[string][]vehicle.Count{
		"make": {{Value: "Ford", Vehicles: 9}}, "model": {{Of: "Ford", Value: "Focus", Vehicles: 9}},
	}}
	v := words.New(wordbook.Default(), values, match.Options{Shape: shape, Year: present})
	for text, want := range map[string][]string{
		"Focus with no more than two previous keepers":  {"model=Focus", "owners_max=2"},
		"Focus, at most 2 prior owners":                 {"model=Focus", "owners_max=2"},
		"Focus, pas plus de deux anciens propriétaires": {"model=Focus", "owners_max=2"},
	} {
		if diff := cmp.Diff(want, reading(v, "q", text)); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
	}
}
