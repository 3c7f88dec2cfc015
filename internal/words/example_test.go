package words_test

import (
	"cmp"
	"fmt"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// A text is read as filters on the values that the stock has. What means nothing here is told.
func ExampleVocabulary_Read() {
	stock := vehicle.Values{Counts: map[string][]vehicle.Count{
		"make":      {{Value: "Toyota", Vehicles: 40}, {Value: "Ford", Vehicles: 25}},
		"color":     {{Value: "Gray", Vehicles: 12}, {Value: "Red", Vehicles: 7}},
		"body_type": {{Value: "SUV", Vehicles: 30}},
	}}
	vocabulary := words.New(wordbook.Default(), stock, match.Options{Year: 2026})
	read := vocabulary.Read("a grey toyota suv under 20k with tinted windows")
	for _, found := range read.Words {
		fmt.Printf("%s: %v (%q: %s)\n", found.Parameter, found.Values, found.Sent, cmp.Or(found.Why, "the same"))
	}
	for _, n := range read.Numbers {
		fmt.Printf("%s: %.0f\n", n.Parameter, n.Value)
	}
	fmt.Println("not understood:", read.Leftovers)
	// Output:
	// color: [Gray] ("grey": another word for it)
	// make: [Toyota] ("toyota": the same)
	// body_type: [SUV] ("suv": the same)
	// price_max: 20000
	// not understood: [tinted windows]
}
