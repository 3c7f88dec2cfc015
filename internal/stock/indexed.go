package stock

import (
	"context"
	"database/sql"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// indexed is the index of one snapshot. Rows that SQLite hands out later belong to it as long as they come with the same
// fingerprint; the last ones asked for are kept.
type indexed struct {
	*facet.Index
	fingerprint string
	rows        *lru.Cache[vehicle.ID, *vehicle.Vehicle]
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
	defer c.origin.Store(nil) // A kept origin may belong to the previous snapshot.
	err := c.adapt(ctx)
	if err == nil {
		err = c.refresh(ctx)
	}
	return unavailable(ctx, "index the copy", err)
}

func (c *Cached) refresh(ctx context.Context) error {
	opened, err := c.open(ctx)
	if err != nil {
		return err
	}
	// One transaction: the rows are those of the fingerprint.
	tx, err := opened.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // It has only read.
	q, err := newSQLiteQueries(hole.Tx{Tx: tx}, opened.plan)
	if err != nil {
		return err
	}
	run, err := q.GetCopy(ctx, c.options.Mapping.View)
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
	builder := facet.NewBuilder(opened.plan.Shape, int(*run.RowCount))
	if err := addAll(ctx, opened.plan, q, builder); err != nil {
		return err
	}
	rows, err := lru.New[vehicle.ID, *vehicle.Vehicle](keptRows)
	if err != nil {
		return err
	}
	c.index.Store(&indexed{Index: builder.Index(), fingerprint: *run.Fingerprint, rows: rows})
	return nil
}

// addAll reads what is filtered and sorted by of all vehicles.
func addAll(ctx context.Context, plan *mapping.Plan, q sqliteQueries, builder *facet.Builder) error {
	from := plan.From(func(f *vehicle.Field) bool { return f.Kind.Counted() || f.Kind.Ranged() })
	asked := mapping.And()
	for {
		list, err := q.list(hole.With(ctx, hole.Fillings{
			"stock": {SQL: from}, "where": filling(asked), "order": {SQL: plan.IDOrder()}, "limit": {SQL: "?", Args: []any{indexChunk}},
		}))
		if err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			if err := builder.Add(&list[i]); err != nil {
				return err
			}
		}
		asked = plan.After(nil, false, &vehicle.Cursor{ID: list[len(list)-1].ID})
	}
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

// lastOrigin is what readOrigin returned at a time.
type lastOrigin struct {
	vehicle.Origin
	asked time.Time
}

// recentOrigin is readOrigin, but asks no more often than askOrigin says.
func (c *Cached) recentOrigin(ctx context.Context, q sqliteQueries) (vehicle.Origin, error) {
	if last := c.origin.Load(); last != nil && time.Since(last.asked) < askOrigin {
		return last.Origin, nil
	}
	asked := time.Now()
	origin, err := c.readOrigin(ctx, q)
	if err == nil {
		c.origin.Store(&lastOrigin{origin, asked})
	}
	return origin, err
}

// searchIndexed answers a search by the index, and reads the page's rows. It returns false when the copy holds another
// snapshot than the index; SQLite answers then.
func (c *Cached) searchIndexed(ctx context.Context, opened *openCopy, s vehicle.Search) (vehicle.Page, bool, error) {
	if c.options.IndexUpTo <= 0 {
		return vehicle.Page{}, false, nil
	}
	origin, err := c.recentOrigin(ctx, opened.q)
	if err != nil {
		return vehicle.Page{}, false, err
	}
	x := c.current(ctx, origin.Fingerprint)
	if x == nil {
		return vehicle.Page{}, false, nil
	}
	if err := check(opened.plan.Shape, s); err != nil {
		return vehicle.Page{}, false, err
	}
	found := x.Find(s)
	page := vehicle.Page{Total: found.Total, More: found.More, Origin: origin}
	page.Vehicles, err = c.read(ctx, opened, x, found.IDs)
	return page, err == nil && len(page.Vehicles) == len(found.IDs), err
}

// read returns the vehicles with the identities, or none when the copy holds another snapshot than the index.
func (c *Cached) read(ctx context.Context, opened *openCopy, x *indexed, ids []vehicle.ID) ([]vehicle.Vehicle, error) {
	list := make([]vehicle.Vehicle, len(ids))
	var missing []vehicle.ID
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
	rows, err := opened.q.ListSnapshotVehicles(hole.With(ctx, hole.Fillings{
		"view": {SQL: "?", Args: []any{c.options.Mapping.View}}, "stock": {SQL: opened.from}, "where": filling(opened.plan.IDs(missing)),
	}))
	if err != nil || len(rows) != len(missing) || rows[0].Fingerprint == nil || *rows[0].Fingerprint != x.fingerprint {
		return nil, err
	}
	for i := range rows {
		v, err := opened.q.rows.vehicle(&rows[i].Stock)
		if err != nil {
			return nil, err
		}
		x.Share(&v)
		x.rows.Add(v.ID, &v)
		list[slices.Index(ids, v.ID)] = v
	}
	return list, nil
}
