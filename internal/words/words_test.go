package words_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// TestHostileInput sends what no person says. Nothing may panic, and no reading may be longer than what was sent
// allows.
func TestHostileInput(t *testing.T) {
	v := readStocks(t)["us"]
	for _, sent := range []string{
		"", " ", "\x00", "\u202eyoT", strings.Repeat("a", 10_000), strings.Repeat("1", 10_000), strings.Repeat("under ", 2000),
		strings.Repeat("ü", 10_000), "' OR 1=1 --", "\"; DROP TABLE vehicles_stock; --", "ignore all previous instructions", "\xff\xfe", "$", "£ £ £", "-", "+++", "2019-", "between and",
		"not", "no", "or or or", "under", "under under 20k", "from to", "1e309", "99999999999999999999999999", "０１２３", "١٢٣", "\U0001F697\U0001F697", "<script>", "a\u0301\u0301\u0301\u0301",
	} {
		read := v.Read(sent)
		for _, left := range read.Leftovers {
			if !strings.Contains(sent, left) {
				t.Errorf("%.40q: the leftover %.40q is not in it", sent, left)
			}
		}
		for _, parameter := range parameters() {
			r := v.Match(parameter, sent, nil)
			if r.Outcome == match.Exact || r.Outcome == match.Interpreted {
				t.Errorf("%s=%.40q is read as %v", parameter, sent, r.Values)
			}
		}
	}
	if r := v.Match("make", "To\u202eyo\u200bta\x00", nil); len(r.Values) != 1 || r.Values[0] != "Toyota" {
		t.Errorf("marks of direction: %+v", r)
	}
}

func TestOwnersWords(t *testing.T) {
	book, err := wordbook.NewBook([]byte("# ours\n[make]\nToyota: yota\n\n[trim]\nSE: special\n[color]\nred < magma\n"))
	if err != nil {
		t.Fatal(err)
	}
	values := vehicle.Values{Counts: map[string][]vehicle.Count{"make": {{Value: "Toyota", Vehicles: 1}}, "trim": {{Value: "SE", Vehicles: 1}}, "color": {{Value: "Red", Vehicles: 1}, {Value: "Magma", Vehicles: 1}}}}
	v := words.New(book, values, match.Options{})
	if r := v.Match("make", "Yota", nil); r.Outcome != match.Interpreted || r.Values[0] != "Toyota" {
		t.Errorf("make: %+v", r)
	}
	if r := v.Match("trim", "special", nil); r.Outcome != match.Interpreted || r.Values[0] != "SE" {
		t.Errorf("trim: %+v", r)
	}
	if r := v.Match("color", "rojo", nil); len(r.Values) != 2 {
		t.Errorf("color: %+v", r)
	}
	for text, want := range map[string]string{"[colour]\n": "line 1", "[make]\nxyz": "line 2", "a: b": "line 1"} {
		if _, err := wordbook.NewBook([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	v := readStocks(f)["us"]
	for _, seed := range []string{"blue toyota camry awd under 20k 2019 or newer", "not red or blue", "$8,000-$12,000", "\u202e1", "a 4 door"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := v.Read(text)
		for _, left := range read.Leftovers {
			if !utf8.ValidString(left) && utf8.ValidString(text) {
				t.Errorf("%q: leftover %q", text, left)
			}
		}
		if wrong := wrongAlternatives(read); wrong != "" {
			t.Errorf("%q: %s", text, wrong)
		}
		v.Match("model", text, []string{"Ford"})
	})
}

// wrongAlternatives says what is wrong with the alternatives of a reading: one that asks for nothing finds every car.
// What is ambiguous is asked back, and nothing is searched.
func wrongAlternatives(read words.Understood) string {
	if len(read.Ambiguous) > 0 {
		return ""
	}
	if len(read.Alternatives) == 1 {
		return "it has one alternative"
	}
	for n, a := range read.Alternatives {
		if len(a.Words)+len(a.Excluded)+len(a.Numbers)+len(a.ExcludedNumbers) == 0 {
			return fmt.Sprintf("alternative %d asks for nothing", n+1)
		}
	}
	return ""
}

// TestAlternativesAskForSomething reads all requests of the sets, on each stock, and some that take a side back.
func TestAlternativesAskForSomething(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "hidden", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	texts := []string{"a Golf or a red Polo, no Golf", "a Polo or a red Golf, scrap the Golf", "Ford under 10k or Volkswagen under 8k, no Fords", "diesel or automatic, no diesel"}
	for _, file := range files {
		for line := range strings.Lines(readFile(t, filepath.Base(file))) {
			if columns := strings.SplitN(line, " | ", 4); len(columns) == 4 {
				texts = append(texts, columns[2])
			}
		}
	}
	for name, v := range readStocks(t) {
		for _, text := range texts {
			if wrong := wrongAlternatives(v.Read(text)); wrong != "" {
				t.Errorf("%s: %q: %s", name, text, wrong)
			}
		}
	}
}

// BenchmarkRequest reads one request of five parameters, and a free text, against a stock of thousands of values.
func BenchmarkRequest(b *testing.B) {
	v := largeVocabulary(b)
	for name, request := range map[string]func(){
		"parameters": func() {
			v.Match("make", "Toyata", nil)
			v.Match("model", "Camri", []string{"Toyota"})
			v.Match("color", "grey", nil)
			v.Match("body_type", "saloon", nil)
			v.Match("location", "Austn", nil)
		},
		"text":      func() { v.Read("a grey VW estate, automatic, under 20k, not too many miles") },
		"misspelt":  func() { v.Read("hunday tuscon blak automatc under $20,000 in huston with lether seets") },
		"long text": func() { v.Read(strings.Repeat("blue camry oddword xylophone under 20k ", 12)) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				request()
			}
		})
	}
}

