package words_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/wordbook"
)

// TestSameReadingInEveryProcess builds the vocabulary of one stock several times, as replicas do. All of them must read
// alike, down to the order of values and candidates.
func TestSameReadingInEveryProcess(t *testing.T) {
	const replicas = 3
	texts := hiddenRequests(t)
	for _, name := range []string{"eu", "de", "own"} {
		t.Run(name, func(t *testing.T) {
			values, options := writtenStock(t, name)
			if name == "own" {
				options.Shape = ownShape(t)
			}
			options.Year = present
			misspelt := misspellings(values)
			var first map[string]any
			var numbers map[string]float64
			for range replicas {
				book, err := wordbook.NewBook(nil)
				if err != nil {
					t.Fatal(err)
				}
				read := readAll(words.New(book, values, options), texts, misspelt)
				if first == nil {
					first, numbers = read, book.Tables.Numbers
				}
				if diff := cmp.Diff(numbers, book.Tables.Numbers); diff != "" {
					t.Fatalf("number words mean something else in another process:\n%s", diff)
				}
				for sent, want := range first {
					if diff := cmp.Diff(want, read[sent]); diff != "" {
						t.Fatalf("%q is read otherwise by another process:\n%s", sent, diff)
					}
				}
			}
		})
	}
}

// TestReadersAreUsedAgain reads texts of all lengths in several goroutines, each in another order. No reading may hold
// anything of a text that was read before it, or change when another text is read behind it.
func TestReadersAreUsedAgain(t *testing.T) {
	const some = 41 // It is prime, so that every step below reaches all texts.
	values, options := writtenStock(t, "eu")
	options.Year = present
	book, texts := wordbook.Default(), hiddenRequests(t)[:some]
	want := make([]words.Understood, some)
	for i, text := range texts {
		want[i] = words.New(book, values, options).Read(text)
	}
	vocabulary := words.New(book, values, options)
	var readers sync.WaitGroup
	for n := range 4 {
		readers.Go(func() {
			got := make([]words.Understood, some)
			for i := range some {
				at := i * (n + 1) % some
				got[at] = vocabulary.Read(texts[at])
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("texts are read otherwise by a reader that has read others:\n%s", diff)
			}
		})
	}
	readers.Wait()
}

// readAll reads free texts, and values of fields.
func readAll(v *words.Vocabulary, texts []string, values map[string][]string) map[string]any {
	read := map[string]any{}
	for _, text := range texts {
		read[text] = v.Read(text)
	}
	for field, list := range values {
		for _, sent := range list {
			read[field+"="+sent] = v.Match(field, sent, nil)
		}
	}
	return read
}

// hiddenRequests returns the requests of all hidden sets.
func hiddenRequests(t *testing.T) (texts []string) {
	t.Helper()
	for _, name := range hiddenSets {
		for line := range strings.Lines(readFile(t, name)) {
			if columns := strings.SplitN(line, " | ", 4); len(columns) == 4 && line[0] != '#' {
				texts = append(texts, columns[2])
			}
		}
	}
	return texts
}

// misspellings returns the values of a stock with a letter left out, at each place.
func misspellings(values vehicle.Values) map[string][]string {
	all := map[string][]string{}
	for field, counts := range values.Counts {
		for _, c := range counts {
			for at := range c.Value {
				all[field] = append(all[field], c.Value[:at]+c.Value[min(at+1, len(c.Value)):])
			}
		}
	}
	return all
}
