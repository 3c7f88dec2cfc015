package adapt_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/adapt"
	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// TestTextIsReadBack writes each proposal as a stock.yaml and reads it: the mapping must be the same, and no column
// that was left out may be named.
func TestTextIsReadBack(t *testing.T) {
	for _, folder := range []string{"development", "heldout", "second", "third", "fourth"} {
		for _, s := range readSchemas(t, folder) {
			s.input.Now = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
			p, err := adapt.Propose(s.input)
			if err != nil {
				t.Fatal(err)
			}
			text, err := p.Text()
			if err != nil {
				t.Fatal(err)
			}
			if missing := p.Missing(); len(missing) > 0 {
				if _, err := mapping.Parse(text); err == nil {
					t.Errorf("%s lacks %v, and is read all the same", s.name, missing)
				}
				continue
			}
			m, err := mapping.Parse(text)
			if err != nil {
				t.Errorf("%s: %v\n%s", s.name, err, text)
				continue
			}
			if changes := p.Changes(m); len(changes) > 0 {
				t.Errorf("%s: its own text is said to differ: %v", s.name, changes)
			}
			for _, out := range p.LeftOut {
				if slices.Contains(m.Columns(), out.Column) {
					t.Errorf("%s: %s is left out and published", s.name, out.Column)
				}
			}
		}
	}
}

// TestChangesKeepAnEditedFile shows what a later run would change: a new column, and a field that a person has changed.
func TestChangesKeepAnEditedFile(t *testing.T) {
	all := readSchemas(t, "development")
	at := slices.IndexFunc(all, func(s schema) bool { return strings.HasPrefix(s.name, "26_") })
	in := all[at].input
	in.Now = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	p, err := adapt.Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	edited, err := mapping.Parse([]byte(`
view: vehicles_stock
key: VehicleID
fields: {make: Brand, model: ModelName, year: ModelYear, color: Colour, price: {column: AskingPrice, currency: GBP},
  mileage: {column: Odometer_km, unit: km}, status: {column: Sold, values: {0: available, 1: sold}}, listed_at: CreatedOn}
own: {branch: {column: Branch, kind: word}, photo_url: {column: PhotoURL, kind: link}}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"price: AskingPrice, in GBP -> AskingPrice", "+ location: Branch", "+ own doors: Doors, number"}
	if diff := cmp.Diff(want, p.Changes(edited)); diff != "" {
		t.Error(diff)
	}
}

// TestCreateView names every field of the contract exactly once, and no private column.
func TestCreateView(t *testing.T) {
	for _, s := range readSchemas(t, "development") {
		s.input.Now = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
		p, err := adapt.Propose(s.input)
		if err != nil {
			t.Fatal(err)
		}
		view, err := p.CreateView(s.input, "v")
		if missing := p.Missing(); len(missing) > 0 {
			if err == nil || !strings.Contains(err.Error(), missing[0]) {
				t.Errorf("%s: without the %s: %v", s.name, missing[0], err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		for _, f := range vehicle.Catalogue() {
			if n := strings.Count(view, " AS `"+f.Column+"`"); n != 1 {
				t.Errorf("%s: %s comes %d times", s.name, f.Column, n)
			}
		}
		for column, truth := range s.truth {
			if truth == "private" && !slices.Contains(p.KeyColumns(), column) && strings.Contains(view, "`"+column+"`") {
				t.Errorf("%s: the view shows %s", s.name, column)
			}
		}
	}
}
