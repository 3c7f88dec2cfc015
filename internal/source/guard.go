package source

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/go-sql-driver/mysql"
)

// This file stands between database/sql and the driver. The driver panics when a server breaks the protocol, and
// database/sql would then wait forever for the connection that it holds.

// errProtocol says that the server broke MySQL's protocol.
var errProtocol = errors.New("the server sent what MySQL's protocol does not allow")

// driverConn lists what the driver's connections implement.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

// guarded is a connection that turns panics of the driver into errors, and is closed after one.
type guarded struct {
	driverConn
	line *line
	// packets reads rows in the driver's place.
	packets *packets
	broken  bool
}

// check is deferred around every call of the driver. It turns a panic into an error, and closes a connection that is
// out of step with the server.
func (g *guarded) check(err *error) {
	if problem := recover(); problem != nil {
		*err = fmt.Errorf("%w: %v", errProtocol, problem)
		g.giveUp()
		return
	}
	if *err == nil {
		return
	}
	switch {
	case g.line != nil && g.line.failure != nil:
		*err = g.line.failure
	case errors.Is(*err, errProtocol), errors.Is(*err, mysql.ErrMalformPkt), errors.Is(*err, mysql.ErrPktSync), errors.Is(*err, mysql.ErrPktSyncMul):
	default:
		return
	}
	g.giveUp()
}

// giveUp closes the network connection, so that nothing waits for the server any more.
func (g *guarded) giveUp() {
	g.broken = true
	if g.line != nil {
		_ = g.line.Close() // Reads and writes fail from now on, whether this succeeds or not.
	}
}

// begin starts a call. It fails on a connection that was given up.
func (g *guarded) begin() error {
	if g.broken {
		return driver.ErrBadConn
	}
	g.line.begin()
	return nil
}

func (g *guarded) IsValid() bool { return !g.broken && g.driverConn.IsValid() }

func (g *guarded) Close() (err error) {
	defer g.check(&err)
	defer g.line.Close() // Close may panic, too.
	return g.driverConn.Close()
}

func (g *guarded) ResetSession(ctx context.Context) (err error) {
	if err := g.begin(); err != nil {
		return err
	}
	defer g.check(&err)
	return g.driverConn.ResetSession(ctx)
}

func (g *guarded) Ping(ctx context.Context) (err error) {
	if err := g.begin(); err != nil {
		return err
	}
	defer g.check(&err)
	return g.driverConn.Ping(ctx)
}

func (g *guarded) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (_ driver.Result, err error) {
	if err := g.begin(); err != nil {
		return nil, err
	}
	defer g.check(&err)
	return g.driverConn.ExecContext(ctx, query, args)
}

func (g *guarded) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (_ driver.Rows, err error) {
	if err := g.begin(); err != nil {
		return nil, err
	}
	defer g.check(&err)
	rows, err := g.driverConn.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return &guardedRows{rows, g}, nil
}

// streamContext is QueryContext for many rows.
func (g *guarded) streamContext(ctx context.Context, query string, args []driver.NamedValue) (*streamedRows, error) {
	if g.packets == nil {
		return nil, driver.ErrBadConn
	}
	g.packets.hold()
	rows, err := g.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return &streamedRows{rows.(*guardedRows)}, nil
}

func (g *guarded) BeginTx(ctx context.Context, options driver.TxOptions) (_ driver.Tx, err error) {
	if err := g.begin(); err != nil {
		return nil, err
	}
	defer g.check(&err)
	tx, err := g.driverConn.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	return &guardedTx{tx, g}, nil
}

func (g *guarded) PrepareContext(ctx context.Context, query string) (_ driver.Stmt, err error) {
	if err := g.begin(); err != nil {
		return nil, err
	}
	defer g.check(&err)
	statement, err := g.driverConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	known, ok := statement.(driverStatement)
	if !ok {
		return nil, errors.Join(errors.New("the driver's statements are not what they were"), statement.Close())
	}
	return &guardedStatement{known, g}, nil
}

type guardedRows struct {
	driver.Rows
	g *guarded
}

func (r *guardedRows) Next(dest []driver.Value) (err error) {
	if err := r.g.begin(); err != nil {
		return err
	}
	defer r.g.check(&err)
	return r.Rows.Next(dest)
}

func (r *guardedRows) Close() (err error) {
	r.g.line.begin()
	defer r.g.check(&err)
	return r.Rows.Close()
}

// streamedRows are rows that are read as the server sends them.
type streamedRows struct{ *guardedRows }

// next returns the next row's values, each as cutValue reads it. They are valid until the next call. io.EOF means
// that all rows were read.
func (r *streamedRows) next() ([]byte, error) {
	row, err := r.g.packets.row()
	if err == nil {
		return row, nil
	}
	if errors.Is(err, io.EOF) { // The driver reads how the rows end.
		if err = r.Next(make([]driver.Value, len(r.Columns()))); err == nil {
			err = errRow
		}
		return nil, err
	}
	r.g.check(&err)
	r.g.giveUp()
	return nil, err
}

// sentAs returns the type in which the server sends a column, as the driver names it.
func (r *streamedRows) sentAs(column int) string {
	if types, ok := r.Rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		return types.ColumnTypeDatabaseTypeName(column)
	}
	return ""
}

type guardedTx struct {
	driver.Tx
	g *guarded
}

func (t *guardedTx) Commit() (err error) {
	if err := t.g.begin(); err != nil {
		return err
	}
	defer t.g.check(&err)
	return t.Tx.Commit()
}

func (t *guardedTx) Rollback() (err error) {
	if err := t.g.begin(); err != nil {
		return err
	}
	defer t.g.check(&err)
	return t.Tx.Rollback()
}

// driverStatement lists what the driver's prepared statements implement.
type driverStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

type guardedStatement struct {
	driverStatement
	g *guarded
}

func (s *guardedStatement) Close() (err error) {
	defer s.g.check(&err)
	return s.driverStatement.Close()
}

func (s *guardedStatement) ExecContext(ctx context.Context, args []driver.NamedValue) (_ driver.Result, err error) {
	if err := s.g.begin(); err != nil {
		return nil, err
	}
	defer s.g.check(&err)
	return s.driverStatement.ExecContext(ctx, args)
}

func (s *guardedStatement) QueryContext(ctx context.Context, args []driver.NamedValue) (_ driver.Rows, err error) {
	if err := s.g.begin(); err != nil {
		return nil, err
	}
	defer s.g.check(&err)
	rows, err := s.driverStatement.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	return &guardedRows{rows, s.g}, nil
}
