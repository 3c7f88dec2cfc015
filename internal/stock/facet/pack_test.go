package facet_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"forecourt/internal/stock/facet"
	"forecourt/internal/vehicle"
)

func written(tb testing.TB, x *facet.Index) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func read(shape *vehicle.Shape, text []byte) (*facet.Index, error) {
	return facet.Read(shape, bytes.NewReader(text), int64(len(text)))
}

// TestReadIsTheIndexThatWasWritten: it answers as that did, and follows further changes.
func TestReadIsTheIndexThatWasWritten(t *testing.T) {
	for name, newShape := range shapes {
		for _, first := range []int{0, 1, 2000} {
			t.Run(fmt.Sprintf("%s, %d vehicles", name, first), func(t *testing.T) {
				shape := newShape(t)
				random := rand.New(rand.NewPCG(9, uint64(first)))
				c := newChanging(t, random, shape, first)
				for range 4 {
					again, err := read(shape, written(t, c.Index))
					if err != nil {
						t.Fatal(err)
					}
					if again.Revision() != c.Revision() {
						t.Fatalf("revision %d became %d", c.Revision(), again.Revision())
					}
					c.Index = again
					c.check(t, name, random, 5)
					c.change(t, random, 200)
					c.check(t, name, random, 5)
				}
			})
		}
	}
}

// TestReadRefusesWhatIsNoIndex: it reports what is cut off, and survives bytes that have changed. Those, a checksum has
// to find.
func TestReadRefusesWhatIsNoIndex(t *testing.T) {
	shape := newShape(t, false)
	random := rand.New(rand.NewPCG(3, 3))
	text := written(t, build(t, shape, rows(random, shape, 300)))
	for range 300 {
		if _, err := read(shape, text[:random.IntN(len(text))]); err == nil {
			t.Fatal("a part is read as if it were all")
		}
		changed := bytes.Clone(text)
		changed[random.IntN(len(text))] ^= byte(1 + random.IntN(255))
		_, _ = read(shape, changed) // It must not panic or reserve memory without end.
	}
	other := bytes.Clone(text)
	other[0]++
	if _, err := read(shape, other); err == nil {
		t.Error("another form is read")
	}
}

func BenchmarkRead(b *testing.B) {
	shape := newShape(b, false)
	text := written(b, build(b, shape, rows(rand.New(rand.NewPCG(1, 1)), shape, 500_000)))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := read(shape, text); err != nil {
			b.Fatal(err)
		}
	}
}
