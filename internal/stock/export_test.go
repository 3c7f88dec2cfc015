package stock

import (
	"context"
	"database/sql"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
)

// explaining records the plans of the queries that pass.
type explaining struct {
	*optional
	plans strings.Builder
}

func (e *explaining) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := e.DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+reduce(query, args), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		e.plans.WriteString(detail + "\n")
	}
	return e.optional.QueryContext(ctx, query, args...)
}

// ExplainForTest returns the plans of a search's first part.
func ExplainForTest(ctx context.Context, db *sql.DB, s vehicle.Search) string {
	e := &explaining{optional: newOptional(db)}
	s.Limit = 10
	if _, err := (cachedQueries{sqlitedb.New(e)}).with(ctx, s, nil, 10); err != nil {
		return err.Error()
	}
	return e.plans.String()
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
