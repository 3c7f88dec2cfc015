package stock

import (
	"context"
	"fmt"

	"forecourt/db/mysqldb"
	"forecourt/internal/vehicle"
)

// liveQueries are the search in MySQL.
type liveQueries struct{ q *mysqldb.Queries }

// anyOf is the argument that makes a list ask for nothing.
func anyOf(words []string) int64 {
	if len(words) == 0 {
		return 1
	}
	return 0
}

// words returns a list's arguments: whether it asks for nothing, the words for the column's collation, and the bytes of
// each in hexadecimal, for their exact comparison.
func words(list []string) (none any, lower []string, exact string) {
	if len(list) == 0 {
		return anyOf(list), nil, ""
	}
	lower = lowered(list)
	exact = "-" // FIND_IN_SET finds an empty word in a list that has others.
	for _, word := range lower {
		exact += fmt.Sprintf(",%X", word)
	}
	return anyOf(list), lower, exact
}

// optionalWords is words for a column that may be NULL.
func optionalWords(list []string) (none any, lower []*string, exact string) {
	none, texts, exact := words(list)
	for i := range texts {
		lower = append(lower, &texts[i])
	}
	return none, lower, exact
}

// liveFilters are the parameters that all searches share, in the count's form.
func liveFilters(s vehicle.Search) mysqldb.CountSearchParams {
	p := mysqldb.CountSearchParams{
		AnyYears: int64(1), YearMin: s.YearMin, YearMax: s.YearMax, PriceMin: s.PriceMin, PriceMax: s.PriceMax,
		MileageMin: s.MileageMin, MileageMax: s.MileageMax,
	}
	p.AnyMakes, p.Makes, p.ExactMakes = words(s.Makes)
	p.AnyModels, p.Models, p.ExactModels = words(s.Models)
	p.AnyTrims, p.Trims, p.ExactTrims = optionalWords(s.Trims)
	p.AnyColors, p.Colors, p.ExactColors = optionalWords(s.Colors)
	p.AnyBodyTypes, p.BodyTypes, p.ExactBodyTypes = optionalWords(s.BodyTypes)
	p.AnyFuelTypes, p.FuelTypes, p.ExactFuelTypes = optionalWords(s.FuelTypes)
	p.AnyTransmissions, p.Transmissions, p.ExactTransmissions = optionalWords(s.Transmissions)
	p.AnyDrivetrains, p.Drivetrains, p.ExactDrivetrains = optionalWords(s.Drivetrains)
	p.AnyConditions, p.Conditions, p.ExactConditions = optionalWords(s.Conditions)
	p.AnyLocations, p.Locations, p.ExactLocations = optionalWords(s.Locations)
	p.AnyStatuses, p.Statuses, p.ExactStatuses = words(s.Statuses)
	for i := range s.Years {
		p.AnyYears = int64(0)
		p.Years = append(p.Years, &s.Years[i])
	}
	return p
}

func (l liveQueries) count(ctx context.Context, s vehicle.Search) (int64, error) {
	p := liveFilters(s)
	p.Limit = vehicle.CountedUpTo + 1
	return l.q.CountSearch(ctx, p)
}

func (l liveQueries) with(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	switch s.Sort {
	case vehicle.ByPrice, vehicle.ByPriceDesc:
		return l.withPrice(ctx, s, after, limit)
	case vehicle.ByYear, vehicle.ByYearDesc, vehicle.ByMileage, vehicle.ByMileageDesc:
		return l.withInteger(ctx, s, after, limit)
	default:
		return l.withTime(ctx, s, after, limit)
	}
}

func (l liveQueries) withPrice(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	place, err := placeMoney(after)
	if err != nil {
		return nil, err
	}
	p := liveFilters(s)
	q := mysqldb.SearchByPriceParams{
		AnyMakes: p.AnyMakes, Makes: p.Makes, ExactMakes: p.ExactMakes,
		AnyModels: p.AnyModels, Models: p.Models, ExactModels: p.ExactModels,
		AnyTrims: p.AnyTrims, Trims: p.Trims, ExactTrims: p.ExactTrims,
		AnyColors: p.AnyColors, Colors: p.Colors, ExactColors: p.ExactColors,
		AnyBodyTypes: p.AnyBodyTypes, BodyTypes: p.BodyTypes, ExactBodyTypes: p.ExactBodyTypes,
		AnyFuelTypes: p.AnyFuelTypes, FuelTypes: p.FuelTypes, ExactFuelTypes: p.ExactFuelTypes,
		AnyTransmissions: p.AnyTransmissions, Transmissions: p.Transmissions, ExactTransmissions: p.ExactTransmissions,
		AnyDrivetrains: p.AnyDrivetrains, Drivetrains: p.Drivetrains, ExactDrivetrains: p.ExactDrivetrains,
		AnyConditions: p.AnyConditions, Conditions: p.Conditions, ExactConditions: p.ExactConditions,
		AnyLocations: p.AnyLocations, Locations: p.Locations, ExactLocations: p.ExactLocations,
		AnyStatuses: p.AnyStatuses, Statuses: p.Statuses, ExactStatuses: p.ExactStatuses,
		AnyYears: p.AnyYears, Years: p.Years, YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterValue: place, AfterID: liveID(after), Limit: int32(limit),
	}
	if s.Sort == vehicle.ByPrice {
		return liveVehicles(l.q.SearchByPrice(ctx, q))
	}
	return liveVehicles(l.q.SearchByPriceDesc(ctx, mysqldb.SearchByPriceDescParams(q)))
}

