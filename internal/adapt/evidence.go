package adapt

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// fit scores how well a column's values fit a field: 1 proves it, 0 means that nothing speaks against it, and -1 that
// it is impossible. why is the evidence for people, or "".
func (a *analysis) fit(field string, at int) (score float64, why string) {
	p, c := a.profiles[at], a.in.Columns[at]
	if p.filled == 0 {
		return 0, ""
	}
	switch field {
	case "vin":
		return vinFit(p)
	case "make", "model":
		return a.nameFit(field, at)
	case "color", "body_type", "fuel_type", "transmission", "drivetrain", "condition":
		return wordFit(field, p, a.matches[at][field].score > 0.5)
	case "status":
		return statusFit(p)
	case "year":
		return yearFit(p, a.in.Now)
	case "mileage":
		return a.amountFit(at, 2_000_000, 1500, 400_000, -1)
	case "price":
		return a.amountFit(at, 1e11, 300, 2e10, 1) // Iranian and Vietnamese prices have ten digits.
	case "listed_at", "updated_at":
		return timeFit(p, c)
	case "listing_url":
		switch {
		case p.shapes["url"] < 0.8:
			return -1, ""
		case p.shapes["image"] > 0.5 || p.distinct*2 < p.filled:
			return -0.7, ""
		}
		return 1, "web addresses"
	case "stock_number":
		if p.numeric > 0.9 && slices.ContainsFunc(a.tokens[at], func(t token) bool { return t.means("id") }) {
			return -0.8, "" // A number called id is the database's own.
		}
		return referenceFit(p, c.Key)
	case "trim", "location":
		return textFit(field, p)
	case "mileage_unit":
		return codeFit(p, func(v string) bool { return unitWord[v] != "" }, "units")
	case "currency":
		return codeFit(p, func(v string) bool { return currencyOf(v) != "" }, "currencies")
	}
	return 0, ""
}

func vinFit(p *profile) (float64, string) {
	switch share := p.shapes["vin"]; {
	case p.shapes["check"] > 0.6 && share > 0.8:
		return 1, percent(p.shapes["check"], "have a VIN's check digit")
	case share > 0.8 && p.numeric < 0.5:
		return 0.9, percent(share, "look like VINs")
	case share > 0.3:
		return 0.3, percent(share, "look like VINs")
	}
	if p.length >= 6 && p.length <= 20 && p.distinct*2 > p.filled && p.numeric < 0.9 {
		return -0.1, ""
	}
	return -1, ""
}

// nameFit scores a column of makes or models: known names, and words that are not numbers.
func (a *analysis) nameFit(field string, at int) (float64, string) {
	p := a.profiles[at]
	other := "model"
	if field == "model" {
		other = "make"
	}
	share := p.known[field]
	if field == "make" && p.spaced > 0.5 || p.shapes["url"] > 0.3 || p.dates > 0.3 || p.length > 60 {
		return -1, ""
	}
	switch {
	case field == "make" && p.exact < share/2:
		return -0.7, "" // It is a title, which holds more than the make.
	case p.known["color"] > 0.8 || p.known["fuel_type"] > 0.8 && share < 0.5:
		return -0.8, ""
	case field == "model" && p.numeric > 0.8 && p.high < 100:
		return -0.2, "" // Mazda has a 3 and Polestar a 2, but a column of small numbers counts something.
	case field == "model" && p.known["make"] > 0.9 && share < 0.9:
		if p.exact < 0.5 {
			return -0.3, "" // The make stands before the model.
		}
		return -0.7, ""
	case share > 0.6 && share >= p.known[other]:
		return 1, percent(share, "are known "+field+"s")
	case share > 0.3:
		return 0.5, percent(share, "are known "+field+"s")
	case p.numeric > 0.9 && (field == "make" || p.distinct*2 > p.filled || p.high > 99999):
		return -0.8, ""
	case p.unique() && p.length > 4:
		return -0.5, ""
	case field == "make" && !p.few():
		return -0.4, ""
	}
	return 0, ""
}

// codes are the letters that stand for the words of a field, if a column's name says that it holds the field.
var codes = map[string]string{"transmission": "am", "fuel_type": "pdgheb", "drivetrain": "fra4", "condition": "nuc"}

// wordFit scores a column of words of which the most common are known in many languages. named says that its name
// means the field.
func wordFit(field string, p *profile, named bool) (float64, string) {
	share := p.known[field]
	for value, count := range p.counts {
		if named && len(value) == 1 && strings.Contains(codes[field], strings.ToLower(value)) {
			share += float64(count) / float64(p.filled)
		}
	}
	switch {
	case p.dates > 0.3 || p.shapes["url"] > 0.3 || p.length > 60:
		return -1, ""
	case share > 0.6:
		return 1, percent(share, "are known values")
	case share > 0.25:
		return 0.5, percent(share, "are known values")
	case field != "condition" && flagOf(p) != nil:
		return -0.5, "" // Yes and no are no words for it: a flag for four driven wheels does not say which two others have.
	case p.numeric > 0.9 && p.distinct > 12:
		return -1, ""
	case p.numeric > 0.9 && p.distinct > 2 && field != "condition":
		return -0.3, ""
	case !p.few() && field != "color" && field != "body_type" && field != "transmission":
		return -0.5, ""
	case p.length <= 2 && p.distinct <= 6:
		return 0.1, ""
	}
	return 0, ""
}

