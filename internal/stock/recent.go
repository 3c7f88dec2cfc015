package stock

import (
	"context"
	"fmt"
	"time"

	"forecourt/internal/vehicle"
)

// ErrTooOld is wrapped by the errors of a Recent whose copy is too old. It wraps ErrUnavailable.
var ErrTooOld = fmt.Errorf("%w: the copy is too old", ErrUnavailable)

// Recent reads the copy while it is not too old. Its age is the time since its snapshot was taken. The snapshot's time
// is from the source's clock, and the current time from this machine's. It is safe for concurrent use.
type Recent struct {
	*Cached
	maxAge time.Duration
	now    func() time.Time
}

// NewRecent returns a reader of the copy. If maxAge is 0, the copy may have any age.
func NewRecent(cached *Cached, maxAge time.Duration, now func() time.Time) *Recent {
	return &Recent{Cached: cached, maxAge: maxAge, now: now}
}

// check returns an error if the rows that a search would get are too old. The previous version of the index may still
// answer for a moment after a refresh, so its time counts.
func (r *Recent) check(ctx context.Context) error {
	if r.maxAge == 0 {
		return nil
	}
	opened, err := r.open(ctx)
	if err != nil {
		return err
	}
	origin, err := r.recentOrigin(ctx, opened.q)
	if err != nil {
		return err
	}
	if x := r.current(ctx, origin.Fingerprint); x != nil && x.origin.Fingerprint != origin.Fingerprint {
		origin = x.origin
	}
	if age := r.now().Sub(origin.AsOf); age > r.maxAge {
		return fmt.Errorf("%w: it is of %s ago, and CACHE_MAX_AGE is %s", ErrTooOld, age.Round(100*time.Millisecond), r.maxAge)
	}
	return nil
}

// Search returns a page of the copy, or an error that wraps ErrTooOld.
func (r *Recent) Search(ctx context.Context, s vehicle.Search) (page vehicle.Page, err error) {
	if err := r.check(ctx); err != nil {
		return page, err
	}
	return r.Cached.Search(ctx, s)
}

// Get returns a vehicle of the copy, or an error that wraps ErrTooOld.
func (r *Recent) Get(ctx context.Context, id vehicle.ID) (v vehicle.Vehicle, origin vehicle.Origin, found bool, err error) {
	if err := r.check(ctx); err != nil {
		return v, origin, false, err
	}
	return r.Cached.Get(ctx, id)
}

// Values returns the words and ranges of the copy, or an error that wraps ErrTooOld.
func (r *Recent) Values(ctx context.Context) (values vehicle.Values, err error) {
	if err := r.check(ctx); err != nil {
		return values, err
	}
	return r.Cached.Values(ctx)
}

// Facets counts in the copy, or returns an error that wraps ErrTooOld.
func (r *Recent) Facets(ctx context.Context, s vehicle.Search, fields []vehicle.FacetField) (facets vehicle.Facets, err error) {
	if err := r.check(ctx); err != nil {
		return facets, err
	}
	return r.Cached.Facets(ctx, s, fields)
}
