// Package stock answers searches for vehicles, from the live source or from the local copy, through the owner's
// mapping.
package stock

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// ErrUnavailable is wrapped by every error which means that the rows cannot be read at the moment.
var ErrUnavailable = errors.New("the stock cannot be read now")

// ErrShape is wrapped by the errors which mean that the view no longer has the fields of the reader's shape.
var ErrShape = errors.New("the view does not fit the mapping")

// Stock is what a reader reads: the mapping, and the shape that the API has announced. It never changes.
type Stock struct {
	Mapping *mapping.Mapping
	Shape   *vehicle.Shape
}

// plan returns how the view with the given columns is read. Its fields are those of the shape.
func (s Stock) plan(dialect mapping.Engine, columns []mapping.Column) (*mapping.Plan, error) {
	if len(columns) == 0 {
		return nil, fmt.Errorf("%w: there is no view or table %s", ErrUnavailable, s.Mapping.View)
	}
	plan, err := s.Mapping.Plan(dialect, columns)
	if err != nil {
		return nil, fmt.Errorf("%w: %w: %w", ErrUnavailable, ErrShape, err)
	}
	if plan.Shape.TextID() != s.Shape.TextID() || !slices.EqualFunc(plan.Shape.Fields(), s.Shape.Fields(), sameField) {
		return nil, fmt.Errorf("%w: %w: its columns have changed since the server was started: start it again", ErrUnavailable, ErrShape)
	}
	return plan, nil
}

func sameField(a, b *vehicle.Field) bool { return a.Name == b.Name && a.Kind == b.Kind }

// unavailable wraps an error of the engine. Errors of the context stay as they are.
func unavailable(ctx context.Context, what string, err error) error {
	if err == nil || ctx.Err() != nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%s: %w: %w", what, ErrUnavailable, err)
}
