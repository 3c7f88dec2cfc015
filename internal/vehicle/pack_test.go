package vehicle_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
)

// TestPackedVehiclesComeBack packs vehicles of all kinds of values, in random combinations.
func TestPackedVehiclesComeBack(t *testing.T) {
	shape := vehicle.StandardShape()
	random := rand.New(rand.NewPCG(1, 2))
	values := []vehicle.Value{
		{}, vehicle.TextOf(""), vehicle.NumberOf(0), vehicle.NumberOf(1), vehicle.NumberOf(-1), vehicle.NumberOf(math.MaxInt64), vehicle.NumberOf(math.MinInt64 + 1),
		vehicle.NumberOf(63), vehicle.NumberOf(64), vehicle.NumberOf(-64), vehicle.NumberOf(-65), vehicle.TextOf("a\x00b"), vehicle.TextOf("Škoda 🚗"),
		vehicle.TextOf("\x01\x02"), vehicle.TextOf(strings.Repeat("x", 127)), vehicle.TextOf(strings.Repeat("x", 128)), vehicle.TextOf(strings.Repeat("é", 10_000)),
	}
	for n := range 2000 {
		v := shape.New(vehicle.NumberID(int64(n)))
		if n%2 == 1 {
			v.ID = vehicle.TextID("a/b")
		}
		for _, f := range shape.Fields() {
			v.Set(f, values[random.IntN(len(values))])
		}
		back := shape.New(v.ID)
		if back.Unpack(shape.Pack(&v)); !back.Equal(&v) {
			t.Fatalf("vehicle %d is another one:\n%+v\n%+v", n, v, back)
		}
	}
}

// BenchmarkUnpack reads a vehicle with the usual values. It reports how many bytes the packed text takes.
func BenchmarkUnpack(b *testing.B) {
	shape := vehicle.StandardShape()
	v := shape.New(vehicle.NumberID(123_456))
	for _, f := range shape.Fields() {
		switch f.Kind {
		case vehicle.Number, vehicle.Money:
			v.Set(f, vehicle.NumberOf(1_999_900))
		case vehicle.Date:
			v.Set(f, vehicle.TextOf("2026-11-01 17:06:00.123456"))
		case vehicle.Link:
			v.Set(f, vehicle.TextOf("https://cars.example.com/listings/123456"))
		default:
			v.Set(f, vehicle.TextOf("Automatic"))
		}
	}
	packed := shape.Pack(&v)
	b.ReportAllocs()
	for b.Loop() {
		v = shape.New(v.ID)
		v.Unpack(packed)
	}
	b.ReportMetric(float64(len(packed)), "B/vehicle")
}
