//go:build integration

package stock_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"forecourt/db/mysqldb"
	"forecourt/internal/stock"
	"forecourt/internal/testdb"
	"forecourt/internal/vehicle"
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

// TestLivePlans reads MySQL's plans, with the index that docs/adapting.md advises: no part scans the table.
func TestLivePlans(t *testing.T) {
	db := server.NewDatabase(t)
	db.Exec(t, contract.Schema, "CREATE INDEX make_model_year ON vehicles_stock (make, model, year, updated_at)")
	q := mysqldb.New(db)
	for _, v := range vehicles() {
		if err := q.InsertVehicle(t.Context(), mysqldb.InsertVehicleParams(v)); err != nil {
			t.Fatal(err)
		}
	}
	db.Exec(t, "ANALYZE TABLE vehicles_stock")
	for _, sort := range vehicle.Sorts() {
		s := vehicle.Search{Makes: []string{"Ford"}, Models: []string{"F-150"}, Years: []int64{2020}, Sort: sort, Limit: 1}
		plan, err := stock.ExplainLiveForTest(t.Context(), db.DB, s)
		if err != nil || strings.Contains(plan, "Table scan on vehicles_stock") || !strings.Contains(plan, "make_model_year") {
			t.Errorf("%s: %v\n%s", sort, err, plan)
		}
		if sort == vehicle.ByUpdatedAtDesc && strings.Contains(plan, "Sort:") {
			t.Errorf("the latest are sorted, which the index should save:\n%s", plan)
		}
	}
}