func (l liveQueries) withInteger(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	place, err := placeInteger(after)
	if err != nil {
		return nil, err
	}
	p := liveFilters(s)
	q := mysqldb.SearchByYearParams{
		AnyMakes: p.AnyMakes, Makes: p.Makes, ExactMakes: p.ExactMakes,
		AnyModels: p.AnyModels, Models: p.Models, ExactModels: p.ExactModels,
		AnyTrims: p.AnyTrims, Trims: p.Trims, ExactTrims: p.ExactTrims,
		AnyColors: p.AnyColors, Colors: p.Colors, ExactColors: p.ExactColors,
		AnyBodyTypes: p.AnyBodyTypes, BodyTypes: p.BodyTypes, ExactBodyTypes: p.ExactBodyTypes,
		AnyFuelTypes: p.AnyFuelTypes, FuelTypes: p.FuelTypes, ExactFuelTypes: p.ExactFuelTypes,
		AnyTransmissions: p.AnyTransmissions, Transmissions: p.Transmissions, ExactTransmissions: p.ExactTransmissions,
		AnyDrivetrains: p.AnyDrivetrains, Drivetrains: p.Drivetrains, ExactDrivetrains: p.ExactDrivetrains,
		AnyConditions: p.AnyConditions, Conditions: p.Conditions, ExactConditions: p.ExactConditions,
		AnyLocations: p.AnyLocations, Locations: p.Locations, ExactLocations: p.ExactLocations,
		AnyStatuses: p.AnyStatuses, Statuses: p.Statuses, ExactStatuses: p.ExactStatuses,
		AnyYears: p.AnyYears, Years: p.Years, YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterValue: place, AfterID: liveID(after), Limit: int32(limit),
	}
	switch s.Sort {
	case vehicle.ByYear:
		return liveVehicles(l.q.SearchByYear(ctx, q))
	case vehicle.ByYearDesc:
		return liveVehicles(l.q.SearchByYearDesc(ctx, mysqldb.SearchByYearDescParams(q)))
	case vehicle.ByMileage:
		return liveVehicles(l.q.SearchByMileage(ctx, mysqldb.SearchByMileageParams(q)))
	default:
		return liveVehicles(l.q.SearchByMileageDesc(ctx, mysqldb.SearchByMileageDescParams(q)))
	}
}

// lastTime is behind every updated_at: the column is never NULL, so that its query has no way to begin at no place.
const lastTime = "9999-12-31 23:59:59.999999"

func (l liveQueries) withTime(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	p := liveFilters(s)
	q := mysqldb.SearchByUpdatedAtDescParams{
		AnyMakes: p.AnyMakes, Makes: p.Makes, ExactMakes: p.ExactMakes,
		AnyModels: p.AnyModels, Models: p.Models, ExactModels: p.ExactModels,
		AnyTrims: p.AnyTrims, Trims: p.Trims, ExactTrims: p.ExactTrims,
		AnyColors: p.AnyColors, Colors: p.Colors, ExactColors: p.ExactColors,
		AnyBodyTypes: p.AnyBodyTypes, BodyTypes: p.BodyTypes, ExactBodyTypes: p.ExactBodyTypes,
		AnyFuelTypes: p.AnyFuelTypes, FuelTypes: p.FuelTypes, ExactFuelTypes: p.ExactFuelTypes,
		AnyTransmissions: p.AnyTransmissions, Transmissions: p.Transmissions, ExactTransmissions: p.ExactTransmissions,
		AnyDrivetrains: p.AnyDrivetrains, Drivetrains: p.Drivetrains, ExactDrivetrains: p.ExactDrivetrains,
		AnyConditions: p.AnyConditions, Conditions: p.Conditions, ExactConditions: p.ExactConditions,
		AnyLocations: p.AnyLocations, Locations: p.Locations, ExactLocations: p.ExactLocations,
		AnyStatuses: p.AnyStatuses, Statuses: p.Statuses, ExactStatuses: p.ExactStatuses,
		AnyYears: p.AnyYears, Years: p.Years, YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterValue: lastTime, AfterID: liveID(after), Limit: int32(limit),
	}
	var listed *vehicle.DateTime
	if after != nil {
		place, err := placeTime(after)
		if err != nil {
			return nil, err
		}
		q.AfterValue, listed = place, &place
	}
	if s.Sort == vehicle.ByUpdatedAtDesc {
		return liveVehicles(l.q.SearchByUpdatedAtDesc(ctx, q))
	}
	return liveVehicles(l.q.SearchByListedAtDesc(ctx, mysqldb.SearchByListedAtDescParams{
		AnyMakes: p.AnyMakes, Makes: p.Makes, ExactMakes: p.ExactMakes,
		AnyModels: p.AnyModels, Models: p.Models, ExactModels: p.ExactModels,
		AnyTrims: p.AnyTrims, Trims: p.Trims, ExactTrims: p.ExactTrims,
		AnyColors: p.AnyColors, Colors: p.Colors, ExactColors: p.ExactColors,
		AnyBodyTypes: p.AnyBodyTypes, BodyTypes: p.BodyTypes, ExactBodyTypes: p.ExactBodyTypes,
		AnyFuelTypes: p.AnyFuelTypes, FuelTypes: p.FuelTypes, ExactFuelTypes: p.ExactFuelTypes,
		AnyTransmissions: p.AnyTransmissions, Transmissions: p.Transmissions, ExactTransmissions: p.ExactTransmissions,
		AnyDrivetrains: p.AnyDrivetrains, Drivetrains: p.Drivetrains, ExactDrivetrains: p.ExactDrivetrains,
		AnyConditions: p.AnyConditions, Conditions: p.Conditions, ExactConditions: p.ExactConditions,
		AnyLocations: p.AnyLocations, Locations: p.Locations, ExactLocations: p.ExactLocations,
		AnyStatuses: p.AnyStatuses, Statuses: p.Statuses, ExactStatuses: p.ExactStatuses,
		AnyYears: p.AnyYears, Years: p.Years, YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		AfterValue: listed, AfterID: q.AfterID, Limit: q.Limit,
	}))
}

