package stock

import (
	"context"
	"database/sql"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
)

// prepared keeps the statements that were used last. It is safe for concurrent use.
type prepared struct {
	*sql.DB
	kept *lru.Cache[string, *plan]
}

// plan is a statement, which is closed when it is no longer kept and nobody is about to use it. Rows that are being read
// keep it open by themselves.
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

// newPrepared keeps up to the given number of statements, on every connection.
func newPrepared(db *sql.DB, size int) *prepared {
	kept, err := lru.NewWithEvict(size, func(_ string, old *plan) { old.drop() })
	if err != nil { // The size is a constant of this package.
		panic(err)
	}
	return &prepared{DB: db, kept: kept}
}

// plan returns the statement of a text, which is known by its name. The caller ends its use.
func (p *prepared) plan(ctx context.Context, name string, text func() string) (*plan, error) {
	if known, ok := p.kept.Get(name); ok && known.take() {
		return known, nil
	}
	statement, err := p.PrepareContext(context.WithoutCancel(ctx), text())
	if err != nil {
		return nil, err
	}
	fresh := &plan{Stmt: statement, users: 1}
	if _, known, _ := p.kept.PeekOrAdd(name, fresh); known { // Another request was quicker: this one is used once.
		fresh.drop()
	}
	return fresh, nil
}

// query runs a query by its plan.
func (p *prepared) query(ctx context.Context, name string, text func() string, args []any) (*sql.Rows, error) {
	known, err := p.plan(ctx, name, text)
	if err != nil {
		return nil, err
	}
	defer known.done()
	return known.QueryContext(ctx, args...) //nolint:sqlclosecheck // The plan is closed when it is dropped.
}

// queryRow does the same for one row.
func (p *prepared) queryRow(ctx context.Context, name string, text func() string, args []any) *sql.Row {
	known, err := p.plan(ctx, name, text)
	if err != nil {
		return p.QueryRowContext(ctx, text(), args...) // The error comes again, and says so in the row.
	}
	defer known.done()
	return known.QueryRowContext(ctx, args...)
}
