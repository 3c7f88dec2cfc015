// Package testdb starts a real MySQL or MariaDB in Docker for integration tests.
package testdb

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	module "github.com/testcontainers/testcontainers-go/modules/mysql"
	"github.com/testcontainers/testcontainers-go/wait"
)

// Image is the MySQL of all tests. MariaDB is also used to test the types, the session and the live search.
const (
	Image   = "mysql:9.7"
	MariaDB = "mariadb:11.8"
)

const (
	// User and Password belong to root, because tests make databases and users.
	User     = "root"
	Password = "test-only"
	port     = "3306/tcp"
)

// Server is a MySQL server in a container.
type Server struct {
	Container testcontainers.Container

	databases atomic.Int64
	// direct is the container's own address, once Direct has found it.
	direct string
}

// Start starts a server with the given options of mysqld. The caller stops it.
func Start(ctx context.Context, options ...string) (*Server, error) {
	return StartWith(ctx, nil, options...)
}

// StartWith is Start with further settings of the container, such as files or a network.
func StartWith(ctx context.Context, more []testcontainers.ContainerCustomizer, options ...string) (*Server, error) {
	command := append([]string{"mysqld", "--performance-schema=OFF", "--innodb-buffer-pool-size=128M", "--innodb-flush-log-at-trx-commit=2", "--skip-log-bin"}, options...)
	// The driver would log each failed attempt to connect while the server starts.
	if err := mysql.SetLogger(log.New(io.Discard, "", 0)); err != nil {
		return nil, err
	}
	container, err := module.Run(ctx, Image, append(more,
		module.WithDatabase("vehicles_db"), module.WithUsername(User), module.WithPassword(Password),
		testcontainers.WithCmd(command...),
		testcontainers.WithWaitStrategyAndDeadline(2*time.Minute, wait.ForSQL(port, "mysql", func(host string, port network.Port) string {
			return config(net.JoinHostPort(host, port.Port()), "").FormatDSN()
		})),
	)...)
	if err != nil {
		return nil, fmt.Errorf("start %s in Docker: %w", Image, err)
	}
	return &Server{Container: container}, nil
}

// StartMariaDB starts a MariaDB with the given options of mariadbd. The caller stops it.
func StartMariaDB(ctx context.Context, options ...string) (*Server, error) {
	if err := mysql.SetLogger(log.New(io.Discard, "", 0)); err != nil {
		return nil, err
	}
	container, err := testcontainers.Run(ctx, MariaDB,
		testcontainers.WithEnv(map[string]string{"MARIADB_ROOT_PASSWORD": Password, "MARIADB_DATABASE": "vehicles_db"}),
		testcontainers.WithExposedPorts(port),
		testcontainers.WithCmd(append([]string{"mariadbd", "--innodb-buffer-pool-size=128M", "--innodb-flush-log-at-trx-commit=2"}, options...)...),
		testcontainers.WithWaitStrategyAndDeadline(2*time.Minute, wait.ForSQL(port, "mysql", func(host string, port network.Port) string {
			return config(net.JoinHostPort(host, port.Port()), "").FormatDSN()
		})),
	)
	if err != nil {
		return nil, fmt.Errorf("start %s in Docker: %w", MariaDB, err)
	}
	return &Server{Container: container}, nil
}

// Stop removes the container.
func (s *Server) Stop() error { return testcontainers.TerminateContainer(s.Container) }

// Direct makes Address return the container's own address, if that can be reached. The mapped port goes through a proxy
// of Docker, whose processor time a benchmark would count. If it cannot be reached, nothing changes.
func (s *Server) Direct(ctx context.Context) error {
	address, err := s.Container.ContainerIP(ctx)
	if err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: 2 * time.Second}
	line, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(address, "3306"))
	if err != nil { // Docker runs on another machine or in a virtual one.
		return nil //nolint:nilerr // The mapped port works, too.
	}
	s.direct = address
	return line.Close()
}

// Address returns the server's host and port, which change when the container is restarted.
func (s *Server) Address(ctx context.Context) (host string, number int, err error) {
	if s.direct != "" {
		return s.direct, 3306, nil
	}
	host, err = s.Container.Host(ctx)
	if err != nil {
		return "", 0, err
	}
	mapped, err := s.Container.MappedPort(ctx, port)
	if err != nil {
		return "", 0, err
	}
	number, err = strconv.Atoi(mapped.Port())
	return host, number, err
}

func config(address, database string) *mysql.Config {
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName = User, Password, "tcp", address, database
	c.MultiStatements = true
	// These hold whatever options a test starts the server with.
	c.Params = map[string]string{"sql_mode": "''", "character_set_client": "utf8mb4", "character_set_results": "utf8mb4", "collation_connection": "utf8mb4_general_ci"}
	c.AllowAllFiles = true
	c.TLSConfig = "preferred"
	return c
}

// Open connects to a database as root.
func (s *Server) Open(ctx context.Context, database string) (*sql.DB, error) {
	host, number, err := s.Address(ctx)
	if err != nil {
		return nil, err
	}
	return sql.Open("mysql", config(net.JoinHostPort(host, strconv.Itoa(number)), database).FormatDSN())
}

// Database is the database of one test.
type Database struct {
	*sql.DB
	Name string
}

// NewDatabase makes an empty database for the test, and drops it afterwards.
func (s *Server) NewDatabase(tb testing.TB) *Database {
	tb.Helper()
	name := fmt.Sprintf("test_%d", s.databases.Add(1))
	all, err := s.Open(tb.Context(), "")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := all.Close(); err != nil {
			tb.Error(err)
		}
	})
	d := &Database{DB: all}
	d.Exec(tb, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4")
	d.Name = name
	d.DB, err = s.Open(tb.Context(), name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Error(err)
		}
	})
	return d
}

// Exec executes statements, and fails the test if one fails.
func (d *Database) Exec(tb testing.TB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if _, err := d.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%.200s: %v", strings.TrimSpace(statement), err)
		}
	}
}
