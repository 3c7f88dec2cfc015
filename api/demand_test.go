package api_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/cars"
)

func TestDemandIsHeard(t *testing.T) {
	var mu sync.Mutex
	var heard []cars.Demand
	o := options(newCopy(t, 3000))
	o.Heard = func(d cars.Demand) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, d)
	}
	c := newClient(t, o)
	var first answer
	c.get(ask("make", "chevy", "color", "Red", "limit", "1"), &first)
	c.get(ask("make", "chevy", "color", "Red", "limit", "1", "cursor", first.NextCursor), nil)
	c.get(ask("make", "Lada", "q", "with a sunroof"), nil)
	c.get(ask("q", "toyota 20k"), nil)
	want := []cars.Demand{
		{Found: int64(first.Total), Wanted: []cars.Wanted{{Parameter: "make", Value: "chevy", Outcome: "interpreted"}, {Parameter: "color", Value: "Red", Outcome: "interpreted"}}},
		{Found: 0, Wanted: []cars.Wanted{{Parameter: "q", Value: "sunroof", Outcome: "not_understood"}, {Parameter: "make", Value: "Lada", Outcome: "unknown"}}},
		{Found: -1, Wanted: []cars.Wanted{{Parameter: "make", Value: "toyota", Outcome: "exact"}, {Parameter: "q", Value: "20k", Outcome: "ambiguous"}}},
	}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Error(diff)
	}
	if log := c.log.String(); !strings.Contains(log, `"found":0,"corrected":0,"unknown":2`) {
		t.Errorf("the log does not say what was found:\n%s", log)
	}
}
