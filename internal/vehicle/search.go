package vehicle

import (
	"strconv"
	"time"
)

// Search says which vehicles are asked for. Within a list any value will do; lists and ranges must all be met. Words are
// compared whatever their case. A nil or empty field asks for nothing.
type Search struct {
	Makes, Models, Trims, Colors, BodyTypes, FuelTypes, Transmissions, Drivetrains []string
	Conditions, Locations, Statuses                                                []string
	Years                                                                          []int64
	// The ranges include their ends. A vehicle without the value is in no range.
	YearMin, YearMax       *int64
	PriceMin, PriceMax     *Amount
	MileageMin, MileageMax *int64
	// Sort is the order; vehicles without the sort's value come last, ties are in the order of ids.
	Sort Sort
	// Limit is how many vehicles a page has at most.
	Limit int
	// After is the place behind which the page begins, nil for the first.
	After *Cursor
}

// Sort names an order.
type Sort string

// The orders. A minus begins with the greatest.
const (
	ByPrice         Sort = "price"
	ByPriceDesc     Sort = "-price"
	ByYear          Sort = "year"
	ByYearDesc      Sort = "-year"
	ByMileage       Sort = "mileage"
	ByMileageDesc   Sort = "-mileage"
	ByListedAtDesc  Sort = "-listed_at"
	ByUpdatedAtDesc Sort = "-updated_at"
)

// Sorts lists the orders.
func Sorts() []Sort {
	return []Sort{ByPrice, ByPriceDesc, ByYear, ByYearDesc, ByMileage, ByMileageDesc, ByListedAtDesc, ByUpdatedAtDesc}
}

// Cursor is a place in an order: the value by which it is sorted, as text, and the id. Value is nil among the vehicles
// that have none.
type Cursor struct {
	Value *string
	ID    int64
}

// CountedUpTo is the number up to which a page's total is exact.
const CountedUpTo = 10000

// Page is an answer to a Search.
type Page struct {
	Vehicles []Vehicle
	// Total is the number of vehicles that match, at most CountedUpTo; then there may be more.
	Total int64
	// More tells that there are vehicles behind the page.
	More bool
	// Origin says where the rows come from.
	Origin Origin
}

// Origin says where rows come from, and of when they are.
type Origin struct {
	// Live tells that they were read from the source itself.
	Live bool
	// AsOf is the source's time of the rows.
	AsOf time.Time
	// Fingerprint is that of the snapshot, "" for live rows.
	Fingerprint string
}

// Count is a value with the number of vehicles that have it.
type Count struct {
	// Make is the make of a model, "" for other values.
	Make     string
	Value    string
	Vehicles int64
}

// Values are the words that the stock uses, by the name of the search's parameter, and the ranges of its numbers.
type Values struct {
	Vehicles               int64
	Counts                 map[string][]Count
	YearMin, YearMax       *int64
	PriceMin, PriceMax     *Amount
	MileageMin, MileageMax *int64
	Origin                 Origin
}

// CursorOf returns the place of a vehicle in an order.
func CursorOf(v Vehicle, sort Sort) Cursor {
	c := Cursor{ID: v.ID}
	text := func(s string) *string { return &s }
	switch sort {
	case ByPrice, ByPriceDesc:
		if v.Price != nil {
			c.Value = text(v.Price.String())
		}
	case ByYear, ByYearDesc:
		c.Value = integerText(v.Year)
	case ByMileage, ByMileageDesc:
		c.Value = integerText(v.Mileage)
	case ByListedAtDesc:
		if v.ListedAt != nil {
			c.Value = text(string(*v.ListedAt))
		}
	default:
		c.Value = text(string(v.UpdatedAt))
	}
	return c
}

func integerText(n *int64) *string {
	if n == nil {
		return nil
	}
	text := strconv.FormatInt(*n, 10)
	return &text
}
