package vehicle_test

import (
	"math"
	"testing"

	"forecourt/internal/vehicle"
)

func TestAmountScan(t *testing.T) {
	for _, c := range []struct {
		src  any
		want vehicle.Amount
		text string
	}{
		{int64(21990), 2199000, "21990.00"},
		{int64(-1), -100, "-1.00"},
		{21990.5, 2199050, "21990.50"},
		{0.1, 10, "0.10"},
		{-0.05, -5, "-0.05"},
		{9999999999.99, 999999999999, "9999999999.99"},
		{[]byte("12500.50"), 1250050, "12500.50"},
		{"-0.07", -7, "-0.07"},
		{"7.5", 750, "7.50"},
		{"3.10000", 310, "3.10"},
		{"0.00", 0, "0.00"},
	} {
		var got vehicle.Amount
		if err := got.Scan(c.src); err != nil || got != c.want || got.String() != c.text {
			t.Errorf("%v: got %d %q, want %d %q (%v)", c.src, got, got, c.want, c.text, err)
		}
	}
	for _, bad := range []any{nil, true, "", "x", "1.234", 0.001, "1e3", math.NaN(), math.Inf(1), int64(math.MaxInt64), "1.2.3", "--1"} {
		if err := new(vehicle.Amount).Scan(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

func TestDateTime(t *testing.T) {
	got, err := vehicle.DateTime("2026-01-02 03:04:05.000006").Time()
	if err != nil || got.UTC().Format("2006-01-02T15:04:05.000000Z") != "2026-01-02T03:04:05.000006Z" {
		t.Errorf("got %s (%v)", got, err)
	}
	for _, bad := range []vehicle.DateTime{"", "0000-00-00 00:00:00", "2026-01-02"} {
		if _, err := bad.Time(); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
