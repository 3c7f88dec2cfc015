package source

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"forecourt/internal/rowset"
)

// TestDecodeInteger compares with strconv, on random numbers of all lengths.
func TestDecodeInteger(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	texts := []string{"0", "-0", "007", "-1", "999999999999999999", "1000000000000000000", strconv.FormatInt(math.MaxInt64, 10), strconv.FormatInt(math.MinInt64, 10)}
	for range 100_000 {
		texts = append(texts, strconv.FormatInt(int64(random.Uint64())>>random.IntN(64), 10))
	}
	for _, text := range texts {
		batch := rowset.NewBatch(1)
		want, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if err := decodeInteger(batch, []byte(text)); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := batch.At(0, 0); got.Type != rowset.TypeInteger || got.Int() != want {
			t.Fatalf("%s: got %v", text, got)
		}
	}
	for text, want := range map[string]string{"9223372036854775808": "9223372036854775808", "18446744073709551615": "18446744073709551615"} {
		batch := rowset.NewBatch(1)
		if err := decodeInteger(batch, []byte(text)); err != nil || string(batch.At(0, 0).Bytes) != want {
			t.Errorf("%s: got %v (%v)", text, batch.At(0, 0), err)
		}
	}
	for _, bad := range []string{"", "-", "1.0", "1e3", "0x10", "1 ", "--1", "18446744073709551616", "-9223372036854775809", "123456789012345678a"} {
		if err := decodeInteger(rowset.NewBatch(1), []byte(bad)); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
