package stock

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
)

// view is the view that the copy is of.
const view = "vehicles_stock"

// Cached reads the local copy. It is safe for concurrent use.
type Cached struct {
	options CachedOptions

	mu sync.Mutex
	db *sql.DB
	q  *sqlitedb.Queries

	// refreshing keeps the making of the index to one at a time. tried is the fingerprint for which it was last begun.
	refreshing sync.Mutex
	index      atomic.Pointer[indexed]
	tried      atomic.Pointer[string]
	origin     atomic.Pointer[lastOrigin]
}

// CachedOptions say how the copy is read.
type CachedOptions struct {
	// Open opens the cache, which need not be there yet: it is asked at every call, until it succeeds. The database
	// stays its owner's.
	Open func(context.Context) (*sql.DB, error)
	// IndexUpTo is up to how many vehicles there is an index in memory; 0 is none.
	IndexUpTo int64
	// Failed hears why an index could not be made in the background; SQLite answers then. It may be nil.
	Failed func(error)
}

// NewCached returns a reader of a cache.
func NewCached(o CachedOptions) *Cached { return &Cached{options: o} }

// queries opens the cache if it is not open yet.
func (c *Cached) queries(ctx context.Context) (*sqlitedb.Queries, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.q == nil {
		db, err := c.options.Open(ctx)
		if err != nil {
			return nil, unavailable(ctx, "open the copy", err)
		}
		c.db, c.q = db, sqlitedb.New(newOptional(db))
	}
	return c.q, nil
}

// Origin returns of when the copy is, and its fingerprint. Without a copy the error wraps ErrUnavailable.
func (c *Cached) Origin(ctx context.Context) (vehicle.Origin, error) {
	_, origin, err := c.begin(ctx)
	return origin, err
}

// begin returns the queries of an open copy, and of when it is.
func (c *Cached) begin(ctx context.Context) (*sqlitedb.Queries, vehicle.Origin, error) {
	q, err := c.queries(ctx)
	if err != nil {
		return nil, vehicle.Origin{}, err
	}
	origin, err := readOrigin(ctx, q)
	return q, origin, err
}

func readOrigin(ctx context.Context, q *sqlitedb.Queries) (vehicle.Origin, error) {
	run, err := q.GetCopy(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return vehicle.Origin{}, fmt.Errorf("%w: there is no copy yet", ErrUnavailable)
	}
	if err != nil {
		return vehicle.Origin{}, unavailable(ctx, "read the copy's age", err)
	}
	origin, err := originOf(run.SnapshotAt, run.Fingerprint)
	return origin, unavailable(ctx, "read the copy's age", err)
}

// Search returns a page. Its rows are all of one snapshot, but for the total, which a sync may overtake.
func (c *Cached) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	q, err := c.queries(ctx)
	if err != nil {
		return vehicle.Page{}, err
	}
	page, answered, err := c.searchIndexed(ctx, q, s)
	if err != nil || answered {
		return page, unavailable(ctx, "search the copy", err)
	}
	origin, err := readOrigin(ctx, q)
	if err != nil {
		return vehicle.Page{}, err
	}
	c.current(ctx, origin.Fingerprint)
	page, err = search(ctx, cachedQueries{q}, s)
	page.Origin = origin
	return page, unavailable(ctx, "search the copy", err)
}

// Get returns a vehicle, and false when there is none with this id.
func (c *Cached) Get(ctx context.Context, id int64) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	q, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Vehicle{}, vehicle.Origin{}, false, err
	}
	row, err := q.GetVehicle(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return vehicle.Vehicle{}, origin, false, nil
	}
	return vehicle.Vehicle(row), origin, err == nil, unavailable(ctx, "read the copy", err)
}

// Values returns the words and ranges of the copy. Without an index it reads all of it: keep the answer.
func (c *Cached) Values(ctx context.Context) (vehicle.Values, error) {
	q, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Values{}, err
	}
	if x := c.index.Load(); c.options.IndexUpTo > 0 && (x == nil || x.fingerprint != origin.Fingerprint) {
		// To make the index takes no longer than to count all values in SQLite, and is of use to all.
		if err := c.Refresh(ctx); err != nil && c.options.Failed != nil {
			c.options.Failed(err)
		}
	}
	if x := c.index.Load(); x != nil && x.fingerprint == origin.Fingerprint {
		values := x.Values()
		values.Origin = origin
		return values, nil
	}
	counts, err := q.CountValues(ctx)
	if err != nil {
		return vehicle.Values{}, unavailable(ctx, "count the copy's values", err)
	}
	ranges, err := q.GetRanges(ctx)
	if err != nil {
		return vehicle.Values{}, unavailable(ctx, "read the copy's ranges", err)
	}
	values := vehicle.Values{Vehicles: ranges.Vehicles, Counts: map[string][]vehicle.Count{}, Origin: origin}
	for _, count := range counts {
		values.Counts[count.Field] = append(values.Counts[count.Field], vehicle.Count{Make: count.OfMake, Value: count.Value, Vehicles: count.Vehicles})
	}
	err = setRanges(&values, ranges.YearMin, ranges.YearMax, ranges.PriceMin, ranges.PriceMax, ranges.MileageMin, ranges.MileageMax)
	return values, err
}

// cachedQueries are the search in SQLite.
type cachedQueries struct{ q *sqlitedb.Queries }

// list returns words as a JSON array, nil for none.
func list(words []string) *string {
	if len(words) == 0 {
		return nil
	}
	return array(variants(words))
}

func array(values any) *string {
	text, err := json.Marshal(values)
	if err != nil { // Strings and numbers always have a JSON form.
		return nil
	}
	result := string(text)
	return &result
}

func amount(m *vehicle.Amount) *float64 {
	if m == nil {
		return nil
	}
	// The nearest float64 of a decimal number is its hundredths divided by 100: both are exact.
	f := float64(*m) / 100
	return &f
}

// filters are the parameters that all searches share, in the count's form.
func filters(s vehicle.Search) sqlitedb.CountSearchParams {
	p := sqlitedb.CountSearchParams{
		Makes: list(s.Makes), Models: list(s.Models), Trims: list(s.Trims), Colors: list(s.Colors), BodyTypes: list(s.BodyTypes),
		FuelTypes: list(s.FuelTypes), Transmissions: list(s.Transmissions), Drivetrains: list(s.Drivetrains),
		Conditions: list(s.Conditions), Locations: list(s.Locations), Statuses: list(s.Statuses),
		YearMin: s.YearMin, YearMax: s.YearMax, PriceMin: amount(s.PriceMin), PriceMax: amount(s.PriceMax),
		MileageMin: s.MileageMin, MileageMax: s.MileageMax,
	}
	if len(s.Years) > 0 {
		p.Years = array(s.Years)
	}
	return p
}

func (c cachedQueries) count(ctx context.Context, s vehicle.Search) (int64, error) {
	p := filters(s)
	p.MaxRows = vehicle.CountedUpTo + 1
	return c.q.CountSearch(ctx, p)
}

func (c cachedQueries) with(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error) {
	switch s.Sort {
	case vehicle.ByPrice, vehicle.ByPriceDesc:
		return c.withPrice(ctx, s, after, limit)
	case vehicle.ByYear, vehicle.ByYearDesc, vehicle.ByMileage, vehicle.ByMileageDesc:
		return c.withInteger(ctx, s, after, limit)
	default:
		return c.withText(ctx, s, after, limit)
	}
}
