package rowhash

import (
	"context"
	"database/sql"
	"errors"
)

// preparedConn runs sqlc's queries on a connection, and prepares each query only once, because parsing is most of the
// cost of a small statement. It is not safe for concurrent use.
type preparedConn struct {
	*sql.Conn
	statements map[string]kept
}

// kept is a statement that stays open until preparedConn.close.
type kept struct{ *sql.Stmt }

func newPreparedConn(conn *sql.Conn) *preparedConn {
	return &preparedConn{Conn: conn, statements: map[string]kept{}}
}

// ExecContext executes a statement.
func (p *preparedConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := p.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

// QueryContext runs a query. Its rows must be closed before it is run again.
func (p *preparedConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := p.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (p *preparedConn) prepared(ctx context.Context, query string) (kept, error) {
	if known, found := p.statements[query]; found {
		return known, nil
	}
	statement, err := p.PrepareContext(ctx, query)
	if err != nil {
		return kept{}, err
	}
	p.statements[query] = kept{statement}
	return p.statements[query], nil
}

// close closes the statements, but not the connection.
func (p *preparedConn) close() error {
	var err error
	for _, statement := range p.statements {
		err = errors.Join(err, statement.Close())
	}
	return err
}