func (l liveQueries) without(ctx context.Context, s vehicle.Search, afterID *int64, limit int) ([]vehicle.Vehicle, error) {
	p := liveFilters(s)
	q := mysqldb.SearchWithoutPriceParams{
		AnyMakes: p.AnyMakes, Makes: p.Makes, ExactMakes: p.ExactMakes,
		AnyModels: p.AnyModels, Models: p.Models, ExactModels: p.ExactModels,
		AnyTrims: p.AnyTrims, Trims: p.Trims, ExactTrims: p.ExactTrims,
		AnyColors: p.AnyColors, Colors: p.Colors, ExactColors: p.ExactColors,
		AnyBodyTypes: p.AnyBodyTypes, BodyTypes: p.BodyTypes, ExactBodyTypes: p.ExactBodyTypes,
		AnyFuelTypes: p.AnyFuelTypes, FuelTypes: p.FuelTypes, ExactFuelTypes: p.ExactFuelTypes,
		AnyTransmissions: p.AnyTransmissions, Transmissions: p.Transmissions, ExactTransmissions: p.ExactTransmissions,
		AnyDrivetrains: p.AnyDrivetrains, Drivetrains: p.Drivetrains, ExactDrivetrains: p.ExactDrivetrains,
		AnyConditions: p.AnyConditions, Conditions: p.Conditions, ExactConditions: p.ExactConditions,
		AnyLocations: p.AnyLocations, Locations: p.Locations, ExactLocations: p.ExactLocations,
		AnyStatuses: p.AnyStatuses, Statuses: p.Statuses, ExactStatuses: p.ExactStatuses,
		AnyYears: p.AnyYears, Years: p.Years, YearMin: p.YearMin, YearMax: p.YearMax, PriceMin: p.PriceMin, PriceMax: p.PriceMax, MileageMin: p.MileageMin, MileageMax: p.MileageMax,
		Limit: int32(limit),
	}
	if afterID != nil {
		q.AfterID = *afterID
	}
	switch s.Sort {
	case vehicle.ByPrice, vehicle.ByPriceDesc:
		return liveVehicles(l.q.SearchWithoutPrice(ctx, q))
	case vehicle.ByYear, vehicle.ByYearDesc:
		return liveVehicles(l.q.SearchWithoutYear(ctx, mysqldb.SearchWithoutYearParams(q)))
	case vehicle.ByMileage, vehicle.ByMileageDesc:
		return liveVehicles(l.q.SearchWithoutMileage(ctx, mysqldb.SearchWithoutMileageParams(q)))
	default:
		return liveVehicles(l.q.SearchWithoutListedAt(ctx, mysqldb.SearchWithoutListedAtParams(q)))
	}
}

func liveID(after *vehicle.Cursor) int64 {
	if after == nil {
		return 0
	}
	return after.ID
}

// liveVehicles converts generated rows.
func liveVehicles(rows []mysqldb.VehiclesStock, err error) ([]vehicle.Vehicle, error) {
	list := make([]vehicle.Vehicle, len(rows))
	for i, row := range rows {
		list[i] = vehicle.Vehicle(row)
	}
	return list, err
}
