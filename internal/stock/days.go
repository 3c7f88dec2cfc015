package stock

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// maxCounted is the number of searches whose counts of changes are kept.
const maxCounted = 64

// countedDays keeps the counts of changes for the last searches. Because the log only grows, the counts stay valid, and
// only newer changes are added. It is safe for concurrent use.
type countedDays struct {
	mu       sync.Mutex
	searches map[string]*daysOf
}

// daysOf has the counts of one search, up to the change whose id is last.
type daysOf struct {
	last int64
	days map[vehicle.DayCount]int64 // By day and kind.
}

// CountChanges returns how many changes of each kind a search finds on each day, the first day first. It ignores Limit
// and Before.
func (c *Cached) CountChanges(ctx context.Context, s vehicle.ChangeSearch) ([]vehicle.DayCount, error) {
	opened, _, err := c.begin(ctx)
	if err != nil {
		return nil, err
	}
	l, err := c.options.Mapping.NewLog(opened.columns)
	if err != nil {
		return nil, unavailable(ctx, "read the log of changes", err)
	}
	r := &changeReader{openCopy: opened, log: l, view: c.options.Mapping.View}
	list, err := c.days.count(ctx, r, s)
	return list, c.ended(ctx, "count the log of changes", err)
}

// CountChanges counts in the copy's log of changes. The source has no such log.
func (f *Failover) CountChanges(ctx context.Context, s vehicle.ChangeSearch) ([]vehicle.DayCount, error) {
	return f.cached.CountChanges(ctx, s)
}

func (d *countedDays) count(ctx context.Context, r *changeReader, s vehicle.ChangeSearch) ([]vehicle.DayCount, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	begin, err := r.q.GetChangesBegin(ctx, r.view)
	if err != nil || begin == "" {
		return nil, err
	}
	last, err := r.q.GetLastChange(ctx)
	if err != nil {
		return nil, err
	}
	counted, err := d.of(s)
	if err != nil {
		return nil, err
	}
	if counted.last > last { // The log was made anew.
		*counted = daysOf{days: map[vehicle.DayCount]int64{}}
	}
	if counted.last < last {
		if err := counted.add(ctx, r, s, last); err != nil {
			return nil, err
		}
	}
	from := max(begin, s.Since.UTC().Format(logTime))[:len(time.DateOnly)]
	var list []vehicle.DayCount
	for day, n := range counted.days {
		if day.Day >= from && (len(s.Kinds) == 0 || slices.Contains(s.Kinds, day.Kind)) {
			day.Changes = n
			list = append(list, day)
		}
	}
	slices.SortFunc(list, func(a, b vehicle.DayCount) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind)) })
	return list, nil
}

// of returns what was counted for a search, for all kinds and all times. The caller chooses among the counts.
func (d *countedDays) of(s vehicle.ChangeSearch) (*daysOf, error) {
	name, err := json.Marshal([]any{s.Words, s.VehicleID})
	if err != nil {
		return nil, err
	}
	if counted := d.searches[string(name)]; counted != nil {
		return counted, nil
	}
	if d.searches == nil || len(d.searches) >= maxCounted {
		d.searches = map[string]*daysOf{}
	}
	counted := &daysOf{days: map[vehicle.DayCount]int64{}}
	d.searches[string(name)] = counted
	return counted, nil
}

// add counts the changes that came since, up to the last one.
func (o *daysOf) add(ctx context.Context, r *changeReader, s vehicle.ChangeSearch, last int64) error {
	asked, err := r.conditions(vehicle.ChangeSearch{Words: s.Words, VehicleID: s.VehicleID})
	if err != nil {
		return err
	}
	newer := mapping.Condition{SQL: "c.id > ? AND c.id <= ?", Args: []any{o.last, last}}
	rows, err := r.q.CountStockChanges(hole.With(ctx, hole.Fillings{
		"kind": {SQL: r.log.Kind()}, "joined": {SQL: r.log.Joined()}, "where": filling(mapping.And(newer, asked)),
	}))
	if err != nil {
		return err
	}
	for _, row := range rows {
		o.days[vehicle.DayCount{Day: row.Day, Kind: vehicle.ChangeKind(row.Kind)}] += row.Changes
	}
	o.last = last
	return nil
}
