package stock

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

const (
	// logTime is the form of times in the log of changes. It sorts as text.
	logTime = "2006-01-02T15:04:05.000000Z"
	// logTable is the table of the log (migrations).
	logTable = "forecourt_row_changes"
)

// Changes returns what happened to vehicles, from the copy's log of changes.
func (c *Cached) Changes(ctx context.Context, s vehicle.ChangeSearch) (vehicle.Changes, error) {
	opened, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Changes{}, err
	}
	l, err := c.options.Mapping.NewLog(opened.columns)
	if err != nil {
		return vehicle.Changes{}, unavailable(ctx, "read the log of changes", err)
	}
	changes, err := (&changeReader{openCopy: opened, log: l, view: c.options.Mapping.View}).list(ctx, s)
	changes.Origin = origin
	return changes, c.ended(ctx, "read the log of changes", err)
}

// Changes returns what happened to vehicles, from the copy's log of changes. The source has no such log.
func (f *Failover) Changes(ctx context.Context, s vehicle.ChangeSearch) (vehicle.Changes, error) {
	return f.cached.Changes(ctx, s)
}

// changeReader reads the log of changes through the mapping.
type changeReader struct {
	*openCopy
	log  *mapping.Log
	view string
}

func (r *changeReader) list(ctx context.Context, s vehicle.ChangeSearch) (changes vehicle.Changes, err error) {
	begin, err := r.q.GetChangesBegin(ctx, r.view)
	if err != nil {
		return changes, err
	}
	if begin != "" {
		if changes.Since, err = time.Parse(time.RFC3339, begin); err != nil {
			return changes, err
		}
	}
	asked, err := r.conditions(s)
	if err != nil {
		return changes, err
	}
	rows, err := r.q.ListStockChanges(hole.With(ctx, hole.Fillings{
		"vehicle": {SQL: r.log.Vehicle()}, "kind": {SQL: r.log.Kind()}, "here": {SQL: r.log.Here()}, "joined": {SQL: r.log.Joined()},
		"where": filling(asked), "limit": {SQL: "?", Args: []any{s.Limit + 1}},
	}))
	if err != nil {
		return changes, err
	}
	if changes.More = len(rows) > s.Limit; changes.More {
		rows = rows[:s.Limit]
	}
	changes.List, err = r.changes(ctx, rows)
	return changes, err
}

func (r *changeReader) conditions(s vehicle.ChangeSearch) (mapping.Condition, error) {
	var list []mapping.Condition
	if s.VehicleID != nil { // It leaves few rows for the others.
		list = append(list, r.log.Of(*s.VehicleID))
	}
	list = append(list, r.log.Told())
	if s.Before != 0 {
		list = append(list, mapping.Condition{SQL: "c.id < ?", Args: []any{s.Before}})
	}
	if !s.Since.IsZero() {
		list = append(list, mapping.Condition{SQL: "c.changed_at >= ?", Args: []any{s.Since.UTC().Format(logTime)}})
	}
	if len(s.Kinds) > 0 {
		list = append(list, r.log.Kinds(s.Kinds))
	}
	if err := check(r.plan.Shape, vehicle.Search{Words: s.Words}); err != nil {
		return mapping.Condition{}, err
	}
	for _, f := range r.plan.Shape.Fields() {
		if words := s.Words[f.Name]; len(words) > 0 {
			list = append(list, r.log.Words(f, words))
		}
	}
	return mapping.And(list...), nil
}

// changes turns rows of the log into changes of vehicles.
func (r *changeReader) changes(ctx context.Context, rows []sqlitedb.ListStockChangesRow) ([]vehicle.Change, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	var ids []int64
	var here []vehicle.ID
	for _, row := range rows {
		ids = append(ids, row.ID)
		if row.Here != 0 {
			here = append(here, r.vehicleID(row.VehicleID))
		}
	}
	beforeTable, afterTable := r.log.States(logTable, ids)
	before, err := r.states(ctx, beforeTable, len(rows))
	if err != nil {
		return nil, err
	}
	after, err := r.states(ctx, afterTable, len(rows))
	if err != nil {
		return nil, err
	}
	now := map[vehicle.ID]*vehicle.Vehicle{}
	if len(here) > 0 {
		list, err := r.engine.list(ctx, r.plan.IDs(here), r.plan.IDOrder(), len(here))
		if err != nil {
			return nil, err
		}
		for i := range list {
			now[list[i].ID] = &list[i]
		}
	}
	changes := make([]vehicle.Change, len(rows))
	for i, row := range rows {
		if changes[i], err = r.change(row, before[row.ID], after[row.ID], now); err != nil {
			return nil, fmt.Errorf("change %d: %w", row.ID, err)
		}
	}
	return changes, nil
}

func (r *changeReader) vehicleID(text string) vehicle.ID {
	return r.plan.Shape.FixID(vehicle.TextID(text))
}

// states reads vehicles by the ids of changes.
func (r *changeReader) states(ctx context.Context, table string, limit int) (map[int64]*vehicle.Vehicle, error) {
	list, err := r.q.list(hole.With(ctx, hole.Fillings{
		"stock": {SQL: table}, "where": filling(mapping.And()), "order": {SQL: "id"}, "limit": {SQL: "?", Args: []any{limit}},
	}))
	found := make(map[int64]*vehicle.Vehicle, len(list))
	for i := range list {
		id, parseErr := strconv.ParseInt(list[i].ID.String(), 10, 64)
		if parseErr != nil {
			return nil, parseErr
		}
		found[id] = &list[i]
	}
	return found, err
}

func (r *changeReader) change(row sqlitedb.ListStockChangesRow, before, after *vehicle.Vehicle, now map[vehicle.ID]*vehicle.Vehicle) (vehicle.Change, error) {
	change := vehicle.Change{ID: row.ID, Kind: vehicle.ChangeKind(row.Kind), VehicleID: r.vehicleID(row.VehicleID)}
	change.Vehicle = now[change.VehicleID]
	var err error
	if change.At, err = time.Parse(time.RFC3339, row.ChangedAt); err != nil {
		return change, err
	}
	switch {
	case change.Kind == vehicle.Left:
		change.Vehicle = before
	case change.Kind == vehicle.Arrived && change.Vehicle == nil: // It has left since.
		change.Vehicle = after
	}
	if change.Vehicle != nil {
		change.Vehicle.ID = change.VehicleID
	}
	if change.Kind == vehicle.Arrived || change.Kind == vehicle.Left || before == nil || after == nil {
		return change, nil
	}
	for _, f := range r.plan.Shape.Fields() {
		if old, fresh := before.Value(f), after.Value(f); old != fresh {
			change.Fields = append(change.Fields, vehicle.FieldChange{Field: f, Old: old, New: fresh})
		}
	}
	return change, nil
}
