package stock

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// maxPlans is the greatest number of statements that are kept. Each takes memory on every connection, and clients
// choose the combinations.
const maxPlans = 100

// Cached reads the local copy. It is safe for concurrent use.
type Cached struct {
	options CachedOptions

	mu   sync.Mutex
	copy *openCopy

	// refreshing lets only one index be made at a time. tried says when that was last begun, and for which snapshot.
	refreshing sync.Mutex
	index      atomic.Pointer[indexed]
	newer      wakeup
	tried      atomic.Pointer[attempt]
	next       atomic.Pointer[nextRows]
	origin     atomic.Pointer[lastOrigin]

	// kept keeps the index between two starts.
	kept keptIndex
	// halvesFrom is the number of vehicles from which on the index is made of two halves at once.
	halvesFrom int

	days countedDays
}

// openCopy is the open cache, with the plan for the columns that the copy had when they were last read.
type openCopy struct {
	*engine
	db      *hole.DB
	q       sqliteQueries
	columns []mapping.Column
	// key has the columns of the copy's key.
	key []string
}

// keyed reports whether the copy has the key that the mapping names. Only then the log of changes identifies vehicles.
func (o *openCopy) keyed(m *mapping.Mapping) bool {
	return slices.EqualFunc(o.key, m.Key, strings.EqualFold)
}

// CachedOptions say how the copy is read.
type CachedOptions struct {
	Stock
	// Open opens the cache. The cache may not exist yet, so Open is called again until it succeeds. The caller closes the
	// database, which must have the functions of mapping.Driver.
	Open func(context.Context) (*sql.DB, error)
	// IndexUpTo is the greatest number of vehicles with which there is an index in memory; 0 means no index.
	IndexUpTo int64
	// Kept says where the index is kept, so that the next start need not read all vehicles.
	Kept KeptIndex
	// Failed is told why an index could not be made in the background, or not be kept. SQLite then answers. It may be nil.
	Failed func(error)
	// Building is called before the index is made of all vehicles, and what it returns after that. It may be nil.
	Building func() (done func())
}

// NewCached returns a reader of a cache.
func NewCached(o CachedOptions) (*Cached, error) {
	return &Cached{options: o, kept: keptIndex{KeptIndex: o.Kept}, halvesFrom: halvesFrom}, nil
}

// open opens the cache if it is not open yet.
func (c *Cached) open(ctx context.Context) (*openCopy, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.copy != nil {
		return c.copy, nil
	}
	db, err := c.options.Open(ctx)
	if err != nil {
		return nil, unavailable(ctx, "open the copy", err)
	}
	holes, err := hole.NewDB(db, maxPlans)
	if err != nil {
		return nil, err
	}
	made, err := c.make(ctx, holes)
	if err == nil {
		c.copy = made
	}
	return made, err
}

// make reads the copy's columns, and plans how to read its rows.
func (c *Cached) make(ctx context.Context, db *hole.DB) (*openCopy, error) {
	columns, key, err := c.look(ctx, db.DB)
	if err != nil {
		return nil, err
	}
	if len(columns) == 0 {
		return nil, errNoCopy
	}
	plan, err := c.options.plan(mapping.SQLite, columns)
	if err != nil {
		return nil, err
	}
	q, err := newSQLiteQueries(db, plan)
	if err != nil {
		return nil, err
	}
	return &openCopy{engine: newEngine(plan, q), db: db, q: q, columns: columns, key: key}, nil
}

// look returns the copy's columns, and those of its key.
func (c *Cached) look(ctx context.Context, db *sql.DB) (columns []mapping.Column, key []string, err error) {
	columns, err = CopyColumns(ctx, db, c.options.Mapping.View)
	if err == nil {
		key, err = copyKey(ctx, db, c.options.Mapping.View)
	}
	return columns, key, unavailable(ctx, "read the copy's columns", err)
}

// adapt makes a new plan if a sync has made the copy anew with other columns, or with another key.
func (c *Cached) adapt(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.copy == nil {
		return nil
	}
	columns, key, err := c.look(ctx, c.copy.db.DB)
	if err != nil || slices.Equal(columns, c.copy.columns) && slices.Equal(key, c.copy.key) {
		return err
	}
	made, err := c.make(ctx, c.copy.db)
	if err == nil {
		c.copy = made
	}
	return err
}

// errNoCopy says that there is nothing to read.
var errNoCopy = fmt.Errorf("%w: there is no copy yet", ErrUnavailable)

// selectColumns is SQL on a table whose name is only known at run time.
const selectColumns = "SELECT name, type FROM pragma_table_xinfo(?) ORDER BY cid"

