package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/rowset"
)

// Snapshot begins a read-only transaction, in which the view's columns and rows are read and the rows are counted. The
// user needs no right but SELECT. If the server has not made all changes that the copy has, a notice says so: it is the
// only server, so its rows are read. Errors are a *ConnectionError or a *ViewError.
func (m *MySQL) Snapshot(ctx context.Context, view string, since Since) (*Snapshot, error) {
	lacks := false
	s, err := m.snapshotAfter(ctx, view, func(conn *sql.Conn) error {
		have, err := readPosition(ctx, conn)
		if err != nil || since.Position == "" {
			return err
		}
		n, known, err := missingFrom(ctx, conn, have, since.Position)
		lacks = known && n > 0
		return err
	})
	if lacks && err == nil {
		s.Notices = append(s.Notices, older)
	}
	return s, err
}

// older is the notice in the report of a run whose only server is behind the copy.
const older = "the server has not made all changes that the copy had: it was restored from an older state, or the name in SOURCE_HOST " +
	"also stands for a server that is behind; the copy is as old as the server now"

// snapshotAfter begins a snapshot on a connection that suits. suits says whether the server may be read. It is asked
// before the snapshot is fixed, so what the server had made then is in the snapshot.
func (m *MySQL) snapshotAfter(ctx context.Context, view string, suits func(conn *sql.Conn) error) (*Snapshot, error) {
	conn, err := m.db.Conn(ctx)
	if err != nil {
		return nil, connectionError(ctx, m.name, err)
	}
	var s *Snapshot
	if err = suits(conn); err == nil {
		s, err = m.snapshot(ctx, conn, view)
	}
	if err == nil {
		return s, nil
	}
	closeErr := conn.Close()
	if closeErr != nil && !errors.Is(closeErr, sql.ErrConnDone) {
		err = errors.Join(err, closeErr)
	}
	if errors.As(err, new(*ViewError)) || errors.As(err, new(*passedOver)) {
		return nil, err
	}
	return nil, connectionError(ctx, m.name, err)
}

// fixed starts the transaction anew, with a snapshot that is fixed at once instead of by the first row that is read.
const fixed = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"

// snapshot begins the transaction. Its position is read after the snapshot is fixed, so it has all changes that the
// snapshot has (https://dev.mysql.com/doc/refman/9.7/en/innodb-consistent-read.html).
func (m *MySQL) snapshot(ctx context.Context, conn *sql.Conn, view string) (_ *Snapshot, err error) {
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	server, err := getServer(ctx, tx)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, fixed); err != nil {
		return nil, err
	}
	columns, key, err := mysqlColumns(ctx, tx, view)
	if err != nil {
		return nil, err
	}
	notices, err := m.notices(ctx, conn)
	if err != nil {
		return nil, err
	}
	position, err := readPosition(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &Snapshot{
		Columns: columns, Key: key, TakenAt: server.Now, Notices: notices, Host: m.host, Position: position,
		count: func(ctx context.Context, from *From) (int64, error) {
			n, err := mysqlCount(ctx, tx, view, from)
			if err != nil {
				return 0, connectionError(ctx, m.name, err)
			}
			return n, nil
		},
		read: func(ctx context.Context, columns []rowset.Column, from *From, emit Emit) error {
			condition, args := from.where(quoteMySQL)
			query := query{text: SelectMySQL(view, columns) + condition, args: named(args), view: view, columns: columns}
			return readMySQL(ctx, conn, m.name, query, emit)
		},
		close: func() error {
			// Nothing was written. If the connection is lost, the transaction ended with it.
			err := tx.Rollback()
			// The reader may stop early and give up the connection, which is not a fault.
			given := errors.Is(err, context.Canceled)
			if given || errors.Is(err, sql.ErrTxDone) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, driver.ErrBadConn) {
				err = nil
			}
			closeErr := conn.Close()
			if errors.Is(closeErr, sql.ErrConnDone) {
				closeErr = nil
			}
			if err = errors.Join(err, closeErr); err != nil {
				return connectionError(context.Background(), m.name, err)
			}
			return nil
		},
	}, nil
}

// unprotected is the notice in the report of a run without TLS (docs/decisions/0006-no-checksum.md).
const unprotected = "the connection to the source is not encrypted: rows that were changed on the way, by a fault or by somebody, " +
	"are not noticed; set SOURCE_SSL_MODE=verify-identity, or verify-ca with SOURCE_SSL_CA"

// notices returns a notice if the connection has no TLS, which some modes allow.
func (m *MySQL) notices(ctx context.Context, conn *sql.Conn) ([]string, error) {
	switch m.mode {
	case Disabled:
		return []string{unprotected}, nil
	case Preferred:
		tls, err := cipher(ctx, conn)
		if err != nil || tls != "" {
			return nil, err
		}
		return []string{unprotected}, nil
	}
	return nil, nil
}
