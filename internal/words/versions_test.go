package words_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// TestModelsByParts reads models of which only a part is said.
func TestModelsByParts(t *testing.T) {
	count := func(of string, values ...string) (list []vehicle.Count) {
		for _, value := range values {
			list = append(list, vehicle.Count{Of: of, Value: value, Vehicles: 20})
		}
		return list
	}
	models := count("Honda", "odyssey", "odyssey ex", "odyssey ex-l", "odyssey exl")
	models = append(models, count("BMW", "328i", "328xi", "335")...)
	models = append(models, count("MINI", "One", "One Cabrio")...)
	models = append(models, count("Mercedes-Benz", "GLC 220", "GLC 250")...)
	models = append(models, count("Porsche", "911")...)
	v := words.New(wordbook.Default(), vehicle.Values{Counts: map[string][]vehicle.Count{
		"make": count("", "Honda", "BMW", "MINI", "Mercedes-Benz", "Porsche"), "model": models,
		"body_type": count("", "Wagon", "Sedan"), "fuel_type": count("", "Diesel", "Gasoline"),
	}}, match.Options{Year: present})
	for text, want := range map[string][]string{
		"Honda Odyssey, EX-L":        {"make=Honda", "model=odyssey ex-l / odyssey exl"},
		"Mini Cabrio":                {"make=MINI", "model=One Cabrio"},
		"BMW Cabrio":                 {"body_type=convertible", "make=BMW"},
		"einen 911er":                {"model=911"},
		"einen 912er":                {"!912er"},
		"Mercedes GLC 250 oder 220d": {"fuel_type=Diesel", "make=Mercedes-Benz", "model=GLC 220 / GLC 250"},
		"Mercedes GLC 250 oder 300d": {"!300d", "make=Mercedes-Benz", "model=GLC 250"},
		"BMW 328 wagon":              {"body_type=Wagon", "make=BMW", "model=328i / 328xi"},
		"BMW 335 or 328":             {"make=BMW", "model=328i / 328xi / 335"},
		"Honda 328":                  {"!328", "make=Honda"},
		"a BMW, 328 miles from here": {"!328 miles", "make=BMW"},
	} {
		if diff := cmp.Diff(want, reading(v, "q", text)); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
	}
}
