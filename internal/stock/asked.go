package stock

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// check reports a field of a search that the stock does not have, or that cannot be searched in this way.
func check(shape *vehicle.Shape, s vehicle.Search) error {
	if len(s.Any) > vehicle.MaxAny {
		return fmt.Errorf("a search has at most %d alternatives, not %d", vehicle.MaxAny, len(s.Any))
	}
	for _, one := range s.Any {
		if len(one.Any) > 0 || one.Sort != "" || one.Limit != 0 || one.After != nil {
			return errors.New("an alternative has only words, numbers and ranges")
		}
		if err := checkFilters(shape, one); err != nil {
			return err
		}
	}
	if err := checkFilters(shape, s); err != nil {
		return err
	}
	f, _ := shape.SortedBy(s.Sort)
	if s.Sort != "" && strings.TrimPrefix(string(s.Sort), "-") != "id" && (f == nil || !f.Kind.Ranged()) {
		return fmt.Errorf("the stock has no order %s", s.Sort)
	}
	return nil
}

func checkFilters(shape *vehicle.Shape, s vehicle.Search) error {
	for _, list := range []map[string][]string{s.Words, s.Without} {
		if err := checkFields(shape, list, "words", (*vehicle.Field).HasWords); err != nil {
			return err
		}
	}
	for _, list := range []map[string][]int64{s.Numbers, s.WithoutNumbers} {
		if err := checkFields(shape, list, "single numbers", func(f *vehicle.Field) bool { return f.Listed }); err != nil {
			return err
		}
	}
	if err := checkFields(shape, s.Ranges, "a range", (*vehicle.Field).HasRange); err != nil {
		return err
	}
	for name, r := range s.Ranges {
		f := shape.Field(name)
		if r.Unit != "" && (shape.Field(f.Unit) == nil || !slices.Contains(f.Units(), r.Unit)) {
			return fmt.Errorf("the field %s has no numbers in %s", name, r.Unit)
		}
	}
	return nil
}

func checkFields[V any](shape *vehicle.Shape, asked map[string]V, what string, may func(*vehicle.Field) bool) error {
	for name := range asked {
		switch f := shape.Field(name); {
		case f == nil:
			return fmt.Errorf("the stock has no field %s", name)
		case !may(f):
			return fmt.Errorf("the field %s is not searched by %s", name, what)
		}
	}
	return nil
}

// conditions returns what a search asks for. The order is that of the shape, so that equal searches have equal
// statements.
func (e *engine) conditions(s vehicle.Search) mapping.Condition {
	var list []mapping.Condition
	for _, f := range e.plan.Shape.Fields() {
		if words := s.Words[f.Name]; len(words) > 0 {
			list = append(list, e.plan.Words(f, words))
		}
		if words := s.Without[f.Name]; len(words) > 0 {
			list = append(list, e.plan.Without(f, words))
		}
		if numbers := s.Numbers[f.Name]; len(numbers) > 0 {
			list = append(list, e.plan.Numbers(f, numbers))
		}
		if numbers := s.WithoutNumbers[f.Name]; len(numbers) > 0 {
			list = append(list, e.plan.WithoutNumbers(f, numbers))
		}
		if r := s.Ranges[f.Name]; r.Asks() {
			list = append(list, e.plan.Range(f, r))
		}
	}
	if len(s.Any) > 0 {
		alternatives := make([]mapping.Condition, len(s.Any))
		for i, one := range s.Any {
			alternatives[i] = e.conditions(one)
		}
		list = append(list, mapping.Or(alternatives...))
	}
	return mapping.And(list...)
}

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
