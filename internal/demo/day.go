package demo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"forecourt/db/demodb"
)

// Of so many vehicles one leaves the stock on a day, has its price lowered or raised, or is reserved.
const (
	leavesOneOf  = 90
	loweredOneOf = 60
	raisedOneOf  = 400
	heldOneOf    = 120
)

// Day lets a day pass in a database that Write made, with the same generator: vehicles leave and come, as many as
// leave, prices move, some are reserved. day counts from 0, at is its time.
func Day(ctx context.Context, path string, g *Generator, day int, at time.Time) error {
	err := inTransaction(ctx, path, func(tx *sql.Tx) error { return pass(ctx, demodb.New(tx), g, day, at) })
	if err != nil {
		return fmt.Errorf("let a day of the demo pass: %w", err)
	}
	return nil
}

func pass(ctx context.Context, queries *demodb.Queries, g *Generator, day int, at time.Time) error {
	rest, updated := func(every int64) int64 { return int64(day*7+3) % every }, at.UTC().Format("2006-01-02 15:04:05.000000")
	gone, err := queries.RemoveVehicles(ctx, demodb.RemoveVehiclesParams{Every: leavesOneOf, Rest: rest(leavesOneOf)})
	if err != nil {
		return err
	}
	err = errors.Join(
		queries.LowerPrices(ctx, demodb.LowerPricesParams{Every: loweredOneOf, Rest: rest(loweredOneOf), UpdatedAt: updated}),
		queries.RaisePrices(ctx, demodb.RaisePricesParams{Every: raisedOneOf, Rest: rest(raisedOneOf), UpdatedAt: updated}),
		queries.ReserveVehicles(ctx, demodb.ReserveVehiclesParams{Every: heldOneOf, Rest: rest(heldOneOf), UpdatedAt: updated}),
	)
	if err != nil {
		return err
	}
	known, err := queries.ListLocations(ctx)
	if err != nil {
		return err
	}
	locations := map[string]*int64{}
	for _, l := range known {
		locations[l.Name] = &l.ID
	}
	for range gone {
		if err := add(ctx, queries, locations, g.Next()); err != nil {
			return err
		}
	}
	return nil
}
