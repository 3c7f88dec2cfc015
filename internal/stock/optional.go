package stock

import (
	"context"
	"database/sql"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"forecourt/db/sqlitedb"
)

// optional is a DBTX that takes the predicates out of a query whose argument is NULL, before SQLite plans it. Such a
// predicate is one line, AND (CAST(?n AS type) IS NULL OR predicate), and would make SQLite scan the table although the
// predicate asks for nothing. It is safe for concurrent use.
type optional struct {
	*sql.DB
	// plans holds prepared statements by the query and the arguments that are NULL; they live as long as the database.
	mu    sync.RWMutex
	plans map[string]*sql.Stmt
}

var (
	_             sqlitedb.DBTX = (*optional)(nil)
	predicateLine               = regexp.MustCompile(`^( *AND )\(CAST\(\?(\d+) AS [A-Z]+\) IS NULL OR (.*)\)$`)
)

// maxPlans bounds the statements that are kept: clients choose the combinations.
const maxPlans = 500

// QueryContext queries without the predicates that ask for nothing.
func (o *optional) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := o.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return o.DB.QueryContext(ctx, reduce(query, args), args...)
	}
	return statement.QueryContext(ctx, args...)
}

// QueryRowContext does the same for one row.
func (o *optional) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := o.statement(ctx, query, args)
	if err != nil || statement == nil {
		return o.DB.QueryRowContext(ctx, reduce(query, args), args...) // An error comes again, and says so in the row.
	}
	return statement.QueryRowContext(ctx, args...)
}

// statement returns a statement that is kept for a query and the arguments of it that are NULL, or nil when enough are
// kept already.
func (o *optional) statement(ctx context.Context, query string, args []any) (*sql.Stmt, error) {
	key := make([]byte, len(args), len(args)+len(query))
	for i, arg := range args {
		key[i] = '0'
		if isNull(arg) {
			key[i] = '1'
		}
	}
	name := string(append(key, query...))
	o.mu.RLock()
	known, full := o.plans[name], len(o.plans) >= maxPlans
	o.mu.RUnlock()
	if known != nil || full {
		return known, nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if known := o.plans[name]; known != nil {
		return known, nil
	}
	statement, err := o.PrepareContext(context.WithoutCancel(ctx), reduce(query, args))
	if err != nil {
		return nil, err
	}
	if o.plans == nil {
		o.plans = map[string]*sql.Stmt{}
	}
	o.plans[name] = statement
	return statement, nil
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
