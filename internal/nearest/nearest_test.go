package nearest_test

import (
	"strings"
	"testing"

	"forecourt/internal/nearest"
)

func TestTo(t *testing.T) {
	names := []string{"SOURCE_USER", "SOURCE_PASSWORD", "SYNC_VIEWS", "API_KEY", "vehicles_stock", "vans", "cars"}
	for word, want := range map[string]string{
		"SOURCE_PASWORD": "SOURCE_PASSWORD", "SYNC_VIEW": "SYNC_VIEWS", "API_KEYS": "API_KEY", "source_user": "SOURCE_USER",
		"vehicle_stock": "vehicles_stock", "vehicles_sotck": "vehicles_stock", "Cars": "cars", "carz": "cars",
		"": "", "x": "", "PATH": "", "SOURCE_DATE_EPOCH": "", "price_history": "", strings.Repeat("cars", 100): "",
	} {
		if got := nearest.To(word, names); got != want {
			t.Errorf("%.40q: %q, want %q", word, got, want)
		}
		if got := nearest.Surely(word, names); got != want {
			t.Errorf("surely %.40q: %q, want %q", word, got, want)
		}
	}
}

// TestShortWords: a hint may guess what two mistakes in a short word hide, and a decision may not.
func TestShortWords(t *testing.T) {
	names := []string{"make", "vans", "vin", "id"}
	for word, want := range map[string]struct{ hint, sure string }{
		"maek": {"make", ""}, "cars": {"vans", ""}, "mak": {"make", "make"}, "vn": {"vin", ""}, "VIN": {"vin", "vin"}, "xy": {"", ""},
	} {
		if hint, sure := nearest.To(word, names), nearest.Surely(word, names); hint != want.hint || sure != want.sure {
			t.Errorf("%q: %q and surely %q, want %q and %q", word, hint, sure, want.hint, want.sure)
		}
	}
}
