//go:build integration

package stock_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/testdb"
	"forecourt/internal/vehicle"
)

var server *testdb.Server

func TestMain(m *testing.M) {
	var err error
	server, err = testdb.Start(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// load makes the world's table on a server, and fills it.
func (w *world) load(t *testing.T, on *testdb.Server) *testdb.Database {
	t.Helper()
	db := on.NewDatabase(t)
	definitions := make([]string, len(w.columns))
	names := make([]string, len(w.columns))
	for i, c := range w.columns {
		names[i] = mapping.MySQL.Quote(c.name)
		definitions[i] = names[i] + " " + c.kind
	}
	keys := make([]string, len(w.key))
	for i, name := range w.key {
		keys[i] = mapping.MySQL.Quote(name)
	}
	charset := w.charset
	if charset == "" {
		charset = "utf8mb4"
	}
	table := mapping.MySQL.Quote(w.view)
	db.Exec(t, "CREATE TABLE "+table+" ("+strings.Join(definitions, ", ")+", PRIMARY KEY ("+strings.Join(keys, ", ")+")) DEFAULT CHARSET "+charset)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	insert := "INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", len(w.columns)-1) + ")"
	for _, row := range w.rows {
		if _, err := tx.ExecContext(t.Context(), insert, row.values...); err != nil {
			t.Fatalf("%v: %v", row.values, err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	db.Exec(t, w.more...)
	db.Exec(t, "ANALYZE TABLE "+table)
	return db
}

// reader opens the database as a user who may only read the table.
func (w *world) reader(t *testing.T, on *testdb.Server, db *testdb.Database) *sql.DB {
	t.Helper()
	user := "reader_" + db.Name
	db.Exec(t, "CREATE USER "+user+" IDENTIFIED BY 'test-only'", "GRANT SELECT ON "+db.Name+"."+mapping.MySQL.Quote(w.view)+" TO "+user)
	host, port, err := on.Address(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName, c.TLSConfig = user, "test-only", "tcp", net.JoinHostPort(host, strconv.Itoa(port)), db.Name, "preferred"
	connector, err := mysql.NewConnector(c)
	if err != nil {
		t.Fatal(err)
	}
	only := sql.OpenDB(connector)
	t.Cleanup(func() {
		if err := only.Close(); err != nil {
			t.Error(err)
		}
		if _, err := db.ExecContext(context.Background(), "DROP USER "+user); err != nil { // The test's own context has ended.
			t.Error(err)
		}
	})
	return only
}

// mysqlColumns returns the columns of a table as the server shows them.
func mysqlColumns(db *sql.DB, view string) func(context.Context) ([]mapping.Column, error) {
	return func(ctx context.Context) ([]mapping.Column, error) {
		rows, err := db.QueryContext(ctx, "SELECT column_name, column_type, COALESCE(collation_name, ''), is_nullable FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position", view)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var columns []mapping.Column
		for rows.Next() {
			var name, kind, collation, nullable string
			if err := rows.Scan(&name, &kind, &collation, &nullable); err != nil {
				return nil, err
			}
			column := mapping.NewColumn(name, kind, collation)
			column.NotNull = nullable == "NO"
			columns = append(columns, column)
		}
		return columns, rows.Err()
	}
}

func newLive(t *testing.T, w *world, db *sql.DB) *stock.Live {
	t.Helper()
	r, err := stock.NewLive(stock.LiveOptions{Stock: w.stock(t), DB: db, Columns: mysqlColumns(db, w.view), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestLive runs the suite against MySQL.
func TestLive(t *testing.T) {
	for name, w := range worlds(t) {
		t.Run(name, func(t *testing.T) {
			suite(t, newLive(t, w, w.reader(t, server, w.load(t, server))), w)
		})
	}
}

// TestLiveWaitsItsTurn keeps all turns: whatever is asked waits until its time is over, and is answered afterwards.
func TestLiveWaitsItsTurn(t *testing.T) {
	w := dealerWorld(t)
	live := newLive(t, w, w.reader(t, server, w.load(t, server)))
	asks := map[string]func(context.Context) error{
		"search": func(ctx context.Context) error {
			_, err := live.Search(ctx, vehicle.Search{Sort: "price", Limit: 5})
			return err
		},
		"get": func(ctx context.Context) error {
			_, _, _, err := live.Get(ctx, w.rows[0].id)
			return err
		},
		"facets": func(ctx context.Context) error {
			_, err := live.Facets(ctx, vehicle.Search{}, []vehicle.FacetField{{Name: "make"}})
			return err
		},
	}
	for name, ask := range asks {
		if err := ask(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	leave := live.BusyForTest()
	for name, ask := range asks {
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if err := ask(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s, without a turn: %v", name, err)
		}
		stop()
	}
	leave()
	for name, ask := range asks {
		if err := ask(t.Context()); err != nil {
			t.Errorf("%s, later: %v", name, err)
		}
	}
}
