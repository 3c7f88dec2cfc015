package stock

import (
	"context"
	"database/sql"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"forecourt/db/sqlitedb"
)

// optional is a DBTX that takes the predicates out of a query whose argument is NULL, before SQLite plans it. Such a
// predicate is one line, AND (CAST(?n AS type) IS NULL OR predicate), and would make SQLite scan the table although the
// predicate asks for nothing. It is safe for concurrent use.
type optional struct {
	// Statements are kept by the query and the arguments that are NULL.
	*prepared
}

func newOptional(db *sql.DB) *optional { return &optional{newPrepared(db, maxPlans)} }

var (
	_             sqlitedb.DBTX = (*optional)(nil)
	predicateLine               = regexp.MustCompile(`^( *AND )\(CAST\(\?(\d+) AS [A-Z]+\) IS NULL OR (.*)\)$`)
)

// maxPlans bounds the statements that are kept: clients choose the combinations.
const maxPlans = 500

// QueryContext queries without the predicates that ask for nothing.
func (o *optional) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return o.query(ctx, planName(query, args), func() string { return reduce(query, args) }, args)
}

// QueryRowContext does the same for one row.
func (o *optional) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return o.queryRow(ctx, planName(query, args), func() string { return reduce(query, args) }, args)
}

// planName tells queries apart, and which of their arguments are NULL.
func planName(query string, args []any) string {
	key := make([]byte, len(args), len(args)+len(query))
	for i, arg := range args {
		key[i] = '0'
		if isNull(arg) {
			key[i] = '1'
		}
	}
	return string(append(key, query...))
}

// reduce takes out the lines whose argument is NULL, and the conditions of the others.
func reduce(query string, args []any) string {
	lines := strings.Split(query, "\n")
	kept := lines[:0]
	for _, line := range lines {
		match := predicateLine.FindStringSubmatch(line)
		if match == nil {
			kept = append(kept, line)
			continue
		}
		n, err := strconv.Atoi(match[2])
		if err != nil || n > len(args) {
			kept = append(kept, line)
			continue
		}
		if !isNull(args[n-1]) {
			kept = append(kept, match[1]+"("+match[3]+")")
		}
	}
	return strings.Join(kept, "\n")
}

func isNull(arg any) bool {
	if arg == nil {
		return true
	}
	v := reflect.ValueOf(arg)
	return v.Kind() == reflect.Pointer && v.IsNil()
}
