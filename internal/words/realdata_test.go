package words_test

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// realData is the folder of the real listings, which are not part of the project.
var realData = filepath.Join("..", "..", "..", "shared", "data")

// readValues counts the values of a file of real listings.
func readValues(tb testing.TB, name string) vehicle.Values {
	tb.Helper()
	file, err := os.Open(filepath.Join(realData, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	type counted struct{ parameter, brand, value string }
	counts := map[counted]int64{}
	column := map[string]int{}
	for i, header := range records[0] {
		column[strings.TrimPrefix(header, "item_")] = i
	}
	for _, record := range records[1:] {
		for _, parameter := range parameters() {
			c := counted{parameter: parameter, value: record[column[parameter]]}
			if c.value == "" && parameter != "make" && parameter != "model" {
				continue
			}
			if parameter == "model" {
				c.brand = record[column["make"]]
			}
			counts[c]++
		}
	}
	values := vehicle.Values{Vehicles: int64(len(records) - 1), Counts: map[string][]vehicle.Count{}}
	for c, n := range counts {
		values.Counts[c.parameter] = append(values.Counts[c.parameter], vehicle.Count{Of: c.brand, Value: c.value, Vehicles: n})
	}
	return values
}

// TestRealValuesAreReadAsThemselves asks for every value of the real listings: as it stands, in capitals, and without
// its spaces and punctuation. What is read must hold the value, and nothing else but other spellings of it, or the
// stock's other word for it; of a model also those of its family. In quotes it is the value alone.
func TestRealValuesAreReadAsThemselves(t *testing.T) {
	if _, err := os.Stat(realData); errors.Is(err, os.ErrNotExist) {
		t.Logf("NOT TESTED with real listings: the folder %s is missing; it is not part of the project", realData)
		return
	}
	book, err := wordbook.NewBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"vehicles_uk.csv", "vehicles_us.csv", "vehicles_vin.csv"} {
		t.Run(name, func(t *testing.T) {
			values := readValues(t, name)
			v := words.New(book, values, match.Options{Unit: "mi", Year: present})
			asked := 0
			for _, parameter := range parameters() {
				for _, c := range values.Counts[parameter] {
					if !strings.ContainsFunc(c.Value, func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' }) {
						continue
					}
					asked++
					checkItself(t, v, parameter, c.Value)
				}
			}
			t.Logf("%d values are read as themselves", asked)
		})
	}
}

func checkItself(t *testing.T, v *words.Vocabulary, parameter, value string) {
	t.Helper()
	for i, sent := range []string{value, strings.ToUpper(value), squeeze(value)} {
		r := v.Match(parameter, sent, nil)
		if r.Outcome != match.Exact && r.Outcome != match.Interpreted {
			t.Errorf("%s=%s: outcome %d, candidates %v", parameter, sent, r.Outcome, r.Candidates)
			continue
		}
		if i < 2 && !strings.EqualFold(r.Values[0], value) || !slices.ContainsFunc(r.Values, func(got string) bool { return strings.EqualFold(got, value) }) {
			t.Errorf("%s=%s is read as %v", parameter, sent, r.Values)
		}
		for _, got := range r.Values {
			if parameter == "model" && family(got, value) || parameter == "body_type" && sameBody(got, value) {
				continue
			}
			if squeeze(got) != squeeze(value) {
				t.Errorf("%s=%s is read as %v", parameter, sent, r.Values)
			}
		}
	}
	if r := v.Match(parameter, `"`+value+`"`, nil); len(r.Values) != 1 || !strings.EqualFold(r.Values[0], value) {
		t.Errorf("%s in quotes, %q, is read as %v", parameter, value, r.Values)
	}
}

// family reports whether a model's name begins with another, has it behind its make, or is of its series or class: a
// 328i is of the 3 series, and a C300 of the C-Class.
func family(name, model string) bool {
	name, model = squeeze(name), squeeze(model)
	for _, kind := range []string{"series", "class"} {
		if stem, ok := strings.CutSuffix(model, kind); ok && (name == stem || regexp.MustCompile(regexp.QuoteMeta(stem)+`l?\d`).MatchString(name)) {
			return true
		}
	}
	// The MX-5 is sold as Miata, too.
	name, model = strings.ReplaceAll(name, "miata", "mx5"), strings.ReplaceAll(model, "miata", "mx5")
	name, model = strings.ReplaceAll(name, "mx5mx5", "mx5"), strings.ReplaceAll(model, "mx5mx5", "mx5")
	return strings.HasPrefix(name, model) || len(name) > len(model) && strings.Contains(name, model) || strings.HasSuffix(model, name)
}

// sameBody tells whether two body types are the same in other words: sellers call a pickup a truck.
func sameBody(one, other string) bool {
	words := []string{"pickup", "truck"}
	return slices.Contains(words, strings.ToLower(one)) && slices.Contains(words, strings.ToLower(other))
}

// squeeze leaves the letters and digits of a value.
func squeeze(value string) string {
	value = strings.ReplaceAll(strings.ReplaceAll(value, "&", "and"), "+", "plus")
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune("-/ .,'*!()&+_#:;\"$%@?=[]|~^`<>{}\\\t°’–•★♿", r) {
			return -1
		}
		return r
	}, value))
}
