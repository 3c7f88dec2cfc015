package stock

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"forecourt/db/sqlitedb"
	"forecourt/internal/facet"
	"forecourt/internal/vehicle"
)

// indexed is the index of one snapshot. Rows that SQLite hands out later belong to it as long as they come with the same
// fingerprint; the last ones asked for are kept.
type indexed struct {
	*facet.Index
	fingerprint string
	rows        *lru.Cache[int64, *vehicle.Vehicle]
}

const (
	// indexChunk is how many vehicles are read at a time for the index.
	indexChunk = 1000
	// keptRows is how many vehicles are kept in memory, at about half a kilobyte each.
	keptRows = 100_000
	// askOrigin is how often the copy is asked whether there is a new snapshot.
	askOrigin = 100 * time.Millisecond
)

// Refresh makes the index of the present snapshot, unless it is there already or the copy holds more vehicles than are
// indexed. Searches do that by themselves, in the background; until the index is there, SQLite answers them. One call
// works at a time, the others wait.
func (c *Cached) Refresh(ctx context.Context) error {
	c.refreshing.Lock()
	defer c.refreshing.Unlock()
	defer c.origin.Store(nil) // What was asked a moment ago may be of the snapshot before.
	err := c.refresh(ctx)
	if err != nil {
		err = unavailable(ctx, "index the copy", err)
	}
	return err
}

func (c *Cached) refresh(ctx context.Context) (err error) {
	if _, err := c.queries(ctx); err != nil {
		return err
	}
	// One transaction: the rows are those of the fingerprint.
	tx, err := c.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { // It has only read.
		if rollbackErr := tx.Rollback(); err == nil {
			err = rollbackErr
		}
	}()
	q := sqlitedb.New(tx)
	run, err := q.GetCopy(ctx, view)
	if err != nil {
		return err
	}
	if run.Fingerprint == nil || run.RowCount == nil || *run.RowCount > c.options.IndexUpTo {
		c.index.Store(nil)
		return nil
	}
	if x := c.index.Load(); x != nil && x.fingerprint == *run.Fingerprint {
		return nil
	}
	builder := facet.NewBuilder(int(*run.RowCount))
	if err := addAll(ctx, q, builder); err != nil {
		return err
	}
	rows, err := lru.New[int64, *vehicle.Vehicle](keptRows)
	if err != nil {
		return err
	}
	c.index.Store(&indexed{Index: builder.Index(), fingerprint: *run.Fingerprint, rows: rows})
	return nil
}

func addAll(ctx context.Context, q *sqlitedb.Queries, builder *facet.Builder) error {
	page := sqlitedb.ListFacetsParams{ID: facet.None, Limit: indexChunk}
	for {
		rows, err := q.ListFacets(ctx, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			row, err := facetRow(&rows[i])
			if err == nil {
				err = builder.Add(&row)
			}
			if err != nil {
				return err
			}
		}
		page.ID = rows[len(rows)-1].ID
	}
}

func facetRow(r *sqlitedb.ListFacetsRow) (facet.Row, error) {
	row := facet.Row{ID: r.ID, Words: [facet.Fields]*string{
		facet.Make: &r.Make, facet.Model: &r.Model, facet.Trim: r.Trim, facet.Color: r.Color, facet.BodyType: r.BodyType,
		facet.FuelType: r.FuelType, facet.Transmission: r.Transmission, facet.Drivetrain: r.Drivetrain, facet.Condition: r.ItemCondition,
		facet.Location: r.Location, facet.Status: &r.Status,
	}}
	for number, value := range [facet.Mileage + 1]*int64{facet.Year: r.Year, facet.Price: (*int64)(r.Price), facet.Mileage: r.Mileage} {
		row.Numbers[number] = facet.None
		if value != nil {
			row.Numbers[number] = *value
		}
	}
	row.Numbers[facet.ListedAt] = facet.None
	var err error
	if r.ListedAt != nil {
		if row.Numbers[facet.ListedAt], err = facet.PackTime(string(*r.ListedAt)); err != nil {
			return row, fmt.Errorf("vehicle %d: listed_at: %w", r.ID, err)
		}
	}
	if row.Numbers[facet.UpdatedAt], err = facet.PackTime(string(r.UpdatedAt)); err != nil {
		return row, fmt.Errorf("vehicle %d: updated_at: %w", r.ID, err)
	}
	return row, nil
}

