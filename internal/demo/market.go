package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// firstYear is the oldest model year in stock.
const firstYear = 2001

// model is one line of the catalogue, prepared for drawing from it.
type model struct {
	make, name, body *string
	paints           []string
	// slug names make and model in the listing's address.
	slug  string
	wmi   string
	vds   [3]int
	plant [3]byte
}

// choice is a trim that a model had in one year, with its drives. Drives repeat, and the first is the likeliest.
type choice struct {
	trim   *string
	drives []*drive
	// msrp is the price when new, and worth what the car is worth now, in dollars. Electric cars lose more.
	msrp, worth, worthElectric int
}

// offer is what one could buy of a model in one model year.
type offer struct {
	*model
	choices []choice
}

// modelYear is everything that one could buy in a model year.
type modelYear struct {
	offers []offer
	odds   odds
}

// odds draws an index with given weights. It holds their running sums.
type odds []int

func newOdds(weights []int) odds {
	sums := make(odds, len(weights))
	total := 0
	for i, w := range weights {
		total += w
		sums[i] = total
	}
	return sums
}

func (o odds) draw(rng *rand.Rand) int {
	i, _ := slices.BinarySearch(o, 1+rng.IntN(o[len(o)-1]))
	return i
}

// market arranges the catalogue by model year, from firstYear to last. today is the year of the prices.
func market(brands []brand, today, last int) ([]modelYear, error) {
	years := make([]modelYear, last-firstYear+1)
	weights := make([][]int, len(years))
	for b := range brands {
		paints := strings.Split(brands[b].paints, ", ")
		for l := range brands[b].lines {
			ln := &brands[b].lines[l]
			trims, drives, err := ln.parse()
			if err != nil {
				return nil, fmt.Errorf("catalogue, %s: %w", brands[b].name, err)
			}
			m := newModel(&brands[b], ln, paints)
			for i := range years {
				year := firstYear + i
				if year < ln.first || (ln.last != 0 && year > ln.last) {
					continue
				}
				if choices := choicesIn(year, trims, drives); len(choices) > 0 {
					setPrices(choices, ln, brands[b].keeps, today-year)
					years[i].offers = append(years[i].offers, offer{m, choices})
					weights[i] = append(weights[i], ln.weight)
				}
			}
		}
	}
	for i := range years {
		years[i].odds = newOdds(weights[i])
	}
	return years, nil
}

func newModel(b *brand, ln *line, paints []string) *model {
	m := &model{make: &b.name, name: &ln.model, body: &ln.body, paints: paints, wmi: ln.wmi, slug: slug(b.name + " " + ln.model)}
	for i := range m.vds {
		m.vds[i] = hash(fmt.Sprint(ln.model, ln.body, ln.first, i))
		m.plant[i] = vinLetters[hash(fmt.Sprint(ln.wmi, ln.model, i))%len(vinLetters)]
	}
	return m
}

func choicesIn(year int, trims []trim, drives []drive) []choice {
	var choices []choice
	for t := range trims {
		if !trims[t].years.holds(year) {
			continue
		}
		c := choice{trim: &trims[t].name}
		for d := range drives {
			if drives[d].years.holds(year) && trims[t].fits(drives[d]) {
				c.drives = append(c.drives, &drives[d])
			}
		}
		if len(c.drives) > 0 {
			choices = append(choices, c)
		}
	}
	return choices
}

// setPrices spreads the trims evenly between the lowest and the highest price of the line.
func setPrices(choices []choice, ln *line, keeps, age int) {
	for i := range choices {
		c := &choices[i]
		c.msrp = ln.low + (ln.high-ln.low)*i/max(len(choices)-1, 1)
		c.worth = worthAfter(c.msrp, keeps, age)
		c.worthElectric = worthAfter(c.msrp, keeps-35, age)
	}
}

// worthAfter takes off what the first owner loses at once, and then a share for every year. It uses whole numbers,
// whose results are the same on every machine.
func worthAfter(msrp, keeps, age int) int {
	worth := msrp * 92 / 100
	for range age {
		worth = worth * keeps / 1000
	}
	return worth
}

// slug turns a name into the lower-case words of a web address.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
