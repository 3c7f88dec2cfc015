package stock

import (
	"context"
	"fmt"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// queries are sqlc's queries for one engine. The context has the fillings of their holes.
type queries interface {
	list(ctx context.Context) ([]vehicle.Vehicle, error)
	// listAndCount returns no count if it finds no row.
	listAndCount(ctx context.Context) (list []vehicle.Vehicle, count int64, err error)
	count(ctx context.Context) (int64, error)
	values(ctx context.Context) ([]vehicle.Count, error)
	extent(ctx context.Context) (vehicles int64, low, high string, err error)
	extents(ctx context.Context) ([]extent, error)
}

// extent is the least and the greatest value of a field in one unit, as the engine writes them.
type extent struct {
	Unit      string
	Vehicles  int64
	Low, High string
}

// engine searches by a plan. It is safe for concurrent use.
type engine struct {
	plan *mapping.Plan
	from string
	q    queries
	// parts are tables with some of the fields.
	parts partTables
}

func newEngine(plan *mapping.Plan, q queries) *engine {
	return &engine{plan: plan, from: plan.From(nil), q: q}
}

// order is the order of a search. Its field is nil if the search sorts by identity.
func (e *engine) order(s vehicle.Search) (f *vehicle.Field, descending bool) {
	if s.Sort == "" {
		s.Sort = e.plan.Shape.DefaultSort()
	}
	return e.plan.Shape.SortedBy(s.Sort)
}

// foundRows are rows of a page, with the number of vehicles that the search finds. The number is 0 without rows.
type foundRows struct {
	vehicles []vehicle.Vehicle
	total    int64
}

// search returns a page. It reads one row more than the page has, to find out whether there are more. Vehicles without
// the order's value come last, from a separate query.
func (e *engine) search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	if err := check(e.plan.Shape, s); err != nil {
		return vehicle.Page{}, err
	}
	f, descending := e.order(s)
	asked := wanted{table: e.tableFor(s, f), Condition: e.conditions(s)}
	var found foundRows
	var err error
	inTail := f != nil && s.After != nil && s.After.Value == nil
	if !inTail {
		if found, err = e.part(ctx, asked, f, descending, s.After, s.Limit+1); err != nil {
			return vehicle.Page{}, err
		}
	}
	if missing := s.Limit + 1 - len(found.vehicles); missing > 0 && f != nil && !e.plan.Always(f) {
		rest, err := e.tail(ctx, asked, f, inTail, s.After, missing)
		if err != nil {
			return vehicle.Page{}, err
		}
		found.vehicles = append(found.vehicles, rest.vehicles...)
		found.total = max(found.total, rest.total)
	}
	page := vehicle.Page{Vehicles: found.vehicles, Total: found.total}
	if page.More = len(found.vehicles) > s.Limit; page.More {
		page.Vehicles = found.vehicles[:s.Limit]
	}
	switch {
	case s.After == nil && !page.More:
		page.Total = int64(len(page.Vehicles))
		return page, nil
	case len(found.vehicles) == 0: // No row came, and so no number.
		page.Total, err = e.q.count(hole.With(ctx, hole.Fillings{
			"stock": {SQL: asked.table}, "where": filling(asked.Condition), "limit": {SQL: "?", Args: []any{vehicle.CountedUpTo + 1}},
		}))
	}
	// The rows may have changed between the queries.
	page.Total = min(max(page.Total, int64(len(page.Vehicles))), vehicle.CountedUpTo+1)
	return page, err
}

// wanted are the vehicles of a table that meet a condition.
type wanted struct {
	table string
	mapping.Condition
}

// part returns vehicles with the order's value, from the place on.
func (e *engine) part(ctx context.Context, asked wanted, f *vehicle.Field, descending bool, after *vehicle.Cursor, limit int) (foundRows, error) {
	where := asked.Condition
	if f != nil && !e.plan.Always(f) {
		where = mapping.And(mapping.Condition{SQL: e.plan.Column(f) + " IS NOT NULL"}, where)
	}
	if after != nil {
		where = mapping.And(where, e.plan.After(f, descending, after))
	}
	return e.listAndCount(ctx, where, asked, e.plan.Order(f, descending), limit)
}

// tail returns vehicles without the order's value.
func (e *engine) tail(ctx context.Context, asked wanted, f *vehicle.Field, inTail bool, after *vehicle.Cursor, limit int) (foundRows, error) {
	where := mapping.And(mapping.Condition{SQL: e.plan.Column(f) + " IS NULL"}, asked.Condition)
	if inTail {
		where = mapping.And(where, e.plan.After(nil, false, after))
	}
	return e.listAndCount(ctx, where, asked, e.plan.Order(nil, false), limit)
}

