package stock

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
)

// logTime is how the log of changes writes times: their order is that of the text.
const logTime = "2006-01-02T15:04:05.000000Z"

// Changes returns what happened to vehicles, from the copy's log of changes.
func (c *Cached) Changes(ctx context.Context, s vehicle.ChangeSearch) (vehicle.Changes, error) {
	q, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Changes{}, err
	}
	changes, err := listChanges(ctx, q, s)
	changes.Origin = origin
	return changes, unavailable(ctx, "read the log of changes", err)
}

// Changes returns what happened to vehicles, from the copy's log of changes: the source keeps none.
func (f *Failover) Changes(ctx context.Context, s vehicle.ChangeSearch) (vehicle.Changes, error) {
	return f.cached.Changes(ctx, s)
}

func listChanges(ctx context.Context, q *sqlitedb.Queries, s vehicle.ChangeSearch) (changes vehicle.Changes, err error) {
	begin, err := q.GetStockChangesBegin(ctx)
	if err != nil {
		return changes, err
	}
	if begin != "" {
		if changes.Since, err = time.Parse(time.RFC3339, begin); err != nil {
			return changes, err
		}
	}
	p := sqlitedb.ListStockChangesParams{Makes: list(s.Makes), Models: list(s.Models), MaxRows: int64(s.Limit) + 1}
	if len(s.Kinds) > 0 {
		p.Kinds = array(s.Kinds)
	}
	if s.Before != 0 {
		p.BeforeID = &s.Before
	}
	if !s.Since.IsZero() {
		since := s.Since.UTC().Format(logTime)
		p.Since = &since
	}
	rows, err := q.ListStockChanges(ctx, p)
	if err != nil {
		return changes, err
	}
	if changes.More = len(rows) > s.Limit; changes.More {
		rows = rows[:s.Limit]
	}
	now, err := vehiclesNow(ctx, q, rows)
	if err != nil {
		return changes, err
	}
	for _, row := range rows {
		change, err := newChange(row, now[row.VehicleID])
		if err != nil {
			return changes, fmt.Errorf("change %d: %w", row.ID, err)
		}
		changes.List = append(changes.List, change)
	}
	return changes, nil
}

// vehiclesNow returns the changed vehicles that are in stock, by their ids.
func vehiclesNow(ctx context.Context, q *sqlitedb.Queries, changed []sqlitedb.ListStockChangesRow) (map[int64]*vehicle.Vehicle, error) {
	ids := []int64{}
	for _, row := range changed {
		if row.Kind != string(vehicle.Left) {
			ids = append(ids, row.VehicleID)
		}
	}
	rows, err := q.ListSnapshotVehicles(ctx, sqlitedb.ListSnapshotVehiclesParams{View: view, Ids: *array(ids)})
	found := make(map[int64]*vehicle.Vehicle, len(rows))
	for _, row := range rows {
		v := vehicle.Vehicle(row.VehiclesStock)
		found[v.ID] = &v
	}
	return found, err
}

func newChange(row sqlitedb.ListStockChangesRow, now *vehicle.Vehicle) (vehicle.Change, error) {
	change := vehicle.Change{ID: row.ID, Kind: vehicle.ChangeKind(row.Kind), VehicleID: row.VehicleID, Vehicle: now}
	var err error
	if change.At, err = time.Parse(time.RFC3339, row.ChangedAt); err != nil {
		return change, err
	}
	switch {
	case change.Kind == vehicle.Left:
		change.Vehicle, err = readRow(row.Old)
	case change.Kind == vehicle.Arrived && now == nil: // It has left since.
		change.Vehicle, err = readRow(row.New)
	case change.Kind != vehicle.Arrived:
		change.Fields, err = readFields(row.Old, row.New)
	}
	return change, err
}

// readFields reads the columns of an update.
func readFields(before, after *string) ([]vehicle.FieldChange, error) {
	var old, fresh map[string]json.RawMessage
	if err := readJSON(before, &old); err != nil {
		return nil, err
	}
	if err := readJSON(after, &fresh); err != nil {
		return nil, err
	}
	var fields []vehicle.FieldChange
	for _, column := range slices.Sorted(maps.Keys(fresh)) {
		fields = append(fields, vehicle.FieldChange{Column: column, Old: string(old[column]), New: string(fresh[column])})
	}
	return fields, nil
}

func readJSON(text *string, into any) error {
	if text == nil {
		return fmt.Errorf("it lacks its values")
	}
	return json.Unmarshal([]byte(*text), into)
}

// loggedRow is a vehicle in the log, by the names of its columns.
type loggedRow struct {
	ID            int64             `json:"id"`
	StockNumber   string            `json:"stock_number"`
	VIN           *string           `json:"vin"`
	Make          string            `json:"make"`
	Model         string            `json:"model"`
	Trim          *string           `json:"trim"`
	Year          *int64            `json:"year"`
	Color         *string           `json:"color"`
	BodyType      *string           `json:"body_type"`
	FuelType      *string           `json:"fuel_type"`
	Transmission  *string           `json:"transmission"`
	Drivetrain    *string           `json:"drivetrain"`
	Mileage       *int64            `json:"mileage"`
	MileageUnit   *string           `json:"mileage_unit"`
	Price         *json.Number      `json:"price"`
	Currency      *string           `json:"currency"`
	ItemCondition *string           `json:"item_condition"`
	Location      *string           `json:"location"`
	Status        string            `json:"status"`
	ListingURL    *string           `json:"listing_url"`
	ListedAt      *vehicle.DateTime `json:"listed_at"`
	UpdatedAt     vehicle.DateTime  `json:"updated_at"`
}

// readRow reads a vehicle that the log holds whole.
func readRow(text *string) (*vehicle.Vehicle, error) {
	var r loggedRow
	if err := readJSON(text, &r); err != nil {
		return nil, err
	}
	v := &vehicle.Vehicle{
		ID: r.ID, StockNumber: r.StockNumber, VIN: r.VIN, Make: r.Make, Model: r.Model, Trim: r.Trim, Year: r.Year, Color: r.Color,
		BodyType: r.BodyType, FuelType: r.FuelType, Transmission: r.Transmission, Drivetrain: r.Drivetrain, Mileage: r.Mileage,
		MileageUnit: r.MileageUnit, Currency: r.Currency, ItemCondition: r.ItemCondition, Location: r.Location, Status: r.Status,
		ListingURL: r.ListingURL, ListedAt: r.ListedAt, UpdatedAt: r.UpdatedAt,
	}
	if r.Price != nil {
		v.Price = new(vehicle.Amount)
		if err := v.Price.Scan(r.Price.String()); err != nil {
			return nil, err
		}
	}
	return v, nil
}
