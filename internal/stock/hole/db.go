package hole

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
)

// DB runs sqlc's queries with their holes filled, and keeps the statements that were used last prepared. It is safe for
// concurrent use.
type DB struct {
	*sql.DB
	kept *lru.Cache[string, *plan]
}

// NewDB keeps up to the given number of statements, on every connection. The database stays its owner's.
func NewDB(db *sql.DB, size int) (*DB, error) {
	kept, err := lru.NewWithEvict(size, func(_ string, old *plan) { old.drop() })
	if err != nil {
		return nil, fmt.Errorf("keep statements: %w", err)
	}
	return &DB{DB: db, kept: kept}, nil
}

// plan is a statement, which is closed when it is no longer kept and nobody is about to use it. Rows that are being
// read keep it open by themselves.
type plan struct {
	*sql.Stmt

	mu      sync.Mutex
	users   int
	dropped bool
}

// take begins a use; it returns false when the plan is on its way out.
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
		_ = p.Close() // What was read is verified by itself.
	}
}

func (p *plan) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped = true; p.users == 0 {
		_ = p.Close()
	}
}

// plan returns the statement of a text. The caller ends its use. To prepare it takes no longer than the context allows:
// a server that hangs must not hold a request that has somewhere else to go.
func (d *DB) plan(ctx context.Context, text string) (*plan, error) {
	if known, ok := d.kept.Get(text); ok && known.take() {
		return known, nil
	}
	statement, err := d.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	fresh := &plan{Stmt: statement, users: 1}
	if _, known, _ := d.kept.PeekOrAdd(text, fresh); known { // Another request was quicker: this one is used once.
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

// QueryRowContext runs a query without holes. One with holes fails: a row cannot carry the error that its filling may
// have, so such queries are :many.
func (d *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if hasHoles(query) {
		failed, stop := context.WithCancel(ctx)
		stop()
		return d.DB.QueryRowContext(failed, query)
	}
	known, err := d.plan(ctx, query)
	if err != nil {
		return d.DB.QueryRowContext(ctx, query, args...) // The error comes again, and stands in the row.
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
	return t.Tx.QueryContext(ctx, text, args...) //nolint:sqlclosecheck // The caller reads the rows.
}
