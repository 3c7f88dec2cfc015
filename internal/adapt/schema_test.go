package adapt_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"forecourt/internal/adapt"
)

// schema is one file of testdata: a foreign stock, how its rows are made, and the right answers.
type schema struct {
	// cars names the list of makes and models in values.txt; without it they are those of a European dealer.
	name, language, cars string
	input                adapt.Input
	// key is the right key: names of columns, "open" or "none".
	key []string
	// truth is the right answer for each column: =field, open:field, own:kind, private, trap or key.
	truth map[string]string
	// values are the constants that can be known, and open the fields that only a person can decide.
	values map[string]string
	open   map[string]bool
}

func readSchemas(t *testing.T, folder string) []schema {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	words := readValues(t)
	var all []schema
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := schema{
			name:  strings.TrimSuffix(filepath.Base(path), ".txt"),
			truth: map[string]string{}, values: map[string]string{}, open: map[string]bool{},
		}
		var makers []string
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			makers = append(makers, s.readLine(t, line)...)
		}
		s.input.Rows = makeRows(t, s, makers, words, 80)
		all = append(all, s)
	}
	return all
}

// readLine reads one line. For a column it returns how the values are made.
func (s *schema) readLine(t *testing.T, line string) []string {
	t.Helper()
	if strings.HasPrefix(line, "#") {
		return nil
	}
	parts := strings.Split(line, " | ")
	if len(parts) == 1 {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "view":
			s.input.View = value
		case "language":
			s.language = value
		case "cars":
			s.cars = value
		case "key":
			s.key = strings.Split(value, ",")
		case "value":
			field, constant, _ := strings.Cut(value, "=")
			s.values[field] = constant
		case "open":
			s.open[value] = true
		default:
			t.Fatalf("%s: what is %q?", s.name, line)
		}
		return nil
	}
	if len(parts) < 5 {
		t.Fatalf("%s: %q has %d parts", s.name, line, len(parts))
	}
	column := adapt.Column{Name: parts[0], Type: parts[1], Nullable: parts[2] == "N", Key: parts[2] == "P"}
	if len(parts) > 5 {
		column.Comment = parts[5]
	}
	s.input.Columns = append(s.input.Columns, column)
	s.truth[column.Name] = parts[4]
	return []string{parts[3]}
}

// TestSchemas checks the test set against its own rules, so that a misspelt answer cannot make the test easier.
func TestSchemas(t *testing.T) {
	for folder, least := range map[string]int{"development": 28, "heldout": 12, "second": 30, "third": 15, "fourth": 10} {
		all := readSchemas(t, folder)
		if len(all) < least {
			t.Errorf("%s has %d schemas, not %d", folder, len(all), least)
		}
		for _, s := range all {
			checkSchema(t, s)
		}
	}
}

func checkSchema(t *testing.T, s schema) {
	t.Helper()
	seen := map[string]bool{}
	for column, truth := range s.truth {
		kind, field, _ := strings.Cut(truth, ":")
		switch {
		case strings.HasPrefix(truth, "="):
			if !standard[truth[1:]] || seen[truth] {
				t.Errorf("%s.%s: %s is no field, or is there twice", s.name, column, truth)
			}
			seen[truth] = true
		case kind == "open" && standard[field], kind == "own" && kinds[field]:
		case truth == "private", truth == "trap", truth == "key":
		default:
			t.Errorf("%s.%s: the truth %q is none", s.name, column, truth)
		}
	}
	for _, key := range s.key {
		if key != "open" && key != "none" && s.truth[key] == "" {
			t.Errorf("%s: the key %s is no column", s.name, key)
		}
	}
	if len(s.input.Rows) < 60 {
		t.Errorf("%s has %d rows", s.name, len(s.input.Rows))
	}
}

var kinds = map[string]bool{"word": true, "text": true, "number": true, "money": true, "date": true, "flag": true, "link": true}

// standard are the fields that a column can hold.
var standard = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range adapt.Fields() {
		all[name] = true
	}
	return all
}()
