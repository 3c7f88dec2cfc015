package api

import (
	"time"

	"forecourt/internal/vehicle"
)

// Car is a vehicle in an answer. What the dealer does not know is left out, and so is what a brief answer does not show.
type Car struct {
	ID           int64    `json:"id" doc:"Identifies the vehicle; get_car takes it." example:"4711"`
	Summary      string   `json:"summary" doc:"The car in one line, for people." example:"2021 Toyota Camry SE, Blue, Sedan, Automatic, Gasoline, FWD, 41,200 mi, $21,990, Austin, TX"`
	StockNumber  *string  `json:"stock_number,omitempty" doc:"The dealer's own reference." example:"A104233"`
	VIN          *string  `json:"vin,omitempty" doc:"Vehicle identification number." example:"1M8GDM9AXKP042788"`
	Make         string   `json:"make" doc:"Manufacturer's brand." example:"Toyota"`
	Model        string   `json:"model" doc:"Model." example:"Camry"`
	Trim         *string  `json:"trim,omitempty" doc:"Equipment line." example:"SE"`
	Year         *int64   `json:"year,omitempty" doc:"Model year." example:"2021"`
	Color        *string  `json:"color,omitempty" doc:"Exterior colour, as the dealer words it." example:"Blue"`
	BodyType     *string  `json:"body_type,omitempty" doc:"Body type." example:"Sedan"`
	FuelType     *string  `json:"fuel_type,omitempty" doc:"Fuel." example:"Gasoline"`
	Transmission *string  `json:"transmission,omitempty" doc:"Transmission." example:"Automatic"`
	Drivetrain   *string  `json:"drivetrain,omitempty" doc:"Driven wheels." example:"FWD"`
	Mileage      *int64   `json:"mileage,omitempty" doc:"Distance driven, in mileage_unit." example:"41200"`
	MileageUnit  *string  `json:"mileage_unit,omitempty" doc:"mi or km." example:"mi"`
	Price        *float64 `json:"price,omitempty" doc:"Asking price, in currency. Missing when it is given on request." example:"21990"`
	Currency     *string  `json:"currency,omitempty" doc:"Currency of the price (ISO 4217)." example:"USD"`
	Condition    *string  `json:"condition,omitempty" doc:"Condition, such as new, used or certified." example:"used"`
	Location     *string  `json:"location,omitempty" doc:"Where the vehicle stands." example:"Austin, TX"`
	Status       string   `json:"status" doc:"Whether it can be bought: available, reserved or sold." example:"available"`
	ListingURL   *string  `json:"listing_url,omitempty" doc:"Page of the offer, for people." example:"https://dealer.example/inventory/4711"`
	ListedAt     *string  `json:"listed_at,omitempty" doc:"When the offer was first shown, in the dealer's time." example:"2026-10-04 09:30:00"`
	UpdatedAt    *string  `json:"updated_at,omitempty" doc:"When the record last changed, in the dealer's time." example:"2026-11-01 17:05:12.000123"`
}

// newCar shows a vehicle: what a person would read first, or all of it.
func newCar(v vehicle.Vehicle, full bool) Car {
	if !full {
		return Car{
			ID: v.ID, Summary: summary(&v), Make: v.Make, Model: v.Model, Trim: v.Trim, Year: v.Year, Color: v.Color, Mileage: v.Mileage,
			MileageUnit: v.MileageUnit, Price: number(v.Price), Currency: v.Currency, Location: v.Location, Status: v.Status, ListingURL: offer(v.ListingURL),
		}
	}
	return Car{
		Summary: summary(&v),
		ID:      v.ID, StockNumber: &v.StockNumber, VIN: v.VIN, Make: v.Make, Model: v.Model, Trim: v.Trim, Year: v.Year, Color: v.Color,
		BodyType: v.BodyType, FuelType: v.FuelType, Transmission: v.Transmission, Drivetrain: v.Drivetrain, Mileage: v.Mileage,
		MileageUnit: v.MileageUnit, Price: number(v.Price), Currency: v.Currency, Condition: v.ItemCondition, Location: v.Location,
		Status: v.Status, ListingURL: offer(v.ListingURL), ListedAt: (*string)(v.ListedAt), UpdatedAt: (*string)(&v.UpdatedAt),
	}
}

// number returns an amount as the nearest float64, which JSON writes with at most two decimals.
func number(m *vehicle.Amount) *float64 {
	if m == nil {
		return nil
	}
	f := float64(*m) / 100
	return &f
}

// Origin says where an answer's rows come from.
type Origin struct {
	Source string `json:"source" enum:"live,cache" doc:"live: read from the dealer's database just now. cache: read from a copy, because the database does not answer or is not asked." example:"live"`
	AsOf   string `json:"as_of" format:"date-time" doc:"Time of the rows, in UTC." example:"2026-11-01T17:06:00Z"`
}

func newOrigin(o vehicle.Origin) Origin {
	source := "cache"
	if o.Live {
		source = "live"
	}
	return Origin{Source: source, AsOf: o.AsOf.UTC().Format(time.RFC3339)}
}

const (
	// carFrame is more than the names and numbers of a car take in JSON.
	carFrame = 900 + 4*maxSummary
	// escaped is how many bytes JSON may need for one that stands in its field and in the summary.
	escaped = 2 * 6
)

// longestCar returns a length that a vehicle's JSON does not exceed.
func longestCar(v *vehicle.Vehicle) int {
	n := len(v.StockNumber) + len(v.Make) + len(v.Model) + len(v.Status) + len(v.UpdatedAt)
	for _, text := range [...]*string{
		v.VIN, v.Trim, v.Color, v.BodyType, v.FuelType, v.Transmission, v.Drivetrain, v.MileageUnit, v.Currency, v.ItemCondition,
		v.Location, v.ListingURL, (*string)(v.ListedAt),
	} {
		if text != nil {
			n += len(*text)
		}
	}
	return carFrame + escaped*n
}
