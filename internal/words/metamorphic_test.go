package words_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/wordbook"
)

// wish is a piece of a request that stands for itself, and what it asks for.
type wish struct{ text, parameter string }

// wishes are those of which random requests are made, for the table's stock "us".
var wishes = []wish{
	{"toyota", "make"}, {"chevy", "make"}, {"red", "color"}, {"grau", "color"}, {"bleu", "color"}, {"suv", "body_type"}, {"estate", "body_type"}, {"coupé", "body_type"}, {"diesel", "fuel_type"},
	{"híbrido", "fuel_type"}, {"manual", "transmission"}, {"automatik", "transmission"}, {"allrad", "drivetrain"}, {"under 20k", "price"}, {"2018 or newer", "year"}, {"less than 60,000 miles", "mileage"},
	{"certified", "condition"}, {"camry", "make"}, {"f-150", "make"}, {"honda cr-v", "make"}, {"cheapest", "sort"}, {"sunroof", ""}, {"heated seats", ""}, {"in austin", "location"}, {"not black", "-color"}, {"no ford", "-make"},
	{"kein benzin", "-fuel_type"}, {"not 2019", "-year"}, {"between $8,000 and $12,000", "price"}, {"can't spend more than 9 thousand", "price"}, {"xylophone", ""},
}

// meant writes what was read without the pieces of text, in an order of its own.
func meant(read words.Understood) []string {
	var all []string
	side := func(n string, w, x []match.Reading, numbers, others []quantity.Number) {
		for _, number := range others {
			all = append(all, fmt.Sprint(n, "-", number.Parameter, number.Value))
		}
		for _, r := range w {
			values := slices.Clone(r.Values)
			slices.Sort(values)
			all = append(all, fmt.Sprint(n, r.Parameter, r.Outcome == match.Unknown, values))
		}
		for _, r := range x {
			values := slices.Clone(r.Values)
			slices.Sort(values)
			all = append(all, fmt.Sprint(n, "-", r.Parameter, values))
		}
		for _, number := range numbers {
			all = append(all, fmt.Sprint(n, number.Parameter, number.Value, number.Currency))
		}
	}
	side("", read.Words, read.Excluded, read.Numbers, read.ExcludedNumbers)
	for i, a := range read.Alternatives {
		side(fmt.Sprint(i), a.Words, a.Excluded, a.Numbers, a.ExcludedNumbers)
	}
	for _, r := range read.Ambiguous {
		all = append(all, fmt.Sprint("?", r.Candidates))
	}
	if read.Sort != nil {
		all = append(all, "sort "+read.Sort.Text)
	}
	for _, left := range read.Leftovers {
		for _, word := range plainWords(left) {
			all = append(all, "!"+word)
		}
	}
	slices.Sort(all)
	return all
}

// some returns wishes of unlike parameters.
func some(random *rand.Rand, count int) []wish {
	var list []wish
	for _, i := range random.Perm(len(wishes)) {
		w := wishes[i]
		if len(list) < count && !slices.ContainsFunc(list, func(o wish) bool {
			return strings.TrimPrefix(o.parameter, "-") == strings.TrimPrefix(w.parameter, "-") && w.parameter != ""
		}) {
			list = append(list, w)
		}
	}
	return list
}

func joined(list []wish, by string) string {
	var all []string
	for _, w := range list {
		all = append(all, w.text)
	}
	return strings.Join(all, by)
}

