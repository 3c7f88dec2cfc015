package stock

import (
	"slices"
	"sync"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// tableFor is the view as a table with the fields that a search needs: those of the page, the one that it is sorted by,
// and those that it asks for. What is not read costs the database, the network and the driver nothing.
func (e *engine) tableFor(s vehicle.Search, sorted *vehicle.Field) string {
	if len(s.Fields) == 0 {
		return e.from
	}
	return e.parts.table(e.plan, func(f *vehicle.Field) bool {
		return f == sorted || slices.Contains(s.Fields, f.Name) || e.asks(s, f) ||
			slices.ContainsFunc(s.Any, func(one vehicle.Search) bool { return e.asks(one, f) })
	})
}

// asks reports whether the conditions of a search, without its alternatives, need a field.
func (e *engine) asks(s vehicle.Search, f *vehicle.Field) bool {
	if len(s.Words[f.Name]) > 0 || len(s.Without[f.Name]) > 0 || len(s.Numbers[f.Name]) > 0 || len(s.WithoutNumbers[f.Name]) > 0 || s.Ranges[f.Name].Asks() {
		return true
	}
	for name, r := range s.Ranges {
		if r.Unit != "" && e.plan.Shape.Field(name).Unit == f.Name {
			return true
		}
	}
	return false
}

// partTables keeps tables with some of the fields, by the names of these. The zero value is ready to use. It is safe
// for concurrent use.
type partTables struct {
	mu   sync.Mutex
	kept map[string]string
}

// usualNames is how long the names of the fields usually are together.
const usualNames = 256

func (t *partTables) table(plan *mapping.Plan, needed func(*vehicle.Field) bool) string {
	names := make([]byte, 0, usualNames)
	for _, f := range plan.Shape.Fields() {
		if needed(f) {
			names = append(append(names, f.Name...), ',')
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if known, ok := t.kept[string(names)]; ok {
		return known
	}
	if t.kept == nil || len(t.kept) >= maxPrepared { // The statements that have them are not kept longer, either.
		t.kept = map[string]string{}
	}
	t.kept[string(names)] = plan.From(needed)
	return t.kept[string(names)]
}
