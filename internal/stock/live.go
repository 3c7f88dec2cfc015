package stock

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// maxPrepared is the greatest number of statements that are kept on each connection. A server allows 16,382 in all
// (https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html, max_prepared_stmt_count).
const maxPrepared = 50

// Live reads the source itself. It is safe for concurrent use.
type Live struct {
	o  LiveOptions
	db *hole.DB

	mu sync.Mutex
	// engine is nil until the view's columns are known.
	engine *engine

	flights flights
	turns   turns
}

// LiveOptions say how the source is read.
type LiveOptions struct {
	Stock
	// DB is the database. The caller closes it.
	DB *sql.DB
	// Columns returns the view's columns. It is called before the first search, and again after a search fails.
	Columns func(context.Context) ([]mapping.Column, error)
	// Now is the clock for the times of the answers.
	Now func() time.Time
}

// NewLive returns a reader of a MySQL database.
func NewLive(o LiveOptions) (*Live, error) {
	db, err := hole.NewDB(o.DB, maxPrepared)
	return &Live{o: o, db: db, turns: newTurns()}, err
}

func (l *Live) origin() vehicle.Origin { return vehicle.Origin{Live: true, AsOf: l.o.Now().UTC()} }

// searcher returns the engine. Its plan is made once, from the view's columns.
func (l *Live) searcher(ctx context.Context) (*engine, error) {
	l.mu.Lock()
	known := l.engine
	l.mu.Unlock()
	if known != nil {
		return known, nil
	}
	columns, err := l.o.Columns(ctx) // Without the lock, because a source that hangs must not block others.
	if err != nil {
		return nil, unavailable(ctx, "read the source's columns", err)
	}
	plan, err := l.o.plan(mapping.MySQL, columns)
	if err != nil {
		return nil, err
	}
	q, err := newMySQLQueries(l.db, plan)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.engine = newEngine(plan, q)
	return l.engine, nil
}

// ended handles the error of a query, which may mean that the view no longer has the columns of the plan.
func (l *Live) ended(ctx context.Context, what string, err error) error {
	if err != nil && ctx.Err() == nil {
		l.mu.Lock()
		l.engine = nil
		l.mu.Unlock()
	}
	return unavailable(ctx, what, err)
}

// Search returns a page. Equal searches at the same moment ask the source once.
func (l *Live) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	return l.flights.search(ctx, s, l.search)
}

func (l *Live) search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	origin := l.origin()
	e, err := l.searcher(ctx)
	if err != nil {
		return vehicle.Page{}, err
	}
	leave, err := l.turns.take(ctx)
	if err != nil {
		return vehicle.Page{}, l.ended(ctx, "search the source", err)
	}
	defer leave()
	page, err := e.search(ctx, s)
	page.Origin = origin
	return page, l.ended(ctx, "search the source", err)
}

// Get returns a vehicle, and false if there is none with this identity.
func (l *Live) Get(ctx context.Context, id vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	origin := l.origin()
	e, err := l.searcher(ctx)
	if err != nil {
		return vehicle.Vehicle{}, origin, false, err
	}
	leave, err := l.turns.take(ctx)
	if err != nil {
		return vehicle.Vehicle{}, origin, false, l.ended(ctx, "read the source", err)
	}
	defer leave()
	v, found, err := e.get(ctx, id)
	return v, origin, found, l.ended(ctx, "read the source", err)
}

// Values returns the words and ranges of the source. It reads the whole view, so keep the answer.
func (l *Live) Values(ctx context.Context) (vehicle.Values, error) {
	origin := l.origin()
	e, err := l.searcher(ctx)
	if err != nil {
		return vehicle.Values{}, err
	}
	values, err := e.values(ctx)
	values.Origin = origin
	return values, l.ended(ctx, "count the source's values", err)
}
