package demo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"forecourt/db/demodb"
	demosql "forecourt/sql/demo"
)

// Write makes an SQLite file at path with a dealer's database of the given number of vehicles, and the contract's view.
// An existing file is replaced when the new one is complete.
func Write(ctx context.Context, path string, g *Generator, vehicles int) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("make the demo's database: %w", err)
	}
	if err := inTransaction(ctx, fresh, func(tx *sql.Tx) error { return write(ctx, tx, g, vehicles) }); err != nil {
		return errors.Join(fmt.Errorf("make the demo's database: %w", err), os.Remove(fresh))
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("make the demo's database: %w", err)
	}
	return nil
}

// inTransaction does work on an SQLite file, in one transaction.
func inTransaction(ctx context.Context, path string, work func(*sql.Tx) error) (err error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func write(ctx context.Context, tx *sql.Tx, g *Generator, vehicles int) (err error) {
	if _, err := tx.ExecContext(ctx, demosql.Schema); err != nil {
		return err
	}
	queries, err := demodb.Prepare(ctx, tx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(queries.Close(), err) }()
	locations := map[string]*int64{}
	for range vehicles {
		if err := add(ctx, queries, locations, g.Next()); err != nil {
			return err
		}
	}
	return nil
}

// add writes a vehicle. locations remembers the ids of the locations that are already written.
func add(ctx context.Context, queries *demodb.Queries, locations map[string]*int64, v Vehicle) error {
	var location *int64
	if v.Location != nil {
		if location = locations[*v.Location]; location == nil {
			id, err := queries.AddLocation(ctx, *v.Location)
			if err != nil {
				return err
			}
			location = &id
			locations[*v.Location] = location
		}
	}
	return queries.AddVehicle(ctx, demodb.AddVehicleParams{
		ID: v.ID, StockNumber: v.StockNumber, VIN: v.VIN, Make: v.Make, Model: v.Model, Trim: v.Trim, Year: v.Year,
		Color: v.Color, BodyType: v.BodyType, FuelType: v.FuelType, Transmission: v.Transmission, Drivetrain: v.Drivetrain,
		Mileage: v.Mileage, MileageUnit: v.MileageUnit, PriceCents: (*int64)(v.Price), Currency: v.Currency,
		ItemCondition: v.ItemCondition, LocationID: location, Status: v.Status, ListingURL: v.ListingURL,
		ListedAt: (*string)(v.ListedAt), UpdatedAt: string(v.UpdatedAt),
	})
}
