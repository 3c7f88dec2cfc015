//go:build integration

package stock_test

import (
	"context"
	"testing"
	"time"

	"forecourt/db/mysqldb"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/testdb"
	contract "forecourt/sql"
)

// TestLiveMariaDB runs the suite of the copy against MariaDB, through the connections that `serve` has.
func TestLiveMariaDB(t *testing.T) {
	maria, err := testdb.StartMariaDB(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := maria.Stop(); err != nil {
			t.Error(err)
		}
	})
	db := maria.NewDatabase(t)
	db.Exec(t, contract.Schema)
	all := vehicles()
	q := mysqldb.New(db)
	for _, v := range all {
		if err := q.InsertVehicle(t.Context(), mysqldb.InsertVehicleParams(v)); err != nil {
			t.Fatal(err)
		}
	}
	host, port, err := maria.Address(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	from, err := source.OpenMySQL(source.MySQLConfig{
		Host: host, Port: port, User: testdb.User, Database: db.Name, SSLMode: source.Required,
		Password:       func() (string, error) { return testdb.Password, nil },
		ConnectTimeout: 10 * time.Second, ReadTimeout: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := from.Close(); err != nil {
			t.Error(err)
		}
	})
	suite(t, stock.NewLive(from.DB(), time.Now), all)
}
