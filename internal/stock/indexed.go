package stock

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/hole"
	"forecourt/internal/stock/rowcache"
	"forecourt/internal/vehicle"
)

// indexed is the index of one snapshot. Rows that SQLite returns later belong to it if they have the same fingerprint.
type indexed struct {
	*facet.Index
	// opened is how the copy was read.
	opened *openCopy
	origin vehicle.Origin
	// run is the run that published the snapshot. logEnd is the greatest id in the log of changes at that time.
	run, logEnd int64
	// rows are the vehicles that were returned last. The versions of an index share them.
	rows *rowcache.Cache
}

// askOrigin is the least time between two looks for a new snapshot.
const askOrigin = 100 * time.Millisecond

// Refresh makes the index of the current snapshot, unless it exists or the copy has more vehicles than IndexUpTo.
// Searches do this by themselves in the background, and SQLite answers them until the index is ready. Only one call
// works at a time; the others wait.
func (c *Cached) Refresh(ctx context.Context) error {
	c.refreshing.Lock()
	defer c.refreshing.Unlock()
	defer c.origin.Store(nil) // A kept origin may belong to the previous snapshot.
	err := c.adapt(ctx)
	if err == nil {
		err = c.refresh(ctx)
	}
	if err != nil && ctx.Err() == nil {
		c.setIndex(nil) // SQLite answers the searches, and reports what is wrong.
	}
	return unavailable(ctx, "index the copy", err)
}

func (c *Cached) refresh(ctx context.Context) error {
	opened, err := c.open(ctx)
	if err != nil {
		return err
	}
	// In one transaction, so that the rows belong to the fingerprint.
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
		c.setIndex(nil)
		return nil
	}
	next := &indexed{opened: opened, run: run.ID}
	if next.origin, err = c.readOrigin(ctx, q); err != nil {
		return err
	}
	last := c.last(opened)
	if last != nil && last.origin.Fingerprint == *run.Fingerprint {
		if c.index.Load() == nil {
			last.origin = next.origin
			c.setIndex(last)
		}
		return nil
	}
	if next.logEnd, err = q.GetLogEnd(ctx); err != nil {
		return err
	}
	followed := false
	if last != nil && last.opened == opened {
		if followed, err = c.follow(ctx, q, last, next); err != nil {
			return err
		}
	}
	if !followed {
		if err = c.build(ctx, next, q, int(*run.RowCount)); err != nil {
			return err
		}
	}
	c.setIndex(next)
	if followed { // Searches already use the new version.
		tidy := *next
		tidy.Index = next.Tidy()
		c.setIndex(&tidy)
		next = &tidy
	}
	c.keepSoon(next)
	return nil
}

// last returns the index of the last snapshot. At the program's start that is the one that an earlier start has kept.
// It is nil if there is none.
func (c *Cached) last(opened *openCopy) *indexed {
	if x := c.index.Load(); x != nil {
		return x
	}
	x, err := c.kept.load(opened)
	if err != nil && c.options.Failed != nil {
		c.options.Failed(err)
	}
	return x
}

// attempt says when the making of an index was begun, and for which snapshot.
type attempt struct {
	fingerprint string
	at          time.Time
}

// lastFor is how long the previous version still answers after a new snapshot. By then the next version is nearly
// always ready. SQLite would take longer for each answer.
const lastFor = time.Second

// current returns the index of a snapshot. If there is none yet, it is made in the background, and the previous version
// still answers for a moment.
func (c *Cached) current(ctx context.Context, fingerprint string) *indexed {
	if c.options.IndexUpTo <= 0 {
		return nil
	}
	x := c.index.Load()
	if x != nil && x.origin.Fingerprint == fingerprint {
		return x
	}
	begun := c.tried.Load()
	if begun == nil || begun.fingerprint != fingerprint {
		now := &attempt{fingerprint, time.Now()}
		if c.tried.CompareAndSwap(begun, now) {
			go func() {
				if err := c.Refresh(context.WithoutCancel(ctx)); err != nil && c.options.Failed != nil {
					c.options.Failed(err)
				}
			}()
		}
		begun = now
	}
	if time.Since(begun.at) < lastFor {
		return x
	}
	return nil // The index cannot be made, or takes long.
}

