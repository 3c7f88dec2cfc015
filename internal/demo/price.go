package demo

import (
	"time"

	"forecourt/internal/vehicle"
)

// mileageOf returns the mileage of a car of this age in years, and how many months it has been on the road.
func (g *Generator) mileageOf(condition *string, age int) (miles, months int) {
	if condition == &g.words.new {
		return 2 + g.rng.IntN(59), 0
	}
	// A model year is sold from the preceding autumn on.
	months = max(2, age*12+int(g.now.Month()-time.January)+4-g.rng.IntN(13))
	monthly := 300 + g.rng.IntN(468) + g.rng.IntN(468) + g.rng.IntN(467)
	if condition == &g.words.certified {
		monthly = monthly * 3 / 4
	}
	// Old cars are driven less.
	miles = months*monthly*(100-age)/100 + g.rng.IntN(500)
	if limit := 250_000; miles > limit {
		miles = limit - g.rng.IntN(60_000)
	}
	if limit := 80_000; condition == &g.words.certified && miles > limit {
		miles = limit - g.rng.IntN(15_000)
	}
	return miles, months
}

// priceOf returns an asking price: the car's worth, adjusted for its miles, with a dealer's markup.
func (g *Generator) priceOf(c *choice, d *drive, condition *string, miles, months int) vehicle.Amount {
	if condition == &g.words.new {
		return g.asking(c.msrp * (960 + g.rng.IntN(50) + g.rng.IntN(50)) / 1000)
	}
	worth := c.worth
	if d.electric {
		worth = c.worthElectric
	}
	permille := 1000 + g.rng.IntN(61) + g.rng.IntN(61) - 60
	permille += min(max((months*1000-miles)*25/10_000, -250), 250)
	if condition == &g.words.certified {
		permille += 40
	}
	dollars := worth * permille / 1000
	if dollars < 2500 {
		dollars = 1800 + g.rng.IntN(1500)
	}
	return g.asking(dollars)
}

// asking rounds an amount in dollars the way dealers do.
func (g *Generator) asking(dollars int) vehicle.Amount {
	thousand, hundred := dollars/1000*1000, dollars/100*100
	switch p := g.rng.IntN(100); {
	case p < 18:
		dollars = thousand + 990
	case p < 34:
		dollars = thousand + 995
	case p < 46:
		dollars = hundred + 95
	case p < 52:
		dollars = hundred + 88
	case p < 62:
		dollars = thousand + 500
	case p < 70:
		dollars = hundred
	case p < 76:
		dollars = thousand + 999
	case p < 97:
		dollars = dollars / 5 * 5
	default:
		return vehicle.Amount(dollars*100 + 1 + g.rng.IntN(99))
	}
	return vehicle.Amount(dollars * 100)
}