// listAndCount returns vehicles that meet a condition, and counts those that are asked for.
func (e *engine) listAndCount(ctx context.Context, where mapping.Condition, asked wanted, order string, limit int) (found foundRows, err error) {
	found.vehicles, found.total, err = e.q.listAndCount(hole.With(ctx, hole.Fillings{
		"stock": {SQL: asked.table}, "counted": filling(asked.Condition), "most": {SQL: "?", Args: []any{vehicle.CountedUpTo + 1}},
		"where": filling(where), "order": {SQL: order}, "limit": {SQL: "?", Args: []any{limit}},
	}))
	return found, err
}

func (e *engine) list(ctx context.Context, asked mapping.Condition, order string, limit int) ([]vehicle.Vehicle, error) {
	return e.q.list(hole.With(ctx, hole.Fillings{
		"stock": {SQL: e.from}, "where": filling(asked), "order": {SQL: order}, "limit": {SQL: "?", Args: []any{limit}},
	}))
}

// get returns the vehicle with an identity, and false if there is none.
func (e *engine) get(ctx context.Context, id vehicle.ID) (vehicle.Vehicle, bool, error) {
	found, err := e.list(ctx, e.plan.IDs([]vehicle.ID{id}), e.plan.IDOrder(), 1)
	if err != nil || len(found) == 0 {
		return vehicle.Vehicle{}, false, err
	}
	return found[0], true, nil
}

// values returns the words and extents of all vehicles.
func (e *engine) values(ctx context.Context) (vehicle.Values, error) {
	shape := e.plan.Shape
	values := vehicle.Values{Counts: map[string][]vehicle.Count{}, Ranges: map[string]vehicle.Range{}, Units: map[string][]vehicle.UnitRange{}}
	for _, f := range shape.Counted() {
		column, of := e.plan.Exact(f), "NULL"
		if parent := shape.Field(f.Of); parent != nil {
			of = e.plan.Exact(parent)
		}
		counts, err := e.q.values(hole.With(ctx, hole.Fillings{
			"of": {SQL: of}, "value": {SQL: column}, "stock": {SQL: e.from}, "where": {SQL: column + " IS NOT NULL"}, "group": {SQL: "1, 2"},
		}))
		if err != nil {
			return values, err
		}
		if len(counts) > 0 {
			values.Counts[f.Name] = counts
		}
	}
	for _, f := range shape.Ranged() {
		column := e.plan.Column(f)
		vehicles, low, high, err := e.q.extent(hole.With(ctx, hole.Fillings{"low": {SQL: column}, "high": {SQL: column}, "stock": {SQL: e.from}}))
		if err != nil {
			return values, err
		}
		values.Vehicles = vehicles
		if values.Ranges[f.Name], err = readRange(f, low, high); err != nil {
			return values, err
		}
		if err := e.unitRanges(ctx, f, &values); err != nil {
			return values, err
		}
	}
	if len(shape.Ranged()) > 0 {
		return values, nil
	}
	vehicles, _, _, err := e.q.extent(hole.With(ctx, hole.Fillings{"low": {SQL: "1"}, "high": {SQL: "1"}, "stock": {SQL: e.from}}))
	values.Vehicles = vehicles
	return values, err
}

// unitRanges adds the ranges of a field with a unit to the values.
func (e *engine) unitRanges(ctx context.Context, f *vehicle.Field, into *vehicle.Values) error {
	unit := e.plan.Shape.Field(f.Unit)
	if unit == nil {
		return nil
	}
	column := e.plan.Column(f)
	list, err := e.q.extents(hole.With(ctx, hole.Fillings{
		"unit": {SQL: e.plan.Exact(unit)}, "low": {SQL: column}, "high": {SQL: column}, "stock": {SQL: e.from},
		"where": {SQL: column + " IS NOT NULL"}, "group": {SQL: "1"},
	}))
	for _, x := range list {
		within, err := readRange(f, x.Low, x.High)
		if err != nil {
			return err
		}
		into.Units[f.Name] = append(into.Units[f.Name], vehicle.UnitRange{Unit: x.Unit, Vehicles: x.Vehicles, Range: within})
	}
	return err
}

// readRange reads the least and the greatest value of a field as the engine writes them. "" means that there is none.
func readRange(f *vehicle.Field, low, high string) (r vehicle.Range, err error) {
	for _, end := range []struct {
		text string
		into **int64
	}{{low, &r.Min}, {high, &r.Max}} {
		if end.text == "" {
			continue
		}
		var n int64
		if f.Kind == vehicle.Date {
			n, err = vehicle.DateTime(end.text).Pack()
		} else {
			n, err = f.ParseNumber(end.text)
		}
		if err != nil {
			return r, fmt.Errorf("read the extent of %s: %w", f.Name, err)
		}
		*end.into = &n
	}
	return r, nil
}

func filling(c mapping.Condition) hole.Filling { return hole.Filling{SQL: c.SQL, Args: c.Args} }