// CopyColumns returns the columns of a copy, or none if there is no copy.
func CopyColumns(ctx context.Context, db *sql.DB, view string) ([]mapping.Column, error) {
	rows, err := db.QueryContext(ctx, selectColumns, view)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var columns []mapping.Column
	for rows.Next() {
		var name, declared string
		if err := rows.Scan(&name, &declared); err != nil {
			return nil, err
		}
		column := mapping.NewColumn(name, declared, "")
		column.Copied = true
		columns = append(columns, column)
	}
	return columns, rows.Err()
}

// selectKey is SQL on a table whose name is only known at run time.
const selectKey = "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk"

// copyKey returns the columns of a copy's key, or none if it has no key.
func copyKey(ctx context.Context, db *sql.DB, view string) (key []string, err error) {
	rows, err := db.QueryContext(ctx, selectKey, view)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		key = append(key, name)
	}
	return key, rows.Err()
}

// Origin returns the time and the fingerprint of the copy. If there is no copy, the error wraps ErrUnavailable.
func (c *Cached) Origin(ctx context.Context) (vehicle.Origin, error) {
	_, origin, err := c.begin(ctx)
	return origin, err
}

// begin returns an open copy and its origin.
func (c *Cached) begin(ctx context.Context) (*openCopy, vehicle.Origin, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return nil, vehicle.Origin{}, err
	}
	origin, err := c.readOrigin(ctx, opened.q)
	return opened, origin, err
}

func (c *Cached) readOrigin(ctx context.Context, q sqliteQueries) (vehicle.Origin, error) {
	run, err := q.GetOrigin(ctx, c.options.Mapping.View)
	if errors.Is(err, sql.ErrNoRows) {
		return vehicle.Origin{}, errNoCopy
	}
	if err != nil {
		return vehicle.Origin{}, unavailable(ctx, "read the copy's age", err)
	}
	origin, err := originOf(run)
	return origin, unavailable(ctx, "read the copy's age", err)
}

// originOf returns the origin that a run has recorded.
func originOf(run sqlitedb.GetOriginRow) (vehicle.Origin, error) {
	if run.SnapshotAt == nil || run.Fingerprint == nil {
		return vehicle.Origin{}, fmt.Errorf("%w: the copy's run is not complete", ErrUnavailable)
	}
	taken, err := time.Parse(time.RFC3339, *run.SnapshotAt)
	origin := vehicle.Origin{AsOf: taken, Fingerprint: *run.Fingerprint}
	if err == nil && run.ChangedAt != "" { // A run of an earlier version may be forgotten.
		origin.Changed, err = time.Parse(time.RFC3339, run.ChangedAt)
	}
	return origin, err
}

// Search returns a page. All its rows belong to one snapshot. A sync that ends meanwhile may affect the total.
func (c *Cached) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return vehicle.Page{}, err
	}
	page, answered, err := c.searchIndexed(ctx, opened, s)
	if err != nil || answered {
		return page, unavailable(ctx, "search the copy", err)
	}
	origin, err := c.readOrigin(ctx, opened.q)
	if err != nil {
		return vehicle.Page{}, err
	}
	c.current(ctx, origin.Fingerprint)
	page, err = opened.search(ctx, s)
	page.Origin = origin
	return page, c.ended(ctx, "search the copy", err)
}

// ended handles the error of a query, which may mean that the copy no longer has the columns of the plan.
func (c *Cached) ended(ctx context.Context, what string, err error) error {
	if err != nil && ctx.Err() == nil {
		err = errors.Join(err, c.adapt(ctx))
	}
	return unavailable(ctx, what, err)
}

// Get returns a vehicle, and false if there is none with this identity.
func (c *Cached) Get(ctx context.Context, id vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	opened, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Vehicle{}, vehicle.Origin{}, false, err
	}
	v, found, err := opened.get(ctx, id)
	return v, origin, found, c.ended(ctx, "read the copy", err)
}

// Values returns the words and ranges of the copy. Without an index it reads the whole copy, so keep the answer.
func (c *Cached) Values(ctx context.Context) (vehicle.Values, error) {
	opened, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Values{}, err
	}
	return c.valuesOf(ctx, opened, origin)
}

// valuesOf returns the values of the snapshot that has an origin, or of a later one.
func (c *Cached) valuesOf(ctx context.Context, opened *openCopy, origin vehicle.Origin) (vehicle.Values, error) {
	x := c.index.Load()
	if c.options.IndexUpTo > 0 && (x == nil || x.origin.Fingerprint != origin.Fingerprint) {
		// Making the index takes no longer than counting all values in SQLite, and later requests use it, too. It is of this
		// snapshot, or of a later one, if there has been another run meanwhile.
		if err := c.Refresh(ctx); err != nil && c.options.Failed != nil {
			c.options.Failed(err)
		}
		x = c.index.Load()
	}
	if x != nil {
		values := x.Values()
		values.Origin = x.origin
		return values, nil
	}
	values, err := opened.values(ctx)
	values.Origin = origin
	return values, c.ended(ctx, "count the copy's values", err)
}
