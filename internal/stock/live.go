package stock

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"forecourt/db/mysqldb"
	"forecourt/internal/vehicle"
)

// Live reads the source itself. It is safe for concurrent use.
type Live struct {
	q   *mysqldb.Queries
	now func() time.Time
}

// NewLive returns a reader of a MySQL database, which stays its owner's. now dates the answers.
func NewLive(db *sql.DB, now func() time.Time) *Live {
	return &Live{q: mysqldb.New(newAsked(db)), now: now}
}

func (l *Live) origin() vehicle.Origin { return vehicle.Origin{Live: true, AsOf: l.now().UTC()} }

// Search returns a page.
func (l *Live) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	origin := l.origin()
	page, err := search(ctx, liveQueries{l.q}, s)
	page.Origin = origin
	return page, unavailable(ctx, "search the source", err)
}

// Get returns a vehicle, and false when there is none with this id.
func (l *Live) Get(ctx context.Context, id int64) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	origin := l.origin()
	row, err := l.q.GetVehicle(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return vehicle.Vehicle{}, origin, false, nil
	}
	return vehicle.Vehicle(row), origin, err == nil, unavailable(ctx, "read the source", err)
}

// Values returns the words and ranges of the source. It reads all of it: keep the answer.
func (l *Live) Values(ctx context.Context) (vehicle.Values, error) {
	values := vehicle.Values{Counts: map[string][]vehicle.Count{}, Origin: l.origin()}
	counts, err := l.q.CountValues(ctx)
	if err != nil {
		return values, unavailable(ctx, "count the source's values", err)
	}
	for _, count := range counts {
		values.Counts[count.Field] = append(values.Counts[count.Field], vehicle.Count{Make: count.OfMake, Value: count.Value, Vehicles: count.Vehicles})
	}
	ranges, err := l.q.GetRanges(ctx)
	if err != nil {
		return values, unavailable(ctx, "read the source's ranges", err)
	}
	values.Vehicles = ranges.Vehicles
	err = setRanges(&values, ranges.YearMin, ranges.YearMax, ranges.PriceMin, ranges.PriceMax, ranges.MileageMin, ranges.MileageMax)
	return values, err
}