// current returns the index, if it is of the given snapshot; if not, the making of that one begins in the background.
func (c *Cached) current(ctx context.Context, fingerprint string) *indexed {
	if c.options.IndexUpTo <= 0 {
		return nil
	}
	if x := c.index.Load(); x != nil && x.fingerprint == fingerprint {
		return x
	}
	if previous := c.tried.Swap(&fingerprint); previous != nil && *previous == fingerprint {
		return nil // It is being made, or cannot be made.
	}
	go func() {
		if err := c.Refresh(context.WithoutCancel(ctx)); err != nil && c.options.Failed != nil {
			c.options.Failed(err)
		}
	}()
	return nil
}

// lastOrigin is what readOrigin said a moment ago.
type lastOrigin struct {
	vehicle.Origin
	asked time.Time
}

// recentOrigin is readOrigin, but asks no more often than askOrigin says.
func (c *Cached) recentOrigin(ctx context.Context, q *sqlitedb.Queries) (vehicle.Origin, error) {
	if last := c.origin.Load(); last != nil && time.Since(last.asked) < askOrigin {
		return last.Origin, nil
	}
	asked := time.Now()
	origin, err := readOrigin(ctx, q)
	if err == nil {
		c.origin.Store(&lastOrigin{origin, asked})
	}
	return origin, err
}

// searchIndexed answers a search by the index, and reads the page's rows. It returns false when the copy holds another
// snapshot than the index; SQLite answers then.
func (c *Cached) searchIndexed(ctx context.Context, q *sqlitedb.Queries, s vehicle.Search) (vehicle.Page, bool, error) {
	if c.options.IndexUpTo <= 0 {
		return vehicle.Page{}, false, nil
	}
	origin, err := c.recentOrigin(ctx, q)
	if err != nil {
		return vehicle.Page{}, false, err
	}
	x := c.current(ctx, origin.Fingerprint)
	if x == nil {
		return vehicle.Page{}, false, nil
	}
	place, err := facetPlace(s)
	if err != nil {
		return vehicle.Page{}, false, err
	}
	found := x.Find(s, place)
	page := vehicle.Page{Total: found.Total, More: found.More, Origin: origin}
	page.Vehicles, err = x.read(ctx, q, found.IDs)
	return page, err == nil && len(page.Vehicles) == len(found.IDs), err
}

// read returns the vehicles with the ids, or none when the copy holds another snapshot than the index.
func (x *indexed) read(ctx context.Context, q *sqlitedb.Queries, ids []int64) ([]vehicle.Vehicle, error) {
	list := make([]vehicle.Vehicle, len(ids))
	var missing []int64
	for i, id := range ids {
		if kept, ok := x.rows.Get(id); ok {
			list[i] = *kept
		} else {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return list, nil
	}
	rows, err := q.ListSnapshotVehicles(ctx, sqlitedb.ListSnapshotVehiclesParams{View: view, Ids: *array(missing)})
	if err != nil || len(rows) != len(missing) || rows[0].Fingerprint == nil || *rows[0].Fingerprint != x.fingerprint {
		return nil, err
	}
	for i := range rows {
		v := vehicle.Vehicle(rows[i].VehiclesStock)
		x.Share(&v)
		x.rows.Add(v.ID, &v)
		list[slices.Index(ids, v.ID)] = v
	}
	return list, nil
}

// facetPlace reads a search's cursor for the index.
func facetPlace(s vehicle.Search) (*facet.Place, error) {
	if s.After == nil {
		return nil, nil
	}
	place := &facet.Place{Value: facet.None, ID: s.After.ID}
	if s.After.Value == nil {
		return place, nil
	}
	switch s.Sort {
	case vehicle.ByPrice, vehicle.ByPriceDesc:
		price, err := placeMoney(s.After)
		if err != nil {
			return nil, err
		}
		place.Value = int64(*price)
	case vehicle.ByYear, vehicle.ByYearDesc, vehicle.ByMileage, vehicle.ByMileageDesc:
		n, err := placeInteger(s.After)
		if err != nil {
			return nil, err
		}
		place.Value = *n
	default:
		text, err := placeTime(s.After)
		if err != nil {
			return nil, err
		}
		if place.Value, err = facet.PackTime(string(text)); err != nil {
			return nil, errCursor
		}
	}
	return place, nil
}

// originOf reads what a run says of its snapshot.
func originOf(snapshotAt, fingerprint *string) (vehicle.Origin, error) {
	if snapshotAt == nil || fingerprint == nil {
		return vehicle.Origin{}, fmt.Errorf("%w: the copy's run is not complete", ErrUnavailable)
	}
	taken, err := time.Parse(time.RFC3339, *snapshotAt)
	return vehicle.Origin{AsOf: taken, Fingerprint: *fingerprint}, err
}
