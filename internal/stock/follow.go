package stock

import (
	"context"
	"slices"

	"forecourt/db/sqlitedb"
	"forecourt/internal/mapping"
	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

const (
	// followChunk is how many vehicles are read at a time for the next version. Each key of several columns is a condition
	// of its own, and SQLite allows fewer than a thousand.
	followChunk = 200
	// followPart limits following to changes of one vehicle in so many. If more have changed, reading all is as fast.
	followPart = 3
	// keepNew is up to how many changed vehicles are kept for the searches that will find them. Nearly every page of a
	// search in the usual order shows some of them, and each would ask SQLite.
	keepNew = 20_000
)

// follow makes the next index from the last one and the changes in the log. It returns false if the log does not have
// all changes: it was cut or switched off, or the copy was made anew.
func (c *Cached) follow(ctx context.Context, q sqliteQueries, last, next *indexed) (bool, error) {
	touched, complete, err := c.touched(ctx, q, last)
	if err != nil || !complete || len(touched) > last.Len()/followPart {
		return false, err
	}
	c.next.Store(&nextRows{last, next.origin.Fingerprint, touched})
	var vehicles []vehicle.Vehicle
	from, whole := indexedColumns(next.opened.plan), len(touched) <= keepNew
	if whole {
		from = next.opened.from
	}
	for chunk := range slices.Chunk(touched, followChunk) {
		list, err := q.list(hole.With(ctx, hole.Fillings{
			"stock": {SQL: from}, "where": filling(next.opened.plan.IDs(chunk)), "order": {SQL: next.opened.plan.IDOrder()},
			"limit": {SQL: "?", Args: []any{len(chunk)}},
		}))
		if err != nil {
			return false, err
		}
		vehicles = append(vehicles, list...)
	}
	next.rows = last.rows
	if next.Index, err = last.Apply(touched, vehicles); err != nil {
		return false, err
	}
	if whole {
		for i := range vehicles {
			next.rows.Add(&vehicles[i], next.Revision())
		}
	}
	return true, nil
}

// touched returns the vehicles that have changed since an index was made, in the order of their identities. The runs
// have counted their changes. It returns false if the log does not have as many, because then it is not complete.
func (c *Cached) touched(ctx context.Context, q sqliteQueries, since *indexed) ([]vehicle.ID, bool, error) {
	view := c.options.Mapping.View
	changes, err := q.CountChangesSince(ctx, sqlitedb.CountChangesSinceParams{View: view, Run: since.run, Fingerprint: &since.origin.Fingerprint, LogEnd: since.logEnd})
	if err != nil || changes.Known == 0 || changes.Resets > 0 || changes.Told != changes.Made || !since.opened.keyed(c.options.Mapping) {
		return nil, false, err
	}
	log, err := c.options.Mapping.NewLog(since.opened.columns)
	if err != nil {
		return nil, false, err
	}
	texts, err := q.ListTouched(hole.With(ctx, hole.Fillings{
		"vehicle": {SQL: log.Vehicle()}, "where": filling(mapping.Condition{SQL: "c.view = ? AND c.id > ?", Args: []any{view, since.logEnd}}),
	}))
	ids := make([]vehicle.ID, len(texts))
	for i, text := range texts {
		ids[i] = since.opened.plan.Shape.FixID(vehicle.TextID(text))
	}
	slices.SortFunc(ids, vehicle.ID.Compare)
	return ids, true, err
}

// indexedColumns names the stock with the fields that searches filter and sort by.
func indexedColumns(plan *mapping.Plan) string {
	return plan.From(func(f *vehicle.Field) bool { return facet.Holds(plan.Shape, f) })
}
