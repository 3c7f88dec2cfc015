package stock

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// IndexOfForTest returns the fingerprint of the snapshot that is indexed, or "".
func (c *Cached) IndexOfForTest() string {
	if x := c.index.Load(); x != nil {
		return x.origin.Fingerprint
	}
	return ""
}

// HoldForTest keeps the index from being made until release is called.
func (c *Cached) HoldForTest() (release func()) {
	c.refreshing.Lock()
	return c.refreshing.Unlock
}

// ValuesForTest is Values, with something that happens after the snapshot is known and before its values are read.
func (c *Cached) ValuesForTest(ctx context.Context, between func()) (vehicle.Values, error) {
	opened, origin, err := c.begin(ctx)
	if err != nil {
		return vehicle.Values{}, err
	}
	between()
	return c.valuesOf(ctx, opened, origin)
}

// RevisionForTest returns how many differences the index has followed since all vehicles were read.
func (c *Cached) RevisionForTest() uint32 { return c.index.Load().Revision() }

// KeptForTest returns how many vehicles a search finds in the index, and how many of them are kept in memory.
func (c *Cached) KeptForTest(s vehicle.Search) (found, kept int) {
	x := c.index.Load()
	page := x.Find(s)
	_, missing := x.rows.Page(page)
	return len(page.IDs), len(page.IDs) - len(missing)
}

// HalvesForTest makes the index of two halves, however few vehicles there are.
func (c *Cached) HalvesForTest() { c.halvesFrom = 0 }

// BusyForTest takes all turns of the source until leave is called.
func (l *Live) BusyForTest() (leave func()) {
	for range cap(l.turns) {
		l.turns <- struct{}{}
	}
	return func() {
		for range cap(l.turns) {
			<-l.turns
		}
	}
}

// BuildForTest makes an index in halves, in a transaction of its own, as if it were of the given run. It returns the
// number of vehicles, and whether the second half was refused.
func (c *Cached) BuildForTest(ctx context.Context, run int64, vehicles int) (n int, refused bool, err error) {
	opened, err := c.open(ctx)
	if err != nil {
		return 0, false, err
	}
	x := &indexed{opened: opened, run: run}
	err = c.buildHalves(ctx, x, opened.q, facet.NewBuilder(opened.plan.Shape, vehicles), vehicles)
	refused = errors.Is(err, errOtherSnapshot)
	c.halvesFrom = 0
	if err := c.build(ctx, x, opened.q, vehicles); err != nil {
		return 0, refused, err
	}
	return x.Len(), refused, nil
}

// explaining records the plans of the queries that pass.
type explaining struct {
	*hole.DB
	explain string
	plans   strings.Builder
	err     error
}

func (e *explaining) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	text, all, err := hole.Filled(ctx, query, args)
	if err == nil {
		err = e.record(ctx, text, all)
	}
	e.err = errors.Join(e.err, err)
	return e.DB.QueryContext(ctx, query, args...)
}

func (e *explaining) record(ctx context.Context, text string, args []any) error {
	rows, err := e.DB.DB.QueryContext(ctx, e.explain+text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	for rows.Next() && err == nil {
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(sql.RawBytes)
		}
		err = rows.Scan(into...)
		e.plans.Write(*into[len(into)-1].(*sql.RawBytes)) // The last column is the text.
		e.plans.WriteByte('\n')
	}
	return errors.Join(err, rows.Err())
}

// explainingRows also records the plans of queries of one row.
type explainingRows struct{ *explaining }

func (e explainingRows) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	e.err = errors.Join(e.err, e.record(ctx, query, args))
	return e.DB.QueryRowContext(ctx, query, args...)
}

// ExplainForTest returns the plans of a search in SQLite: the page's two parts and the count.
func ExplainForTest(ctx context.Context, c *Cached, s vehicle.Search) (string, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return "", err
	}
	e := &explaining{DB: opened.db, explain: "EXPLAIN QUERY PLAN "}
	q, err := newSQLiteQueries(e, opened.plan)
	if err != nil {
		return "", err
	}
	_, err = newEngine(opened.plan, q).search(ctx, s)
	return e.plans.String(), errors.Join(err, e.err)
}

// ExplainIndexedForTest returns the plans of what the index reads: itself, and a page's rows.
func ExplainIndexedForTest(ctx context.Context, c *Cached, ids []vehicle.ID) (string, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return "", err
	}
	e := &explaining{DB: opened.db, explain: "EXPLAIN QUERY PLAN "}
	q, err := newSQLiteQueries(e, opened.plan)
	if err != nil {
		return "", err
	}
	chunk := hole.Fillings{
		"stock": {SQL: opened.from}, "where": filling(opened.plan.After(nil, false, &vehicle.Cursor{ID: ids[0]})),
		"order": {SQL: opened.plan.IDOrder()}, "limit": {SQL: "2"},
	}
	_, err = q.list(hole.With(ctx, chunk))
	_, err2 := q.ListSnapshotVehicles(hole.With(ctx, hole.Fillings{"view": {SQL: "''"}, "stock": {SQL: opened.from}, "where": filling(opened.plan.IDs(ids))}))
	return e.plans.String(), errors.Join(err, err2, e.err)
}

// ExplainChangesForTest returns the plans of what is read of the log of changes.
func ExplainChangesForTest(ctx context.Context, c *Cached, s vehicle.ChangeSearch) (string, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return "", err
	}
	e := &explaining{DB: opened.db, explain: "EXPLAIN QUERY PLAN "}
	q, err := newSQLiteQueries(explainingRows{e}, opened.plan)
	if err != nil {
		return "", err
	}
	l, err := c.options.Mapping.NewLog(opened.columns)
	if err != nil {
		return "", err
	}
	explained := *opened
	explained.q = q
	_, err = (&changeReader{openCopy: &explained, log: l, view: c.options.Mapping.View}).list(ctx, s)
	return e.plans.String(), errors.Join(err, e.err)
}

// ExplainLiveForTest returns the plans of a search in MySQL.
func ExplainLiveForTest(ctx context.Context, l *Live, s vehicle.Search) (string, error) {
	known, err := l.searcher(ctx)
	if err != nil {
		return "", err
	}
	e := &explaining{DB: l.db, explain: "EXPLAIN FORMAT=TREE "}
	q, err := newMySQLQueries(e, known.plan)
	if err != nil {
		return "", err
	}
	_, err = newEngine(known.plan, q).search(ctx, s)
	return e.plans.String(), errors.Join(err, e.err)
}

// ExplainGetForTest returns the plan of reading one vehicle in MySQL.
func ExplainGetForTest(ctx context.Context, l *Live, id vehicle.ID) (string, error) {
	known, err := l.searcher(ctx)
	if err != nil {
		return "", err
	}
	e := &explaining{DB: l.db, explain: "EXPLAIN FORMAT=TREE "}
	q, err := newMySQLQueries(e, known.plan)
	if err != nil {
		return "", err
	}
	_, _, err = newEngine(known.plan, q).get(ctx, id)
	return e.plans.String(), errors.Join(err, e.err)
}

// PlanForTest returns how the copy is read.
func PlanForTest(ctx context.Context, c *Cached) (*mapping.Plan, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	return opened.plan, nil
}
