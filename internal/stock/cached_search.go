package stock

import (
	"context"

	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
)

// The search's queries take the same parameters, but for the place's type.

func (c cachedQueries) withPrice(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	place, err := placeMoney(after)
	if err != nil {
		return nil, err
	}
	p := filters(s)
	q := sqlitedb.SearchByPriceParams{
		Makes: p.Makes, Models: p.Models, Trims: p.Trims, Colors: p.Colors, BodyTypes: p.BodyTypes, FuelTypes: p.FuelTypes,
		Transmissions: p.Transmissions, Drivetrains: p.Drivetrains, Conditions: p.Conditions, Locations: p.Locations, Statuses: p.Statuses, Years: p.Years,
		YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterValue: amount(place), AfterID: idOf(after), MaxRows: int64(limit),
	}
	if s.Sort == vehicle.ByPrice {
		return vehicles(c.q.SearchByPrice(ctx, q))
	}
	return vehicles(c.q.SearchByPriceDesc(ctx, sqlitedb.SearchByPriceDescParams(q)))
}

func (c cachedQueries) withInteger(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	place, err := placeInteger(after)
	if err != nil {
		return nil, err
	}
	p := filters(s)
	q := sqlitedb.SearchByYearParams{
		Makes: p.Makes, Models: p.Models, Trims: p.Trims, Colors: p.Colors, BodyTypes: p.BodyTypes, FuelTypes: p.FuelTypes,
		Transmissions: p.Transmissions, Drivetrains: p.Drivetrains, Conditions: p.Conditions, Locations: p.Locations, Statuses: p.Statuses, Years: p.Years,
		YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterValue: place, AfterID: idOf(after), MaxRows: int64(limit),
	}
	switch s.Sort {
	case vehicle.ByYear:
		return vehicles(c.q.SearchByYear(ctx, q))
	case vehicle.ByYearDesc:
		return vehicles(c.q.SearchByYearDesc(ctx, sqlitedb.SearchByYearDescParams(q)))
	case vehicle.ByMileage:
		return vehicles(c.q.SearchByMileage(ctx, sqlitedb.SearchByMileageParams(q)))
	default:
		return vehicles(c.q.SearchByMileageDesc(ctx, sqlitedb.SearchByMileageDescParams(q)))
	}
}

func (c cachedQueries) withText(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	p := filters(s)
	q := sqlitedb.SearchByUpdatedAtDescParams{
		Makes: p.Makes, Models: p.Models, Trims: p.Trims, Colors: p.Colors, BodyTypes: p.BodyTypes, FuelTypes: p.FuelTypes,
		Transmissions: p.Transmissions, Drivetrains: p.Drivetrains, Conditions: p.Conditions, Locations: p.Locations, Statuses: p.Statuses, Years: p.Years,
		YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterID: idOf(after), MaxRows: int64(limit),
	}
	if after != nil {
		if _, err := placeTime(after); err != nil {
			return nil, err
		}
		q.AfterValue = after.Value
	}
	if s.Sort == vehicle.ByListedAtDesc {
		return vehicles(c.q.SearchByListedAtDesc(ctx, sqlitedb.SearchByListedAtDescParams(q)))
	}
	return vehicles(c.q.SearchByUpdatedAtDesc(ctx, q))
}

func (c cachedQueries) without(ctx context.Context, s vehicle.Search, afterID *int64, limit int) ([]vehicle.Vehicle, error) {
	p := filters(s)
	q := sqlitedb.SearchWithoutPriceParams{
		Makes: p.Makes, Models: p.Models, Trims: p.Trims, Colors: p.Colors, BodyTypes: p.BodyTypes, FuelTypes: p.FuelTypes,
		Transmissions: p.Transmissions, Drivetrains: p.Drivetrains, Conditions: p.Conditions, Locations: p.Locations, Statuses: p.Statuses, Years: p.Years,
		YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterID: afterID, MaxRows: int64(limit),
	}
	switch s.Sort {
	case vehicle.ByPrice, vehicle.ByPriceDesc:
		return vehicles(c.q.SearchWithoutPrice(ctx, q))
	case vehicle.ByYear, vehicle.ByYearDesc:
		return vehicles(c.q.SearchWithoutYear(ctx, sqlitedb.SearchWithoutYearParams(q)))
	case vehicle.ByMileage, vehicle.ByMileageDesc:
		return vehicles(c.q.SearchWithoutMileage(ctx, sqlitedb.SearchWithoutMileageParams(q)))
	default:
		return vehicles(c.q.SearchWithoutListedAt(ctx, sqlitedb.SearchWithoutListedAtParams(q)))
	}
}

// idOf returns a place's id, nil for the beginning.
func idOf(after *vehicle.Cursor) *int64 {
	if after == nil {
		return nil
	}
	return &after.ID
}

// vehicles converts generated rows.
func vehicles(rows []sqlitedb.VehiclesStock, err error) ([]vehicle.Vehicle, error) {
	list := make([]vehicle.Vehicle, len(rows))
	for i, row := range rows {
		list[i] = vehicle.Vehicle(row)
	}
	return list, err
}
