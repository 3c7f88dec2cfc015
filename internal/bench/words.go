package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

const (
	// wordValues is how many values the vocabulary has, and wordReadings how often the texts of a list are read.
	wordValues   = 10_000
	wordReadings = 20_000
)

// usualTexts are requests as people send them.
var usualTexts = []string{
	"a grey VW estate, automatic, under 20k, not too many miles", "toyota under 20k or hyundai tucson under 10k, not red",
	"hunday tuscon blak automatc under $20,000 in huston with lether seets",
	"I can't spend more than twenty five thousand on a camry, 2018 or newer, no diesel please",
}

// longTexts are repeated up to the longest text that is read.
var longTexts = []string{
	"blue camry oddword xylophone under 20k ", "not red or blue, ", "toyota or hyundai or volkswagen or camry ", "under ", "zxcvbnm asdfgh qwerty ",
	"baba cece didi fofo ", "a b c d e f g h ", "1 2 3 4 5 ", "gray, ", "can't ", "under 5000 euro or ",
}

// readWords measures how long it takes to read free texts.
func readWords(out io.Writer) error {
	vocabulary, err := largeVocabulary()
	if err != nil {
		return err
	}
	longest := make([]string, len(longTexts))
	for i, text := range longTexts {
		longest[i] = strings.Repeat(text, words.MaxText/len(text)+1)[:words.MaxText]
	}
	fmt.Fprintf(out, "Free text, a vocabulary of %d values\n", wordValues)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "texts\tmedian\t99th percentile\t")
	for _, list := range []struct {
		name  string
		texts []string
	}{{"usual", usualTexts}, {fmt.Sprintf("%d characters", words.MaxText), longest}} {
		times := make([]time.Duration, wordReadings)
		for i := range times {
			begin := time.Now()
			vocabulary.Read(list.texts[i%len(list.texts)])
			times[i] = time.Since(begin)
		}
		slices.Sort(times)
		fmt.Fprintf(table, "%s\t%.2f ms\t%.2f ms\t\n", list.name, ms(times[len(times)/2]), ms(times[len(times)*99/100]))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out)
	return err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// largeVocabulary has the values of a small stock, and models and trims of made-up names.
func largeVocabulary() (*words.Vocabulary, error) {
	book, err := wordbook.NewBook(nil)
	if err != nil {
		return nil, err
	}
	values := vehicle.Values{Counts: map[string][]vehicle.Count{
		"make":      {{Value: "Toyota", Vehicles: 9}, {Value: "Volkswagen", Vehicles: 9}, {Value: "Hyundai", Vehicles: 9}},
		"color":     {{Value: "Gray", Vehicles: 9}, {Value: "Blue", Vehicles: 9}, {Value: "Black", Vehicles: 9}, {Value: "Ruby Red", Vehicles: 9}},
		"body_type": {{Value: "Wagon", Vehicles: 9}, {Value: "Sedan", Vehicles: 9}},
		"location":  {{Value: "Austin, TX", Vehicles: 9}, {Value: "Houston, TX", Vehicles: 9}},
		"model":     {{Of: "Toyota", Value: "Camry", Vehicles: 9}, {Of: "Hyundai", Value: "Tucson", Vehicles: 9}},
	}}
	syllables := strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu")
	for i := range wordValues / 2 {
		name := syllables[i%20] + syllables[i/20%20] + syllables[i/400%20] + syllables[(i*7)%20]
		values.Counts["model"] = append(values.Counts["model"], vehicle.Count{Of: "Toyota", Value: name, Vehicles: 3})
		values.Counts["trim"] = append(values.Counts["trim"], vehicle.Count{Value: name + " " + syllables[i%20], Vehicles: 3})
	}
	return words.New(book, values, match.Options{Unit: "mi", Currency: "USD", Year: time.Now().Year()}), nil
}
