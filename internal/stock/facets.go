package stock

import (
	"context"
	"fmt"
	"strconv"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// checkFacets reports what check reports, and fields whose values cannot be counted.
func checkFacets(shape *vehicle.Shape, s vehicle.Search, fields []vehicle.FacetField) error {
	if err := check(shape, s); err != nil {
		return err
	}
	for _, asked := range fields {
		f := shape.Field(asked.Name)
		switch {
		case f == nil:
			return fmt.Errorf("the stock has no field %s", asked.Name)
		case f.Kind.Counted() && len(asked.Edges) == 0, f.Kind.Ranged() && len(asked.Edges) > 0, f.Listed && len(asked.Edges) == 0:
		default:
			return fmt.Errorf("the field %s is not counted so", asked.Name)
		}
		for i := 1; i < len(asked.Edges); i++ {
			if asked.Edges[i-1] >= asked.Edges[i] {
				return fmt.Errorf("the edges of %s do not rise", asked.Name)
			}
		}
	}
	return nil
}

// facets counts with one query for each field.
func (e *engine) facets(ctx context.Context, s vehicle.Search, fields []vehicle.FacetField) (vehicle.Facets, error) {
	facets := newFacets()
	if err := checkFacets(e.plan.Shape, s, fields); err != nil {
		return facets, err
	}
	for _, asked := range fields {
		f := e.plan.Shape.Field(asked.Name)
		value := hole.Filling{SQL: e.plan.Exact(f)}
		if len(asked.Edges) > 0 {
			value = filling(e.plan.Bar(f, asked.Edges))
		}
		where := mapping.And(e.conditions(s.WithoutWish(f.Name)), mapping.Condition{SQL: e.plan.Column(f) + " IS NOT NULL"})
		counts, err := e.q.values(hole.With(ctx, hole.Fillings{
			"of": {SQL: "NULL"}, "value": value, "stock": {SQL: e.from}, "where": filling(where), "group": {SQL: "1, 2"},
		}))
		if err != nil {
			return facets, err
		}
		if err := put(&facets, f, asked.Edges, counts); err != nil {
			return facets, err
		}
	}
	return facets, nil
}

func newFacets() vehicle.Facets {
	return vehicle.Facets{Counts: map[string][]vehicle.Count{}, Bars: map[string][]int64{}}
}

// put adds the counts of a query to the facets. The value of a bar is its position.
func put(facets *vehicle.Facets, f *vehicle.Field, edges []int64, counts []vehicle.Count) error {
	if len(edges) > 0 {
		bars := make([]int64, len(edges)+1)
		for _, c := range counts {
			at, err := strconv.Atoi(c.Value)
			if err != nil || at < 0 || at > len(edges) {
				return fmt.Errorf("a bar of %s is %q", f.Name, c.Value)
			}
			bars[at] = c.Vehicles
		}
		facets.Bars[f.Name] = bars
		return nil
	}
	if !f.Kind.Counted() { // A number is written as Field.FormatNumber does.
		for i := range counts {
			n, err := f.ParseNumber(counts[i].Value)
			if err != nil {
				return fmt.Errorf("count %s: %w", f.Name, err)
			}
			counts[i].Value = f.FormatNumber(n)
		}
	}
	facets.Put(f.Name, counts)
	return nil
}

// Facets counts the values of some fields among the vehicles of a search, with the index, or with SQLite if there is
// none. The search's order, place and limit do not matter.
func (c *Cached) Facets(ctx context.Context, s vehicle.Search, fields []vehicle.FacetField) (vehicle.Facets, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return vehicle.Facets{}, err
	}
	if c.options.IndexUpTo > 0 {
		origin, err := c.recentOrigin(ctx, opened.q)
		if err != nil {
			return vehicle.Facets{}, unavailable(ctx, "count the copy's values", err)
		}
		if x := c.current(ctx, origin.Fingerprint); x != nil {
			if err := checkFacets(opened.plan.Shape, s, fields); err != nil {
				return vehicle.Facets{}, unavailable(ctx, "count the copy's values", err)
			}
			facets := x.Facets(s, fields)
			if facets.Origin = origin; x.origin.Fingerprint != origin.Fingerprint {
				facets.Origin = x.origin // The previous version may still answer for a moment.
			}
			return facets, nil
		}
	}
	origin, err := c.readOrigin(ctx, opened.q)
	if err != nil {
		return vehicle.Facets{}, err
	}
	facets, err := opened.facets(ctx, s, fields)
	facets.Origin = origin
	return facets, c.ended(ctx, "count the copy's values", err)
}

// Facets counts the values of some fields among the vehicles of a search. It reads all of these once for each field.
func (l *Live) Facets(ctx context.Context, s vehicle.Search, fields []vehicle.FacetField) (vehicle.Facets, error) {
	origin := l.origin()
	e, err := l.searcher(ctx)
	if err != nil {
		return vehicle.Facets{}, err
	}
	leave, err := l.turns.take(ctx)
	if err != nil {
		return vehicle.Facets{}, l.ended(ctx, "count the source's values", err)
	}
	defer leave()
	facets, err := e.facets(ctx, s, fields)
	facets.Origin = origin
	return facets, l.ended(ctx, "count the source's values", err)
}

// Facets counts the values of some fields among the vehicles of a search. Counting in a large source may take longer
// than a search may, without being a sign that the source is down.
func (f *Failover) Facets(ctx context.Context, s vehicle.Search, fields []vehicle.FacetField) (vehicle.Facets, error) {
	return patient(ctx, f,
		func(ctx context.Context, l *Live) (vehicle.Facets, error) { return l.Facets(ctx, s, fields) },
		func(ctx context.Context, c *Cached) (vehicle.Facets, error) { return c.Facets(ctx, s, fields) })
}
