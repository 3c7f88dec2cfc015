package vehicle_test

import (
	"math"
	"testing"

	"forecourt/internal/vehicle"
)

func TestSpokenNumbers(t *testing.T) {
	money := vehicle.Field{Kind: vehicle.Money, Decimals: 2}
	whole := vehicle.Field{Kind: vehicle.Number}
	for _, c := range []struct {
		f          vehicle.Field
		n          int64
		unit, want string
	}{
		{whole, 0, "", "0"}, {whole, 999, "km", "999 km"}, {whole, 1000, "km", "1,000 km"}, {whole, 41200, "mi", "41,200 mi"}, {whole, -1234567, "", "-1,234,567"},
		{whole, math.MinInt64, "", "-9,223,372,036,854,775,808"}, {money, 2199000, "USD", "$21,990"}, {money, 1250050, "EUR", "€12,500.50"}, {money, 5, "", "0.05"},
		{money, -5, "", "-0.05"}, {money, -123456, "GBP", "£-1,234.56"}, {money, 99999, "CHF", "999.99 CHF"}, {vehicle.OwnField("co2", vehicle.Number, ""), 1234500, "g", "1,234.5 g"},
	} {
		if got := c.f.SpokenNumber(c.n, c.unit); got != c.want {
			t.Errorf("%d %s of %d decimals: %q, want %q", c.n, c.unit, c.f.Decimals, got, c.want)
		}
	}
}
