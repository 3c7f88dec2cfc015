package stock

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"forecourt/db/mysqldb"
	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
)

// engine is what generated queries run on.
type engine interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	PrepareContext(context.Context, string) (*sql.Stmt, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// explaining records the plans of the queries that pass.
type explaining struct {
	engine
	explain func(query string, args []any) (string, []any)
	plans   strings.Builder
	err     error
}

func (e *explaining) record(ctx context.Context, query string, args []any) {
	text, left := e.explain(query, args)
	rows, err := e.engine.(interface {
		unprepared() *sql.DB
	}).unprepared().QueryContext(ctx, text, left...)
	if err != nil {
		e.err = err
		return
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
	e.err = errors.Join(e.err, err, rows.Err())
}

func (p *prepared) unprepared() *sql.DB { return p.DB }

func (e *explaining) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	e.record(ctx, query, args)
	return e.engine.QueryContext(ctx, query, args...)
}

func (e *explaining) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	e.record(ctx, query, args)
	return e.engine.QueryRowContext(ctx, query, args...)
}

// ExplainForTest returns the plans of a search in SQLite: the page's two parts and the count.
func ExplainForTest(ctx context.Context, db *sql.DB, s vehicle.Search) (string, error) {
	e := &explaining{engine: newOptional(db), explain: func(query string, args []any) (string, []any) {
		return "EXPLAIN QUERY PLAN " + reduce(query, args), args
	}}
	_, err := search(ctx, cachedQueries{sqlitedb.New(e)}, s)
	return e.plans.String(), errors.Join(err, e.err)
}

// ExplainIndexedForTest returns the plans of what the index reads: itself, and a page's rows.
func ExplainIndexedForTest(ctx context.Context, db *sql.DB) (string, error) {
	e := &explaining{engine: newOptional(db), explain: func(query string, args []any) (string, []any) {
		return "EXPLAIN QUERY PLAN " + query, args
	}}
	q := sqlitedb.New(e)
	_, err := q.ListFacets(ctx, sqlitedb.ListFacetsParams{ID: 1, Limit: 2})
	_, err2 := q.ListSnapshotVehicles(ctx, sqlitedb.ListSnapshotVehiclesParams{View: view, Ids: "[1,2]"})
	return e.plans.String(), errors.Join(err, err2, e.err)
}

// ExplainLiveForTest returns the plans of a search in MySQL.
func ExplainLiveForTest(ctx context.Context, db *sql.DB, s vehicle.Search) (string, error) {
	e := &explaining{engine: newAsked(db), explain: func(query string, args []any) (string, []any) {
		query, args = onlyAsked(query, args)
		return "EXPLAIN FORMAT=TREE " + query, args
	}}
	_, err := search(ctx, liveQueries{mysqldb.New(e)}, s)
	return e.plans.String(), errors.Join(err, e.err)
}

// IndexOfForTest returns the fingerprint of the snapshot that is indexed, or "".
func (c *Cached) IndexOfForTest() string {
	if x := c.index.Load(); x != nil {
		return x.fingerprint
	}
	return ""
}

// NewPreparedForTest keeps few statements.
func NewPreparedForTest(db *sql.DB, size int) func(ctx context.Context, text string) (string, error) {
	p := newPrepared(db, size)
	return func(ctx context.Context, text string) (string, error) {
		var answer string
		err := p.queryRow(ctx, text, func() string { return text }, nil).Scan(&answer)
		return answer, err
	}
}

// OnlyAskedForTest is onlyAsked.
var OnlyAskedForTest = onlyAsked
