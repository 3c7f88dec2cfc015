package source

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/db/mysqldb"
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
	db *sql.DB
	// host is the server's address, and name that with the database.
	host, name string
	mode       SSLMode
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
	return &MySQL{db: db, host: config.Addr, name: name, mode: c.SSLMode}, nil
}

// DB returns the connections for the queries that sqlc generated.
func (m *MySQL) DB() *sql.DB { return m.db }

// Host returns the server's address, as host:port.
func (m *MySQL) Host() string { return m.host }

// Missing returns how many changes of a position the server has not made. known is false if that cannot be compared.
func (m *MySQL) Missing(ctx context.Context, of Position) (n int64, known bool, err error) {
	have, err := readPosition(ctx, m.db)
	if err == nil {
		n, known, err = missingFrom(ctx, m.db, have, of)
	}
	if err != nil {
		return 0, false, connectionError(ctx, m.name, err)
	}
	return n, known, nil
}

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
	// State is the server's part among several.
	State
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
	if err == nil {
		server.State, err = readState(ctx, conn)
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
