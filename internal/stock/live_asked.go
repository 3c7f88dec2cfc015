package stock

import (
	"context"
	"database/sql"
	"strings"

	"forecourt/db/mysqldb"
)

// asked is a DBTX that takes the predicates out of a query that ask for nothing, with their arguments, and keeps what is
// left prepared: MySQL would read and fold all of them, every time. Such a predicate is one line, AND (? = 1 OR
// predicate), or AND (? IS NULL OR predicate). It is safe for concurrent use.
type asked struct{ *prepared }

var _ mysqldb.DBTX = asked{}

// maxPrepared bounds the statements that are kept, for each connection: a server allows 16,382 in all
// (https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html, max_prepared_stmt_count).
const maxPrepared = 50

func newAsked(db *sql.DB) asked { return asked{newPrepared(db, maxPrepared)} }

// QueryContext queries without the predicates that ask for nothing.
func (a asked) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	query, args = onlyAsked(query, args)
	return a.query(ctx, query, func() string { return query }, args)
}

// QueryRowContext does the same for one row.
func (a asked) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	query, args = onlyAsked(query, args)
	return a.queryRow(ctx, query, func() string { return query }, args)
}

// onlyAsked takes out the lines that ask for nothing, and the conditions of the others.
func onlyAsked(query string, args []any) (text string, left []any) {
	var b strings.Builder
	left = make([]any, 0, len(args))
	for line := range strings.Lines(query) {
		own := args[:min(strings.Count(line, "?"), len(args))]
		args = args[len(own):]
		for condition, idle := range map[string]func(any) bool{
			"  AND (? = 1 OR ":     func(arg any) bool { return arg == int64(1) },
			"  AND (? IS NULL OR ": isNull,
		} {
			predicate, optional := strings.CutPrefix(line, condition)
			if !optional || len(own) == 0 {
				continue
			}
			line = "  AND (" + predicate
			if idle(own[0]) {
				line, own = "", nil
				break
			}
			own = own[1:]
		}
		b.WriteString(line)
		left = append(left, own...)
	}
	return b.String(), left
}