func yearFit(p *profile, now time.Time) (float64, string) {
	latest := float64(now.Year() + 2)
	plausible, n := 0, 0
	for i, number := range p.numbers {
		year := number
		if math.IsNaN(year) {
			year = p.years[i]
		}
		if math.IsNaN(year) {
			continue
		}
		n++
		if year >= 1900 && year <= latest && year == math.Trunc(year) {
			plausible++
		}
	}
	if n == 0 || float64(n) < 0.7*float64(p.filled) || float64(plausible) < 0.7*float64(n) {
		return -1, ""
	}
	if p.distinct == 1 {
		return -0.3, ""
	}
	if p.dates > 0.7 {
		spread := spread(p.years)
		if spread < 4 {
			return -0.6, ""
		}
		return 0.7, fmt.Sprintf("dates over %.0f years", spread)
	}
	return 1, fmt.Sprintf("years %.0f to %.0f", p.low, p.high)
}

func spread(numbers []float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, n := range numbers {
		if !math.IsNaN(n) {
			low, high = min(low, n), max(high, n)
		}
	}
	return high - low
}

// amountFit scores a column of mileages or prices: numbers of a likely size. If the year is known, prices should rise
// with it and mileages fall; trend is the expected sign.
func (a *analysis) amountFit(at int, most, low, high float64, trend float64) (float64, string) {
	p := a.profiles[at]
	switch {
	case p.numeric < 0.7 || p.high > most*50 || p.distinct < 3:
		return -1, ""
	case p.mid > high || p.high < low:
		return -0.9, ""
	case p.mid < low:
		return -0.4, ""
	}
	why := fmt.Sprintf("%s to %s", short(p.low), short(p.high))
	if p.distinct*5 < p.filled && p.distinct < 30 || p.unique() && p.high-p.low < float64(2*p.rows) && p.rows > 10 {
		return -0.5, ""
	}
	unit, currency := a.inValues(at, unitName), a.inValues(at, currencyOf)
	switch {
	case trend < 0 && unit != "", trend > 0 && currency != "":
		return 1, why + ", written in " + unit + currency
	case unit+currency != "":
		return -0.8, ""
	}
	score := 0.6
	if r := a.correlation(p) * trend; r > 0.25 {
		score = 0.9
	} else if r < -0.4 {
		score = 0.1
	}
	return score, why
}

func timeFit(p *profile, c Column) (float64, string) {
	kind := strings.ToLower(c.Type)
	switch {
	case p.dates > 0.8:
		if spread(p.years) > 12 {
			return -0.3, ""
		}
		return 0.5, "dates"
	case strings.HasPrefix(kind, "date") || strings.HasPrefix(kind, "timestamp"):
		return 0.3, ""
	case p.numeric > 0.9 && p.low > 1e9 && p.high < 2e12:
		return -0.2, ""
	}
	return -1, ""
}

func referenceFit(p *profile, key bool) (float64, string) {
	switch {
	case p.dates > 0.5 || p.shapes["url"] > 0.2 || p.length > 40 || p.spaced > 0.3 || p.shapes["vin"] > 0.8:
		return -1, ""
	case p.shapes["uuid"] > 0.5 || p.length > 24:
		return -0.8, ""
	case !key && p.distinct*10 < p.filled*6:
		return -0.8, ""
	case p.numeric > 0.9:
		return 0.1, ""
	case p.unique():
		return 0.6, "no value comes twice"
	}
	return 0.3, ""
}

func textFit(field string, p *profile) (float64, string) {
	switch {
	case p.dates > 0.3 || p.shapes["url"] > 0.3 || p.length > 80 || p.shapes["email"]+p.shapes["phone"] > 0.3:
		return -1, ""
	case field == "location" && p.known["location"] > 0.3:
		return 0.5, percent(p.known["location"], "are known places")
	case p.numeric > 0.9:
		return -0.6, ""
	case p.known["color"] > 0.8 || p.known["fuel_type"] > 0.8 || p.known["transmission"] > 0.8:
		return -0.6, ""
	case field == "trim" && p.known["model"] > 0.45:
		return -0.5, ""
	case p.unique() && p.rows > 20:
		return -0.4, ""
	}
	return 0.2, ""
}

func codeFit(p *profile, known func(string) bool, what string) (float64, string) {
	share := 0.0
	for value, count := range p.counts {
		if known(fold(value)) {
			share += float64(count) / float64(p.filled)
		}
	}
	if share > 0.8 {
		return 1, what
	}
	return -1, ""
}

func percent(share float64, what string) string {
	if share > 0.995 {
		return "all values " + what
	}
	return fmt.Sprintf("%.0f%% of the values %s", math.Floor(share*100), what)
}

// short writes a number for people.
func short(n float64) string {
	if n == math.Trunc(n) {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprintf("%.2f", n)
}
