package pages

import (
	"encoding/json"
	"strings"
	"time"

	"forecourt/api/pages/plot"
	"forecourt/internal/vehicle"
)

// changesPath is the address of list_changes.
const changesPath = "/cars/changes"

// changed is an answer of list_changes.
type changed struct {
	Items         []change `json:"items"`
	NextCursor    string   `json:"next_cursor"`
	CompleteSince string   `json:"complete_since"`
	Days          []dayOf  `json:"days"`
	Interpreted   []interpreted
	NotUnderstood []missed `json:"not_understood"`
	origin
}

type change struct {
	What      string     `json:"what"`
	ChangedAt string     `json:"changed_at"`
	CarID     vehicle.ID `json:"car_id"`
	Car       car        `json:"car"`
	Fields    []struct {
		Field string  `json:"field"`
		Old   *string `json:"old"`
		New   *string `json:"new"`
	} `json:"fields"`
	Price *struct {
		Old json.RawMessage `json:"old"`
		New json.RawMessage `json:"new"`
	} `json:"price"`
}

type dayOf struct {
	Day       string `json:"day"`
	Arrived   int64  `json:"arrived"`
	Left      int64  `json:"left"`
	PriceDrop int64  `json:"price_drop"`
	PriceRise int64  `json:"price_rise"`
	Updated   int64  `json:"updated"`
}

// kindTexts says what happened to a car.
var kindTexts = map[string]string{
	string(vehicle.Arrived): "Came into stock", string(vehicle.Left): "Left the stock", string(vehicle.PriceDrop): "Price drop",
	string(vehicle.PriceRise): "Price rise", string(vehicle.Updated): "Changed",
}

// priced is the field whose drops and rises are changes of their own kind.
const priced = "price"

// event is something that happened to a car.
type event struct {
	At moment
	// Time is the time of the day.
	Time, What, Class string
	// Car is what the car is called. Href is its page, "" if it has left.
	Car, Href string
	// Text says more about it, such as both prices.
	Text string
	More []fieldChange
}

// fieldChange is a field before and after.
type fieldChange struct{ Label, Old, New string }

// event shows a change.
func (p *Pages) event(c change) event {
	e := event{At: p.moment(c.ChangedAt), What: kindTexts[c.What], Class: c.What, Car: c.CarID.String()}
	if t, err := time.Parse(time.RFC3339, c.ChangedAt); err == nil {
		e.Time = t.UTC().Format("15:04")
	}
	unit := ""
	if len(c.Car) > 0 {
		v := p.vehicle(c.Car)
		e.Car = p.name(&v)
		if f := p.Shape.Field(priced); f != nil {
			unit = v.Value(p.Shape.Field(f.Unit)).Text()
			e.Text = p.spoken(&v, f)
		}
	}
	if c.What != string(vehicle.Left) && len(c.Car) > 0 {
		e.Href = carHref(c.CarID)
	}
	if c.What == string(vehicle.PriceDrop) || c.What == string(vehicle.PriceRise) || c.What == string(vehicle.Updated) {
		e.Text = p.moved(c, unit)
	}
	for _, f := range c.Fields {
		field := p.Shape.Field(f.Field)
		if field == nil || field.Unfiltered || c.Price != nil && f.Field == priced {
			continue // A changed time says nothing that people want to know.
		}
		e.More = append(e.More, fieldChange{p.label(f.Field), p.spokenText(field, f.Old, unit), p.spokenText(field, f.New, unit)})
	}
	return e
}

// moved writes a price before and after.
func (p *Pages) moved(c change, unit string) string {
	f := p.Shape.Field(priced)
	if c.Price == nil || f == nil {
		return ""
	}
	old, err := f.ParseNumber(string(c.Price.Old))
	fresh, freshErr := f.ParseNumber(string(c.Price.New))
	if err != nil || freshErr != nil {
		return ""
	}
	sign, by := "−", old-fresh
	if by < 0 {
		sign, by = "+", -by
	}
	return f.SpokenNumber(old, unit) + " → " + f.SpokenNumber(fresh, unit) + " (" + sign + f.SpokenNumber(by, unit) + ")"
}

// spokenText writes a value for people. The answer has it as text, whatever the kind of its field.
func (p *Pages) spokenText(f *vehicle.Field, text *string, unit string) string {
	switch {
	case text == nil:
		return "not known"
	case f.Kind == vehicle.Date:
		return day(*text)
	case f.Kind == vehicle.Money || f.Kind == vehicle.Number && f.Unit != "":
		if n, err := f.ParseNumber(*text); err == nil {
			if f.Kind != vehicle.Money {
				unit = ""
			}
			return f.SpokenNumber(n, unit)
		}
	}
	return shorten(strings.TrimSpace(*text), maxShown)
}

// untilNow is the part of the plot's width that the past takes. The rest shows today's price.
const untilNow = 0.96

// curve draws the price since the car arrived, or since changes were logged. It returns nil if the price never
// changed.
func (p *Pages) curve(list []change, now string, v *vehicle.Vehicle) *plot.Plot {
	f := p.Shape.Field(priced)
	if f == nil || !v.Value(f).Known() {
		return nil
	}
	last, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return nil
	}
	unit := v.Value(p.Shape.Field(f.Unit)).Text()
	type priceAt struct {
		at    time.Time
		price int64
	}
	prices := []priceAt{}
	for i := len(list) - 1; i >= 0; i-- { // The list begins with the last change.
		at, err := time.Parse(time.RFC3339, list[i].ChangedAt)
		if err != nil || list[i].Price == nil {
			continue
		}
		old, err := f.ParseNumber(string(list[i].Price.Old))
		fresh, freshErr := f.ParseNumber(string(list[i].Price.New))
		if err != nil || freshErr != nil {
			continue
		}
		if len(prices) == 0 {
			first, err := time.Parse(time.RFC3339, list[len(list)-1].ChangedAt)
			if err != nil || list[len(list)-1].What != string(vehicle.Arrived) {
				first = at.Add(-max(last.Sub(at)/4, 24*time.Hour))
			}
			prices = append(prices, priceAt{first, old})
		}
		prices = append(prices, priceAt{at, fresh})
	}
	if len(prices) == 0 {
		return nil
	}
	first, whole := prices[0].at, last.Sub(prices[0].at).Seconds()
	low, high := prices[0].price, prices[0].price
	var points []plot.Point
	var words []string
	for _, one := range prices {
		points = append(points, plot.Point{At: untilNow * min(1, one.at.Sub(first).Seconds()/max(whole, 1)), Value: float64(one.price)})
		low, high = min(low, one.price), max(high, one.price)
		words = append(words, f.SpokenNumber(one.price, unit)+" from "+one.at.UTC().Format("2 Jan 2006"))
	}
	label := "Price: " + strings.Join(words, ", ")
	return &plot.Plot{
		Label: label, SVG: plot.Steps(label, points), High: f.SpokenNumber(high, unit), Low: f.SpokenNumber(low, unit),
		First: first.UTC().Format("2 Jan 2006"), Last: last.UTC().Format("2 Jan 2006"),
	}
}
