package stock

import (
	"testing"

	"forecourt/internal/vehicle"
)

// TestPaddedHasFewSizes: every size is a statement that is kept on every connection.
func TestPaddedHasFewSizes(t *testing.T) {
	sizes := map[int]bool{}
	for n := 1; n <= 100; n++ {
		list := make([]vehicle.ID, n)
		for i := range list {
			list[i] = vehicle.NumberID(int64(i))
		}
		padded := padded(list)
		sizes[len(padded)] = true
		for i, id := range padded {
			if want := list[min(i, n-1)]; id != want {
				t.Fatalf("of %d identities, the padded list has %s at %d", n, id, i)
			}
		}
	}
	if len(sizes) != len(listSizes) {
		t.Errorf("the lists have %d sizes", len(sizes))
	}
}
