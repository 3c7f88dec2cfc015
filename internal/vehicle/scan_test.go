package vehicle_test

import (
	"database/sql"
	"math"
	"testing"
	"time"

	"forecourt/internal/vehicle"
)

// TestScan reads what drivers return for the columns of forecourt_stock: SQLite's and MySQL's return the same value in
// several types.
func TestScan(t *testing.T) {
	unknown := vehicle.Value{}
	for _, c := range []struct {
		into sql.Scanner
		of   *vehicle.Value
		src  any
		want vehicle.Value
		bad  bool
	}{
		{into: &text, of: &text.Value, src: "Ford", want: vehicle.TextOf("Ford")},
		{into: &text, of: &text.Value, src: []byte("Ford"), want: vehicle.TextOf("Ford")},
		{into: &text, of: &text.Value, src: "", want: vehicle.TextOf("")},
		{into: &text, of: &text.Value, src: []byte(nil), want: vehicle.TextOf("")},
		{into: &text, of: &text.Value, src: int64(208), want: vehicle.TextOf("208")},
		{into: &text, of: &text.Value, src: 9.5, want: vehicle.TextOf("9.5")},
		{into: &text, of: &text.Value, src: nil, want: unknown},
		{into: &number, of: &number.Value, src: int64(0), want: vehicle.NumberOf(0)},
		{into: &number, of: &number.Value, src: int64(-7), want: vehicle.NumberOf(-7)},
		{into: &number, of: &number.Value, src: []byte("2018"), want: vehicle.NumberOf(2018)},
		{into: &number, of: &number.Value, src: "2018", want: vehicle.NumberOf(2018)},
		{into: &number, of: &number.Value, src: 2018.0, want: vehicle.NumberOf(2018)},
		{into: &number, of: &number.Value, src: nil, want: unknown},
		{into: &number, of: &number.Value, src: "new", bad: true},
		{into: &number, of: &number.Value, src: uint64(math.MaxUint64), bad: true},
		{into: &amount, of: &amount.Value, src: []byte("21990.50"), want: vehicle.NumberOf(2199050)},
		{into: &amount, of: &amount.Value, src: 0.0, want: vehicle.NumberOf(0)},
		{into: &amount, of: &amount.Value, src: int64(12), want: vehicle.NumberOf(1200)},
		{into: &amount, of: &amount.Value, src: nil, want: unknown},
		{into: &amount, of: &amount.Value, src: "1.005", bad: true},
		{into: &date, of: &date.Value, src: []byte("2026-01-02"), want: vehicle.TextOf("2026-01-02")},
		{into: &date, of: &date.Value, src: "2026-01-02 03:04:05", want: vehicle.TextOf("2026-01-02 03:04:05")},
		{into: &date, of: &date.Value, src: nil, want: unknown},
		{into: &date, of: &date.Value, src: int64(20260102), bad: true},
		{into: &date, of: &date.Value, src: time.Unix(0, 0), bad: true},
	} {
		*c.of = vehicle.TextOf("what was read before")
		err := c.into.Scan(c.src)
		if c.bad != (err != nil) {
			t.Errorf("%T of %v (%T): %v", c.into, c.src, c.src, err)
		}
		if err == nil && *c.of != c.want {
			t.Errorf("%T of %v (%T) is %+v; want %+v", c.into, c.src, c.src, *c.of, c.want)
		}
	}
}

var (
	text   vehicle.NullText
	number vehicle.NullNumber
	amount vehicle.NullAmount
	date   vehicle.NullDateTime
)
