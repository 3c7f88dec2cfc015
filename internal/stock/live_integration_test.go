//go:build integration

package stock_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"forecourt/db/mysqldb"
	"forecourt/internal/stock"
	"forecourt/internal/testdb"
	contract "forecourt/sql"
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

// TestLive runs the suite of the copy against MySQL.
func TestLive(t *testing.T) {
	all := vehicles()
	db := server.NewDatabase(t)
	db.Exec(t, contract.Schema)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	q := mysqldb.New(tx)
	for _, v := range all {
		if err := q.InsertVehicle(t.Context(), mysqldb.InsertVehicleParams(v)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	suite(t, stock.NewLive(db.DB, time.Now), all)
}
