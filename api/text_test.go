package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTextLeavesOut asks for what is not wanted, and for limits that are turned round.
func TestTextLeavesOut(t *testing.T) {
	c := newClient(t, options(newCopy(t, 3000)))
	total := func(query ...string) int {
		t.Helper()
		var a answer
		if code := c.get(ask(query...), &a); code != http.StatusOK {
			t.Fatalf("%q: %d %+v", query, code, a.Errors)
		}
		return a.Total
	}
	all, red, rest := total("make", "Ford"), total("make", "Ford", "color", "red"), total("q", "ford, not red")
	if red == 0 || rest == 0 || red+rest != all {
		t.Errorf("of %d Fords %d are red, and %d are not", all, red, rest)
	}
	if got, want := total("q", "anything but a ford or toyota"), total()-all-total("make", "Toyota"); got != want {
		t.Errorf("%d are no Ford and no Toyota, want %d", got, want)
	}
	for _, text := range []string{"can't spend more than 20 thousand on a honda", "honda, I won't pay over 20k", "Ich will nicht mehr als 20.000 $ ausgeben, Honda"} {
		if got, want := total("q", text), total("make", "Honda", "price_max", "20000"); got != want || got == 0 {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestTextOfAlternatives asks for one of several unlike things.
func TestTextOfAlternatives(t *testing.T) {
	c := newClient(t, options(newCopy(t, 3000)))
	var a, one, two answer
	c.get(ask("q", "toyota camry under 20k or ford under 30k, automatic", "limit", "100"), &a)
	c.get(ask("make", "Toyota", "model", "Camry", "price_max", "20000", "transmission", "automatic"), &one)
	c.get(ask("make", "Ford", "price_max", "30000", "transmission", "automatic"), &two)
	if one.Total == 0 || two.Total == 0 || a.Total != one.Total+two.Total {
		t.Errorf("%d found, want %d and %d", a.Total, one.Total, two.Total)
	}
	told := map[string]bool{}
	for _, i := range a.Interpreted {
		side, _, _ := strings.Cut(i.Why, ": ")
		told[side+" "+i.Parameter] = true
	}
	for _, want := range []string{"alternative 1 of 2 make", "alternative 1 of 2 model", "alternative 1 of 2 price_max", "alternative 2 of 2 make", "alternative 2 of 2 price_max"} {
		if !told[want] {
			t.Errorf("%s is not told: %+v", want, a.Interpreted)
		}
	}
	// A parameter wins over the same in all alternatives.
	var won answer
	c.get(ask("q", "toyota under 20k or ford under 30k", "price_max", "10000"), &won)
	c.get(ask("make", "Toyota,Ford", "price_max", "10000"), &one)
	if !cmp.Equal(won.Items, one.Items) || one.Total == 0 {
		t.Errorf("%d found, want %d", won.Total, one.Total)
	}
}
