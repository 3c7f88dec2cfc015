package hole_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"forecourt/internal/stock/hole"
)

const query = "SELECT a FROM /* stock( */ t /* )stock */ AS s WHERE /* where( */ 1 = 1 /* )where */ LIMIT /* limit( */ 1 /* )limit */"

func TestFill(t *testing.T) {
	text, args, err := hole.Fill(query, hole.Fillings{
		"limit": {SQL: "?", Args: []any{5}}, "where": {SQL: "b = ? AND c = ?", Args: []any{"x", 2}}, "stock": {SQL: "(SELECT ? AS a)", Args: []any{1}},
	})
	if diff := gocmp.Diff("SELECT a FROM (SELECT ? AS a) AS s WHERE b = ? AND c = ? LIMIT ?", text); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if diff := gocmp.Diff([]any{1, "x", 2, 5}, args); diff != "" {
		t.Errorf("the values are not in the order of the holes:\n%s", diff)
	}
	again, args, err := hole.Fill("SELECT /* a( */ 1 /* )a */, /* a( */ 2 /* )a */ /* a comment */", hole.Fillings{"a": {SQL: "?", Args: []any{7}}})
	if diff := gocmp.Diff("SELECT ?, ? /* a comment */", again); err != nil || diff != "" || len(args) != 2 {
		t.Error(err, args, diff)
	}
	if plain, args, err := hole.Fill("SELECT 1", nil); plain != "SELECT 1" || args != nil || err != nil {
		t.Errorf("a query without holes: %q, %v, %v", plain, args, err)
	}
}

// TestFillingsAreNotFilledAgain puts what looks like a hole into a filling: it stays what it is.
func TestFillingsAreNotFilledAgain(t *testing.T) {
	sneaky := "'/* limit( */ 9 /* )limit */'"
	text, _, err := hole.Fill(query, hole.Fillings{"stock": {SQL: "t"}, "where": {SQL: sneaky}, "limit": {SQL: "1"}})
	if err != nil || text != "SELECT a FROM t AS s WHERE "+sneaky+" LIMIT 1" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestMistakesAreRefused(t *testing.T) {
	full := hole.Fillings{"stock": {SQL: "t"}, "where": {SQL: "1"}, "limit": {SQL: "1"}}
	with := func(name string) hole.Fillings {
		more := hole.Fillings{name: {SQL: "1"}}
		for name, filling := range full {
			more[name] = filling
		}
		return more
	}
	for name, c := range map[string]struct {
		query    string
		fillings hole.Fillings
		want     string
	}{
		"nothing filled":       {query, nil, "stock is empty"},
		"one hole unfilled":    {query, hole.Fillings{"stock": {SQL: "t"}, "limit": {SQL: "1"}}, "where is empty"},
		"an unknown filling":   {query, with("having"), "no hole having"},
		"a hole without end":   {strings.Replace(query, "/* )where */", "", 1), full, "where has no end"},
		"a hole that is none":  {"SELECT ( */ 1 /* )a */", nil, "no name"},
		"fillings and no hole": {"SELECT 1", hole.Fillings{"a": {SQL: "1"}}, "no hole a"},
	} {
		t.Run(name, func(t *testing.T) {
			text, _, err := hole.Fill(c.query, c.fillings)
			if !errors.Is(err, hole.ErrHole) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", text, err)
			}
		})
	}
}

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestDB runs queries with and without holes, by all ways that sqlc's code takes.
func TestDB(t *testing.T) {
	plain := open(t)
	db, err := hole.NewDB(plain, 2)
	if err != nil {
		t.Fatal(err)
	}
	const withHole = "SELECT /* value( */ 1 /* )value */"
	ctx := hole.With(t.Context(), hole.Fillings{"value": {SQL: "?", Args: []any{"x"}}})
	if got := read(ctx, t, db, withHole); got != "x" {
		t.Errorf("got %q", got)
	}
	if got := read(t.Context(), t, db, "SELECT ?", "y"); got != "y" {
		t.Errorf("without a hole: got %q", got)
	}
	for what, err := range map[string]error{
		"values beside holes": errorOf(db.QueryContext(ctx, withHole, 5)),
		"an empty hole":       errorOf(db.QueryContext(t.Context(), withHole)),
	} {
		if !errors.Is(err, hole.ErrHole) {
			t.Errorf("%s: %v", what, err)
		}
	}
	var row string
	if err := db.QueryRowContext(ctx, withHole).Scan(&row); err == nil {
		t.Errorf("one row of a query with holes: %q", row)
	}
	if err := db.QueryRowContext(t.Context(), "SELECT ?", "z").Scan(&row); err != nil || row != "z" {
		t.Errorf("one row: %q, %v", row, err)
	}
	if err := db.QueryRowContext(t.Context(), "SELECT nothing").Scan(&row); err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("one row of what is no query: %v", err)
	}
	tx, err := plain.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if got := read(ctx, t, hole.Tx{Tx: tx}, withHole); got != "x" {
		t.Errorf("in a transaction: got %q", got)
	}
	if err := errorOf(hole.Tx{Tx: tx}.QueryContext(t.Context(), withHole)); !errors.Is(err, hole.ErrHole) {
		t.Errorf("an empty hole in a transaction: %v", err)
	}
}

type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

func errorOf(rows *sql.Rows, err error) error {
	if err == nil {
		err = rows.Close()
	}
	return err
}

func read(ctx context.Context, t *testing.T, q querier, query string, args ...any) (text string) {
	t.Helper()
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			t.Error(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
	return text
}

// TestStatementsComeAndGo asks many more different questions at once than there is room for: each gets its own answer.
func TestStatementsComeAndGo(t *testing.T) {
	db, err := hole.NewDB(open(t), 3)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 300 {
				want := fmt.Sprint((worker + i) % 10)
				ctx := hole.With(t.Context(), hole.Fillings{"value": {SQL: "'" + want + "' || ?", Args: []any{i}}})
				if got := read(ctx, t, db, "SELECT /* value( */ 1 /* )value */"); got != want+fmt.Sprint(i) {
					t.Errorf("asked for %s, got %q", want, got)
					return
				}
			}
		})
	}
	all.Wait()
}

// slow is a driver whose server hangs while it prepares a statement.
type slow struct{ prepared chan string }

func (d *slow) Connect(context.Context) (driver.Conn, error) { return d, nil }
func (d *slow) Driver() driver.Driver                        { return nil }
func (d *slow) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("without a context") }
func (d *slow) Close() error                                 { return nil }
func (d *slow) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }

func (d *slow) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	d.prepared <- text
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestPreparingEndsWithItsContext asks a server that hangs: the question ends when its context does, and holds no
// other.
func TestPreparingEndsWithItsContext(t *testing.T) {
	server := &slow{prepared: make(chan string, 10)}
	plain := sql.OpenDB(server)
	t.Cleanup(func() { plain.Close() })
	db, err := hole.NewDB(plain, 3)
	if err != nil {
		t.Fatal(err)
	}
	first, stopFirst := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- errorOf(db.QueryContext(first, "SELECT 1")) }()
	<-server.prepared
	limited, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if err := errorOf(db.QueryContext(limited, "SELECT 1")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second question: %v", err)
	}
	row := 0
	if err := db.QueryRowContext(limited, "SELECT 2").Scan(&row); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one row: %v", err)
	}
	stopFirst()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the first question: %v", err)
	}
}
