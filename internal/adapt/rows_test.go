package adapt_test

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// car is one vehicle of an invented stock, which the columns of a schema show.
type car struct {
	row                int
	make, model, trim  string
	year, month, miles int
	price              int
	rng                *rand.Rand
	words              map[string][]string
	language           string
}

var cars = []string{
	"Audi:A3,A4,Q5", "BMW:320d,X3,118i", "Ford:Focus,Fiesta,Kuga", "Volkswagen:Golf,Polo,Passat", "Toyota:Corolla,Yaris,RAV4",
	"Renault:Clio,Megane,Captur", "Peugeot:208,308,3008", "Skoda:Octavia,Fabia,Superb", "Opel:Astra,Corsa", "Honda:Civic,CR-V,Accord",
	"Hyundai:i30,Tucson,Elantra", "Kia:Ceed,Sportage", "Nissan:Qashqai,Micra,Altima", "Volvo:V60,XC60", "Mercedes-Benz:C 220,A 180,E 350",
	"Chevrolet:Malibu,Tahoe,Cruze", "Jeep:Wrangler,Compass", "Mazda:CX-5,Mazda3", "Fiat:500,Panda,Tipo", "Seat:Leon,Ibiza",
}

var trims = []string{"Sport", "SE", "XLT", "S line", "Comfortline", "Limited", "Style", "Titanium", "EX-L", "Premium Plus", "GT Line", "LX", "Ambition", "Elegance"}

func readValues(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string][]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if name, list, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "#") {
			words[name] = strings.Split(list, ", ")
		}
	}
	return words
}

func makeRows(t *testing.T, s schema, makers []string, words map[string][]string, n int) [][]*string {
	t.Helper()
	seed := fnv.New64a()
	seed.Write([]byte(s.name))
	stock := cars
	if s.cars != "" {
		stock = words["cars."+s.cars]
	}
	rng := rand.New(rand.NewPCG(seed.Sum64(), 1))
	var rows [][]*string
	for i := range n {
		brand, models, _ := strings.Cut(stock[rng.IntN(len(stock))], ":")
		c := &car{
			row: i, make: brand, model: pick(rng, strings.FieldsFunc(models, func(r rune) bool { return r == ',' || r == ';' })), trim: pick(rng, trims), year: 2006 + rng.IntN(20),
			month: 1 + rng.IntN(12), rng: rng, words: words, language: s.language,
		}
		c.miles = (2026-c.year)*(5000+rng.IntN(6000)) + rng.IntN(4000) + 12
		c.price = 2500 + (c.year-2005)*(900+rng.IntN(600)) + rng.IntN(900)
		row := make([]*string, len(makers))
		for j, maker := range makers {
			row[j] = c.nullable(t, s.name, maker)
		}
		rows = append(rows, row)
	}
	return rows
}

func pick(rng *rand.Rand, list []string) string { return list[rng.IntN(len(list))] }

// nullable makes a value. "?0.3 vin" is NULL in three of ten rows.
func (c *car) nullable(t *testing.T, name, maker string) *string {
	t.Helper()
	if maker == "null" {
		return nil
	}
	if rest, ok := strings.CutPrefix(maker, "?"); ok {
		share, inner, _ := strings.Cut(rest, " ")
		if p, err := strconv.ParseFloat(share, 64); err != nil {
			t.Fatal(err)
		} else if c.rng.Float64() < p {
			return nil
		}
		maker = inner
	}
	value, ok := c.value(maker)
	if !ok {
		t.Fatalf("%s: nothing makes %q", name, maker)
	}
	return &value
}

func (c *car) value(maker string) (string, bool) {
	kind, rest, _ := strings.Cut(maker, ":")
	if v, ok := c.plain(kind, rest); ok {
		return v, true
	}
	if v, ok := c.composed(kind, rest); ok {
		return v, true
	}
	if v, ok := c.dated(kind); ok {
		return v, true
	}
	if v, ok := c.number(kind, rest); ok {
		return v, true
	}
	switch kind {
	case "text", "text.", "text ", "text,":
		return c.formatted(kind[4:], rest)
	}
	if strings.Contains(kind, ".") && c.words[kind] != nil {
		return pick(c.rng, c.words[kind]), true
	}
	for _, language := range []string{c.language, "any", "en"} {
		if list := c.words[kind+"."+language]; list != nil {
			return pick(c.rng, list), true
		}
	}
	return "", false
}

// formatted writes a number into a text: "text.:price:€ {}" groups thousands with points.
func (c *car) formatted(separator, rest string) (string, bool) {
	what, form, ok := strings.Cut(rest, ":")
	digits, known := c.number(what, "")
	if _, err := strconv.Atoi(digits); err == nil && separator != "" {
		for at := len(digits) - 3; at > 0; at -= 3 {
			digits = digits[:at] + separator + digits[at:]
		}
	}
	return strings.ReplaceAll(form, "{}", digits), ok && known
}