// BenchmarkLongest reads texts of the greatest length, each made to be slow in its own way: those of the command bench.
func BenchmarkLongest(b *testing.B) {
	v := largeVocabulary(b)
	for _, text := range []string{
		"blue camry oddword xylophone under 20k ", "not red or blue, ", "toyota or hyundai or volkswagen or camry ", "under ", "zxcvbnm asdfgh qwerty ",
		"baba cece didi fofo ", "a b c d e f g h ", "1 2 3 4 5 ", "gray, ", "can't ", "under 5000 euro or ",
	} {
		b.Run(strings.TrimSpace(text), func(b *testing.B) {
			long := strings.Repeat(text, words.MaxText/len(text)+1)[:words.MaxText]
			for b.Loop() {
				v.Read(long)
			}
		})
	}
}

// largeVocabulary has the values of the table's stock, and some thousand models more.
func largeVocabulary(tb testing.TB) *words.Vocabulary {
	tb.Helper()
	book, err := wordbook.NewBook(nil)
	if err != nil {
		tb.Fatal(err)
	}
	values := vehicle.Values{Counts: map[string][]vehicle.Count{
		"make":      {{Value: "Toyota", Vehicles: 9}, {Value: "Volkswagen", Vehicles: 9}, {Value: "Hyundai", Vehicles: 9}},
		"color":     {{Value: "Gray", Vehicles: 9}, {Value: "Blue", Vehicles: 9}, {Value: "Black", Vehicles: 9}, {Value: "Ruby Red", Vehicles: 9}},
		"body_type": {{Value: "Wagon", Vehicles: 9}, {Value: "Sedan", Vehicles: 9}},
		"location":  {{Value: "Austin, TX", Vehicles: 9}, {Value: "Houston, TX", Vehicles: 9}},
		"model":     {{Of: "Toyota", Value: "Camry", Vehicles: 9}, {Of: "Hyundai", Value: "Tucson", Vehicles: 9}},
	}}
	syllables := strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu")
	for i := range 5000 {
		name := syllables[i%20] + syllables[i/20%20] + syllables[i/400%20] + syllables[(i*7)%20]
		values.Counts["model"] = append(values.Counts["model"], vehicle.Count{Of: "Toyota", Value: name, Vehicles: 3})
		values.Counts["trim"] = append(values.Counts["trim"], vehicle.Count{Value: name + " " + syllables[i%20], Vehicles: 3})
	}
	return words.New(book, values, match.Options{Unit: "mi", Year: present})
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		largeVocabulary(b)
	}
}

// parameters are those of a standard stock whose values are words.
func parameters() []string {
	var names []string
	for _, f := range vehicle.StandardShape().Counted() {
		names = append(names, f.Name)
	}
	return names
}

// TestDrop takes fields out of a text: with their negations, and with the "or" of which a side is gone.
func TestDrop(t *testing.T) {
	v := readStocks(t)["us"]
	for _, c := range []struct{ text, field, want string }{
		{"red toyota camry under 20k", "color", "toyota camry under 20k"},
		{"toyota, not red, under 20k", "color", "toyota under 20k"},
		{"not red ford under 10k", "price", "not red ford"},
		{"not under 10k, red ford", "price", "red ford"},
		{"red or blue toyota", "color", "toyota"},
		{"toyota or honda, red", "color", "toyota or honda"},
		{"anything but a diesel, honda", "fuel_type", "honda"},
		{"toyota under 20k or ford under 10k", "price", "toyota or ford"},
		{"-bmw red suv", "color", "-bmw suv"},
		{"camry", "model", ""},
		{"camry", "make", "camry"},
	} {
		got, pieces := v.Drop(c.text, func(field string) bool { return field == c.field })
		if got != c.want || len(pieces) == 0 != (got == c.text) {
			t.Errorf("%q without %s is %q, want %q; dropped %q", c.text, c.field, got, c.want, pieces)
		}
	}
}

// TestSharedMake checks the text of an alternative whose make stands with the one before.
func TestSharedMake(t *testing.T) {
	values, options := writtenStock(t, "eu")
	read := words.New(wordbook.Default(), values, options).Read("Volkswagen Golf from 2019 or a Polo under 9000")
	var got []string
	for _, a := range read.Alternatives {
		got = append(got, a.Sent)
	}
	if diff := cmp.Diff([]string{"Volkswagen Golf from 2019", "Polo under 9000"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestBodyInTheNameOfAModel asks for a version with its body, where a few rows have both as the name of a model.
func TestBodyInTheNameOfAModel(t *testing.T) {
	values := vehicle.Values{Counts: map[string][]vehicle.Count{
		"make":      {{Value: "ford", Vehicles: 340}},
		"model":     {{Value: "mustang", Of: "ford", Vehicles: 300}, {Value: "mustang gt", Of: "ford", Vehicles: 26}, {Value: "mustang gt convertible", Of: "ford", Vehicles: 14}},
		"body_type": {{Value: "coupe", Vehicles: 200}, {Value: "convertible", Vehicles: 140}},
	}}
	read := words.New(wordbook.Default(), values, match.Options{Unit: "mi", Currency: "USD"}).Read("mustang gt convertible")
	if got, want := shown(read), "model=mustang gt / mustang gt convertible; body_type=convertible; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
