package hole

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
)

// DB runs sqlc's queries with their holes filled, and keeps the last used statements prepared. It is safe for
// concurrent use.
type DB struct {
	*sql.DB
	kept *lru.Cache[string, *plan]
}

// NewDB returns a DB that keeps up to the given number of statements, each on every connection. Closing db remains
// the task of the caller.
func NewDB(db *sql.DB, size int) (*DB, error) {
	kept, err := lru.NewWithEvict(size, func(_ string, old *plan) { old.drop() })
	if err != nil {
		return nil, fmt.Errorf("keep statements: %w", err)
	}
	return &DB{DB: db, kept: kept}, nil
}

// plan is a prepared statement. It is closed when it is no longer kept and nobody is about to use it. Rows that are
// still being read keep it open by themselves.
type plan struct {
	*sql.Stmt

	mu      sync.Mutex
	users   int
	dropped bool
}

// take begins a use. It returns false if the plan is about to be closed.
func (p *plan) take() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.dropped {
		p.users++
	}
	return !p.dropped
}

func (p *plan) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.users--; p.dropped && p.users == 0 {
		_ = p.Close() // Reading has reported its own errors.
	}
}

func (p *plan) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped = true; p.users == 0 {
		_ = p.Close()
	}
}

// plan returns the prepared statement for a text. The caller must end its use. Preparing ends with the context,
// because a request must not wait for a server that hangs when another place can answer it.
func (d *DB) plan(ctx context.Context, text string) (*plan, error) {
	if known, ok := d.kept.Get(text); ok && known.take() {
		return known, nil
	}
	statement, err := d.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	fresh := &plan{Stmt: statement, users: 1}
	if _, known, _ := d.kept.PeekOrAdd(text, fresh); known { // Another request was faster: this statement is used once.
		fresh.drop()
	}
	return fresh, nil
}

// QueryContext fills the query's holes, and runs it.
func (d *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	text, args, err := Filled(ctx, query, args)
	if err != nil {
		return nil, err
	}
	known, err := d.plan(ctx, text)
	if err != nil {
		return nil, err
	}
	defer known.done()
	return known.QueryContext(ctx, args...) //nolint:sqlclosecheck // The plan is closed when it is dropped.
}

// QueryRowContext runs a query without holes. For a query with holes it fails, because a row cannot carry an error of
// filling. Such queries must be :many.
func (d *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if hasHoles(query) {
		failed, stop := context.WithCancel(ctx)
		stop()
		return d.DB.QueryRowContext(failed, query)
	}
	known, err := d.plan(ctx, query)
	if err != nil {
		return d.DB.QueryRowContext(ctx, query, args...) // The row returns the same error again.
	}
	defer known.done()
	return known.QueryRowContext(ctx, args...)
}

// Tx runs queries with their holes filled in a transaction, each once.
type Tx struct{ *sql.Tx }

// QueryContext fills the query's holes, and runs it.
func (t Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	text, args, err := Filled(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return t.Tx.QueryContext(ctx, text, args...)
}
