package api_test

import (
	"flag"
	"net/http"
	"testing"
)

var benchmarked = flag.Int("vehicles", 20_000, "how many vehicles the benchmarks search")

// BenchmarkSearch compares the same search in the stock's own words, in the buyer's, and as free text, and one that
// finds nothing and says why.
func BenchmarkSearch(b *testing.B) {
	reader := newCopy(b, *benchmarked)
	if err := reader.Refresh(b.Context()); err != nil { // The index would be made in the background.
		b.Fatal(err)
	}
	c := newClient(b, options(reader))
	c.get(ask("q", "toyota"), nil)
	for name, target := range map[string]string{
		"own words":     ask("make", "Toyota", "color", "Gray", "body_type", "Sedan", "transmission", "Automatic", "price_max", "20000"),
		"buyer's words": ask("make", "toyta", "color", "Gray", "body_type", "saloon", "transmission", "auto", "price_max", "20000"),
		"free text":     ask("q", "toyota saloon in gray, automatic, under 20k"),
		"empty":         ask("make", "Toyota", "model", "Camry", "color", "purple", "body_type", "Pickup", "price_max", "100", "year_min", "2020", "mileage_max", "10", "location", "Austin, TX"),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if code := c.do(http.MethodGet, target).Code; code != http.StatusOK {
					b.Fatal(code)
				}
			}
		})
	}
}
