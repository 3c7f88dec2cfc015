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
	statements map[string]*sql.Stmt
}

// ExecContext executes a statement.
func (p *preparedConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement := p.statements[query]
	if statement == nil {
		var err error
		if statement, err = p.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		p.statements[query] = statement
	}
	return statement.ExecContext(ctx, args...)
}

// close closes the statements, but not the connection.
func (p *preparedConn) close() error {
	var err error
	for _, statement := range p.statements {
		err = errors.Join(err, statement.Close())
	}
	return err
}
