package demo

import "forecourt/internal/vehicle"

// Vehicle is one row of the contract (sql/mysql/schema.sql).
//
// The parameters of the queries that sqlc generates convert to it directly, so its fields have their names, order and
// types. A nil pointer is SQL NULL: the source does not know the value.
type Vehicle struct {
	// ID is the contract's unique key.
	ID int64
	// StockNumber is the dealer's own reference.
	StockNumber string
	// VIN is the vehicle identification number (ISO 3779), 17 characters. It may repeat.
	VIN *string
	// Make is the manufacturer's brand. It may be the empty string.
	Make string
	// Model is the model's name. It may be the empty string.
	Model string
	// Trim is the equipment line.
	Trim *string
	// Year is the model year.
	Year *int64
	// Color is the exterior colour, in the source's words.
	Color *string
	// BodyType, FuelType, Transmission and Drivetrain are in the source's words.
	BodyType     *string
	FuelType     *string
	Transmission *string
	Drivetrain   *string
	// Mileage is the distance driven, in MileageUnit ("mi" or "km").
	Mileage     *int64
	MileageUnit *string
	// Price is the asking price in Currency (ISO 4217).
	Price    *vehicle.Amount
	Currency *string
	// ItemCondition is "new", "used" or another word of the source.
	ItemCondition *string
	// Location is where the vehicle stands.
	Location *string
	// Status is "available", "reserved", "sold" or another word of the source.
	Status string
	// ListingURL is the public page of the offer.
	ListingURL *string
	// ListedAt is when the offer was first shown. The source names no time zone.
	ListedAt *vehicle.DateTime
	// UpdatedAt is when the source last changed the row, to the microsecond.
	UpdatedAt vehicle.DateTime
}
