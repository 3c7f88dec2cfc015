// Package demo generates a realistic dealer's stock from a seed.
package demo

import (
	"math/rand/v2"
	"strconv"
	"time"

	"forecourt/internal/vehicle"
)

const (
	addressBase = "https://dealer.example/inventory/"
	// microTime always has six decimals, as MySQL prints a DATETIME(6).
	microTime = "2006-01-02 15:04:05.000000"
	// firstStock is large, so that all stock numbers have the same length.
	firstStock = 100_000
	// lotLetters stand for the locations in a stock number.
	lotLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"
)

// Generator invents the vehicles of one US dealer group. It is not safe for concurrent use.
type Generator struct {
	rng *rand.Rand
	now time.Time
	// today is the current model year.
	today int
	// nextYear is the percentage of new cars that already belong to the next model year.
	nextYear int
	made     int
	// serialOffset is where this seed's VINs start.
	serialOffset int
	// text is scratch space for the texts of one vehicle.
	text []byte

	years                                       []modelYear
	usedAges, certifiedAges, lotOdds, colorOdds odds
	// pointers holds each model year, so that vehicles can point to it.
	pointers     []int64
	lots, colors []string
	words        words
}

// words are values that many vehicles share and point to.
type words struct{ new, used, certified, miles, dollars string }

// New returns a generator whose vehicles depend only on seed and now: the same two give the same vehicles on every
// machine. now is the latest time in the stock, shown in UTC. Its year decides which model years are new, and is at
// least 2012, because the catalogue knows little of earlier years.
func New(seed uint64, now time.Time) *Generator {
	now = now.UTC()
	today := max(now.Year(), 2012)
	years, err := market(catalog(), today, today+1)
	if err != nil {
		// Only a mistake in the catalogue's text can cause this, and any test finds it.
		panic(err)
	}
	g := &Generator{
		// The second half of the seed is fixed, so that a single number names a stock.
		rng: rand.New(rand.NewPCG(seed, 0x666f7265636f7572)),
		now: now, today: today, nextYear: 5 + 7*int(now.Month()), text: make([]byte, 0, 512), years: years,
		usedAges:      newOdds(agesUntil(today, []int{6, 18, 24, 28, 24, 20, 17, 14, 12, 10, 8, 7, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1})),
		certifiedAges: newOdds([]int{4, 14, 22, 26, 18, 10, 6}),
		words:         words{"new", "used", "certified", "mi", "USD"},
	}
	for i := range years {
		g.pointers = append(g.pointers, int64(firstYear+i))
	}
	var weights []int
	g.lots, weights = locations()
	g.lotOdds = newOdds(weights)
	g.colors, weights = plainColors()
	g.colorOdds = newOdds(weights)
	g.serialOffset = g.rng.IntN(serials)
	return g
}

// agesUntil drops the weights of ages before firstYear.
func agesUntil(today int, weights []int) []int {
	return weights[:min(len(weights), today-firstYear+1)]
}

// own holds what belongs to a single vehicle, allocated at once.
type own struct {
	vin, address string
	mileage      int64
	price        vehicle.Amount
	listed       vehicle.DateTime
}

// Next returns the next vehicle. IDs count from 1. Stock numbers never repeat, and VINs only after 33 million vehicles.
// Vehicles share the values that their pointers lead to, so these must not be changed.
func (g *Generator) Next() Vehicle {
	g.made++
	condition, age := g.condition()
	year := &g.years[g.today-age-firstYear]
	o := &year.offers[year.odds.draw(g.rng)]
	c := &o.choices[g.rng.IntN(len(o.choices))]
	d := c.drives[min(g.rng.IntN(len(c.drives)), g.rng.IntN(len(c.drives)))]
	lot := g.lotOdds.draw(g.rng)
	miles, months := g.mileageOf(condition, age)

	mine := &own{mileage: int64(miles), price: g.priceOf(c, d, condition, miles, months)}
	v := Vehicle{
		ID: int64(g.made), Make: *o.make, Model: *o.name, Trim: known(g, 980, c.trim), Year: &g.pointers[g.today-age-firstYear],
		Color: known(g, 980, g.color(o.paints)), BodyType: o.body, FuelType: &d.fuel, Transmission: &d.transmission,
		Drivetrain: known(g, 970, &d.wheels), Mileage: &mine.mileage, MileageUnit: &g.words.miles,
		Price: known(g, 975, &mine.price), Currency: &g.words.dollars, ItemCondition: condition,
		Location: known(g, 990, &g.lots[lot]), Status: g.status(), ListingURL: &mine.address,
	}
	g.write(&v, mine, o.model, d, lot, g.today-age)
	v.VIN = known(g, 988, &mine.vin)
	v.ListedAt = known(g, 985, &mine.listed)
	return v
}

// write sets the vehicle's own texts. All are cut from one string, which costs a single allocation.
func (g *Generator) write(v *Vehicle, mine *own, m *model, d *drive, lot, year int) {
	text := g.text[:0]
	text = append(text, lotLetters[lot])
	text = strconv.AppendInt(text, firstStock+v.ID, 10)
	stock := len(text)

	text = append(text, "                 "...)
	putVIN(text[stock:], m, d, year, g.made-1, g.serialOffset, m.plant[g.rng.IntN(len(m.plant))])
	vin := len(text)

	text = append(text, addressBase...)
	text = strconv.AppendInt(text, v.ID, 10)
	text = append(text, '-')
	text = strconv.AppendInt(text, int64(year), 10)
	text = append(text, '-')
	text = append(text, m.slug...)
	address := len(text)

	// Most of a stock is fresh, so the later of two random days is taken.
	const days120 = 120 * 24 * 60 * 60
	ago := time.Duration(min(g.rng.IntN(days120), g.rng.IntN(days120))) * time.Second
	at := g.now.Truncate(time.Second).Add(-ago)
	text = at.AppendFormat(text, time.DateTime)
	listed := len(text)
	at = at.Add(time.Duration(g.rng.Int64N(int64(g.now.Sub(at)) + 1)))
	text = at.AppendFormat(text, microTime)

	g.text = text
	all := string(text)
	v.StockNumber = all[:stock]
	mine.vin = all[stock:vin]
	mine.address = all[vin:address]
	mine.listed = vehicle.DateTime(all[address:listed])
	v.UpdatedAt = vehicle.DateTime(all[listed:])
}

// condition draws whether a car is new, used or certified, and its age in model years; -1 is the next year.
func (g *Generator) condition() (*string, int) {
	switch p := g.rng.IntN(100); {
	case p < 36:
		if g.rng.IntN(100) < g.nextYear {
			return &g.words.new, -1
		}
		return &g.words.new, 0
	case p < 50:
		return &g.words.certified, g.certifiedAges.draw(g.rng)
	default:
		return &g.words.used, g.usedAges.draw(g.rng)
	}
}

func (g *Generator) color(paints []string) *string {
	if g.rng.IntN(100) < 40 {
		return &paints[g.rng.IntN(len(paints))]
	}
	return &g.colors[g.colorOdds.draw(g.rng)]
}

func (g *Generator) status() string {
	switch p := g.rng.IntN(100); {
	case p < 90:
		return "available"
	case p < 96:
		return "reserved"
	default:
		return "sold"
	}
}

// known returns value in so many of a thousand cases, and nil otherwise: real data has gaps.
func known[T any](g *Generator, permille int, value *T) *T {
	if g.rng.IntN(1000) < permille {
		return value
	}
	return nil
}
