package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/db/mysqldb"
	"forecourt/internal/rowset"
)

// MySQLConfig says which database to read, and how to reach it.
type MySQLConfig struct {
	Host     string
	Port     int
	User     string
	Database string
	// Password is called for every connection, so that a token in a file can rotate. It may be nil.
	Password func() (string, error)
	SSLMode  SSLMode
	// SSLCA names a PEM file; "" means the system's authorities.
	SSLCA string
	// ConnectTimeout bounds the time until a connection is ready. ReadTimeout bounds each wait for the server's next
	// bytes.
	ConnectTimeout time.Duration
	ReadTimeout    time.Duration
	// MaxRow is about how many bytes the server may send for one row; 0 means 128 MiB.
	MaxRow int64
	// MaxConns is how many connections may be open; 0 means 4.
	MaxConns int
}

// MySQL is a MySQL server as a source. It is safe for concurrent use.
type MySQL struct {
	db   *sql.DB
	name string
	mode SSLMode
}

// OpenMySQL prepares a source without connecting. An error means that the settings are wrong.
func OpenMySQL(c MySQLConfig) (*MySQL, error) {
	config := mysql.NewConfig()
	config.User = c.User
	config.Net = "tcp"
	config.Addr = net.JoinHostPort(c.Host, strconv.Itoa(c.Port))
	config.DBName = c.Database
	config.Timeout = c.ConnectTimeout
	config.ReadTimeout = c.ReadTimeout
	config.WriteTimeout = c.ReadTimeout
	config.CheckConnLiveness = true
	config.InterpolateParams = true            // One round trip for a query instead of three.
	config.Logger = log.New(io.Discard, "", 0) // Errors are returned; the driver's log lines would only repeat them.
	var err error
	config.TLS, err = tlsConfig(c.SSLMode, c.SSLCA, c.Host)
	if err != nil {
		return nil, err
	}
	config.AllowFallbackToPlaintext = c.SSLMode == Preferred
	// Microsoft Entra sends tokens through mysql_clear_password, so it is allowed only to a server whose certificate was
	// verified.
	config.AllowCleartextPasswords = c.SSLMode == VerifyCA || c.SSLMode == VerifyIdentity
	if _, err := mysql.NewConnector(config); err != nil {
		return nil, fmt.Errorf("source settings: %w", err)
	}
	if c.MaxRow == 0 {
		c.MaxRow = defaultMaxRow
	}
	name := config.Addr + "/" + c.Database
	db := sql.OpenDB(&connector{config: config, password: c.Password, name: name, timeout: c.ConnectTimeout, maxRow: c.MaxRow})
	if c.MaxConns == 0 {
		c.MaxConns = 4
	}
	db.SetMaxOpenConns(c.MaxConns)
	db.SetMaxIdleConns(c.MaxConns)
	db.SetConnMaxIdleTime(time.Minute) // Azure drops idle connections early.
	return &MySQL{db: db, name: name, mode: c.SSLMode}, nil
}

// DB returns the connections for the queries that sqlc generated.
func (m *MySQL) DB() *sql.DB { return m.db }

// Close closes the connections.
func (m *MySQL) Close() error { return m.db.Close() }

// Server describes the server that answered.
type Server struct {
	// Version is what the server says about itself.
	Version string
	// Now is the server's clock, in UTC.
	Now time.Time
	// TLS is the protocol and cipher of the connection, or "" without TLS.
	TLS string
}

// Ping connects and describes the server. Its error is a *ConnectionError.
func (m *MySQL) Ping(ctx context.Context) (Server, error) {
	conn, err := m.db.Conn(ctx)
	if err != nil {
		return Server{}, connectionError(ctx, m.name, err)
	}
	server, err := getServer(ctx, conn)
	if err == nil {
		server.TLS, err = cipher(ctx, conn)
	}
	if err = errors.Join(err, conn.Close()); err != nil {
		return Server{}, connectionError(ctx, m.name, err)
	}
	return server, nil
}

func getServer(ctx context.Context, db mysqldb.DBTX) (Server, error) {
	row, err := mysqldb.New(db).GetServer(ctx)
	if err != nil {
		return Server{}, err
	}
	now, err := time.ParseInLocation("2006-01-02 15:04:05.999999", row.Clock, time.UTC)
	if err != nil {
		return Server{}, fmt.Errorf("read the server's clock: %w", err)
	}
	return Server{Version: row.Version, Now: now}, nil
}

// Snapshot begins a read-only transaction, in which the view's columns and rows are read and the rows are counted. The
// user needs no right but SELECT. Errors are a *ConnectionError or a *ViewError.
func (m *MySQL) Snapshot(ctx context.Context, view string) (*Snapshot, error) {
	conn, err := m.db.Conn(ctx)
	if err != nil {
		return nil, connectionError(ctx, m.name, err)
	}
	s, err := m.snapshot(ctx, conn, view)
	if err == nil {
		return s, nil
	}
	closeErr := conn.Close()
	if closeErr != nil && !errors.Is(closeErr, sql.ErrConnDone) {
		err = errors.Join(err, closeErr)
	}
	if known := new(ViewError); errors.As(err, &known) {
		return nil, err
	}
	return nil, connectionError(ctx, m.name, err)
}

func (m *MySQL) snapshot(ctx context.Context, conn *sql.Conn, view string) (*Snapshot, error) {
	// REPEATABLE READ: the first read fixes what all later ones see
	// (https://dev.mysql.com/doc/refman/9.7/en/innodb-consistent-read.html).
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	server, err := getServer(ctx, tx)
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	columns, key, err := mysqlColumns(ctx, tx, view)
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	notices, err := m.notices(ctx, conn)
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return &Snapshot{
		Columns: columns, Key: key, TakenAt: server.Now, Notices: notices,
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
