//go:build integration

package mysqldb_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/db/mysqldb"
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

func ptr[T any](v T) *T { return &v }

// TestQueries executes every generated query on a MySQL with the contract's own schema.
func TestQueries(t *testing.T) {
	db := server.NewDatabase(t)
	db.Exec(t, contract.Schema)
	q := mysqldb.New(db)
	full := vehicle.Vehicle{
		ID: 1, StockNumber: "stock", VIN: ptr("1M8GDM9AXKP042788"), Make: "make", Model: "model", Trim: ptr("trim"), Year: ptr[int64](2021),
		Color: ptr("color"), BodyType: ptr("body"), FuelType: ptr("fuel"), Transmission: ptr("transmission"),
		Drivetrain: ptr("drivetrain"), Mileage: ptr[int64](12345), MileageUnit: ptr("mi"), Price: ptr(vehicle.Amount(2199050)),
		Currency: ptr("USD"), ItemCondition: ptr("used"), Location: ptr("place"), Status: "available", ListingURL: ptr("url"),
		ListedAt: ptr(vehicle.DateTime("2026-01-02 03:04:05")), UpdatedAt: "2026-01-02 03:04:05.000006",
	}
	empty := vehicle.Vehicle{ID: 2, StockNumber: "s", UpdatedAt: "2025-01-01 00:00:00.000000"}
	for _, v := range []vehicle.Vehicle{full, empty} {
		if err := q.InsertVehicle(t.Context(), params(v)); err != nil {
			t.Fatal(err)
		}
		got, err := q.GetVehicle(t.Context(), v.ID)
		if diff := cmp.Diff(v, vehicle.Vehicle(got)); err != nil || diff != "" {
			t.Errorf("GetVehicle: %v\n%s", err, diff)
		}
	}
	list, err := q.ListVehicles(t.Context(), mysqldb.ListVehiclesParams{ID: 1, Limit: 10})
	if err != nil || len(list) != 1 || list[0].ID != 2 {
		t.Errorf("ListVehicles: %+v, %v", list, err)
	}
	if list, err = q.ListVehicles(t.Context(), mysqldb.ListVehiclesParams{Limit: 1}); err != nil || len(list) != 1 || list[0].ID != 1 {
		t.Errorf("ListVehicles: %+v, %v", list, err)
	}
	info, err := q.GetServer(t.Context())
	if err != nil || !strings.HasPrefix(info.Version, "9.") || len(info.Now) != len("2026-01-02 03:04:05.000006") {
		t.Errorf("GetServer: %+v, %v", info, err)
	}
}

// params turns a vehicle into the query's parameters; Money is written as MySQL reads it.
func params(v vehicle.Vehicle) mysqldb.InsertVehicleParams {
	return mysqldb.InsertVehicleParams(v)
}