// lastOrigin is the last result of readOrigin, with its time.
type lastOrigin struct {
	vehicle.Origin
	asked time.Time
}

// recentOrigin returns the result of readOrigin, which it calls at most once in each askOrigin.
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

// searchVersion answers a search with the current version of the index, which it returns, or nil if there is none. The
// vehicles are nil if the copy already has the rows of the next version.
func (c *Cached) searchVersion(ctx context.Context, opened *openCopy, s vehicle.Search) (page vehicle.Page, x *indexed, err error) {
	origin, err := c.recentOrigin(ctx, opened.q)
	if err != nil {
		return page, nil, err
	}
	x = c.current(ctx, origin.Fingerprint)
	if x == nil || x.opened != opened {
		return page, nil, nil
	}
	if x.origin.Fingerprint != origin.Fingerprint {
		origin = x.origin
	}
	if err := check(opened.plan.Shape, s); err != nil {
		return page, nil, err
	}
	found := x.Find(s)
	page = vehicle.Page{Total: found.Total, More: found.More, Origin: origin}
	page.Vehicles, err = c.read(ctx, x, found)
	return page, x, err
}

// listSizes are the numbers of identities for which there are statements that read vehicles. A statement for each is
// kept on every connection.
var listSizes = []int{1, 4, 20, 100}

// padded fills a list up to the next of listSizes. It repeats the last identity, which finds nothing more.
func padded(list []vehicle.ID) []vehicle.ID {
	at := slices.IndexFunc(listSizes, func(size int) bool { return size >= len(list) })
	if at < 0 {
		return list
	}
	return append(slices.Clone(list), slices.Repeat(list[len(list)-1:], listSizes[at]-len(list))...)
}

// read returns the vehicles that were found, or nil if the copy has another snapshot than the index.
func (c *Cached) read(ctx context.Context, x *indexed, found facet.Found) ([]vehicle.Vehicle, error) {
	list, missing := x.rows.Page(found)
	if len(missing) == 0 {
		return list, nil
	}
	rows, err := x.opened.q.ListSnapshotVehicles(hole.With(ctx, hole.Fillings{
		"view": {SQL: "?", Args: []any{c.options.Mapping.View}}, "stock": {SQL: x.opened.from}, "where": filling(x.opened.plan.IDs(padded(missing))),
	}))
	if err != nil || len(rows) != len(missing) || rows[0].Fingerprint == nil || !c.same(x, *rows[0].Fingerprint, missing) {
		return nil, err
	}
	read, err := listOf(x.opened.q.rows, rows, func(row *sqlitedb.ListSnapshotVehiclesRow) *sqlitedb.Stock { return &row.Stock }, nil)
	if err != nil {
		return nil, err
	}
	for i := range read {
		at := slices.Index(found.IDs, read[i].ID)
		x.rows.Add(&read[i], found.Revisions[at])
		list[at] = read[i]
	}
	return list, nil
}

// nextRows has the vehicles that have changed in the next snapshot. It is used while the index of that is being made.
type nextRows struct {
	last        *indexed
	fingerprint string
	touched     []vehicle.ID
}

// same reports whether the vehicles of a snapshot are as they are in an index. The snapshot is that of the index, or
// the next one, in which these vehicles have not changed.
func (c *Cached) same(x *indexed, fingerprint string, ids []vehicle.ID) bool {
	if fingerprint == x.origin.Fingerprint {
		return true
	}
	next := c.next.Load()
	if next == nil || next.fingerprint != fingerprint || next.last.origin.Fingerprint != x.origin.Fingerprint {
		return false
	}
	return !slices.ContainsFunc(ids, func(id vehicle.ID) bool {
		_, found := slices.BinarySearchFunc(next.touched, id, vehicle.ID.Compare)
		return found
	})
}
