package source

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"forecourt/internal/rowset"
)

// TestDecodeDecimal compares with strconv, which rounds correctly, on random numbers of up to 15 digits.
func TestDecodeDecimal(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		digits := strconv.FormatInt(random.Int64N(1e15), 10)
		scale := random.IntN(16)
		digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
		text := digits[:len(digits)-scale]
		if scale > 0 {
			text += "." + digits[len(digits)-scale:]
		}
		if random.IntN(2) == 0 {
			text = "-" + text
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		v, err := decodeDecimal([]byte(text))
		got := v.Float()
		if v.Type == rowset.TypeInteger {
			got = float64(v.Int())
		}
		if err != nil || got != want && want != 0 {
			t.Fatalf("%s: got %v, want %v (%v)", text, got, want, err)
		}
		if whole := want == float64(int64(want)); whole != (v.Type == rowset.TypeInteger) {
			t.Fatalf("%s has the wrong storage class", text)
		}
	}
	for _, bad := range []string{"", "1e3", "1.2.3", "1234567890123456", "12,5"} {
		if v, err := decodeDecimal([]byte(bad)); err == nil {
			t.Errorf("%v is accepted as %v", bad, v)
		}
	}
}
