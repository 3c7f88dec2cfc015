package vehicle

import "math"

// Catalogue returns the standard fields, in the order in which people see them. It is the only list of them. To add a
// field, add it here, and its column to sql/mysql/schema.sql, to a migration of forecourt_stock, and to sqlc.yaml. To
// add an order, add it to the Orders of a field whose kind is Ranged. Every call returns a new list.
func Catalogue() []Field {
	return []Field{
		{
			Name: "stock_number", Column: "stock_number", Kind: Text, Whole: true,
			About: "The dealer's own reference.", Example: "A104233",
		},
		{
			Name: "vin", Column: "vin", Kind: Text, Whole: true, Called: "VIN",
			About: "Vehicle identification number.", Example: "1M8GDM9AXKP042788",
		},
		{
			Name: "make", Column: "make", Kind: Word, Required: true, Narrow: true, Brief: true,
			Title: 2, Corrected: true, Also: []string{"brand", "manufacturer"},
			About: "Manufacturer's brand.", Ask: "Spelling, case and other words for it (chevy, VW) are understood.", Example: "Toyota",
		},
		{
			Name: "model", Column: "model", Kind: Word, Required: true, Narrow: true, Of: "make", Brief: true,
			Title: 3, Corrected: true,
			About: "Model, such as Camry or F-150.", Ask: "Best together with make.", Example: "Camry",
		},
		{
			Name: "trim", Column: "trim", Kind: Word, Brief: true,
			Title: 4, Unlisted: true,
			About: "Equipment line, such as SE or Limited.", Example: "SE",
		},
		{
			Name: "year", Column: "year", Kind: Number, Listed: true, Orders: []string{"year", "-year"}, Brief: true,
			Title: 1, Called: "model year",
			Low: 0, High: 9999, ListLow: 1886, ListHigh: 2100,
			About: "Model year.", Example: 2021,
		},
		{
			Name: "color", Column: "color", Kind: Word, Brief: true,
			Detail: 1, Weight: 8, Corrected: true, Also: []string{"colour"},
			About: "Exterior colour, as the dealer words it.", Ask: "Any words will do: red also finds Ruby Red.", Example: "Blue",
		},
		{
			Name: "body_type", Column: "body_type", Kind: Word,
			Detail: 2, Weight: 6, Corrected: true, Also: []string{"body"},
			About: "Body type, such as SUV, Sedan or Pickup.", Example: "SUV",
		},
		{
			Name: "fuel_type", Column: "fuel_type", Kind: Word,
			Detail: 4, Weight: 5, Corrected: true, Also: []string{"fuel"},
			About: "Fuel, such as Gasoline, Diesel, Hybrid or Electric.", Example: "Hybrid",
		},
		{
			Name: "transmission", Column: "transmission", Kind: Word,
			Detail: 3, Weight: 4, Corrected: true, Also: []string{"gearbox"},
			About: "Transmission, such as Automatic or Manual.", Example: "Automatic",
		},
		{
			Name: "drivetrain", Column: "drivetrain", Kind: Word,
			Detail: 5, Weight: 7,
			About: "Driven wheels, such as AWD, FWD, RWD or 4WD.", Example: "AWD",
		},
		{
			Name: "mileage", Column: "mileage", Kind: Number, Unit: "mileage_unit", Distance: true, Orders: []string{"mileage", "-mileage"}, Brief: true,
			Detail: 6,
			High:   1 << 32,
			About:  "Distance driven, in mileage_unit.", Example: 41200,
		},
		{
			Name: "mileage_unit", Column: "mileage_unit", Kind: Text, Brief: true,
			About: "Unit of the mileage: mi or km.", Example: "mi",
		},
		{
			Name: "price", Column: "price", Kind: Money, Decimals: 2, Unit: "currency", Orders: []string{"price", "-price"}, Brief: true,
			Detail: 7,
			High:   999_999_999_999,
			About:  "Asking price, in currency. Missing when it is given on request.", Example: 21990,
		},
		{
			Name: "currency", Column: "currency", Kind: Word, Brief: true,
			Weight: 2, Unlisted: true,
			About: "Currency of the price (ISO 4217).", Ask: "Prices are not converted: only cars priced in it are returned.", Example: "USD",
		},
		{
			Name: "condition", Column: "item_condition", Kind: Word,
			Weight: 2,
			About:  "Condition, such as new, used or certified.", Example: "used",
		},
		{
			Name: "location", Column: "location", Kind: Word, Brief: true,
			Detail: 8, Weight: 1, Corrected: true, Also: []string{"city"},
			About: "Where the vehicle stands, such as Austin, TX.", Ask: "A comma before a space belongs to the value.", Example: "Austin, TX",
		},
		{
			Name: "status", Column: "status", Kind: Word, Brief: true,
			Weight: 3,
			About:  "Whether it can be bought: available, reserved or sold.", Ask: "Without it all are returned; send available for what can be bought.", Example: "available",
		},
		{
			Name: "listing_url", Column: "listing_url", Kind: Link, Brief: true, Called: "listing",
			About: "Page of the offer, for people.", Example: "https://dealer.example/inventory/4711",
		},
		{
			Name: "listed_at", Column: "listed_at", Kind: Date, Unfiltered: true, Orders: []string{"-listed_at"},
			About: "When the offer was first shown, in the dealer's time.", Example: "2026-10-04 09:30:00",
		},
		{
			Name: "updated_at", Column: "updated_at", Kind: Date, Unfiltered: true, Orders: []string{"-updated_at"},
			About: "When the record last changed, in the dealer's time.", Example: "2026-11-01 17:05:12.000123",
		},
	}
}

// OwnField returns a field that an owner has added.
func OwnField(name string, kind Kind, about string) Field {
	f := Field{Name: name, Kind: kind, Own: true, About: about, Weight: -1}
	switch kind {
	case Number:
		f.Decimals, f.Low, f.High = 3, -ownHigh, ownHigh
		f.Listed, f.ListLow, f.ListHigh = true, -ownHigh, ownHigh
	case Money:
		f.Decimals, f.High, f.Unit = 2, 999_999_999_999, "currency"
	case Text:
		f.Whole = true
	case Date:
		f.Low, f.High = 0, math.MaxInt64
	}
	if kind.Ranged() {
		f.Orders = []string{name, "-" + name}
	}
	return f
}

// ownHigh is the greatest number in an own field, in thousandths.
const ownHigh = 1_000_000_000_000_000
