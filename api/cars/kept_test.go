package cars

import (
	"context"
	"testing"
	"time"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// wordStock is a stock of which only the words are asked for.
type wordStock struct {
	Reader
	counts map[string][]vehicle.Count
}

func (c wordStock) Values(context.Context) (vehicle.Values, error) {
	return vehicle.Values{Counts: c.counts}, nil
}

// TestTheVocabularyStaysWhileOnlyNumbersChange: making it takes long in a large stock, and most refreshes add no word.
func TestTheVocabularyStaysWhileOnlyNumbersChange(t *testing.T) {
	book, err := wordbook.NewBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	k := keptValues{now: func() time.Time { return now }, book: book, shape: vehicle.StandardShape()}
	stock := func(models ...vehicle.Count) wordStock {
		return wordStock{counts: map[string][]vehicle.Count{"make": {{Value: "Seat", Vehicles: 20}}, "model": models}}
	}
	ibiza, leon := vehicle.Count{Of: "Seat", Value: "Ibiza", Vehicles: 9}, vehicle.Count{Of: "Seat", Value: "Leon", Vehicles: 11}
	more := vehicle.Count{Of: "Seat", Value: "Ibiza", Vehicles: 12}
	ateca := vehicle.Count{Of: "Seat", Value: "Ateca", Vehicles: 9}
	steps := []struct {
		name  string
		after time.Duration
		stock wordStock
		anew  bool
	}{
		{"the first", 0, stock(leon, ibiza), true},
		{"the same", time.Second, stock(leon, ibiza), false},
		{"another number, and so another order", time.Second, stock(more, leon), false},
		{"another word in as many", time.Second, stock(leon, ateca), true},
		{"one word more", time.Second, stock(leon, ateca, ibiza), true},
		{"one word less", time.Second, stock(leon, ateca), true},
		{"the word of another make", time.Second, stock(leon, vehicle.Count{Of: "Cupra", Value: "Ateca", Vehicles: 9}), true},
		{"another number", time.Second, stock(leon, vehicle.Count{Of: "Cupra", Value: "Ateca", Vehicles: 8}), false},
		{"a while later", keepVocabulary, stock(leon, vehicle.Count{Of: "Cupra", Value: "Ateca", Vehicles: 8}), true},
		{"the same for long", keepVocabulary, stock(leon, vehicle.Count{Of: "Cupra", Value: "Ateca", Vehicles: 8}), false},
	}
	for _, step := range steps {
		_, before := k.last()
		now = now.Add(step.after)
		k.loading = make(chan struct{})
		k.load(t.Context(), step.stock)
		values, after := k.last()
		if anew := before != after; anew != step.anew {
			t.Errorf("%s: the vocabulary is made anew: %v, want %v", step.name, anew, step.anew)
		}
		if got, want := values.Counts["model"][0], step.stock.counts["model"][0]; got != want {
			t.Errorf("%s: the words are %v, want the newest, %v", step.name, got, want)
		}
	}
}