// TestReadingDoesNotHangOnManners: "please", case, accents, the order of wishes and "and" for a comma change no
// reading.
func TestReadingDoesNotHangOnManners(t *testing.T) {
	v := readStocks(t)["us"]
	random := rand.New(rand.NewPCG(1, 14))
	for range 3000 {
		list := some(random, 1+random.IntN(5))
		text := joined(list, ", ")
		want := meant(v.Read(text))
		shuffled := slices.Clone(list)
		random.Shuffle(len(list), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for name, other := range map[string]string{
			"please before": "please " + text, "please behind": text + ", please", "capitals": strings.ToUpper(text), "a capital": strings.ToUpper(text[:1]) + text[1:],
			"no accents": strings.NewReplacer("é", "e", "í", "i").Replace(text), "another order": joined(shuffled, ", "), "and": joined(list, " and "), "a question": "do you have " + text + "?",
		} {
			if diff := cmp.Diff(want, meant(v.Read(other))); diff != "" {
				t.Errorf("%s: %q is not read as %q:\n%s", name, other, text, diff)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// cars are all that the wishes can tell apart.
func cars(random *rand.Rand) map[string]string {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	return map[string]string{
		"make": pick("Toyota", "Ford", "Chevrolet", "Honda"), "model": pick("Camry", "F-150", "CR-V", "Tahoe"), "color": pick("Red", "Ruby Red", "Black", "Gray", "Blue", "White"),
		"body_type": pick("SUV", "Wagon", "Coupe", "Sedan"), "fuel_type": pick("Diesel", "Gasoline", "Hybrid"), "transmission": pick("Manual", "Automatic"), "drivetrain": pick("AWD", "4WD", "FWD"),
		"condition": pick("used", "certified"), "location": pick("Austin, TX", "Dallas, TX"), "status": "available", "trim": "",
		"price": pick("5000", "9000", "11000", "19000", "30000"), "year": pick("2010", "2018", "2022"), "mileage": pick("10000", "59000", "90000"),
	}
}

// finds tells whether a reading finds a car.
func finds(read words.Understood, car map[string]string) bool {
	meets := func(w, x []match.Reading, numbers, others []quantity.Number) bool {
		wanted := map[string]bool{}
		for _, r := range w {
			wanted[r.Parameter] = wanted[r.Parameter] || slices.Contains(r.Values, car[r.Parameter])
		}
		for _, met := range wanted {
			if !met {
				return false
			}
		}
		for _, r := range x {
			if slices.Contains(r.Values, car[r.Parameter]) {
				return false
			}
		}
		for _, n := range others {
			if car[n.Parameter] == fmt.Sprint(n.Value) {
				return false
			}
		}
		for _, n := range numbers {
			name, isMin := strings.CutSuffix(n.Parameter, "_min")
			name, isMax := strings.CutSuffix(name, "_max")
			var value float64
			fmt.Sscan(car[name], &value)
			if isMin && value < n.Value || isMax && value > n.Value || !isMin && !isMax && value != n.Value {
				return false
			}
		}
		return true
	}
	if !meets(read.Words, read.Excluded, read.Numbers, read.ExcludedNumbers) {
		return false
	}
	return len(read.Alternatives) == 0 || slices.ContainsFunc(read.Alternatives, func(a words.Alternative) bool { return meets(a.Words, a.Excluded, a.Numbers, a.ExcludedNumbers) })
}

// TestMoreWishesFindFewerCars: a wish more never finds more cars, and what is not wanted is never found.
func TestMoreWishesFindFewerCars(t *testing.T) {
	v := readStocks(t)["us"]
	random := rand.New(rand.NewPCG(2, 14))
	stock := make([]map[string]string, 300)
	for i := range stock {
		stock[i] = cars(random)
	}
	for range 2000 {
		list := some(random, 2+random.IntN(4))
		for _, by := range []string{", ", " and ", " "} {
			fewer, more := v.Read(joined(list[1:], by)), v.Read(joined(list, by))
			if by == " " && strings.HasPrefix(list[0].parameter, "-") && slices.ContainsFunc(more.Leftovers, func(told string) bool {
				return strings.HasPrefix(told, list[0].text+" "+list[1].text)
			}) {
				continue // "no ford diesel" may be one thing, which leaves out no diesel. Then all of it is told.
			}
			for _, car := range stock {
				if finds(more, car) && !finds(fewer, car) {
					t.Fatalf("%q finds %v, which %q does not", joined(list, by), car, joined(list[1:], by))
				}
			}
		}
		last := list[len(list)-1]
		if last.parameter == "" || last.parameter == "sort" || last.parameter[0] == '-' || strings.Contains(last.text, " ") {
			continue
		}
		for _, not := range []string{"not ", "no ", "kein ", "sauf ", "excluding ", "anything but ", "non-", "-"} {
			alone, without := v.Read(last.text), v.Read(joined(list[:len(list)-1], ", ")+", "+not+last.text)
			for _, car := range stock {
				if finds(alone, car) && finds(without, car) {
					t.Fatalf("%q with %s%s finds %v", joined(list[:len(list)-1], ", "), not, last.text, car)
				}
			}
		}
	}
}

// TestEveryWordIsAccountedFor: what was read and what was not understood hold every word of a text, but for those that
// ask for nothing.
func TestEveryWordIsAccountedFor(t *testing.T) {
	book, err := wordbook.NewBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	silent := map[string]bool{"vs": true, "condition": true, "body": true, "type": true, "fuel": true, "branch": true}
	for text, list := range book.Tables.Phrases {
		for _, p := range list {
			if p.Role == wordbook.AsksNothing || p.Role == wordbook.OrJoint || p.Role == wordbook.AndJoint {
				for _, word := range strings.Fields(text) {
					silent[word] = true
				}
			}
		}
	}
	stocks := scoredStocks(t)
	for _, name := range []string{"dev.txt", "heldout.txt", "fresh.txt", "third.txt"} {
		scanner := bufio.NewScanner(strings.NewReader(readFile(t, name)))
		for scanner.Scan() {
			columns := strings.SplitN(scanner.Text(), " | ", 4)
			if len(columns) != 4 || stocks[columns[0]] == nil {
				continue
			}
			read := stocks[columns[0]].vocabulary.Read(columns[2])
			parted := strings.NewReplacer("n't", "nt", "'", " ") // "don't" is one word, and "I'd" is two.
			said := strings.Join(plainWords(parted.Replace(strings.Join(sentOf(read), " "))), " ")
			for _, word := range plainWords(parted.Replace(columns[2])) {
				if !silent[word] && !strings.Contains(said, word) {
					t.Errorf("%q: nothing is said of %q", columns[2], word)
				}
			}
		}
	}
}

// sentOf returns the pieces of text that a reading tells of.
func sentOf(read words.Understood) []string {
	list := slices.Clone(read.Leftovers)
	side := func(readings []match.Reading, numbers []quantity.Number) {
		for _, r := range readings {
			list = append(list, r.Sent)
		}
		for _, n := range numbers {
			list = append(list, n.Sent)
		}
	}
	side(slices.Concat(read.Words, read.Excluded, read.Ambiguous), slices.Concat(read.Numbers, read.ExcludedNumbers))
	for _, a := range read.Alternatives {
		side(slices.Concat(a.Words, a.Excluded), slices.Concat(a.Numbers, a.ExcludedNumbers))
	}
	if read.Sort != nil {
		list = append(list, read.Sort.Sent)
	}
	return list
}
