package stock

import (
	"context"
	"database/sql"
	"errors"

	"golang.org/x/sync/errgroup"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/hole"
	"forecourt/internal/stock/rowcache"
	"forecourt/internal/vehicle"
)

const (
	// indexChunk is how many vehicles are read at a time for the index.
	indexChunk = 1000
	// halvesFrom is the number of vehicles from which on two connections read half of them each.
	halvesFrom = 20_000
)

// build makes the index of all vehicles. q reads in the transaction of the snapshot.
func (c *Cached) build(ctx context.Context, x *indexed, q sqliteQueries, vehicles int) (err error) {
	if c.options.Building != nil {
		defer c.options.Building()()
	}
	x.rows = rowcache.New(x.opened.plan.Shape)
	first := facet.NewBuilder(x.opened.plan.Shape, vehicles)
	if vehicles >= c.halvesFrom && x.opened.db.Stats().MaxOpenConnections != 1 { // A second one would wait for the first.
		err := c.buildHalves(ctx, x, q, first, vehicles)
		if !errors.Is(err, errOtherSnapshot) {
			return err
		}
		first = facet.NewBuilder(x.opened.plan.Shape, vehicles)
	}
	if err := addAll(ctx, x.opened.plan, q, first, nil, nil); err != nil {
		return err
	}
	x.Index = first.Index()
	return nil
}

// errOtherSnapshot means that a second connection sees another snapshot than the first.
var errOtherSnapshot = errors.New("the copy has another snapshot by now")

// buildHalves reads the vehicles up to one in the middle with q, and those behind it with another connection at the
// same time.
func (c *Cached) buildHalves(ctx context.Context, x *indexed, q sqliteQueries, first *facet.Builder, vehicles int) error {
	middle, err := q.rows.vehicles(q.ListVehiclesAt(hole.With(ctx, hole.Fillings{
		"stock": {SQL: indexedColumns(x.opened.plan)}, "order": {SQL: x.opened.plan.IDOrder()}, "place": {SQL: "?", Args: []any{vehicles / 2}},
	})))
	if err != nil {
		return err
	}
	if len(middle) == 0 { // Some rows are no vehicles.
		return errOtherSnapshot
	}
	second := first.Behind(vehicles - vehicles/2)
	group, within := errgroup.WithContext(ctx)
	group.Go(func() error { return addAll(within, x.opened.plan, q, first, nil, &middle[0].ID) })
	group.Go(func() error { return c.addBehind(within, x, second, middle[0].ID) })
	if err := group.Wait(); err != nil {
		return err
	}
	x.Index = first.With(second)
	return nil
}

// addBehind adds the vehicles behind one, in a transaction of its own.
func (c *Cached) addBehind(ctx context.Context, x *indexed, builder *facet.Builder, last vehicle.ID) error {
	tx, err := x.opened.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // It has only read.
	q, err := newSQLiteQueries(hole.Tx{Tx: tx}, x.opened.plan)
	if err != nil {
		return err
	}
	run, err := q.GetCopy(ctx, c.options.Mapping.View)
	if err != nil {
		return err
	}
	if run.ID != x.run {
		return errOtherSnapshot
	}
	return addAll(ctx, x.opened.plan, q, builder, &last, nil)
}

// addAll reads the fields that searches filter and sort by, of all vehicles behind one and up to another one. Both may
// be nil.
func addAll(ctx context.Context, plan *mapping.Plan, q sqliteQueries, builder *facet.Builder, behind, upTo *vehicle.ID) error {
	from := indexedColumns(plan)
	chunk := plan.Shape.NewList(indexChunk)
	for {
		asked := mapping.And()
		if behind != nil {
			asked = plan.After(nil, false, &vehicle.Cursor{ID: *behind})
		}
		list, err := q.listInto(hole.With(ctx, hole.Fillings{
			"stock": {SQL: from}, "where": filling(asked), "order": {SQL: plan.IDOrder()}, "limit": {SQL: "?", Args: []any{indexChunk}},
		}), chunk)
		if err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			if upTo != nil && list[i].ID.Compare(*upTo) > 0 {
				return nil
			}
			if err := builder.Add(&list[i]); err != nil {
				return err
			}
		}
		last := list[len(list)-1].ID // The next rows take its memory.
		behind = &last
	}
}
